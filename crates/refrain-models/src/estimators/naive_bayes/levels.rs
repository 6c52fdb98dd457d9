//! Categories, each level with its share of a class.

use std::collections::BTreeMap;

use refrain_core::Dataset;
use serde::{Deserialize, Serialize};

use super::observed::{ByClass, by_class, sorted_sum};
use crate::rows::cells;

/// The levels seen in training and what each says.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct Levels {
    /// Ascending.
    names: Vec<String>,
    said: Vec<f64>,
}

impl Levels {
    pub(super) fn fit(train: &Dataset, feature: usize, smoothing: f64) -> Levels {
        let rows = by_class(train, |row| cells::level(train.features(), row, feature));
        let mut weights: BTreeMap<&str, ByClass<Vec<f64>>> = BTreeMap::new();
        let none = ByClass { churn: Vec::new(), stay: Vec::new() };
        for (name, weight) in &rows.churn {
            weights.entry(name).or_insert_with(|| none.clone()).churn.push(*weight);
        }
        for (name, weight) in &rows.stay {
            weights.entry(name).or_insert_with(|| none.clone()).stay.push(*weight);
        }
        let added = smoothing * weights.len() as f64;
        let totals = rows.map(|rows| sorted_sum(rows.iter().map(|(_, weight)| *weight)) + added);
        let said = |of: &ByClass<Vec<f64>>| {
            let counts = of.map(|weights| sorted_sum(weights.iter().copied()) + smoothing);
            counts.log_ratio() - totals.log_ratio()
        };
        let names = weights.keys().map(|name| (*name).to_owned()).collect();
        Levels { names, said: weights.values().map(said).collect() }
    }

    /// Returns the logarithm of how much more frequent a level is among those who churn; nothing
    /// is known of one unseen in training.
    pub(super) fn says(&self, name: &str) -> f64 {
        let known = self.names.binary_search_by(|own| own.as_str().cmp(name));
        known.map_or(0.0, |position| self.said[position])
    }

    pub(super) fn defect(&self) -> Option<&'static str> {
        let finite = self.said.iter().all(|said| said.is_finite());
        let ascending = self.names.is_sorted_by(|a, b| a < b);
        let equal = self.names.len() == self.said.len();
        (!(finite && ascending && equal)).then_some("a level has no share")
    }
}
