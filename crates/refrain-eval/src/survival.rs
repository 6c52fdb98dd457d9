//! Metrics of risks and survival curves against times of churn, where some rows are censored.
//!
//! A row is observed for a time, in any unit as long as it is one; at its end the entity churned
//! (an event) or was still there (censored). A risk is higher where churn is held to come sooner.
//! Rows have no weights here.
//!
//! [`harrell_concordance`] depends on when rows are censored; [`uno_concordance`],
//! [`cumulative_dynamic_auc`], [`brier_at`] and [`integrated_brier`] weigh rows by the inverse of
//! the probability of not being censored, which they take from the [`CensoringCurve`] of training
//! rows. They hold if censoring has nothing to do with churn, and not else.
//!
//! None depends on the order of rows, to the last bit.
//!
//! # Examples
//!
//! ```
//! use refrain_eval::survival::{CensoringCurve, SurvivalRows, harrell_concordance, uno_concordance};
//!
//! let days = [3.0, 5.0, 8.0, 9.0];
//! let churned = [true, false, true, false];
//! let rows = SurvivalRows::new(&days, &churned)?;
//! let risks = [0.9, 0.2, 0.4, 0.5];
//! assert_eq!(harrell_concordance(rows, &risks)?, 0.75);
//!
//! let censoring = CensoringCurve::new(rows);
//! assert_eq!(censoring.share_observed(8.0)?, 2.0 / 3.0);
//! assert!(uno_concordance(&censoring, rows, &risks, None)? < 0.75);
//! # Ok::<(), refrain_eval::Error>(())
//! ```

mod brier;
mod censoring;
mod concordance;
mod cumulative_dynamic;
mod kaplan_meier;
mod lower_risks;
mod rows;

pub use brier::{brier_at, integrated_brier};
pub use censoring::CensoringCurve;
pub use concordance::{harrell_concordance, uno_concordance};
pub use cumulative_dynamic::{
    TimeDependentAuc, cumulative_dynamic_auc, cumulative_dynamic_auc_over_time,
};
pub use rows::SurvivalRows;
