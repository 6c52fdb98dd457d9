//! Thresholds chosen on earlier cutoffs.

use refrain_core::{Span, Time};
use refrain_eval::decisions::{CutoffDecision, TestPeriod, ThresholdRule, thresholds_from_earlier};
use refrain_eval::{Acceptance, Campaign, ObservedRows};

use crate::refusals::{Refusal, argument, data, said};

fn day(n: u32) -> Time {
    Time::from_millis(0) + Span::from_days(n)
}

/// Three customers at days 0, 7, 14 and 21, of whom the one of the highest score leaves.
struct Study {
    ids: Vec<&'static str>,
    cutoffs: Vec<Time>,
    window_ends: Vec<Time>,
    labels: Vec<bool>,
    scores: Vec<f64>,
}

fn study(horizon_days: u32) -> Study {
    let days = [0, 0, 0, 7, 7, 7, 14, 14, 14, 21, 21, 21];
    Study {
        ids: ["ada", "bob", "cid"].repeat(4),
        cutoffs: days.map(day).to_vec(),
        window_ends: days.map(|n| day(n + horizon_days)).to_vec(),
        labels: [false, false, true].repeat(4),
        scores: vec![0.1, 0.2, 0.6, 0.1, 0.2, 0.5, 0.1, 0.2, 0.3, 0.1, 0.2, 0.7],
    }
}

fn decide(
    study: &Study,
    rule: ThresholdRule,
    cutoffs: &[Time],
) -> Result<Vec<CutoffDecision>, Refusal> {
    let rows =
        ObservedRows::new(study.ids.iter().copied(), &study.cutoffs, &study.window_ends).unwrap();
    let period = said(TestPeriod::new(cutoffs, day(31)))?;
    said(thresholds_from_earlier(&rows, &study.labels, &study.scores, rule, &period))
}

#[test]
fn threshold_comes_from_outcomes_known_by_the_cutoff() {
    let decisions = decide(&study(10), ThresholdRule::F1, &[day(14), day(21)]).unwrap();
    // Outcomes of day 7 are known on day 17.
    assert_eq!((decisions[0].n_rows, decisions[0].n_cutoffs, decisions[0].n_purged), (3, 1, 3));
    assert_eq!(decisions[0].threshold, Some(0.6));
    assert_eq!((decisions[0].test.clone(), decisions[0].contacted.len()), (vec![6, 7, 8], 0));
    assert_eq!((decisions[1].n_rows, decisions[1].n_cutoffs, decisions[1].n_purged), (6, 2, 3));
    assert_eq!(decisions[1].threshold, Some(0.5));
    assert_eq!(decisions[1].contacted, [11]);
}

#[test]
fn labels_and_scores_of_the_test_change_no_threshold() {
    let plain = study(10);
    let rules = [
        ThresholdRule::F1,
        ThresholdRule::BalancedAccuracy,
        ThresholdRule::Share(0.4),
        ThresholdRule::Contacts(1),
        ThresholdRule::Profit {
            campaign: Campaign::new(200.0, 10.0, 1.0).unwrap(),
            acceptance: Acceptance::Known(0.3),
        },
    ];
    for rule in rules {
        let before = decide(&plain, rule, &[day(14)]).unwrap();
        let mut altered = study(10);
        // Those of day 7, which is not known by then, and of all days after.
        for row in 3..12 {
            altered.labels[row] = !altered.labels[row];
            altered.scores[row] = 1.0 - altered.scores[row];
        }
        let after = decide(&altered, rule, &[day(14)]).unwrap();
        assert_eq!(after[0].threshold, before[0].threshold, "{rule:?}");
    }
}

