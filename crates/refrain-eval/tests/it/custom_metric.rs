//! Metrics written outside the crate.

use refrain_eval::metrics::RankedRows;
use refrain_eval::{Bootstrap, Error, Metric, StandardMetric};

use crate::refusals::{argument, said, told};

/// Share of churned rows; the simplest metric with a known standard error.
pub(crate) struct ShareChurned;

impl Metric for ShareChurned {
    fn name(&self) -> String {
        "share_churned".to_owned()
    }

    fn higher_is_better(&self) -> bool {
        false
    }

    fn compute(&self, labels: &[bool], _scores: &[f64]) -> Result<f64, Error> {
        Ok(labels.iter().filter(|churned| **churned).count() as f64 / labels.len() as f64)
    }
}

/// Breaks the contract of the trait.
struct NotANumber;

impl Metric for NotANumber {
    fn name(&self) -> String {
        "not_a_number".to_owned()
    }

    fn higher_is_better(&self) -> bool {
        true
    }

    fn compute(&self, _labels: &[bool], _scores: &[f64]) -> Result<f64, Error> {
        Ok(f64::NAN)
    }
}

const LABELS: [bool; 6] = [true, true, true, false, false, false];
const SCORES: [f64; 6] = [0.9, 0.7, 0.3, 0.4, 0.2, 0.1];
const GROUPS: [usize; 6] = [0, 1, 2, 3, 4, 5];

#[test]
fn own_metric_stands_beside_the_standard_ones() {
    let metrics: Vec<Box<dyn Metric>> =
        vec![Box::new(StandardMetric::RocAuc), Box::new(ShareChurned)];
    let names: Vec<String> = metrics.iter().map(|metric| metric.name()).collect();
    assert_eq!(names, ["roc_auc", "share_churned"]);
    let intervals = Bootstrap::with_seed(7).intervals(&metrics, &LABELS, &SCORES, &GROUPS).unwrap();
    assert_eq!(intervals[1].estimate, 0.5);
    assert_eq!(intervals[1].n_undefined, 0);
}

#[test]
fn metric_that_returns_nan_is_refused() {
    let error = Bootstrap::with_seed(7).interval(&NotANumber, &LABELS, &SCORES, &GROUPS);
    assert_eq!(error.unwrap_err().to_string(), "not_a_number is undefined: it returned NaN");
}

#[test]
fn own_metric_takes_no_weights_unless_it_says_how() {
    let metric: Box<dyn Metric> = Box::new(ShareChurned);
    let error = metric.compute_weighted(&LABELS, &SCORES, &[1.0; 6]).unwrap_err();
    assert_eq!(told(error), argument("share_churned takes no weights"));
    assert_eq!(metric.ideal(), None);
    let borrowed = &StandardMetric::CalibrationSlope;
    let boxed: Box<dyn Metric> = Box::new(borrowed);
    assert_eq!(boxed.ideal(), Some(1.0));
    let weighted = boxed.compute_weighted(&LABELS, &SCORES, &[1.0; 6]);
    assert_eq!(said(weighted), said(borrowed.compute(&LABELS, &SCORES)));
}

#[test]
fn own_metric_needs_the_rows_and_a_standard_one_does_not() {
    let rows = RankedRows::new(&LABELS, &SCORES).unwrap();
    let metrics: [Box<dyn Metric>; 2] = [Box::new(ShareChurned), Box::new(&StandardMetric::RocAuc)];
    assert!(metrics[0].compute_ranked(&rows).is_none());
    let ranked = metrics[1].compute_ranked(&rows).unwrap();
    assert_eq!(ranked.unwrap(), metrics[1].compute(&LABELS, &SCORES).unwrap());
}
