//! Survival metrics against slow obvious versions, and what they refuse.

use proptest::prelude::*;
use refrain_eval::survival::{
    CensoringCurve, SurvivalRows, brier_at, cumulative_dynamic_auc,
    cumulative_dynamic_auc_over_time, harrell_concordance, integrated_brier, uno_concordance,
};
use refrain_eval::{Error, metrics};

use crate::random_rows::seeded;

type Rows = (Vec<f64>, Vec<bool>, Vec<f64>);

/// Times, churned or not, and risks, with many ties; one row is left at the end, uncensored.
fn rows() -> impl Strategy<Value = Rows> {
    let row = (1..12_u32, any::<bool>(), 0..6_u32);
    prop::collection::vec(row, 2..40).prop_map(|rows| {
        let mut rows: Vec<_> = rows
            .into_iter()
            .map(|(time, churned, risk)| (f64::from(time), churned, f64::from(risk) - 2.0))
            .collect();
        rows.extend([(0.5, true, 1.0), (12.0, true, 0.0)]);
        let times = rows.iter().map(|row| row.0).collect();
        (times, rows.iter().map(|row| row.1).collect(), rows.iter().map(|row| row.2).collect())
    })
}

/// Counts pairs one by one, each with the weight of the row that churned.
fn by_pairs((times, churned, risks): &Rows, weight: impl Fn(f64) -> f64) -> f64 {
    let (mut won, mut total) = (0.0, 0.0);
    for first in (0..times.len()).filter(|row| churned[*row]) {
        for later in 0..times.len() {
            let at_once = times[later] == times[first] && !churned[later];
            if times[later] > times[first] || at_once {
                let weight = weight(times[first]);
                total += weight;
                won += if risks[first] > risks[later] { weight } else { 0.0 };
                won += if risks[first] == risks[later] { weight / 2.0 } else { 0.0 };
            }
        }
    }
    won / total
}

proptest! {
    #![proptest_config(seeded(300))]

    #[test]
    fn concordances_count_the_pairs_that_are_in_order(rows in rows()) {
        let checked = SurvivalRows::new(&rows.0, &rows.1).unwrap();
        let harrell = harrell_concordance(checked, &rows.2).unwrap();
        prop_assert_eq!(harrell, by_pairs(&rows, |_| 1.0));
        let censoring = CensoringCurve::new(checked);
        let uno = uno_concordance(&censoring, checked, &rows.2, None).unwrap();
        let slow = by_pairs(&rows, |time| censoring.share_observed(time).unwrap().powi(-2));
        prop_assert!((uno - slow).abs() < 1e-12, "{} against {}", uno, slow);
        let early = uno_concordance(&censoring, checked, &rows.2, Some(6.0)).unwrap();
        let slow = by_pairs(&rows, |time| match time < 6.0 {
            true => censoring.share_observed(time).unwrap().powi(-2),
            false => 0.0,
        });
        prop_assert!((early - slow).abs() < 1e-12, "{} against {}", early, slow);
    }

    #[test]
    fn without_censoring_they_are_the_metrics_of_labels((times, _, risks) in rows()) {
        let churned = vec![true; times.len()];
        let rows = SurvivalRows::new(&times, &churned).unwrap();
        let censoring = CensoringCurve::new(rows);
        let harrell = harrell_concordance(rows, &risks).unwrap();
        let uno = uno_concordance(&censoring, rows, &risks, None).unwrap();
        prop_assert!((uno - harrell).abs() < 1e-14);

        let at = 4.0;
        let gone: Vec<bool> = times.iter().map(|time| *time <= at).collect();
        let auc = cumulative_dynamic_auc(&censoring, rows, &risks, &[at]).unwrap();
        prop_assert!((auc.mean - metrics::roc_auc(&gone, &risks).unwrap()).abs() < 1e-14);
        let leaving: Vec<f64> = risks.iter().map(|risk| 0.4 + risk / 10.0).collect();
        let staying: Vec<f64> = leaving.iter().map(|leaving| 1.0 - leaving).collect();
        let brier = brier_at(&censoring, rows, &staying, at).unwrap();
        prop_assert!((brier - metrics::brier(&gone, &leaving).unwrap()).abs() < 1e-14);
    }

    #[test]
    fn order_of_rows_changes_no_bit(rows in rows()) {
        let reversed: Rows = (
            rows.0.iter().rev().copied().collect(),
            rows.1.iter().rev().copied().collect(),
            rows.2.iter().rev().copied().collect(),
        );
        let [one, other] = [&rows, &reversed].map(|(times, churned, risks)| {
            let rows = SurvivalRows::new(times, churned).unwrap();
            let censoring = CensoringCurve::new(rows);
            let staying: Vec<f64> = risks.iter().map(|risk| 0.6 - risk / 7.0).collect();
            let auc = cumulative_dynamic_auc(&censoring, rows, risks, &[3.0, 6.0]).unwrap();
            let harrell = harrell_concordance(rows, risks).unwrap();
            let uno = uno_concordance(&censoring, rows, risks, None).unwrap();
            let lists = [&staying, &staying];
            let brier = integrated_brier(&censoring, rows, &lists, &[3.0, 6.0]).unwrap();
            [auc.areas[0], auc.areas[1], auc.mean, harrell, uno, brier].map(f64::to_bits)
        });
        prop_assert_eq!(one, other);
    }
}

#[test]
fn censored_rows_of_the_same_time_stayed_longer() {
    let rows = SurvivalRows::new(&[4.0, 4.0, 4.0], &[true, false, true]).unwrap();
    assert_eq!(harrell_concordance(rows, &[0.9, 0.5, 0.1]), Ok(0.5));
}

