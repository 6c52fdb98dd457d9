//! The built-in metrics as values.

use refrain_eval::{Metric, metrics, standard_metrics};

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
    let values = standard_metrics(3, 0.35).map(|metric| metric.compute(&labels, &scores));
    let expected = [
        metrics::roc_auc(&labels, &scores),
        metrics::average_precision(&labels, &scores),
        metrics::log_loss(&labels, &scores),
        metrics::brier(&labels, &scores),
        metrics::balanced_accuracy(&labels, &scores, 0.35),
        metrics::f1(&labels, &scores, 0.35),
        metrics::weighted_f1(&labels, &scores, 0.35),
        metrics::precision_at_k(&labels, &scores, 3),
        metrics::recall_at_k(&labels, &scores, 3),
        metrics::decile_lift(&labels, &scores),
    ];
    assert_eq!(values, expected);
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
