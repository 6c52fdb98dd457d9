//! Faults of scenarios.

use crate::{ErrorKind, PageState, Problem};

/// A scenario that makes no sense, or not for these personas.
#[derive(Debug, thiserror::Error)]
pub(crate) enum ScenarioProblem {
    #[error("there are {found} scenarios: give at most {limit}")]
    TooMany { found: usize, limit: usize },
    #[error("scenario `{scenario}`: {what}")]
    Senseless { scenario: String, what: &'static str },
    #[error(
        "scenario `{scenario}`: persona `{persona}` would leave {page} that way with probability \
         {found}: lower the factor"
    )]
    Probability { scenario: String, persona: String, page: Box<PageState>, found: f64 },
}

impl Problem for ScenarioProblem {
    fn kind(&self) -> ErrorKind {
        ErrorKind::Argument
    }
}
