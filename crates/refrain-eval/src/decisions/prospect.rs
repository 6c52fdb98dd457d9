//! One customer who may be contacted.

use crate::profit::Campaign;

/// Customer with their probability to leave and the terms of contacting them.
#[derive(Debug, Clone, Copy)]
pub(super) struct Prospect {
    pub(super) row: usize,
    pub(super) probability: f64,
    pub(super) campaign: Campaign,
}

impl Prospect {
    pub(super) fn expected_profit(&self, acceptance: f64) -> f64 {
        self.campaign.expected_profit(self.probability, acceptance)
    }
}

/// Returns the sum, which is 0 of nothing; `Iterator::sum` makes that -0.
pub(super) fn total(amounts: impl Iterator<Item = f64>) -> f64 {
    amounts.fold(0.0, |total, amount| total + amount)
}
