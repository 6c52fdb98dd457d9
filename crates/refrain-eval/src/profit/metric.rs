//! Profits as metrics, for intervals and comparisons.

use refrain_core::Error;

use super::{
    AcceptancePrior, Campaign, expected_maximum_profit, maximum_profit, profit_at_threshold,
};
use crate::metrics::Metric;

/// A profit per row, to be used with [`Bootstrap`](crate::Bootstrap).
#[derive(Debug, Clone, Copy, PartialEq)]
#[non_exhaustive]
pub enum ProfitMetric {
    /// [`maximum_profit`].
    Maximum {
        /// Value and costs.
        campaign: Campaign,
        /// Share of would-be churners who accept.
        acceptance: f64,
    },
    /// [`expected_maximum_profit`].
    ExpectedMaximum {
        /// Value and costs.
        campaign: Campaign,
        /// Distribution of the share of would-be churners who accept.
        prior: AcceptancePrior,
    },
    /// [`profit_at_threshold`].
    AtThreshold {
        /// Lowest score contacted.
        threshold: f64,
        /// Value and costs.
        campaign: Campaign,
        /// Share of would-be churners who accept.
        acceptance: f64,
    },
}

impl Metric for ProfitMetric {
    /// Returns the function's name, with the threshold where there is one (`profit_at_0.2`).
    fn name(&self) -> String {
        match self {
            ProfitMetric::Maximum { .. } => "maximum_profit".to_owned(),
            ProfitMetric::ExpectedMaximum { .. } => "expected_maximum_profit".to_owned(),
            ProfitMetric::AtThreshold { threshold, .. } => format!("profit_at_{threshold}"),
        }
    }

    fn higher_is_better(&self) -> bool {
        true
    }

    fn compute(&self, labels: &[bool], scores: &[f64]) -> Result<f64, Error> {
        match self {
            ProfitMetric::Maximum { campaign, acceptance } => {
                Ok(maximum_profit(labels, scores, campaign, *acceptance)?.profit)
            }
            ProfitMetric::ExpectedMaximum { campaign, prior } => {
                Ok(expected_maximum_profit(labels, scores, campaign, prior)?.profit)
            }
            ProfitMetric::AtThreshold { threshold, campaign, acceptance } => {
                profit_at_threshold(labels, scores, *threshold, campaign, *acceptance)
            }
        }
    }
}
