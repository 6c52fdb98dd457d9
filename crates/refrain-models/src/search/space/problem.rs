//! Search spaces that hold nothing to search, and settings asked for what they lack.

use refrain_core::{ErrorKind, Problem};

#[derive(Debug, thiserror::Error)]
pub(super) enum SpaceProblem {
    #[error("the search space has no parameter")]
    EmptySpace,
    #[error("the search space has two parameters named `{parameter}`")]
    RepeatedParameter { parameter: String },
    #[error(
        "the range of `{parameter}` is from {low} to {high}; both ends must be finite, the first \
         below the second, and whole numbers within 2^53 of zero"
    )]
    EmptyRange { parameter: String, low: f64, high: f64 },
    #[error("the range of `{parameter}` begins at {low}, and a logarithm needs more than zero")]
    LogarithmOf { parameter: String, low: f64 },
    #[error("the choices of `{parameter}` are {problem}")]
    Choices { parameter: String, problem: &'static str },
    #[error("no parameter is named `{parameter}`{hint}")]
    NoSuchParameter { parameter: String, hint: String },
    #[error("parameter `{parameter}` is {found}, and was asked for as {expected}")]
    ParameterKind { parameter: String, expected: &'static str, found: String },
}

impl Problem for SpaceProblem {
    fn kind(&self) -> ErrorKind {
        ErrorKind::Argument
    }
}