#[test]
fn each_rule_chooses_its_best() {
    let choose = |rule| decide(&study(7), rule, &[day(21)]).unwrap()[0].threshold;
    // Known: three times (0.1, 0.2, one who leaves at 0.6, 0.5, 0.3).
    assert_eq!(choose(ThresholdRule::F1), Some(0.3));
    assert_eq!(choose(ThresholdRule::BalancedAccuracy), Some(0.3));
    assert_eq!(choose(ThresholdRule::Share(0.2)), Some(0.6));
    assert_eq!(choose(ThresholdRule::Share(0.5)), Some(0.3));
    assert_eq!(choose(ThresholdRule::Share(0.1)), None);
    assert_eq!(choose(ThresholdRule::Contacts(1)), Some(0.3));
    assert_eq!(choose(ThresholdRule::Contacts(2)), Some(0.2));
    assert_eq!(choose(ThresholdRule::Contacts(0)), None);
    let profit = |value, acceptance| {
        let acceptance = Acceptance::Known(acceptance);
        let campaign = Campaign::new(value, 10.0, 1.0).unwrap();
        choose(ThresholdRule::Profit { campaign, acceptance })
    };
    assert_eq!(profit(200.0, 0.3), Some(0.3));
    assert_eq!(profit(200.0, 0.0), None);
}

#[test]
fn no_rule_breaks_a_tie() {
    let mut tied = study(7);
    tied.scores[..9].fill(0.5);
    let choose = |rule| decide(&tied, rule, &[day(21)]).unwrap()[0].threshold;
    assert_eq!(choose(ThresholdRule::Share(0.5)), None);
    assert_eq!(choose(ThresholdRule::F1), Some(0.5));
}

#[test]
fn first_cutoff_has_nothing_to_choose_on() {
    let error = decide(&study(7), ThresholdRule::F1, &[day(0)]);
    let expected = "no row has a cutoff before the test cutoff 1970-01-01T00:00:00Z to choose a \
                    threshold on";
    assert_eq!(error, Err(data(expected)));
}

#[test]
fn horizon_too_long_for_any_earlier_outcome_is_refused() {
    let error = decide(&study(10), ThresholdRule::F1, &[day(7)]);
    let expected = "no outcome is known by the test cutoff 1970-01-08T00:00:00Z to choose a \
                    threshold on: the first outcome window ends at 1970-01-11T00:00:00Z; shorten \
                    the horizon or test at a later cutoff";
    assert_eq!(error, Err(data(expected)));
}

#[test]
fn horizon_past_the_test_period_is_refused() {
    let error = decide(&study(11), ThresholdRule::F1, &[day(21)]);
    let expected = "row 9, tested at 1970-01-22T00:00:00Z, has an outcome window until \
                    1970-02-02T00:00:00Z, past the end of the test period, 1970-02-01T00:00:00Z; \
                    test at an earlier cutoff or shorten the horizon";
    assert_eq!(error, Err(data(expected)));
}

#[test]
fn cutoffs_out_of_order_are_refused() {
    let out_of_order = |second: &str, first: &str| {
        Err(argument(&format!(
            "the test cutoffs are out of order: {second} follows {first}; write them ascending, \
             each once"
        )))
    };
    let (day_14, day_21) = ("1970-01-15T00:00:00Z", "1970-01-22T00:00:00Z");
    let new = |cutoffs: &[Time]| said(TestPeriod::new(cutoffs, day(31)));
    assert_eq!(new(&[day(21), day(14)]), out_of_order(day_14, day_21));
    assert_eq!(new(&[day(14), day(14)]), out_of_order(day_14, day_14));
    assert_eq!(new(&[]), Err(argument("a split needs at least one test cutoff")));
    let after = "the test cutoff 1970-02-01T00:00:00Z does not lie before the end of the test \
                 period, 1970-02-01T00:00:00Z";
    assert_eq!(new(&[day(31)]), Err(argument(after)));
}

#[test]
fn rows_without_a_churner_choose_no_f1() {
    let mut calm = study(7);
    calm.labels.fill(false);
    let error = decide(&calm, ThresholdRule::F1, &[day(21)]);
    let expected = "a threshold by F1 is undefined: none of the 9 rows churned";
    assert_eq!(error, Err(data(expected)));
    let error = decide(&study(7), ThresholdRule::Share(1.5), &[day(21)]);
    let expected = "the share contacted is 1.5; it must lie between 0 and 1";
    assert_eq!(error, Err(argument(expected)));
    let error = decide(&study(7), ThresholdRule::F1, &[day(20)]);
    assert_eq!(error, Err(data("no row has the test cutoff 1970-01-21T00:00:00Z")));
}
