//! Profit of campaigns.

use proptest::prelude::*;
use refrain_eval::profit::{
    Contacted, ProfitMetric, expected_maximum_profit, maximum_profit, profit_at_threshold,
};
use refrain_eval::{AcceptancePrior, Bootstrap, Campaign, Metric};

use crate::random_rows::{seeded, shuffled_rows};
use crate::refusals::{argument, data, mismatch, said, told};

const LABELS: [bool; 4] = [true, false, true, false];
const SCORES: [f64; 4] = [0.9, 0.6, 0.4, 0.1];

fn campaign() -> Campaign {
    Campaign::new(200.0, 10.0, 1.0).unwrap()
}

fn prior() -> AcceptancePrior {
    AcceptancePrior::new(6.0, 14.0).unwrap()
}

#[test]
fn expected_profit_is_the_mean_over_what_can_happen() {
    let (campaign, p, acceptance) = (campaign(), 0.4, 0.3);
    let kept = p * acceptance * campaign.realized_profit(Contacted::Kept);
    let left = p * (1.0 - acceptance) * campaign.realized_profit(Contacted::Left);
    let stayed = (1.0 - p) * campaign.realized_profit(Contacted::Stayed);
    let expected = campaign.expected_profit(p, acceptance);
    assert!((expected - (kept + left + stayed)).abs() < 1e-12);
}

#[test]
fn break_even_is_where_nothing_is_earned() {
    let campaign = campaign();
    let p = campaign.break_even_probability(0.3).unwrap();
    assert!((p - 11.0 / 67.0).abs() < 1e-15);
    assert!(campaign.expected_profit(p, 0.3).abs() < 1e-12);
    let acceptance = campaign.break_even_acceptance(0.4).unwrap();
    assert!(campaign.expected_profit(0.4, acceptance).abs() < 1e-12);
}

#[test]
fn campaign_that_never_pays_has_no_break_even() {
    assert_eq!(campaign().break_even_probability(0.0), None);
    assert_eq!(campaign().break_even_acceptance(0.0), None);
    assert_eq!(campaign().break_even_acceptance(0.01), None);
    let free = Campaign::new(0.0, 0.0, 0.0).unwrap();
    assert_eq!(free.break_even_probability(0.3), None);
}

#[test]
fn tied_rows_are_contacted_together() {
    // Were the tie broken, the first row alone would earn 56.
    let best = maximum_profit(&[true, false], &[0.5, 0.5], &campaign(), 0.3).unwrap();
    assert_eq!((best.profit, best.share), (22.5, 1.0));
}

#[test]
fn nobody_is_contacted_where_nobody_accepts() {
    let best = maximum_profit(&LABELS, &SCORES, &campaign(), 0.0).unwrap();
    assert_eq!((best.profit, best.share, best.threshold), (0.0, 0.0, None));
}

#[test]
fn expected_threshold_is_the_score_of_the_last_row_of_the_share() {
    let best = expected_maximum_profit(&LABELS, &SCORES, &campaign(), &prior()).unwrap();
    assert_eq!((best.share * 4.0).round(), 3.0);
    assert_eq!(best.threshold, Some(0.4));
}

#[test]
fn expected_maximum_comes_to_the_maximum_as_the_prior_narrows() {
    let narrow = AcceptancePrior::new(3e5, 7e5).unwrap();
    let expected = expected_maximum_profit(&LABELS, &SCORES, &campaign(), &narrow).unwrap();
    let known = maximum_profit(&LABELS, &SCORES, &campaign(), 0.3).unwrap();
    assert!((expected.profit - known.profit).abs() < 1e-6, "{expected:?} {known:?}");
}

proptest! {
    #![proptest_config(seeded(128))]

    #[test]
    fn profits_do_not_depend_on_the_order_of_rows([(labels, scores), (others, theirs)] in shuffled_rows()) {
        let (campaign, prior) = (campaign(), prior());
        prop_assert_eq!(
            maximum_profit(&labels, &scores, &campaign, 0.3).unwrap(),
            maximum_profit(&others, &theirs, &campaign, 0.3).unwrap()
        );
        prop_assert_eq!(
            expected_maximum_profit(&labels, &scores, &campaign, &prior).unwrap(),
            expected_maximum_profit(&others, &theirs, &campaign, &prior).unwrap()
        );
    }

    #[test]
    fn expected_maximum_is_at_least_the_maximum_for_the_mean([(labels, scores), _] in shuffled_rows()) {
        // The maximum over cuts is convex in the acceptance: Jensen's inequality.
        let expected = expected_maximum_profit(&labels, &scores, &campaign(), &prior()).unwrap();
        let known = maximum_profit(&labels, &scores, &campaign(), 0.3).unwrap();
        prop_assert!(expected.profit >= known.profit - 1e-12 * known.profit.abs());
    }
}

