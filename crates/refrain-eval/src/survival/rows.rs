//! Times and what happened at their end.

use crate::Error;

/// How long each row was observed, and whether it ended in churn; checked.
#[derive(Debug, Clone, Copy)]
pub struct SurvivalRows<'a> {
    times: &'a [f64],
    churned: &'a [bool],
}

impl<'a> SurvivalRows<'a> {
    /// Checks rows: `churned` says whether the entity churned at the row's time, or was still there.
    ///
    /// # Errors
    ///
    /// [`Error::Empty`] for no rows, [`Error::Length`] for lists of unequal length, and
    /// [`Error::SurvivalTime`] at the first time that is negative or not finite.
    pub fn new(times: &'a [f64], churned: &'a [bool]) -> Result<SurvivalRows<'a>, Error> {
        if times.is_empty() && churned.is_empty() {
            return Err(Error::Empty);
        }
        check_length("the list of outcomes", times.len(), churned.len())?;
        match times.iter().position(|time| !(0.0..f64::INFINITY).contains(time)) {
            Some(row) => Err(Error::SurvivalTime { row, time: times[row] }),
            None => Ok(SurvivalRows { times, churned }),
        }
    }

    /// Returns how long each row was observed.
    pub fn times(&self) -> &'a [f64] {
        self.times
    }

    /// Returns whether each row ended in churn.
    pub fn churned(&self) -> &'a [bool] {
        self.churned
    }

    pub(super) fn n_rows(&self) -> usize {
        self.times.len()
    }

    /// Returns the time of each row and whether it churned then.
    pub(super) fn iter(&self) -> impl Iterator<Item = (f64, bool)> + use<'a> {
        self.times.iter().copied().zip(self.churned.iter().copied())
    }

    /// Checks that each row has a risk that is a number.
    pub(super) fn check_risks(&self, risks: &[f64]) -> Result<(), Error> {
        check_length("the list of risks", self.n_rows(), risks.len())?;
        match risks.iter().position(|risk| risk.is_nan()) {
            Some(row) => Err(Error::NanScore { row }),
            None => Ok(()),
        }
    }
}

pub(super) fn check_length(what: &'static str, expected: usize, found: usize) -> Result<(), Error> {
    match expected == found {
        true => Ok(()),
        false => Err(Error::Length { what, expected, found }),
    }
}
