//! Metrics of scores against labels.
//!
//! A label says whether the row's entity churned; a score is higher where churn is held to be
//! more likely. Each function takes one label and one score per row. None depends on the order of
//! rows: rows of equal score count together, to the last bit of the result.
//!
//! `-0.0` and `0.0` are the same score. Infinite scores are ranked like any other; only
//! the metrics of probabilities ([`log_loss`], [`brier`], calibration) refuse them.
//!
//! Each function is a method of [`RankedRows`] or [`Confusion`] as well, which sort or count once
//! for many metrics, and take weights.
//!
//! # Beside scikit-learn
//!
//! Values agree with scikit-learn's to 1e-12, with and without weights, on the cases stored with the
//! tests, save that here
//!
//! - what is undefined is an error, where scikit-learn warns and returns 0, 1 or NaN: recall and
//!   curves without churned rows, precision where nothing is predicted, [`mcc`] of one class or one
//!   prediction, [`balanced_accuracy`] of one class;
//! - [`mcc`] is exact with very uneven weights, where scikit-learn loses it to differences of sums;
//! - [`precision_recall_curve`] goes from high to low thresholds and has no point that no threshold
//!   reaches, so that [`pr_auc`] differs by a triangle;
//! - [`CurvePoints::Corners`] of the [`roc_curve`] leaves out all points on a line;
//! - [`Bins`] have edges that may be one rounding off numpy's, and with [`Bins::EqualMass`] never part
//!   rows of one score.
//!
//! # Errors
//!
//! All functions refuse no rows ([`Error::Empty`](crate::Error::Empty)), lists of unequal length
//! ([`Error::Length`](crate::Error::Length)) and NaN ([`Error::NanScore`](crate::Error::NanScore)),
//! and those that need churned or retained rows refuse to do without
//! ([`Error::OneClass`](crate::Error::OneClass)).

mod accuracy;
mod average_precision;
mod balanced_accuracy;
mod bins;
mod brier;
mod brier_decomposition;
mod brier_skill;
mod budget;
mod calibration_curve;
mod calibration_error;
mod class;
mod confusion;
mod curve_points;
mod f1;
mod f_beta;
mod figures;
mod gains;
mod lift;
mod log_loss;
mod mcc;
mod metric;
mod precision;
mod precision_at_k;
mod precision_recall_curve;
mod ranked_rows;
mod recalibration;
mod recall;
mod recall_at_k;
mod roc_auc;
mod roc_curve;
mod rows;
mod standard;
mod top;
mod weighted_f1;
mod weighted_f_beta;

pub use accuracy::accuracy;
pub use average_precision::average_precision;
pub use balanced_accuracy::balanced_accuracy;
pub use bins::Bins;
pub use brier::brier;
pub use brier_decomposition::{BrierDecomposition, brier_decomposition};
pub use brier_skill::brier_skill;
pub use budget::{Budget, precision_at_budget, recall_at_budget};
pub use calibration_curve::{CalibrationBin, calibration_curve};
pub use calibration_error::{expected_calibration_error, maximum_calibration_error};
pub use class::Class;
pub use confusion::Confusion;
pub use curve_points::CurvePoints;
pub use f_beta::f_beta;
pub use f1::f1;
pub use gains::{GainsPoint, cumulative_gains};
pub use lift::{decile_lift, lift_by_decile};
pub use log_loss::log_loss;
pub use mcc::mcc;
pub use metric::Metric;
pub use precision::precision;
pub use precision_at_k::precision_at_k;
pub use precision_recall_curve::{PrecisionRecallPoint, pr_auc, precision_recall_curve};
pub use ranked_rows::{RankedRows, Tie};
pub use recalibration::{Recalibration, calibration_in_the_large, recalibration};
pub use recall::recall;
pub use recall_at_k::recall_at_k;
pub use roc_auc::roc_auc;
pub use roc_curve::{RocPoint, area_under_roc, roc_curve};
pub(crate) use rows::check_rows;
pub use standard::{StandardMetric, full_metrics, standard_metrics};
pub use weighted_f_beta::weighted_f_beta;
pub use weighted_f1::weighted_f1;
