//! Metrics of scores against labels.
//!
//! A label says whether the row's entity churned; a score is higher where churn is held to be
//! more likely. Each function takes one label and one score per row. None depends on the order of
//! rows: rows of equal score count together, to the last bit of the result.
//!
//! `-0.0` and `0.0` are the same score. Infinite scores are ranked like any other; only
//! the metrics of probabilities ([`log_loss`], [`brier`], calibration) refuse them.
//!
//! The functions are those asked for most. All metrics are methods of [`RankedRows`] or, at a
//! threshold, of [`Confusion`], which sort or count once for many and take weights; and all that are
//! one number are values, [`StandardMetric`], for intervals, comparisons and tables.
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
//!   reaches, so that [the area below it](RankedRows::pr_auc) differs by a triangle;
//! - [`CurvePoints::Corners`] of the [`roc_curve`] leaves out all points on a line;
//! - [`Bins`] have edges that may be one rounding off numpy's, and with [`Bins::EqualMass`] never part
//!   rows of one score.
//!
//! # Errors
//!
//! All functions refuse lists of unequal length ([`ErrorKind::Mismatch`](crate::ErrorKind::Mismatch)),
//! no rows and NaN, and those that need churned or retained rows refuse to do without
//! ([`ErrorKind::Data`](crate::ErrorKind::Data)).

mod at_threshold;
mod calibration;
mod confusion;
mod curve_points;
mod figures;
mod metric;
mod precision_recall;
mod probabilities;
mod problem;
mod ranked_rows;
mod recalibration;
mod roc;
mod rows;
mod sets;
mod table;
mod top;

pub use at_threshold::{accuracy, balanced_accuracy, f1, mcc, precision, recall};
pub use calibration::{
    Bins, BrierDecomposition, CalibrationBin, brier_decomposition, calibration_curve,
    expected_calibration_error,
};
pub use confusion::{Class, Confusion};
pub use curve_points::CurvePoints;
pub use metric::Metric;
pub use precision_recall::{PrecisionRecallPoint, average_precision, precision_recall_curve};
pub use probabilities::{brier, log_loss};
pub(crate) use problem::MetricProblem;
pub use problem::undefined;
pub use ranked_rows::{RankedRows, Tie};
pub use recalibration::{Recalibration, recalibration};
pub use roc::{RocPoint, area_under_roc, roc_auc, roc_curve};
pub(crate) use rows::check_rows;
pub use sets::{full_metrics, standard_metrics};
pub use table::StandardMetric;
pub use top::{
    GainsPoint, Top, cumulative_gains, decile_lift, lift_by_decile, precision_at_k, recall_at_k,
};
