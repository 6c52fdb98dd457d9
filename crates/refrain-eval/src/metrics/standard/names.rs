//! Names of the built-in metrics.

use super::StandardMetric;
use crate::metrics::{
    accuracy, average_precision, balanced_accuracy, brier, brier_decomposition, brier_skill,
    calibration_error, f1, lift, log_loss, mcc, precision, precision_recall_curve, recalibration,
    recall, roc_auc, weighted_f1,
};

pub(super) fn name(metric: StandardMetric) -> String {
    use StandardMetric as M;
    let at = |name: &str, threshold: f64| format!("{name}_at_{threshold}");
    match metric {
        M::RocAuc => roc_auc::NAME.to_owned(),
        M::AveragePrecision => average_precision::NAME.to_owned(),
        M::LogLoss => log_loss::NAME.to_owned(),
        M::Brier => brier::NAME.to_owned(),
        M::BalancedAccuracy { threshold } => at(balanced_accuracy::NAME, threshold),
        M::F1 { threshold } => at(f1::NAME, threshold),
        M::WeightedF1 { threshold } => at(weighted_f1::NAME, threshold),
        M::PrecisionAtK { k } => format!("precision_at_{k}"),
        M::RecallAtK { k } => format!("recall_at_{k}"),
        M::DecileLift => lift::NAME.to_owned(),
        M::Accuracy { threshold } => at(accuracy::NAME, threshold),
        M::Precision { threshold, class } => {
            at(&format!("{}{}", precision::NAME, class.suffix()), threshold)
        }
        M::Recall { threshold, class } => {
            at(&format!("{}{}", recall::NAME, class.suffix()), threshold)
        }
        M::FBeta { threshold, beta, class } => at(&format!("f{beta}{}", class.suffix()), threshold),
        M::WeightedFBeta { threshold, beta } => at(&format!("weighted_f{beta}"), threshold),
        M::Mcc { threshold } => at(mcc::NAME, threshold),
        M::PrAuc => precision_recall_curve::AREA_NAME.to_owned(),
        M::PrecisionAtBudget { budget } => format!("precision_at_{}", budget.suffix()),
        M::RecallAtBudget { budget } => format!("recall_at_{}", budget.suffix()),
        M::BrierSkill => brier_skill::NAME.to_owned(),
        M::BrierReliability { bins } => {
            format!("{}_{}", brier_decomposition::RELIABILITY_NAME, bins.suffix())
        }
        M::BrierResolution { bins } => {
            format!("{}_{}", brier_decomposition::RESOLUTION_NAME, bins.suffix())
        }
        M::ExpectedCalibrationError { bins } => {
            format!("{}_{}", calibration_error::EXPECTED_NAME, bins.suffix())
        }
        M::MaximumCalibrationError { bins } => {
            format!("{}_{}", calibration_error::MAXIMUM_NAME, bins.suffix())
        }
        M::CalibrationSlope => "calibration_slope".to_owned(),
        M::CalibrationIntercept => "calibration_intercept".to_owned(),
        M::CalibrationInTheLarge => recalibration::IN_THE_LARGE_NAME.to_owned(),
    }
}
