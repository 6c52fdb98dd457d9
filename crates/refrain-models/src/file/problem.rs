//! Model files that cannot be read or written.

use std::error::Error as StdError;

use refrain_core::{ErrorKind, Problem};

#[derive(Debug, thiserror::Error)]
pub(super) enum FileProblem {
    #[error("{file} is not a model file: it does not begin with `refrain-model`")]
    NotAModelFile { file: String },
    #[error("{file} has model format {found}, this version reads format {known}; update refrain")]
    LaterFormat { file: String, found: u32, known: u32 },
    #[error("{file} has model format {found}, this version reads format {known}; train it again")]
    EarlierFormat { file: String, found: u32, known: u32 },
    #[error("{file} is truncated after {found} bytes{}; copy it again", of_expected(*expected))]
    Truncated { file: String, found: u64, expected: Option<u64> },
    #[error("{file} has {found} bytes, its model ends after {expected}; copy it again")]
    TooLong { file: String, found: u64, expected: u64 },
    #[error(
        "{file} is damaged: its checksum is {found:08x}, not {expected:08x} as written; copy it again"
    )]
    Checksum { file: String, expected: u32, found: u32 },
    #[error("{file}{writer} has a header that this version cannot read")]
    Header { file: String, writer: String, source: Box<dyn StdError + Send + Sync> },
    #[error(
        "{file}, written by refrain-models {version}, has a body that this version cannot read"
    )]
    Body { file: String, version: String, source: Box<dyn StdError + Send + Sync> },
    #[error("{file} holds an impossible model: {defect}")]
    ImpossibleModel { file: String, defect: &'static str },
    #[error("{file} contradicts itself: {what} of its header is not the one of its body")]
    HeaderContradictsBody { file: String, what: &'static str },
    #[error("cannot {action} {file}")]
    Io { file: String, action: &'static str, source: std::io::Error },
}

impl Problem for FileProblem {
    fn kind(&self) -> ErrorKind {
        match self {
            FileProblem::Io { .. } => ErrorKind::Io,
            _ => ErrorKind::Malformed,
        }
    }
}

fn of_expected(expected: Option<u64>) -> String {
    expected.map(|bytes| format!(" of {bytes}")).unwrap_or_default()
}
