//! What metrics refuse.

use refrain_eval::{Error, Metric, StandardMetric, metrics, standard_metrics};

/// What every metric of the crate says of some rows.
fn all_errors(labels: &[bool], scores: &[f64]) -> Vec<Error> {
    let of_metric = |metric: StandardMetric| metric.compute(labels, scores).unwrap_err();
    let mut errors: Vec<Error> = standard_metrics(1, 0.5).into_iter().map(of_metric).collect();
    errors.push(metrics::lift_by_decile(labels, scores).unwrap_err());
    errors
}

#[test]
fn no_row_is_refused() {
    assert!(all_errors(&[], &[]).iter().all(|error| *error == Error::Empty));
}

#[test]
fn unequal_lengths_are_refused() {
    let expected = Error::Length { what: "the list of scores", expected: 2, found: 1 };
    assert!(all_errors(&[true, false], &[0.5]).iter().all(|error| *error == expected));
    assert_eq!(expected.to_string(), "the list of scores has 1 values for 2 rows");
    let none = metrics::roc_auc(&[], &[0.5]).unwrap_err();
    assert!(matches!(none, Error::Length { expected: 0, found: 1, .. }));
}

#[test]
fn nan_scores_are_refused_with_their_row() {
    let errors = all_errors(&[true, false, true], &[0.5, 0.1, f64::NAN]);
    assert!(errors.iter().all(|error| *error == Error::NanScore { row: 2 }));
    assert!(errors[0].to_string().starts_with("the score of row 2 is not a number"));
}

#[test]
fn scores_outside_zero_and_one_are_no_probabilities() {
    for score in [1.0 + f64::EPSILON, -1e-300, f64::INFINITY, f64::NEG_INFINITY] {
        let (labels, scores) = ([true, false], [0.5, score]);
        let expected = |metric| Error::NotAProbability { metric, row: 1, score };
        assert_eq!(metrics::log_loss(&labels, &scores), Err(expected("log_loss")));
        assert_eq!(metrics::brier(&labels, &scores), Err(expected("brier")));
    }
}

#[test]
fn metrics_of_both_classes_refuse_one() {
    let scores = [0.2, 0.4, 0.6];
    let none = |metric, missing| Err(Error::OneClass { metric, missing, n_rows: 3 });
    for (labels, missing) in [([false; 3], "churned"), ([true; 3], "was retained")] {
        assert_eq!(metrics::roc_auc(&labels, &scores), none("roc_auc", missing));
        let balanced_accuracy = metrics::balanced_accuracy(&labels, &scores, 0.5);
        assert_eq!(balanced_accuracy, none("balanced_accuracy", missing));
    }
    let error = metrics::roc_auc(&[true; 3], &scores).unwrap_err();
    assert_eq!(error.to_string(), "roc_auc is undefined: none of the 3 rows was retained");
}

#[test]
fn metrics_of_churned_rows_refuse_to_do_without() {
    let (labels, scores) = ([false; 3], [0.2, 0.4, 0.6]);
    let none = |metric| Error::OneClass { metric, missing: "churned", n_rows: 3 };
    let average_precision = metrics::average_precision(&labels, &scores);
    assert_eq!(average_precision, Err(none("average_precision")));
    assert_eq!(metrics::f1(&labels, &scores, 0.5), Err(none("f1")));
    assert_eq!(metrics::recall_at_k(&labels, &scores, 2), Err(none("recall_at_k")));
    assert_eq!(metrics::decile_lift(&labels, &scores), Err(none("decile_lift")));
    assert_eq!(metrics::lift_by_decile(&labels, &scores), Err(none("decile_lift")));
}

#[test]
fn k_of_zero_and_k_beyond_the_rows_are_refused() {
    let (labels, scores) = ([true, false], [0.5, 0.1]);
    for k in [0, 3] {
        let expected = Err(Error::TopRows { k, n_rows: 2 });
        assert_eq!(metrics::precision_at_k(&labels, &scores, k), expected);
        assert_eq!(metrics::recall_at_k(&labels, &scores, k), expected);
    }
}

#[test]
fn threshold_that_is_nan_is_refused() {
    let (labels, scores) = ([true, false], [0.5, 0.1]);
    for metric in [metrics::balanced_accuracy, metrics::f1, metrics::weighted_f1] {
        assert_eq!(metric(&labels, &scores, f64::NAN), Err(Error::NanThreshold));
    }
}
