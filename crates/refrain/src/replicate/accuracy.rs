//! Accuracy.

use refrain_eval::{Error, Metric};

/// The share of rows whose label is the one predicted; churn is predicted where
/// score >= threshold.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Accuracy {
    pub(super) threshold: f64,
}

impl Metric for Accuracy {
    fn name(&self) -> String {
        format!("accuracy_at_{}", self.threshold)
    }

    fn higher_is_better(&self) -> bool {
        true
    }

    fn compute(&self, labels: &[bool], scores: &[f64]) -> Result<f64, Error> {
        if labels.is_empty() {
            return Err(Error::Empty);
        }
        let is_right = |(label, score): &(&bool, &f64)| **label == (**score >= self.threshold);
        let n_right = labels.iter().zip(scores).filter(is_right).count();
        Ok(n_right as f64 / labels.len() as f64)
    }
}