#[test]
fn churn_at_a_time_comes_before_censoring_at_it() {
    let rows = SurvivalRows::new(&[1.0, 2.0, 2.0, 3.0], &[false, true, false, true]).unwrap();
    let censoring = CensoringCurve::new(rows);
    assert_eq!(censoring.share_observed(0.9), Ok(1.0));
    assert_eq!(censoring.share_observed(1.0), Ok(0.75));
    assert_eq!(censoring.share_observed(2.0), Ok(0.375));
    assert_eq!(censoring.share_observed(3.0), Ok(0.375));
}

#[test]
fn negative_zero_ties_with_zero_among_risks() {
    let rows = SurvivalRows::new(&[1.0, 2.0], &[true, true]).unwrap();
    assert_eq!(harrell_concordance(rows, &[-0.0, 0.0]), Ok(0.5));
    let censoring = CensoringCurve::new(rows);
    let auc = cumulative_dynamic_auc(&censoring, rows, &[-0.0, 0.0], &[1.0]).unwrap();
    assert_eq!(auc.mean, 0.5);
}

#[test]
fn times_that_are_no_times_are_refused_with_their_row() {
    let error = |times: &[f64]| SurvivalRows::new(times, &[true, false]).unwrap_err();
    assert_eq!(error(&[1.0, -1.0]), Error::SurvivalTime { row: 1, time: -1.0 });
    assert!(matches!(error(&[f64::NAN, 1.0]), Error::SurvivalTime { row: 0, .. }));
    let length = Error::Length { what: "the list of outcomes", expected: 1, found: 2 };
    assert_eq!(error(&[1.0]), length);
    assert_eq!(SurvivalRows::new(&[], &[]).unwrap_err(), Error::Empty);
}

#[test]
fn risks_and_probabilities_that_do_not_fit_are_refused() {
    let rows = SurvivalRows::new(&[1.0, 2.0], &[true, false]).unwrap();
    let censoring = CensoringCurve::new(rows);
    let length = Error::Length { what: "the list of risks", expected: 2, found: 1 };
    assert_eq!(harrell_concordance(rows, &[0.5]), Err(length));
    let nan = uno_concordance(&censoring, rows, &[0.5, f64::NAN], None);
    assert_eq!(nan, Err(Error::NanScore { row: 1 }));
    let outside = brier_at(&censoring, rows, &[0.5, 1.5], 1.0);
    assert!(matches!(outside, Err(Error::NotAProbability { row: 1, .. })));
    let lists = cumulative_dynamic_auc_over_time(&censoring, rows, &[[0.5, 0.5]], &[0.5, 1.0]);
    assert!(matches!(lists, Err(Error::Length { expected: 2, found: 1, .. })));
    let nan = cumulative_dynamic_auc_over_time(&censoring, rows, &[[0.5, f64::NAN]], &[1.0]);
    assert_eq!(nan, Err(Error::NanScore { row: 1 }));
    let lists = integrated_brier(&censoring, rows, &[[0.5, 0.5]], &[0.5, 1.0]);
    assert!(matches!(lists, Err(Error::Length { expected: 2, found: 1, .. })));
}

#[test]
fn times_that_do_not_ascend_are_refused() {
    let rows = SurvivalRows::new(&[1.0, 2.0, 3.0], &[true, true, false]).unwrap();
    let censoring = CensoringCurve::new(rows);
    for times in [&[][..], &[2.0, 1.0], &[1.0, 1.0], &[f64::NAN], &[1.0, f64::INFINITY]] {
        let auc = cumulative_dynamic_auc(&censoring, rows, &[0.0; 3], times).unwrap_err();
        assert_eq!(auc, Error::Times, "{times:?}");
    }
    let one = integrated_brier(&censoring, rows, &[[0.5; 3]], &[1.0]);
    assert_eq!(one, Err(Error::Times));
}

#[test]
fn times_at_which_censoring_is_unknown_are_refused() {
    let train = SurvivalRows::new(&[1.0, 2.0, 3.0], &[true, true, false]).unwrap();
    let censoring = CensoringCurve::new(train);
    let rows = SurvivalRows::new(&[2.5, 3.0, 4.0, 6.0], &[true, true, true, false]).unwrap();
    let unknown = Error::NotFollowed { time: 3.0, end: 3.0 };
    let expected = Err(unknown.clone());
    assert_eq!(uno_concordance(&censoring, rows, &[0.0; 4], None), expected);
    assert_eq!(uno_concordance(&censoring, rows, &[0.0; 4], Some(3.0)), Ok(0.5));
    let auc = cumulative_dynamic_auc(&censoring, rows, &[0.0; 4], &[2.5, 3.5]);
    assert_eq!(auc.unwrap_err(), unknown);
    assert_eq!(brier_at(&censoring, rows, &[0.0; 4], 3.5), expected);
    assert_eq!(brier_at(&censoring, rows, &[0.0; 4], 2.5), Ok(0.75));
    let message = unknown.to_string();
    assert!(message.starts_with("nothing is known of censoring at the time 3: the last"));
}

#[test]
fn metrics_without_pairs_are_refused() {
    let rows = SurvivalRows::new(&[1.0, 2.0], &[false, true]).unwrap();
    let censoring = CensoringCurve::new(rows);
    let none = |metric| Err(Error::NoComparablePair { metric });
    assert_eq!(harrell_concordance(rows, &[0.1, 0.2]), none("harrell_concordance"));
    assert_eq!(uno_concordance(&censoring, rows, &[0.1, 0.2], None), none("uno_concordance"));
    for time in [1.5, 2.0] {
        let auc = cumulative_dynamic_auc(&censoring, rows, &[0.1, 0.2], &[time]).unwrap_err();
        assert_eq!(auc, Error::NoneByTime { metric: "cumulative_dynamic_auc", time });
    }
}
