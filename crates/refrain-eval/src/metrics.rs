//! Metrics of scores against labels.
//!
//! A label says whether the row's entity churned; a score is higher where churn is held to be
//! more likely. Each function takes one label and one score per row. None depends on the order of
//! rows: rows of equal score count together, to the last bit of the result.
//!
//! `-0.0` and `0.0` are the same score. Infinite scores are ranked like any other; only
//! [`log_loss`] and [`brier`] need probabilities.
//!
//! # Errors
//!
//! All functions refuse no rows ([`Error::Empty`](crate::Error::Empty)), lists of unequal length
//! ([`Error::Length`](crate::Error::Length)) and NaN ([`Error::NanScore`](crate::Error::NanScore)),
//! and those that need churned or retained rows refuse to do without
//! ([`Error::OneClass`](crate::Error::OneClass)).

mod average_precision;
mod balanced_accuracy;
mod brier;
mod confusion;
mod f1;
mod lift;
mod log_loss;
mod metric;
mod precision_at_k;
mod probabilities;
mod ranking;
mod recall_at_k;
mod roc_auc;
mod rows;
mod standard;
mod weighted_f1;

pub use average_precision::average_precision;
pub use balanced_accuracy::balanced_accuracy;
pub use brier::brier;
pub use f1::f1;
pub use lift::{decile_lift, lift_by_decile};
pub use log_loss::log_loss;
pub use metric::Metric;
pub use precision_at_k::precision_at_k;
pub use recall_at_k::recall_at_k;
pub use roc_auc::roc_auc;
pub(crate) use rows::check_rows;
pub use standard::{StandardMetric, standard_metrics};
pub use weighted_f1::weighted_f1;
