//! What became of an observation, and when.

use crate::Error;
use crate::out_of_range::OutOfRange;

/// For how many days after its cutoff an observation was followed, and whether its customer left
/// at their end.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Followed {
    duration_days: f64,
    churned: bool,
}

impl Followed {
    /// Checks the days from the cutoff to the churn, or to the end of what is known.
    ///
    /// # Errors
    ///
    /// [`Error::Parameter`] if the days are negative or not finite.
    pub fn new(duration_days: f64, churned: bool) -> Result<Followed, Error> {
        if !(duration_days >= 0.0 && duration_days.is_finite()) {
            let (name, expected) = ("duration_days", "zero or more");
            return Err(OutOfRange { name, expected, found: duration_days }.into());
        }
        Ok(Followed { duration_days, churned })
    }

    /// Returns the days from the cutoff to the churn, or to the end of what is known.
    pub fn duration_days(&self) -> f64 {
        self.duration_days
    }

    /// Returns whether the customer left.
    pub fn churned(&self) -> bool {
        self.churned
    }

    /// Returns how many of the first periods are wholly known, and whether the last of them is the
    /// one in which the customer left.
    ///
    /// Periods are half-open as outcome windows are: who leaves at the very end of one leaves in
    /// the next.
    pub(crate) fn periods(&self, period_days: f64, n_periods: usize) -> (usize, bool) {
        let before = (self.duration_days / period_days).floor();
        // A cast saturates, so any long duration is more than there are.
        match before as usize {
            before if before >= n_periods => (n_periods, false),
            before if self.churned => (before + 1, true),
            before => (before, false),
        }
    }
}
