//! Faults of files, with their places.

use crate::{Error, ErrorKind, Problem};

/// A fault of a configuration, a simulation file or a file of scenarios.
#[derive(Debug, thiserror::Error)]
pub(crate) enum FileProblem {
    #[error("line {line}, column {column}: {message}")]
    Syntax { line: usize, column: usize, message: String },
    #[error("line {line}: {} is {found}, expected {expected}", quoted(.key))]
    Value { line: usize, key: String, found: String, expected: String },
    #[error("line {line}: `{key}` is missing, expected {expected}")]
    MissingKey { line: usize, key: String, expected: String },
    #[error("line {line}: `{key}` is not a known key, expected {expected}")]
    UnknownKey { line: usize, key: String, expected: String },
    /// A fault of a persona or scenario that was read from a file.
    #[error("line {line}: {}: {fault}", quoted(.key))]
    Content { line: usize, key: String, fault: Error },
}

impl Problem for FileProblem {
    fn kind(&self) -> ErrorKind {
        ErrorKind::Malformed
    }
}

/// Quotes the path of a key, which is empty for the whole file.
fn quoted(key: &str) -> String {
    match key {
        "" => "the file".to_owned(),
        _ => format!("`{key}`"),
    }
}
