//! Problems that keep a survival model from learning or predicting.

use refrain_core::{ErrorKind, Problem};

use crate::out_of_range::OutOfRange;

#[derive(Debug, thiserror::Error)]
pub(crate) enum SurvivalProblem {
    #[error(
        "the rows do not say how long each was under observation: train on the log, or make the \
         table anew with `refrain dataset`, which writes the columns `entry_days`, `exit_days` and \
         `left_at_exit` (by a rule that tells when each left, so not by inactive:SPAN)"
    )]
    NoLifetimes,
    #[error(
        "no feature is named `{column}`{suggestion}: a survival model needs the tenure of each row \
         as a feature"
    )]
    NoTenure { column: String, suggestion: String },
    #[error("`{column}` is the tenure of each row, so it must be a number of days")]
    TenureKind { column: String },
    #[error("`{column}` of row {row} is {found}: a tenure is no less than 0 days")]
    NegativeTenure { column: String, row: usize, found: f64 },
    #[error(
        "row {row} is under observation from day {entry_days} of its tenure on, and its `{column}` \
         is {found}: the interval must begin {lead_days} days later, as those of other rows do"
    )]
    OtherOrigin { column: String, row: usize, entry_days: f64, found: f64, lead_days: f64 },
    #[error(
        "the outcome windows end where the intervals under observation begin, so there is no \
         horizon"
    )]
    NoHorizon,
    #[error("there are no lifetimes to learn from")]
    NoLifetime,
    #[error("in none of {n_rows} intervals under observation does anybody leave")]
    NoChurn { n_rows: usize },
    #[error(
        "{model} found no best fit within {max_iterations} steps; allow more, or raise the \
         penalties"
    )]
    NoMinimum { model: &'static str, max_iterations: u64 },
    #[error(
        "`{column}` is told exactly by the columns before it, so that its coefficient is any; set \
         `l2` above zero or leave it out"
    )]
    Collinear { column: String },
    #[error(
        "`{column}` tells for certain who leaves first, so that its coefficient has no bound; \
         set `l2` above zero or leave it out"
    )]
    MonotoneLikelihood { column: String },
}

impl Problem for SurvivalProblem {
    fn kind(&self) -> ErrorKind {
        match self {
            SurvivalProblem::OtherOrigin { .. } => ErrorKind::Mismatch,
            _ => ErrorKind::Data,
        }
    }
}

/// Refuses a parameter that is not above 0 and finite.
pub(crate) fn check_positive(name: &'static str, found: f64) -> Result<(), OutOfRange> {
    if found.is_finite() && found > 0.0 {
        return Ok(());
    }
    Err(OutOfRange { name, expected: "more than zero", found })
}

/// Refuses a parameter that is negative or not finite.
pub(crate) fn check_not_negative(name: &'static str, found: f64) -> Result<(), OutOfRange> {
    if found.is_finite() && found >= 0.0 {
        return Ok(());
    }
    Err(OutOfRange { name, expected: "zero or more", found })
}

/// Refuses a number of steps of which there is none.
pub(crate) fn check_steps(max_iterations: u64) -> Result<(), OutOfRange> {
    if max_iterations > 0 {
        return Ok(());
    }
    let (name, expected) = ("max_iterations", "at least 1");
    Err(OutOfRange { name, expected, found: 0.0 })
}
