//! What a threshold makes of scores.

use super::ranking::require;
use super::rows::check_rows;
use crate::Error;

/// Rows by label and prediction; churn is predicted where score >= threshold.
#[derive(Debug, Default)]
pub(super) struct Confusion {
    pub(super) hits: u64,
    pub(super) misses: u64,
    pub(super) false_alarms: u64,
    pub(super) correct_rejections: u64,
}

impl Confusion {
    pub(super) fn new(labels: &[bool], scores: &[f64], threshold: f64) -> Result<Confusion, Error> {
        check_rows(labels, scores)?;
        if threshold.is_nan() {
            return Err(Error::NanThreshold);
        }
        let mut counts = Confusion::default();
        for (churned, score) in labels.iter().zip(scores) {
            *counts.cell(*churned, *score >= threshold) += 1;
        }
        Ok(counts)
    }

    fn cell(&mut self, churned: bool, predicted: bool) -> &mut u64 {
        match (churned, predicted) {
            (true, true) => &mut self.hits,
            (true, false) => &mut self.misses,
            (false, true) => &mut self.false_alarms,
            (false, false) => &mut self.correct_rejections,
        }
    }

    pub(super) fn n_churned(&self) -> u64 {
        self.hits + self.misses
    }

    pub(super) fn n_retained(&self) -> u64 {
        self.false_alarms + self.correct_rejections
    }

    pub(super) fn n_rows(&self) -> u64 {
        self.n_churned() + self.n_retained()
    }

    pub(super) fn require_churned(&self, metric: &'static str) -> Result<(), Error> {
        require(self.n_churned(), metric, "churned", self.n_rows())
    }

    pub(super) fn require_retained(&self, metric: &'static str) -> Result<(), Error> {
        require(self.n_retained(), metric, "was retained", self.n_rows())
    }
}

/// F1 of a class from the rows rightly and wrongly given to and kept from it; 0 where the class
/// neither occurs nor is predicted.
pub(super) fn f1_of_class(right: u64, wrong: u64) -> f64 {
    if right == 0 {
        return 0.0;
    }
    2.0 * right as f64 / (2 * right + wrong) as f64
}
