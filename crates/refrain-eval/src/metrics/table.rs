//! Table of the built-in metrics: name, direction and computation of each, side by side.
//!
//! A metric is added by one entry. It is reported once it stands in a list of [`sets`](super::sets)
//! as well.

use std::fmt;

use refrain_core::Error;

use super::calibration::error::{EXPECTED, MAXIMUM};
use super::calibration::{RELIABILITY, RESOLUTION};
use super::figures::Figures;
use super::{
    Bins, Class, Metric, RankedRows, Top, at_threshold, precision_recall, probabilities,
    recalibration, roc, top,
};

/// Values that are best.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Best {
    Highest,
    Lowest,
    /// This one; higher and lower ones are worse.
    At(f64),
}

/// Makes the enum of metrics from its entries: documentation, variant with parameters, then name,
/// best value and computation, which may use the parameters.
macro_rules! table {
    ($(
        $(#[$doc:meta])*
        $variant:ident $({ $($(#[$about:meta])* $parameter:ident: $type:ty),+ })?
            => $name:expr, $best:expr, $compute:expr;
    )+) => {
        /// A metric of this crate with its parameters.
        #[derive(Debug, Clone, Copy, PartialEq)]
        #[non_exhaustive]
        pub enum StandardMetric {
            $($(#[$doc])* $variant $({ $($(#[$about])* $parameter: $type),+ })?,)+
        }

        // An entry uses some of its parameters in its name and some in its computation.
        #[allow(unused_variables)]
        impl StandardMetric {
            fn title(self) -> String {
                match self {
                    $(StandardMetric::$variant $({ $($parameter),+ })? => $name.to_owned(),)+
                }
            }

            fn best(self) -> Best {
                match self {
                    $(StandardMetric::$variant $({ $($parameter),+ })? => $best,)+
                }
            }

            fn of(self, figures: &Figures<'_>) -> Result<f64, Error> {
                match self {
                    $(StandardMetric::$variant $({ $($parameter),+ })? => {
                        computed(figures, $compute)
                    })+
                }
            }
        }
    };
}

/// Gives the closures of the table their type.
fn computed<'a>(
    figures: &'a Figures<'a>,
    compute: impl FnOnce(&'a Figures<'a>) -> Result<f64, Error>,
) -> Result<f64, Error> {
    compute(figures)
}

fn at(name: &str, threshold: f64) -> String {
    format!("{name}_at_{threshold}")
}

fn of_class(name: &str, class: Class, threshold: f64) -> String {
    at(&format!("{name}{}", class.suffix()), threshold)
}

fn over(name: &str, bins: Bins) -> String {
    format!("{name}_{}", bins.suffix())
}

table! {
    /// [`roc_auc`](super::roc_auc()).
    RocAuc => roc::AREA, Best::Highest, |figures| figures.ranked()?.roc_auc();

    /// [`average_precision`](super::average_precision()).
    AveragePrecision => precision_recall::AVERAGE, Best::Highest,
        |figures| figures.ranked()?.average_precision();

    /// [Area](RankedRows::pr_auc) under the precision-recall curve.
    PrAuc => precision_recall::AREA, Best::Highest, |figures| figures.ranked()?.pr_auc();

    /// [`log_loss`](super::log_loss()).
    LogLoss => probabilities::LOG_LOSS, Best::Lowest, |figures| figures.ranked()?.log_loss();

    /// [`brier`](super::brier()).
    Brier => probabilities::BRIER, Best::Lowest, |figures| figures.ranked()?.brier();

    /// [Brier skill score](RankedRows::brier_skill).
    BrierSkill => probabilities::BRIER_SKILL, Best::Highest,
        |figures| figures.ranked()?.brier_skill();

    /// [Reliability](super::BrierDecomposition::reliability), a part of the Brier score.
    BrierReliability {
        /// Bins that probabilities are gathered in.
        bins: Bins
    } => over(RELIABILITY, bins), Best::Lowest,
        |figures| Ok(figures.decomposition(bins)?.reliability);

    /// [Resolution](super::BrierDecomposition::resolution), a part of the Brier score.
    BrierResolution {
        /// Bins that probabilities are gathered in.
        bins: Bins
    } => over(RESOLUTION, bins), Best::Highest,
        |figures| Ok(figures.decomposition(bins)?.resolution);

    /// [`expected_calibration_error`](super::expected_calibration_error()).
    ExpectedCalibrationError {
        /// Bins that probabilities are gathered in.
        bins: Bins
    } => over(EXPECTED, bins), Best::Lowest,
        |figures| figures.ranked()?.expected_calibration_error(bins);

    /// [Maximum calibration error](RankedRows::maximum_calibration_error).
    MaximumCalibrationError {
        /// Bins that probabilities are gathered in.
        bins: Bins
    } => over(MAXIMUM, bins), Best::Lowest,
        |figures| figures.ranked()?.maximum_calibration_error(bins);

    /// [Slope](super::Recalibration::slope) of the recalibration.
    CalibrationSlope => "calibration_slope", Best::At(1.0),
        |figures| Ok(figures.recalibration()?.slope);

    /// [Intercept](super::Recalibration::intercept) of the recalibration.
    CalibrationIntercept => "calibration_intercept", Best::At(0.0),
        |figures| Ok(figures.recalibration()?.intercept);

    /// [Calibration in the large](RankedRows::calibration_in_the_large).
    CalibrationInTheLarge => recalibration::IN_THE_LARGE, Best::At(0.0),
        |figures| figures.ranked()?.calibration_in_the_large();

    /// [`accuracy`](super::accuracy()).
    Accuracy {
        /// Lowest score at which churn is predicted.
        threshold: f64
    } => at(at_threshold::ACCURACY, threshold), Best::Highest,
        |figures| Ok(figures.confusion(threshold)?.accuracy());

    /// [`balanced_accuracy`](super::balanced_accuracy()).
    BalancedAccuracy {
        /// Lowest score at which churn is predicted.
        threshold: f64
    } => at(at_threshold::BALANCED_ACCURACY, threshold), Best::Highest,
        |figures| figures.confusion(threshold)?.balanced_accuracy();

    /// [Precision](super::Confusion::precision) of a class.
    Precision {
        /// Lowest score at which churn is predicted.
        threshold: f64,
        /// Class whose rows are told right.
        class: Class
    } => of_class(at_threshold::PRECISION, class, threshold), Best::Highest,
        |figures| figures.confusion(threshold)?.precision(class);

    /// [Recall](super::Confusion::recall) of a class.
    Recall {
        /// Lowest score at which churn is predicted.
        threshold: f64,
        /// Class whose rows are found.
        class: Class
    } => of_class(at_threshold::RECALL, class, threshold), Best::Highest,
        |figures| figures.confusion(threshold)?.recall(class);

    /// [F-beta](super::Confusion::f_beta) of a class; with a `beta` of 1 it is F1.
    FBeta {
        /// Lowest score at which churn is predicted.
        threshold: f64,
        /// Worth of recall, in that of precision.
        beta: f64,
        /// Class whose rows are found and told right.
        class: Class
    } => of_class(&format!("f{beta}"), class, threshold), Best::Highest,
        |figures| figures.confusion(threshold)?.f_beta(class, beta);

    /// [F-beta of both classes](super::Confusion::weighted_f_beta), weighted by their rows.
    WeightedFBeta {
        /// Lowest score at which churn is predicted.
        threshold: f64,
        /// Worth of recall, in that of precision.
        beta: f64
    } => at(&format!("weighted_f{beta}"), threshold), Best::Highest,
        |figures| figures.confusion(threshold)?.weighted_f_beta(beta);

    /// [Matthews's correlation](super::mcc()).
    Mcc {
        /// Lowest score at which churn is predicted.
        threshold: f64
    } => at(at_threshold::MCC, threshold), Best::Highest,
        |figures| figures.confusion(threshold)?.mcc();

    /// [Precision](RankedRows::precision_at) among the rows of highest score.
    PrecisionAt {
        /// Rows of highest score.
        top: Top
    } => format!("precision_at_{}", top.suffix()), Best::Highest,
        |figures| figures.ranked()?.precision_at(top);

    /// [Recall](RankedRows::recall_at) among the rows of highest score.
    RecallAt {
        /// Rows of highest score.
        top: Top
    } => format!("recall_at_{}", top.suffix()), Best::Highest,
        |figures| figures.ranked()?.recall_at(top);

    /// [`decile_lift`](super::decile_lift()).
    DecileLift => top::DECILE_LIFT, Best::Highest, |figures| figures.ranked()?.decile_lift();
}

impl fmt::Display for StandardMetric {
    /// The [name](Metric::name).
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.title())
    }
}

impl Metric for StandardMetric {
    /// Returns the name with the threshold (`f1_at_0.5`), the number of top rows (`recall_at_100`),
    /// the bins (`ece_10_bins`), or the class where it is the retained one
    /// (`precision_of_retained_at_0.5`).
    fn name(&self) -> String {
        self.title()
    }

    fn higher_is_better(&self) -> bool {
        self.best() == Best::Highest
    }

    fn ideal(&self) -> Option<f64> {
        match self.best() {
            Best::At(value) => Some(value),
            Best::Highest | Best::Lowest => None,
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
    /// assert!(matches!(values[0], Ok(0.75)));
    /// # Ok::<(), refrain_eval::Error>(())
    /// ```
    pub fn compute(&self, metrics: &[StandardMetric]) -> Vec<Result<f64, Error>> {
        let figures = Figures::of_ranked(self);
        metrics.iter().map(|metric| metric.of(&figures)).collect()
    }
}
