//! Lists of built-in metrics.

use super::{Bins, Class, StandardMetric, Top};

/// Returns the metrics that are reported by default, for `k` rows at the top and one threshold.
///
/// # Examples
///
/// ```
/// use refrain_eval::{Metric, standard_metrics};
///
/// let names = standard_metrics(100, 0.5).map(|metric| metric.name());
/// assert_eq!(names[0], "roc_auc");
/// assert_eq!(names[7..9], ["precision_at_100", "recall_at_100"]);
/// ```
pub fn standard_metrics(k: usize, threshold: f64) -> [StandardMetric; 10] {
    let top = Top::Rows(k);
    [
        StandardMetric::RocAuc,
        StandardMetric::AveragePrecision,
        StandardMetric::LogLoss,
        StandardMetric::Brier,
        StandardMetric::BalancedAccuracy { threshold },
        StandardMetric::FBeta { threshold, beta: 1.0, class: Class::Churned },
        StandardMetric::WeightedFBeta { threshold, beta: 1.0 },
        StandardMetric::PrecisionAt { top },
        StandardMetric::RecallAt { top },
        StandardMetric::DecileLift,
    ]
}

/// Returns everything that is one number: the [`standard_metrics`], then the rest, with bins by
/// tenths and a budget for a twentieth of the rows.
///
/// On few or one-sided rows some of them are undefined: compute them one by one, or with
/// [`RankedRows::compute`](crate::metrics::RankedRows::compute).
///
/// # Examples
///
/// ```
/// use refrain_eval::full_metrics;
///
/// assert_eq!(full_metrics(100, 0.5).len(), 31);
/// ```
pub fn full_metrics(k: usize, threshold: f64) -> Vec<StandardMetric> {
    let mut metrics = standard_metrics(k, threshold).to_vec();
    metrics.extend(at_threshold(threshold));
    metrics.extend(of_ranks());
    metrics.extend(of_probabilities());
    metrics
}

fn at_threshold(threshold: f64) -> [StandardMetric; 9] {
    let (churned, retained) = (Class::Churned, Class::Retained);
    [
        StandardMetric::Accuracy { threshold },
        StandardMetric::Precision { threshold, class: churned },
        StandardMetric::Precision { threshold, class: retained },
        StandardMetric::Recall { threshold, class: churned },
        StandardMetric::Recall { threshold, class: retained },
        StandardMetric::FBeta { threshold, beta: 1.0, class: retained },
        StandardMetric::FBeta { threshold, beta: 2.0, class: churned },
        StandardMetric::WeightedFBeta { threshold, beta: 2.0 },
        StandardMetric::Mcc { threshold },
    ]
}

fn of_ranks() -> [StandardMetric; 3] {
    let top = Top::Share(0.05);
    [StandardMetric::PrAuc, StandardMetric::PrecisionAt { top }, StandardMetric::RecallAt { top }]
}

fn of_probabilities() -> [StandardMetric; 9] {
    let bins = Bins::EqualWidth(10);
    [
        StandardMetric::BrierSkill,
        StandardMetric::BrierReliability { bins },
        StandardMetric::BrierResolution { bins },
        StandardMetric::ExpectedCalibrationError { bins },
        StandardMetric::ExpectedCalibrationError { bins: Bins::EqualMass(10) },
        StandardMetric::MaximumCalibrationError { bins },
        StandardMetric::CalibrationSlope,
        StandardMetric::CalibrationIntercept,
        StandardMetric::CalibrationInTheLarge,
    ]
}
