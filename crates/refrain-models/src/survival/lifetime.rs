//! How long somebody was watched, and how it ended.

use crate::Error;
use crate::out_of_range::OutOfRange;
use crate::rows::problem::RowsProblem;
use crate::survival::old_problem::OldProblem;

/// The days, counted from an origin of one's own, between which a customer was watched, and whether
/// it left at their end.
///
/// Left-truncated and right-censored: nobody who left before the entry could have been watched, and
/// whoever did not leave was lost sight of at the exit. A customer may be cut into several, one for
/// each stretch over which its features were the same (start-stop rows).
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Lifetime {
    entry_days: f64,
    exit_days: f64,
    churned: bool,
    weight: f64,
}

impl Lifetime {
    /// Checks the days; the lifetime weighs 1.
    ///
    /// # Errors
    ///
    /// [`Error::Lifetime`] unless `0 <= entry_days < exit_days` and both are finite.
    pub fn new(entry_days: f64, exit_days: f64, churned: bool) -> Result<Lifetime, Error> {
        let possible = entry_days >= 0.0 && entry_days < exit_days && exit_days.is_finite();
        if !possible {
            return Err(OldProblem::Lifetime { entry_days, exit_days }.into());
        }
        Ok(Lifetime { entry_days, exit_days, churned, weight: 1.0 })
    }

    /// Returns the lifetime with another weight: one of weight 2 counts as two.
    ///
    /// # Errors
    ///
    /// [`Error::Parameter`] unless the weight is positive and finite.
    pub fn weighted(self, weight: f64) -> Result<Lifetime, Error> {
        if !(weight > 0.0 && weight.is_finite()) {
            let expected = "more than zero";
            return Err(OutOfRange { name: "weight", expected, found: weight }.into());
        }
        Ok(Lifetime { weight, ..self })
    }

    /// Returns the days from the origin to when it came under observation.
    pub fn entry_days(&self) -> f64 {
        self.entry_days
    }

    /// Returns the days from the origin to when it left or was last seen.
    pub fn exit_days(&self) -> f64 {
        self.exit_days
    }

    /// Returns whether it left at the exit.
    pub fn churned(&self) -> bool {
        self.churned
    }

    /// Returns the weight, 1 unless said otherwise.
    pub fn weight(&self) -> f64 {
        self.weight
    }

    /// Refuses lifetimes that nothing can be learned from.
    pub(crate) fn check_all(lifetimes: &[Lifetime]) -> Result<(), Error> {
        if lifetimes.is_empty() {
            return Err(RowsProblem::NoRows.into());
        }
        if !lifetimes.iter().any(|lifetime| lifetime.churned) {
            return Err(OldProblem::NoChurn { n_rows: lifetimes.len() }.into());
        }
        Ok(())
    }
}
