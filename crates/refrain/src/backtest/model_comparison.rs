//! A model beside a baseline.

use refrain_eval::{Comparison, DeLong};

/// Comparison of an estimator with a baseline on the same test rows.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct ModelComparison {
    /// Name of the baseline.
    pub baseline: String,
    /// ROC AUC, average precision, log loss and Brier score, each with its difference.
    pub comparisons: Vec<Comparison>,
    /// DeLong's test of the ROC AUCs; `None` where it is undefined, as with one churned entity.
    pub delong: Option<DeLong>,
}