#[test]
fn profits_are_metrics_with_intervals() {
    let labels: Vec<bool> = (0..60).map(|row| row % 3 == 0).collect();
    let scores: Vec<f64> = (0..60).map(|row| f64::from(row * 7 % 20)).collect();
    let groups: Vec<usize> = (0..60).collect();
    let (campaign, prior) = (campaign(), prior());
    let metrics = [
        ProfitMetric::Maximum { campaign, acceptance: 0.3 },
        ProfitMetric::ExpectedMaximum { campaign, prior },
        ProfitMetric::AtThreshold { threshold: 10.0, campaign, acceptance: 0.3 },
    ];
    let intervals = Bootstrap::with_seed(7).intervals(&metrics, &labels, &scores, &groups).unwrap();
    for (metric, interval) in metrics.iter().zip(&intervals) {
        let inside = interval.low < interval.estimate && interval.estimate < interval.high;
        assert!(inside, "{}: {interval:?}", metric.name());
    }
    assert_eq!(metrics[2].name(), "profit_at_10");
}

#[test]
fn negative_and_endless_amounts_are_refused() {
    let refused = |value, offer, contact| told(Campaign::new(value, offer, contact).unwrap_err());
    let expected = |amount: &str| argument(&format!("{amount}; it must be 0 or more"));
    assert_eq!(refused(-1.0, 10.0, 1.0), expected("the value of a customer is -1"));
    assert_eq!(refused(200.0, f64::NAN, 1.0), expected("the cost of the offer is NaN"));
    assert_eq!(refused(200.0, 10.0, f64::INFINITY), expected("the cost of a contact is inf"));
}

#[test]
fn what_is_no_share_is_refused() {
    for acceptance in [-0.1, 1.1, f64::NAN] {
        let maximum = maximum_profit(&LABELS, &SCORES, &campaign(), acceptance);
        let expected = format!("the acceptance is {acceptance}; it must lie between 0 and 1");
        assert_eq!(said(maximum), Err(argument(&expected)));
        let there = profit_at_threshold(&LABELS, &SCORES, 0.5, &campaign(), acceptance);
        assert_eq!(said(there), Err(argument(&expected)));
    }
    for (alpha, beta) in [(0.0, 14.0), (6.0, -1.0), (f64::NAN, 1.0), (1.0, f64::INFINITY)] {
        let expected = format!(
            "a prior of the acceptance has two parameters between 0.001 and 1000000, such as 6 \
             and 14; found {alpha} and {beta}"
        );
        assert_eq!(said(AcceptancePrior::new(alpha, beta)), Err(argument(&expected)));
    }
}

#[test]
fn undefined_profits_are_errors() {
    let none = maximum_profit(&[false; 2], &[0.1, 0.2], &campaign(), 0.3);
    let expected = "maximum_profit is undefined: none of the 2 rows churned";
    assert_eq!(said(none), Err(data(expected)));
    let all = expected_maximum_profit(&[true; 2], &[0.1, 0.2], &campaign(), &prior());
    let expected = "expected_maximum_profit is undefined: none of the 2 rows was retained";
    assert_eq!(said(all), Err(data(expected)));
    let nan = maximum_profit(&LABELS, &[0.9, f64::NAN, 0.4, 0.1], &campaign(), 0.3);
    let expected = "the score of row 1 is not a number (NaN); leave the row out or score it";
    assert_eq!(said(nan), Err(data(expected)));
    let short = maximum_profit(&LABELS, &SCORES[..3], &campaign(), 0.3);
    assert_eq!(said(short), Err(mismatch("the list of scores has 3 values for 4 rows")));
    let there = profit_at_threshold(&LABELS, &SCORES, f64::NAN, &campaign(), 0.3);
    assert_eq!(said(there), Err(argument("the threshold is not a number (NaN)")));
    let worthless = Campaign::new(10.0, 10.0, 1.0).unwrap();
    let expected = expected_maximum_profit(&LABELS, &SCORES, &worthless, &prior());
    let never = "the offer costs 10 and a customer kept is worth 10: no contact can pay";
    assert_eq!(said(expected), Err(argument(never)));
}
