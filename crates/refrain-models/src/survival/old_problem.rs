//! What keeps a survival model from learning or predicting.

use refrain_core::{ErrorKind, FeatureMatrix, Problem};

use crate::Error;
use crate::out_of_range::OutOfRange;

#[derive(Debug, thiserror::Error)]
pub(crate) enum OldProblem {
    #[error(
        "a lifetime from day {entry_days} to day {exit_days} cannot be: the entry must be zero or \
         more and before the exit, both finite"
    )]
    Lifetime { entry_days: f64, exit_days: f64 },
    #[error(
        "none of {n_rows} rows ends in churn while it is watched; when customers leave is learned \
         from those that do"
    )]
    NoChurn { n_rows: usize },
    #[error(
        "nobody leaves in period {period} (counted from 0), so without `smoothness` its hazard has \
         no estimate; raise `smoothness` or take longer periods"
    )]
    PeriodWithoutChurn { period: usize },
    #[error("there are {found} {what} for {expected} rows of features")]
    UnequalRows { what: &'static str, expected: usize, found: usize },
    #[error(
        "`{column}` tells for certain who leaves first, so that its coefficient has no bound; \
         set `l2` above zero or leave it out"
    )]
    MonotoneLikelihood { column: String },
    #[error(
        "`{column}` is told exactly by the columns before it, so that its coefficient is any; set \
         `l2` above zero or leave it out"
    )]
    Collinear { column: String },
    #[error(
        "{model} found no best fit within {max_iterations} steps; allow more, or raise the \
         penalties"
    )]
    NoMinimum { model: &'static str, max_iterations: u64 },
    #[error("day {days} lies beyond day {last_days}, the last on which anybody was watched")]
    BeyondFollowUp { days: f64, last_days: f64 },
    #[error("feature `{column}` holds {found}; the exposure hazard needs plain numbers of it")]
    NotPlainNumbers { column: String, found: &'static str },
    #[error(
        "feature `{column}` is {found} in row {row}; a count or a number of days is never negative"
    )]
    NegativeCount { column: String, row: usize, found: f64 },
    #[error("feature `{column}` is named as {role} twice; name it once")]
    NamedTwice { column: String, role: &'static str },
    #[error("`{name}` is crossed with the signals but is not among the modifiers; add it to them")]
    NoSuchModifier { name: String },
    #[error(
        "there is no exposure; name at least one column that counts visits to where customers leave"
    )]
    NoExposure,
}

impl OldProblem {
    /// Refuses a list that does not have one entry per row of features.
    pub(crate) fn check_rows(
        what: &'static str,
        features: &FeatureMatrix,
        found: usize,
    ) -> Result<(), Error> {
        let expected = features.n_rows();
        if found == expected {
            return Ok(());
        }
        Err(OldProblem::UnequalRows { what, expected, found }.into())
    }

    /// Refuses a horizon that is no length of time.
    pub(crate) fn check_horizon(horizon_days: f64) -> Result<(), Error> {
        if horizon_days > 0.0 && horizon_days.is_finite() {
            return Ok(());
        }
        let (name, expected) = ("horizon_days", "more than zero");
        Err(OutOfRange { name, expected, found: horizon_days }.into())
    }
}

impl Problem for OldProblem {
    fn kind(&self) -> ErrorKind {
        match self {
            OldProblem::UnequalRows { .. } => ErrorKind::Mismatch,
            OldProblem::NamedTwice { .. }
            | OldProblem::NoSuchModifier { .. }
            | OldProblem::NoExposure => ErrorKind::Argument,
            _ => ErrorKind::Data,
        }
    }
}
