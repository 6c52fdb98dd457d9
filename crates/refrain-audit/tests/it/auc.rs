//! The AUC with an interval that costs one sort.

use refrain_audit::AucInterval;
use refrain_eval::{Bootstrap, Error, StandardMetric};

use crate::random_rows::rows;
use proptest::prelude::*;

proptest! {
    #![proptest_config(crate::random_rows::seeded(100))]

    #[test]
    fn estimate_is_the_auc_and_lies_in_its_interval((labels, scores) in rows(40)) {
        let groups: Vec<usize> = (0..labels.len()).collect();
        let auc = AucInterval::new(&labels, &scores, &groups).unwrap();
        prop_assert_eq!(auc.estimate, refrain_eval::metrics::roc_auc(&labels, &scores).unwrap());
        prop_assert!(auc.low <= auc.estimate && auc.estimate <= auc.high);
        prop_assert!(auc.low >= 0.0 && auc.high <= 1.0);
    }
}

/// DeLong's variance of these scores, computed with the definition: the variances of the placements
/// of either class divided by its size.
#[test]
fn interval_of_single_rows_is_that_of_delong() {
    let labels = [true, true, true, false, false, false, false];
    let scores = [0.9, 0.4, 0.6, 0.5, 0.3, 0.2, 0.6];
    let auc = AucInterval::new(&labels, &scores, &[0, 1, 2, 3, 4, 5, 6]).unwrap();
    // Placements 1, .5, .875 and 2/3, 1, 1, .5; variances .06770833 and .0625.
    let error = (0.067_708_333_333_333_33_f64 / 3.0 + 0.062_5 / 4.0).sqrt();
    let estimate = 9.5 / 12.0;
    let logit = |p: f64| (p / (1.0 - p)).ln();
    let half = 1.959_963_984_540_054 * error / (estimate * (1.0 - estimate));
    assert!((logit(auc.high) - logit(estimate) - half).abs() < 1e-12);
    assert!((logit(estimate) - logit(auc.low) - half).abs() < 1e-12);
}

#[test]
fn rows_of_one_entity_count_together() {
    let labels: Vec<bool> = (0..400).map(|row| row / 10 % 4 == 0).collect();
    let scores: Vec<f64> = (0..400)
        .map(|row| f64::from((row / 10 * 17) % 23 + if row / 10 % 4 == 0 { 5 } else { 0 }))
        .collect();
    let alone: Vec<usize> = (0..400).collect();
    let entities: Vec<usize> = (0..400).map(|row| row / 10).collect();
    let width = |groups: &[usize]| {
        let auc = AucInterval::new(&labels, &scores, groups).unwrap();
        auc.high - auc.low
    };
    assert!(width(&entities) > 2.5 * width(&alone));
    let bootstrap = Bootstrap::with_seed(3);
    let drawn = bootstrap.interval(StandardMetric::RocAuc, &labels, &scores, &entities).unwrap();
    let ratio = width(&entities) / (drawn.high - drawn.low);
    assert!((0.8..1.25).contains(&ratio), "{ratio}");
}

#[test]
fn entire_separation_has_an_interval_that_shrinks_with_the_rows() {
    let of = |n: usize| {
        let labels: Vec<bool> = (0..2 * n).map(|row| row < n).collect();
        let scores: Vec<f64> = labels.iter().map(|churned| f64::from(*churned)).collect();
        AucInterval::new(&labels, &scores, &(0..2 * n).collect::<Vec<_>>()).unwrap()
    };
    assert_eq!(of(10).high, 1.0);
    assert!(of(10).low < 0.7 && of(100).low > 0.96);
    assert_eq!(of(10).reversed().low, 0.0);
}

#[test]
fn one_class_and_lists_of_other_lengths_are_refused() {
    assert!(matches!(
        AucInterval::new(&[true; 3], &[0.1; 3], &[0, 1, 2]),
        Err(Error::OneClass { .. })
    ));
    let short = AucInterval::new(&[true, false], &[0.1, 0.2], &[0]);
    assert!(matches!(short, Err(Error::Length { .. })));
    let nan = AucInterval::new(&[true, false], &[0.1, f64::NAN], &[0, 1]);
    assert_eq!(nan, Err(Error::NanScore { row: 1 }));
}
