//! Logs of trials that cannot be gone on with.

use refrain_core::{ErrorKind, Problem};

#[derive(Debug, thiserror::Error)]
pub(super) enum LogProblem {
    #[error("{file} is not a log of trials: its first line is not `{{\"refrain_search\":…`")]
    NotATrialLog { file: String },
    #[error(
        "{file} is the log of another search: its {what} is {found}, this search's {expected}; \
         give another file"
    )]
    OtherSearch { file: String, what: &'static str, expected: String, found: String },
    #[error("line {line} of {file} is not trial {number} as this search would make it")]
    TrialLine { file: String, line: usize, number: usize },
    #[error("cannot {action} {file}")]
    Io { file: String, action: &'static str, source: std::io::Error },
}

impl Problem for LogProblem {
    fn kind(&self) -> ErrorKind {
        match self {
            LogProblem::NotATrialLog { .. } => ErrorKind::Malformed,
            LogProblem::OtherSearch { .. } | LogProblem::TrialLine { .. } => ErrorKind::Mismatch,
            LogProblem::Io { .. } => ErrorKind::Io,
        }
    }
}
