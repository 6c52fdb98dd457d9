//! Metrics against values that scikit-learn computed (`tests/data/sklearn_metrics.py`).

use refrain_eval::metrics::{self, Confusion};
use refrain_eval::{Error, ErrorKind};
use serde::Deserialize;

#[derive(Deserialize)]
struct Reference {
    cases: Vec<Case>,
}

#[derive(Deserialize)]
struct Case {
    name: String,
    labels: Vec<u8>,
    scores: Vec<f64>,
    roc_auc: Option<f64>,
    average_precision: Option<f64>,
    log_loss: f64,
    brier: f64,
    thresholds: Vec<AtThreshold>,
}

#[derive(Deserialize)]
struct AtThreshold {
    threshold: f64,
    balanced_accuracy: Option<f64>,
    f1: Option<f64>,
    weighted_f1: f64,
}

impl Case {
    fn labels(&self) -> Vec<bool> {
        self.labels.iter().map(|label| *label == 1).collect()
    }
}

fn cases() -> Vec<Case> {
    let text = include_str!("../data/sklearn_metrics.json");
    let reference: Reference = serde_json::from_str(text).unwrap();
    assert_eq!(reference.cases.len(), 12);
    reference.cases
}

/// Equal to 1e-12 relative (sums are taken in another order than numpy's), or undefined in both.
fn assert_agrees(what: &str, case: &Case, ours: Result<f64, Error>, theirs: Option<f64>) {
    match (ours, theirs) {
        (Ok(ours), Some(theirs)) => assert!(
            (ours - theirs).abs() <= 1e-12 * theirs.abs(),
            "{what} of `{}`: {ours}, scikit-learn has {theirs}",
            case.name
        ),
        (Err(error), None) => {
            assert_eq!(error.kind(), ErrorKind::Data);
            assert!(error.to_string().contains("is undefined: none of the"), "{error}");
        }
        (ours, theirs) => panic!("{what} of `{}`: {ours:?} against {theirs:?}", case.name),
    }
}

#[test]
fn metrics_of_scores_equal_scikit_learn() {
    for case in cases() {
        let (labels, scores) = (case.labels(), &case.scores);
        assert_agrees("roc_auc", &case, metrics::roc_auc(&labels, scores), case.roc_auc);
        let average_precision = metrics::average_precision(&labels, scores);
        assert_agrees("average_precision", &case, average_precision, case.average_precision);
        assert_agrees("log_loss", &case, metrics::log_loss(&labels, scores), Some(case.log_loss));
        assert_agrees("brier", &case, metrics::brier(&labels, scores), Some(case.brier));
    }
}

#[test]
fn metrics_at_a_threshold_equal_scikit_learn() {
    for case in cases() {
        let (labels, scores) = (case.labels(), &case.scores);
        for theirs in &case.thresholds {
            let threshold = theirs.threshold;
            let balanced_accuracy = metrics::balanced_accuracy(&labels, scores, threshold);
            assert_agrees("balanced accuracy", &case, balanced_accuracy, theirs.balanced_accuracy);
            assert_agrees("f1", &case, metrics::f1(&labels, scores, threshold), theirs.f1);
            let counts = Confusion::new(&labels, scores, threshold).unwrap();
            let weighted_f1 = counts.weighted_f_beta(1.0);
            assert_agrees("weighted f1", &case, weighted_f1, Some(theirs.weighted_f1));
        }
    }
}
