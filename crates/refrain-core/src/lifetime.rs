//! Time under observation, which survival models learn from.

use crate::{Error, ErrorKind, Problem};

/// Days under observation, counted from an origin such as the registration, and the churn that may
/// end them: a start-stop interval.
///
/// It is left-truncated at the entry and right-censored at the exit, `(entry, exit]`: nobody who
/// left before the entry could have been observed, and whoever did not leave was lost sight of at
/// the exit. That is `Surv(entry, exit, churned)` in R; Klein and Moeschberger, *Survival
/// Analysis*, second edition (2003), sections 3.2 (right censoring) and 3.4 (left truncation).
///
/// # Examples
///
/// ```
/// use refrain_core::{ErrorKind, Lifetime};
///
/// let lifetime = Lifetime::new(35.0, 40.0, true)?;
/// assert_eq!(lifetime.days_at_risk(), 5.0);
///
/// // Seen first when it left: there is no time at risk.
/// let error = Lifetime::new(31.0, 31.0, true).unwrap_err();
/// assert_eq!(error.kind(), ErrorKind::Data);
/// # Ok::<(), refrain_core::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Lifetime {
    entry_days: f64,
    exit_days: f64,
    churned: bool,
}

#[derive(Debug, thiserror::Error)]
enum LifetimeProblem {
    #[error(
        "a lifetime from day {entry_days} to day {exit_days} is impossible: days are finite, the \
         entry is not negative, and the exit is later than the entry"
    )]
    Impossible { entry_days: f64, exit_days: f64 },
}

impl Problem for LifetimeProblem {
    fn kind(&self) -> ErrorKind {
        ErrorKind::Data
    }
}

impl Lifetime {
    /// Checks the days.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Data`] unless `0 <= entry_days < exit_days` and both are finite: an interval
    /// without length holds no time at risk, and estimators would divide by it.
    ///
    /// # Examples
    ///
    /// ```
    /// use refrain_core::Lifetime;
    ///
    /// let lifetime = Lifetime::new(0.0, 30.0, false)?;
    /// assert_eq!((lifetime.entry_days(), lifetime.exit_days()), (0.0, 30.0));
    /// assert!(!lifetime.churned() && Lifetime::new(-1.0, 30.0, false).is_err());
    /// # Ok::<(), refrain_core::Error>(())
    /// ```
    pub fn new(entry_days: f64, exit_days: f64, churned: bool) -> Result<Lifetime, Error> {
        let possible = entry_days >= 0.0 && entry_days < exit_days && exit_days.is_finite();
        if !possible {
            return Err(LifetimeProblem::Impossible { entry_days, exit_days }.into());
        }
        Ok(Lifetime { entry_days, exit_days, churned })
    }

    /// Returns the days from the origin to the beginning of the observation.
    pub fn entry_days(&self) -> f64 {
        self.entry_days
    }

    /// Returns the days from the origin to the churn, or to the end of the observation.
    pub fn exit_days(&self) -> f64 {
        self.exit_days
    }

    /// Returns `true` if the entity left at the exit; otherwise it is censored there.
    pub fn churned(&self) -> bool {
        self.churned
    }

    /// Returns the days between entry and exit.
    pub fn days_at_risk(&self) -> f64 {
        self.exit_days - self.entry_days
    }
}
