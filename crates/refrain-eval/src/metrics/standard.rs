//! The built-in metrics as values.

use super::{
    Metric, average_precision, balanced_accuracy, brier, decile_lift, f1, lift, log_loss,
    precision_at_k, recall_at_k, roc_auc, weighted_f1,
};
use crate::Error;

/// A metric of this crate with its parameters.
#[derive(Debug, Clone, Copy, PartialEq)]
#[non_exhaustive]
pub enum StandardMetric {
    /// [`roc_auc`].
    RocAuc,
    /// [`average_precision`].
    AveragePrecision,
    /// [`log_loss`].
    LogLoss,
    /// [`brier`].
    Brier,
    /// [`balanced_accuracy`].
    BalancedAccuracy {
        /// Lowest score at which churn is predicted.
        threshold: f64,
    },
    /// [`f1`].
    F1 {
        /// Lowest score at which churn is predicted.
        threshold: f64,
    },
    /// [`weighted_f1`].
    WeightedF1 {
        /// Lowest score at which churn is predicted.
        threshold: f64,
    },
    /// [`precision_at_k`].
    PrecisionAtK {
        /// Number of rows at the top.
        k: usize,
    },
    /// [`recall_at_k`].
    RecallAtK {
        /// Number of rows at the top.
        k: usize,
    },
    /// [`decile_lift`].
    DecileLift,
}

/// Returns all built-in metrics, for `k` rows at the top and one threshold.
pub fn standard_metrics(k: usize, threshold: f64) -> [StandardMetric; 10] {
    [
        StandardMetric::RocAuc,
        StandardMetric::AveragePrecision,
        StandardMetric::LogLoss,
        StandardMetric::Brier,
        StandardMetric::BalancedAccuracy { threshold },
        StandardMetric::F1 { threshold },
        StandardMetric::WeightedF1 { threshold },
        StandardMetric::PrecisionAtK { k },
        StandardMetric::RecallAtK { k },
        StandardMetric::DecileLift,
    ]
}

impl Metric for StandardMetric {
    /// Returns the function's name, with the threshold (`f1_at_0.5`) or `k` (`recall_at_100`).
    fn name(&self) -> String {
        match self {
            StandardMetric::RocAuc => roc_auc::NAME.to_owned(),
            StandardMetric::AveragePrecision => average_precision::NAME.to_owned(),
            StandardMetric::LogLoss => log_loss::NAME.to_owned(),
            StandardMetric::Brier => brier::NAME.to_owned(),
            StandardMetric::BalancedAccuracy { threshold } => {
                format!("{}_at_{threshold}", balanced_accuracy::NAME)
            }
            StandardMetric::F1 { threshold } => format!("{}_at_{threshold}", f1::NAME),
            StandardMetric::WeightedF1 { threshold } => {
                format!("{}_at_{threshold}", weighted_f1::NAME)
            }
            StandardMetric::PrecisionAtK { k } => format!("precision_at_{k}"),
            StandardMetric::RecallAtK { k } => format!("recall_at_{k}"),
            StandardMetric::DecileLift => lift::NAME.to_owned(),
        }
    }

    fn higher_is_better(&self) -> bool {
        !matches!(self, StandardMetric::LogLoss | StandardMetric::Brier)
    }

    fn compute(&self, labels: &[bool], scores: &[f64]) -> Result<f64, Error> {
        match *self {
            StandardMetric::RocAuc => roc_auc(labels, scores),
            StandardMetric::AveragePrecision => average_precision(labels, scores),
            StandardMetric::LogLoss => log_loss(labels, scores),
            StandardMetric::Brier => brier(labels, scores),
            StandardMetric::BalancedAccuracy { threshold } => {
                balanced_accuracy(labels, scores, threshold)
            }
            StandardMetric::F1 { threshold } => f1(labels, scores, threshold),
            StandardMetric::WeightedF1 { threshold } => weighted_f1(labels, scores, threshold),
            StandardMetric::PrecisionAtK { k } => precision_at_k(labels, scores, k),
            StandardMetric::RecallAtK { k } => recall_at_k(labels, scores, k),
            StandardMetric::DecileLift => decile_lift(labels, scores),
        }
    }
}
