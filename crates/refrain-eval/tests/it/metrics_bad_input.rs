//! Rows and parameters that metrics refuse.

use refrain_eval::metrics::{self, Confusion};
use refrain_eval::{Metric, StandardMetric, standard_metrics};

use crate::refusals::{Refusal, argument, data, mismatch, said, told};

/// Returns what every metric of the crate says of some rows.
fn all_errors(labels: &[bool], scores: &[f64]) -> Vec<Refusal> {
    let of_metric = |metric: StandardMetric| told(metric.compute(labels, scores).unwrap_err());
    let mut errors: Vec<Refusal> = standard_metrics(1, 0.5).into_iter().map(of_metric).collect();
    errors.push(told(metrics::lift_by_decile(labels, scores).unwrap_err()));
    errors
}

#[test]
fn no_row_is_refused() {
    let none = data("there is no row to evaluate");
    assert!(all_errors(&[], &[]).iter().all(|error| *error == none));
}

#[test]
fn unequal_lengths_are_refused() {
    let expected = mismatch("the list of scores has 1 values for 2 rows");
    assert!(all_errors(&[true, false], &[0.5]).iter().all(|error| *error == expected));
    let none = said(metrics::roc_auc(&[], &[0.5]));
    assert_eq!(none, Err(mismatch("the list of scores has 1 values for 0 rows")));
}

#[test]
fn nan_scores_are_refused_with_their_row() {
    let errors = all_errors(&[true, false, true], &[0.5, 0.1, f64::NAN]);
    let nan = data("the score of row 2 is not a number (NaN); leave the row out or score it");
    assert!(errors.iter().all(|error| *error == nan));
}

#[test]
fn scores_outside_zero_and_one_are_no_probabilities() {
    for score in [1.0 + f64::EPSILON, -1e-300, f64::INFINITY, f64::NEG_INFINITY] {
        let (labels, scores) = ([true, false], [0.5, score]);
        let needs = format!("needs probabilities, and the score of row 1 is {score}");
        let expected = |metric: &str| Err(data(&format!("{metric} {needs}")));
        assert_eq!(said(metrics::log_loss(&labels, &scores)), expected("log_loss"));
        assert_eq!(said(metrics::brier(&labels, &scores)), expected("brier"));
    }
}

#[test]
fn metrics_of_both_classes_refuse_one() {
    let scores = [0.2, 0.4, 0.6];
    let none = |metric: &str, missing: &str| {
        Err(data(&format!("{metric} is undefined: none of the 3 rows {missing}")))
    };
    for (labels, missing) in [([false; 3], "churned"), ([true; 3], "was retained")] {
        assert_eq!(said(metrics::roc_auc(&labels, &scores)), none("roc_auc", missing));
        let balanced_accuracy = metrics::balanced_accuracy(&labels, &scores, 0.5);
        assert_eq!(said(balanced_accuracy), none("balanced_accuracy", missing));
    }
}

#[test]
fn metrics_of_churned_rows_refuse_to_do_without() {
    let (labels, scores) = ([false; 3], [0.2, 0.4, 0.6]);
    let none = |metric: &str| data(&format!("{metric} is undefined: none of the 3 rows churned"));
    let average_precision = metrics::average_precision(&labels, &scores);
    assert_eq!(said(average_precision), Err(none("average_precision")));
    assert_eq!(said(metrics::f1(&labels, &scores, 0.5)), Err(none("f1")));
    assert_eq!(said(metrics::recall_at_k(&labels, &scores, 2)), Err(none("recall_at_k")));
    assert_eq!(said(metrics::decile_lift(&labels, &scores)), Err(none("decile_lift")));
    assert_eq!(said(metrics::lift_by_decile(&labels, &scores)), Err(none("decile_lift")));
}

#[test]
fn k_of_zero_and_k_beyond_the_rows_are_refused() {
    let (labels, scores) = ([true, false], [0.5, 0.1]);
    for k in [0, 3] {
        let range = "it must be at least 1 and at most the number of rows, 2";
        let expected = Err(data(&format!("k is {k}; {range}")));
        assert_eq!(said(metrics::precision_at_k(&labels, &scores, k)), expected);
        assert_eq!(said(metrics::recall_at_k(&labels, &scores, k)), expected);
    }
}

#[test]
fn threshold_that_is_nan_is_refused() {
    let (labels, scores) = ([true, false], [0.5, 0.1]);
    let nan = Err(argument("the threshold is not a number (NaN)"));
    for metric in [metrics::balanced_accuracy, metrics::f1, metrics::accuracy] {
        assert_eq!(said(metric(&labels, &scores, f64::NAN)), nan);
    }
    assert!(Confusion::new(&labels, &scores, f64::NAN).is_err());
}
