//! Missingness as a feature of its own.

use refrain_core::Dataset;
use serde::{Deserialize, Serialize};

use super::observed::{by_class, sorted_sum};

/// Evidence of a missing value, and of one that is there.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct Missing {
    missing: f64,
    present: f64,
}

impl Missing {
    /// Learns the share of missing values in both classes; `None` if training missed none or all.
    pub(super) fn fit(train: &Dataset, feature: usize, smoothing: f64) -> Option<Missing> {
        let values = train.features().values(feature);
        let n_missing = values.iter().filter(|value| value.is_nan()).count();
        if n_missing == 0 || n_missing == values.len() {
            return None;
        }
        let count = |missing: bool| {
            let rows = by_class(train, |row| (values[row].is_nan() == missing).then_some(()));
            rows.map(|rows| sorted_sum(rows.iter().map(|(_, weight)| *weight)) + smoothing)
        };
        let (missing, present) = (count(true), count(false));
        let totals = by_class(train, |_| Some(()));
        let totals = totals
            .map(|rows| sorted_sum(rows.iter().map(|(_, weight)| *weight)) + 2.0 * smoothing)
            .log_ratio();
        let (missing, present) = (missing.log_ratio() - totals, present.log_ratio() - totals);
        Some(Missing { missing, present })
    }

    pub(super) fn says(&self, is_missing: bool) -> f64 {
        if is_missing { self.missing } else { self.present }
    }

    pub(super) fn defect(&self) -> Option<&'static str> {
        let finite = self.missing.is_finite() && self.present.is_finite();
        (!finite).then_some("a missing value has no share")
    }
}
