//! The budget of a search.

use std::time::Instant;

use crate::Error;
use crate::out_of_range::OutOfRange;

/// End of a search.
#[derive(Debug, Clone, Copy, PartialEq)]
#[non_exhaustive]
pub enum SearchBudget {
    /// After so many trials, those of the log counted.
    Trials(usize),
    /// After the batch in which so many seconds of this run are over, and after one batch at the
    /// earliest; a log that holds trials already makes up for it.
    Seconds(f64),
}

impl SearchBudget {
    pub(super) fn check(&self) -> Result<(), Error> {
        match *self {
            SearchBudget::Trials(0) => {
                Err(OutOfRange { name: "trials", expected: "at least 1", found: 0.0 }.into())
            }
            SearchBudget::Seconds(found) if !(found.is_finite() && found >= 0.0) => {
                Err(OutOfRange { name: "seconds", expected: "zero or more", found }.into())
            }
            SearchBudget::Trials(_) | SearchBudget::Seconds(_) => Ok(()),
        }
    }

    /// Returns how many trials there may be at most.
    pub(super) fn most_trials(&self) -> usize {
        match self {
            SearchBudget::Trials(n_trials) => *n_trials,
            SearchBudget::Seconds(_) => usize::MAX,
        }
    }

    /// Returns `true` if the time is over.
    pub(super) fn is_over(&self, started: Instant) -> bool {
        matches!(self, SearchBudget::Seconds(seconds) if started.elapsed().as_secs_f64() >= *seconds)
    }
}
