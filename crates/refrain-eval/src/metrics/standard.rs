//! The built-in metrics as values.

mod names;
mod sets;

use super::figures::Figures;
use super::{Bins, Budget, Class, Metric, RankedRows};
use crate::Error;
pub use sets::{full_metrics, standard_metrics};

/// A metric of this crate with its parameters.
#[derive(Debug, Clone, Copy, PartialEq)]
#[non_exhaustive]
pub enum StandardMetric {
    /// [`roc_auc`](super::roc_auc()).
    RocAuc,
    /// [`average_precision`](super::average_precision()).
    AveragePrecision,
    /// [`log_loss`](super::log_loss()).
    LogLoss,
    /// [`brier`](super::brier()).
    Brier,
    /// [`balanced_accuracy`](super::balanced_accuracy()).
    BalancedAccuracy {
        /// Lowest score at which churn is predicted.
        threshold: f64,
    },
    /// [`f1`](super::f1()).
    F1 {
        /// Lowest score at which churn is predicted.
        threshold: f64,
    },
    /// [`weighted_f1`](super::weighted_f1()).
    WeightedF1 {
        /// Lowest score at which churn is predicted.
        threshold: f64,
    },
    /// [`precision_at_k`](super::precision_at_k()).
    PrecisionAtK {
        /// Number of rows at the top.
        k: usize,
    },
    /// [`recall_at_k`](super::recall_at_k()).
    RecallAtK {
        /// Number of rows at the top.
        k: usize,
    },
    /// [`decile_lift`](super::decile_lift()).
    DecileLift,
    /// [`accuracy`](super::accuracy()).
    Accuracy {
        /// Lowest score at which churn is predicted.
        threshold: f64,
    },
    /// [`precision`](super::Confusion::precision) of a class.
    Precision {
        /// Lowest score at which churn is predicted.
        threshold: f64,
        /// The class.
        class: Class,
    },
    /// [`recall`](super::Confusion::recall) of a class.
    Recall {
        /// Lowest score at which churn is predicted.
        threshold: f64,
        /// The class.
        class: Class,
    },
    /// [`f_beta`](super::Confusion::f_beta) of a class.
    FBeta {
        /// Lowest score at which churn is predicted.
        threshold: f64,
        /// How many times as much recall is worth as precision.
        beta: f64,
        /// The class.
        class: Class,
    },
    /// [`weighted_f_beta`](super::weighted_f_beta()).
    WeightedFBeta {
        /// Lowest score at which churn is predicted.
        threshold: f64,
        /// How many times as much recall is worth as precision.
        beta: f64,
    },
    /// [`mcc`](super::mcc()).
    Mcc {
        /// Lowest score at which churn is predicted.
        threshold: f64,
    },
    /// [`pr_auc`](super::pr_auc()).
    PrAuc,
    /// [`precision_at_budget`](super::precision_at_budget()).
    PrecisionAtBudget {
        /// How many rows can be contacted.
        budget: Budget,
    },
    /// [`recall_at_budget`](super::recall_at_budget()).
    RecallAtBudget {
        /// How many rows can be contacted.
        budget: Budget,
    },
    /// [`brier_skill`](super::brier_skill()).
    BrierSkill,
    /// [`reliability`](super::BrierDecomposition::reliability).
    BrierReliability {
        /// How probabilities are gathered.
        bins: Bins,
    },
    /// [`resolution`](super::BrierDecomposition::resolution).
    BrierResolution {
        /// How probabilities are gathered.
        bins: Bins,
    },
    /// [`expected_calibration_error`](super::expected_calibration_error()).
    ExpectedCalibrationError {
        /// How probabilities are gathered.
        bins: Bins,
    },
    /// [`maximum_calibration_error`](super::maximum_calibration_error()).
    MaximumCalibrationError {
        /// How probabilities are gathered.
        bins: Bins,
    },
    /// [`slope`](super::Recalibration::slope) of the recalibration.
    CalibrationSlope,
    /// [`intercept`](super::Recalibration::intercept) of the recalibration.
    CalibrationIntercept,
    /// [`calibration_in_the_large`](super::calibration_in_the_large()).
    CalibrationInTheLarge,
}

impl Metric for StandardMetric {
    /// Returns the function's name, with the threshold (`f1_at_0.5`), `k` (`recall_at_100`), the
    /// bins (`ece_10_bins`), or the class where it is the retained one
    /// (`precision_of_retained_at_0.5`).
    fn name(&self) -> String {
        names::name(*self)
    }

