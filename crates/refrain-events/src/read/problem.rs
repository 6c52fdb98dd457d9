//! Problems that end a read.

use refrain_core::{ErrorKind, Problem};

use crate::report::rule::CleaningRule;

#[derive(Debug, thiserror::Error)]
pub(crate) enum ReadProblem {
    /// A damaged row, read strictly.
    #[error("`{file}` line {line}: {detail} ({rule})")]
    DamagedRow { file: String, line: u64, rule: CleaningRule, detail: String },
    #[error(
        "{place}: `{column}` leads into an array (`{file}` line {line}): \
         name a value that a row has once, or write the elements as rows (jq)"
    )]
    InsideArray { place: String, file: String, line: u64, column: String },
    #[error(
        "{place}: `zone` is for times without an offset, and `{file}` line {line} states one \
         ({time}): leave `zone` out"
    )]
    OffsetBesideZone { place: String, file: String, line: u64, time: String },
    /// A column with a role that occurs in no row; `seen` are those of the first rows.
    #[error(
        "column `{column}` ({role}) appears in none of the rows{suggestion}; the log has: {}",
        listed(seen)
    )]
    AbsentColumn { role: String, column: String, suggestion: String, seen: Vec<String> },
}

impl Problem for ReadProblem {
    fn kind(&self) -> ErrorKind {
        match self {
            ReadProblem::DamagedRow { .. } => ErrorKind::Malformed,
            ReadProblem::AbsentColumn { .. }
            | ReadProblem::InsideArray { .. }
            | ReadProblem::OffsetBesideZone { .. } => ErrorKind::Mismatch,
        }
    }
}

fn listed(names: &[String]) -> String {
    match names.is_empty() {
        true => "no column at all".to_owned(),
        false => names.join(", "),
    }
}
