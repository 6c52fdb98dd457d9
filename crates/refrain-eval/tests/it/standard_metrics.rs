//! The built-in metrics as values.

use refrain_eval::metrics::{Bins, Class, Confusion, RankedRows, Top};
use refrain_eval::{Metric, StandardMetric, full_metrics, metrics, standard_metrics};

use crate::refusals::said;

#[test]
fn standard_metrics_carry_their_parameters_in_their_names() {
    let names = standard_metrics(20, 0.25).map(|metric| metric.name());
    let expected = [
        "roc_auc",
        "average_precision",
        "log_loss",
        "brier",
        "balanced_accuracy_at_0.25",
        "f1_at_0.25",
        "weighted_f1_at_0.25",
        "precision_at_20",
        "recall_at_20",
        "decile_lift",
    ];
    assert_eq!(names, expected);
}

#[test]
fn standard_metrics_compute_what_their_functions_do() {
    let labels = [true, false, true, false, false, false];
    let scores = [0.9, 0.8, 0.4, 0.3, 0.3, 0.1];
    let values = standard_metrics(3, 0.35).map(|metric| said(metric.compute(&labels, &scores)));
    let counts = Confusion::new(&labels, &scores, 0.35).unwrap();
    let expected = [
        metrics::roc_auc(&labels, &scores),
        metrics::average_precision(&labels, &scores),
        metrics::log_loss(&labels, &scores),
        metrics::brier(&labels, &scores),
        metrics::balanced_accuracy(&labels, &scores, 0.35),
        metrics::f1(&labels, &scores, 0.35),
        counts.weighted_f_beta(1.0),
        metrics::precision_at_k(&labels, &scores, 3),
        metrics::recall_at_k(&labels, &scores, 3),
        metrics::decile_lift(&labels, &scores),
    ];
    assert_eq!(values, expected.map(said));
}

#[test]
fn better_scores_are_better_by_every_standard_metric() {
    let labels = [true, false, true, false, false, false];
    let (good, bad) = ([0.9, 0.2, 0.8, 0.1, 0.1, 0.1], [0.1, 0.9, 0.2, 0.8, 0.8, 0.8]);
    for metric in standard_metrics(2, 0.5) {
        let gain = metric.compute(&labels, &good).unwrap() - metric.compute(&labels, &bad).unwrap();
        assert_eq!(gain > 0.0, metric.higher_is_better(), "{}", metric.name());
        assert_ne!(gain, 0.0, "{}", metric.name());
    }
}

#[test]
fn full_metrics_begin_with_the_standard_ones_and_have_names_of_their_own() {
    let full = full_metrics(20, 0.25);
    assert_eq!(full[..10], standard_metrics(20, 0.25));
    let mut names: Vec<String> = full.iter().map(|metric| metric.name()).collect();
    let expected = [
        "accuracy_at_0.25",
        "precision_at_0.25",
        "precision_of_retained_at_0.25",
        "recall_at_0.25",
        "recall_of_retained_at_0.25",
        "f1_of_retained_at_0.25",
        "f2_at_0.25",
        "weighted_f2_at_0.25",
        "mcc_at_0.25",
        "pr_auc",
        "precision_at_share_0.05",
        "recall_at_share_0.05",
        "brier_skill",
        "brier_reliability_10_bins",
        "brier_resolution_10_bins",
        "ece_10_bins",
        "ece_10_equal_mass_bins",
        "mce_10_bins",
        "calibration_slope",
        "calibration_intercept",
        "calibration_in_the_large",
    ];
    assert_eq!(names[10..], expected);
    names.sort();
    names.dedup();
    assert_eq!(names.len(), full.len());
}

#[test]
fn full_metrics_compute_what_their_functions_do() {
    let labels = [true, false, true, false, false, false];
    let scores = [0.9, 0.8, 0.4, 0.3, 0.3, 0.1];
    let values: Vec<_> =
        full_metrics(3, 0.35).iter().map(|metric| said(metric.compute(&labels, &scores))).collect();
    let rows = RankedRows::new(&labels, &scores).unwrap();
    let counts = Confusion::new(&labels, &scores, 0.35).unwrap();
    let (bins, top) = (Bins::EqualWidth(10), Top::Share(0.05));
    let parts = metrics::brier_decomposition(&labels, &scores, bins).unwrap();
    let line = metrics::recalibration(&labels, &scores).unwrap();
    let expected = [
        metrics::accuracy(&labels, &scores, 0.35),
        metrics::precision(&labels, &scores, 0.35),
        counts.precision(Class::Retained),
        metrics::recall(&labels, &scores, 0.35),
        counts.recall(Class::Retained),
        counts.f_beta(Class::Retained, 1.0),
        counts.f_beta(Class::Churned, 2.0),
        counts.weighted_f_beta(2.0),
        metrics::mcc(&labels, &scores, 0.35),
        rows.pr_auc(),
        rows.precision_at(top),
        rows.recall_at(top),
        rows.brier_skill(),
        Ok(parts.reliability),
        Ok(parts.resolution),
        metrics::expected_calibration_error(&labels, &scores, bins),
        metrics::expected_calibration_error(&labels, &scores, Bins::EqualMass(10)),
        rows.maximum_calibration_error(bins),
        Ok(line.slope),
        Ok(line.intercept),
        rows.calibration_in_the_large(),
    ];
    assert_eq!(values[10..], expected.map(said));
    assert!(values.iter().all(Result::is_ok));
}

#[test]
fn metrics_computed_together_are_those_computed_alone() {
    let labels = [true, false, true, false, false, false];
    let scores = [0.9, 0.8, 0.4, 0.3, 0.3, 0.1];
    let rows = RankedRows::new(&labels, &scores).unwrap();
    for threshold in [0.35, 0.95, f64::NAN] {
        let metrics = full_metrics(3, threshold);
        let alone: Vec<_> =
            metrics.iter().map(|metric| said(metric.compute(&labels, &scores))).collect();
        assert_eq!(rows.compute(&metrics).into_iter().map(said).collect::<Vec<_>>(), alone);
        let ones =
            |metric: &StandardMetric| said(metric.compute_weighted(&labels, &scores, &[1.0; 6]));
        assert_eq!(metrics.iter().map(ones).collect::<Vec<_>>(), alone);
    }
}

#[test]
fn better_scores_are_better_by_every_metric_that_has_a_direction() {
    let labels = [true, false, true, false, false, false, true, false];
    let good = [0.9, 0.2, 0.8, 0.1, 0.1, 0.1, 0.4, 0.6];
    let bad = [0.1, 0.9, 0.2, 0.8, 0.8, 0.8, 0.7, 0.3];
    for metric in full_metrics(2, 0.5) {
        let gain = metric.compute(&labels, &good).unwrap() - metric.compute(&labels, &bad).unwrap();
        // Resolution asks whether scores tell rows apart, and not in which direction.
        let has_direction = !matches!(metric, StandardMetric::BrierResolution { .. });
        if metric.ideal().is_none() && has_direction {
            assert_eq!(gain > 0.0, metric.higher_is_better(), "{}", metric.name());
        }
    }
    assert_eq!(StandardMetric::CalibrationSlope.ideal(), Some(1.0));
    assert_eq!(StandardMetric::CalibrationInTheLarge.ideal(), Some(0.0));
}