    fn higher_is_better(&self) -> bool {
        use StandardMetric as M;
        let is_loss = matches!(self, M::LogLoss | M::Brier | M::BrierReliability { .. });
        let is_error =
            matches!(self, M::ExpectedCalibrationError { .. } | M::MaximumCalibrationError { .. });
        !is_loss && !is_error && self.ideal().is_none()
    }

    fn ideal(&self) -> Option<f64> {
        match self {
            StandardMetric::CalibrationSlope => Some(1.0),
            StandardMetric::CalibrationIntercept | StandardMetric::CalibrationInTheLarge => {
                Some(0.0)
            }
            _ => None,
        }
    }

    fn compute(&self, labels: &[bool], scores: &[f64]) -> Result<f64, Error> {
        self.of(&Figures::of_rows(labels, scores))
    }

    fn compute_weighted(
        &self,
        labels: &[bool],
        scores: &[f64],
        weights: &[f64],
    ) -> Result<f64, Error> {
        self.of(&Figures::of_ranked(&RankedRows::weighted(labels, scores, weights)?))
    }

    fn compute_ranked(&self, rows: &RankedRows) -> Option<Result<f64, Error>> {
        Some(self.of(&Figures::of_ranked(rows)))
    }
}

impl StandardMetric {
    fn of(self, figures: &Figures<'_>) -> Result<f64, Error> {
        use StandardMetric as M;
        let at = |threshold| figures.confusion(threshold);
        match self {
            M::RocAuc => figures.ranked()?.roc_auc(),
            M::AveragePrecision => figures.ranked()?.average_precision(),
            M::LogLoss => figures.ranked()?.log_loss(),
            M::Brier => figures.ranked()?.brier(),
            M::BalancedAccuracy { threshold } => at(threshold)?.balanced_accuracy(),
            M::F1 { threshold } => at(threshold)?.f1(Class::Churned),
            M::WeightedF1 { threshold } => Ok(at(threshold)?.weighted_f1()),
            M::PrecisionAtK { k } => figures.ranked()?.precision_at_k(k),
            M::RecallAtK { k } => figures.ranked()?.recall_at_k(k),
            M::DecileLift => figures.ranked()?.decile_lift(),
            M::Accuracy { threshold } => Ok(at(threshold)?.accuracy()),
            M::Precision { threshold, class } => at(threshold)?.precision(class),
            M::Recall { threshold, class } => at(threshold)?.recall(class),
            M::FBeta { threshold, beta, class } => at(threshold)?.f_beta(class, beta),
            M::WeightedFBeta { threshold, beta } => at(threshold)?.weighted_f_beta(beta),
            M::Mcc { threshold } => at(threshold)?.mcc(),
            M::PrAuc => figures.ranked()?.pr_auc(),
            M::PrecisionAtBudget { budget } => figures.ranked()?.precision_at_budget(budget),
            M::RecallAtBudget { budget } => figures.ranked()?.recall_at_budget(budget),
            M::BrierSkill => figures.ranked()?.brier_skill(),
            M::BrierReliability { bins } => Ok(figures.decomposition(bins)?.reliability),
            M::BrierResolution { bins } => Ok(figures.decomposition(bins)?.resolution),
            M::ExpectedCalibrationError { bins } => {
                figures.ranked()?.expected_calibration_error(bins)
            }
            M::MaximumCalibrationError { bins } => {
                figures.ranked()?.maximum_calibration_error(bins)
            }
            M::CalibrationSlope => Ok(figures.recalibration()?.slope),
            M::CalibrationIntercept => Ok(figures.recalibration()?.intercept),
            M::CalibrationInTheLarge => figures.ranked()?.calibration_in_the_large(),
        }
    }
}

impl RankedRows {
    /// Computes metrics, in their order; where one is undefined, the others are not.
    ///
    /// What several need, such as the regression of slope and intercept, is done once.
    ///
    /// # Examples
    ///
    /// ```
    /// use refrain_eval::{full_metrics, metrics::RankedRows};
    ///
    /// let rows = RankedRows::new(&[true, false, true, false], &[0.9, 0.7, 0.6, 0.1])?;
    /// let values = rows.compute(&full_metrics(2, 0.5));
    /// assert_eq!(values[0], Ok(0.75));
    /// # Ok::<(), refrain_eval::Error>(())
    /// ```
    pub fn compute(&self, metrics: &[StandardMetric]) -> Vec<Result<f64, Error>> {
        let figures = Figures::of_ranked(self);
        metrics.iter().map(|metric| metric.of(&figures)).collect()
    }
}
