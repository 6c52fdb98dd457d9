//! The values of one feature in training, class by class.

use refrain_core::Dataset;

/// Amounts added to variances and counts.
#[derive(Debug, Clone, Copy)]
pub(super) struct Smoothing {
    pub(super) value: f64,
    pub(super) level: f64,
}

/// The same thing of both classes.
#[derive(Debug, Clone)]
pub(super) struct ByClass<T> {
    pub(super) churn: T,
    pub(super) stay: T,
}

impl<T> ByClass<T> {
    pub(super) fn map<U>(&self, of: impl Fn(&T) -> U) -> ByClass<U> {
        ByClass { churn: of(&self.churn), stay: of(&self.stay) }
    }
}

impl ByClass<f64> {
    /// The logarithm of how much more there is among those who churn.
    pub(super) fn log_ratio(&self) -> f64 {
        (self.churn / self.stay).ln()
    }
}

/// Rows of each class for which `value` is something, with their weights.
pub(super) fn by_class<T>(
    train: &Dataset,
    value: impl Fn(usize) -> Option<T>,
) -> ByClass<Vec<(T, f64)>> {
    let of = |churned: bool| {
        let rows = (0..train.n_rows()).filter(|row| train.labels()[*row] == churned);
        rows.filter_map(|row| Some((value(row)?, train.weights()[row]))).collect()
    };
    ByClass { churn: of(true), stay: of(false) }
}

/// A sum that does not depend on the order of its terms.
pub(super) fn sorted_sum(terms: impl Iterator<Item = f64>) -> f64 {
    let mut terms: Vec<f64> = terms.collect();
    terms.sort_unstable_by(f64::total_cmp);
    terms.iter().sum()
}
