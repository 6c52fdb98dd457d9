//! Lists of built-in metrics.

use super::StandardMetric;
use crate::metrics::{Bins, Budget, Class};

/// Returns the metrics that are reported by default, for `k` rows at the top and one threshold.
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

/// Returns everything that is one number: the [`standard_metrics`], then the rest, with bins by
/// tenths and a budget for a twentieth of the rows.
///
/// On few or one-sided rows some of them are undefined: compute them one by one, or with
/// [`RankedRows::compute`](crate::metrics::RankedRows::compute).
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
    let budget = Budget::Share(0.05);
    [
        StandardMetric::PrAuc,
        StandardMetric::PrecisionAtBudget { budget },
        StandardMetric::RecallAtBudget { budget },
    ]
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
