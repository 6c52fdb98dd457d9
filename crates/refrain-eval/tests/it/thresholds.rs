//! Thresholds chosen on earlier cutoffs.

use refrain_core::{Span, Time};
use refrain_eval::decisions::{CutoffDecision, TestPeriod, ThresholdRule, thresholds_from_earlier};
use refrain_eval::{Campaign, Error, ObservedRows};

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
) -> Result<Vec<CutoffDecision>, Error> {
    let rows =
        ObservedRows::new(study.ids.iter().copied(), &study.cutoffs, &study.window_ends).unwrap();
    let period = TestPeriod::new(cutoffs, day(31))?;
    thresholds_from_earlier(&rows, &study.labels, &study.scores, rule, &period)
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
            acceptance: 0.3,
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
    assert_eq!(error, Err(Error::NoEarlierCutoff { cutoff: day(0) }));
}

#[test]
fn horizon_too_long_for_any_earlier_outcome_is_refused() {
    let error = decide(&study(10), ThresholdRule::F1, &[day(7)]);
    assert_eq!(error, Err(Error::NoOutcomeKnown { cutoff: day(7), first_known: day(10) }));
}

#[test]
fn horizon_past_the_test_period_is_refused() {
    let error = decide(&study(11), ThresholdRule::F1, &[day(21)]);
    let expected =
        Error::HorizonPastTestPeriod { row: 9, cutoff: day(21), window_end: day(32), end: day(31) };
    assert_eq!(error, Err(expected));
}

#[test]
fn cutoffs_out_of_order_are_refused() {
    let expected = Error::CutoffsNotAscending { cutoff: day(14), before: day(21) };
    assert_eq!(TestPeriod::new(&[day(21), day(14)], day(31)), Err(expected));
    assert!(matches!(
        TestPeriod::new(&[day(14), day(14)], day(31)),
        Err(Error::CutoffsNotAscending { .. })
    ));
    assert_eq!(TestPeriod::new(&[], day(31)), Err(Error::NoTestCutoff));
    let after = Error::CutoffAfterTestPeriod { cutoff: day(31), end: day(31) };
    assert_eq!(TestPeriod::new(&[day(31)], day(31)), Err(after));
}

#[test]
fn rows_without_a_churner_choose_no_f1() {
    let mut calm = study(7);
    calm.labels.fill(false);
    let error = decide(&calm, ThresholdRule::F1, &[day(21)]);
    assert!(matches!(error, Err(Error::OneClass { missing: "churned", n_rows: 9, .. })));
    let error = decide(&study(7), ThresholdRule::Share(1.5), &[day(21)]);
    assert!(matches!(error, Err(Error::NotAShare { .. })));
    let error = decide(&study(7), ThresholdRule::F1, &[day(20)]);
    assert_eq!(error, Err(Error::UnknownCutoff { cutoff: day(20) }));
}
