//! Problems of sets with a log, and of their members.

use refrain_core::{ErrorKind, Problem};

/// A set that cannot be built or does not fit a log.
#[derive(Debug, thiserror::Error)]
pub(super) enum SetProblem {
    #[error("feature set `{set}` has no feature")]
    Empty { set: String },
    #[error("no feature set is named `{found}`; there are {}", .known.join(", "))]
    UnknownSet { found: String, known: Vec<String> },
    #[error("feature set `{set}` has two columns `{column}`; name or include each once")]
    RepeatedColumn { set: String, column: String },
    #[error("feature set `{set}` needs the {kind} attribute `{attribute}`, the log has {}{}; add it to the schema",
        listed(.known), meant(.nearest.as_deref()))]
    MissingAttribute {
        set: String,
        attribute: String,
        /// Its type.
        kind: &'static str,
        /// The attributes there are, with their types.
        known: Vec<String>,
        nearest: Option<String>,
    },
    #[error(
        "selection `{selection}` names kind `{kind}`, which the log does not have (did you mean `{nearest}`?)"
    )]
    UnknownKind { selection: String, kind: String, nearest: String },
}

impl Problem for SetProblem {
    fn kind(&self) -> ErrorKind {
        match self {
            SetProblem::Empty { .. }
            | SetProblem::UnknownSet { .. }
            | SetProblem::RepeatedColumn { .. } => ErrorKind::Argument,
            SetProblem::MissingAttribute { .. } | SetProblem::UnknownKind { .. } => {
                ErrorKind::Mismatch
            }
        }
    }
}

/// A feature that does not keep the contract of [`Feature`](crate::Feature).
#[derive(Debug, thiserror::Error)]
pub(super) enum FeatureProblem {
    #[error(
        "the feature of column `{first_column}` has {expected} columns and gave {found} values"
    )]
    Width { first_column: String, expected: usize, found: usize },
    #[error(
        "the feature of column `{column}` gives a category for another kind of column, or the other way round; `Row::category` and `ColumnKind::Category` go together"
    )]
    Category { column: String },
}

impl Problem for FeatureProblem {
    fn kind(&self) -> ErrorKind {
        ErrorKind::External
    }
}

fn listed(known: &[String]) -> String {
    match known.is_empty() {
        true => "none".to_owned(),
        false => known.join(", "),
    }
}

fn meant(nearest: Option<&str>) -> String {
    nearest.map_or_else(String::new, |name| format!(" (did you mean `{name}`?)"))
}
