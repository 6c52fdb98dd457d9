//! Errors as a test sees them: a kind and a sentence.

use refrain_core::{Error, ErrorKind};

pub(crate) type Refusal = (ErrorKind, String);

/// Returns the value of a call, or what its error says.
pub(crate) fn said<T>(result: Result<T, Error>) -> Result<T, Refusal> {
    result.map_err(told)
}

/// Returns what an error says.
pub(crate) fn told(error: Error) -> Refusal {
    (error.kind(), error.to_string())
}

pub(crate) fn data(sentence: &str) -> Refusal {
    (ErrorKind::Data, sentence.to_owned())
}

pub(crate) fn mismatch(sentence: &str) -> Refusal {
    (ErrorKind::Mismatch, sentence.to_owned())
}

pub(crate) fn argument(sentence: &str) -> Refusal {
    (ErrorKind::Argument, sentence.to_owned())
}
