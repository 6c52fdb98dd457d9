//! Options out of bounds.

use refrain_core::Time;

use crate::{ErrorKind, Problem};

/// An option that no simulation can have.
#[derive(Debug, thiserror::Error)]
pub(crate) enum OptionProblem {
    #[error("cannot simulate {found} {what}: ask for 1 to {limit}")]
    Count { what: &'static str, found: u32, limit: u32 },
    #[error("cannot start at {found}: give a whole second between 1970-01-01 and 2200-01-01")]
    Start { found: Time },
    #[error("cannot grow by {found} per year: give a rate from 0 to {limit}")]
    Growth { found: f64, limit: f64 },
    #[error("cannot lose {found} of the users per year: give a rate from 0 to {limit}")]
    Attrition { found: f64, limit: f64 },
    #[error(
        "growth of {growth} per year makes more than {limit} users: lower it, or ask for fewer"
    )]
    GrownUsers { growth: f64, limit: u32 },
    #[error("the mix holds no persona of positive weight")]
    EmptyMix,
    #[error("the mix holds {found} personas: give at most {limit}")]
    Mix { found: usize, limit: usize },
}

impl Problem for OptionProblem {
    fn kind(&self) -> ErrorKind {
        ErrorKind::Argument
    }
}
