//! Parameters of BG/NBD.

use super::super::problem::{check_positive, check_steps};
use crate::Error;

/// Parameters of [`BgNbd`](crate::BgNbd).
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct BgNbdOptions {
    /// Names of the features that it reads; those left open are found among the features.
    pub columns: BgNbdColumns,
    /// Most steps of the fit.
    pub max_iterations: u64,
    /// By how much of the log-likelihood a step must promise less, for the fit to end.
    pub tolerance: f64,
}

/// Names of the three features that [`BgNbd`](crate::BgNbd) reads.
///
/// One that is `None` is found by the form of its name: of a feature set of this project those are
/// `days_with_purchases`, `days_from_first_to_last_purchase_day` and
/// `days_since_first_purchase_day`, with the word of the schema's main kind in place of
/// *purchase*.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct BgNbdColumns {
    /// Number of days with a purchase, the first among them (`x + 1`).
    pub purchase_days: Option<String>,
    /// Days from the first purchase to the last (`t_x`).
    pub first_to_last_days: Option<String>,
    /// Days from the first purchase to the cutoff (`T`); an instant is taken as days before it.
    pub since_first_days: Option<String>,
}

impl Default for BgNbdOptions {
    fn default() -> BgNbdOptions {
        BgNbdOptions { columns: BgNbdColumns::default(), max_iterations: 200, tolerance: 1e-9 }
    }
}

impl BgNbdOptions {
    /// Sets the field `columns`.
    pub fn columns(self, columns: BgNbdColumns) -> Self {
        BgNbdOptions { columns, ..self }
    }

    /// Sets the field `max_iterations`.
    pub fn max_iterations(self, max_iterations: u64) -> Self {
        BgNbdOptions { max_iterations, ..self }
    }

    /// Sets the field `tolerance`.
    pub fn tolerance(self, tolerance: f64) -> Self {
        BgNbdOptions { tolerance, ..self }
    }

    pub(super) fn check(&self) -> Result<(), Error> {
        check_positive("tolerance", self.tolerance)?;
        Ok(check_steps(self.max_iterations)?)
    }
}

impl BgNbdColumns {
    /// Names all three: purchase days, days from the first to the last, days since the first.
    ///
    /// # Examples
    ///
    /// ```
    /// use refrain_models::BgNbdColumns;
    ///
    /// let columns = BgNbdColumns::new("order_days", "first_to_last", "since_first");
    /// assert_eq!(columns.purchase_days.as_deref(), Some("order_days"));
    /// assert_eq!(BgNbdColumns::default().purchase_days, None);
    /// ```
    pub fn new(
        purchase_days: impl Into<String>,
        first_to_last_days: impl Into<String>,
        since_first_days: impl Into<String>,
    ) -> BgNbdColumns {
        BgNbdColumns {
            purchase_days: Some(purchase_days.into()),
            first_to_last_days: Some(first_to_last_days.into()),
            since_first_days: Some(since_first_days.into()),
        }
    }
}
