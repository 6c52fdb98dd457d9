//! Problems of schemas, with the place in the file.

use std::path::{Path, PathBuf};

use refrain_core::{ErrorKind, Problem, TimeRange};

/// A schema that does not say what a schema must.
#[derive(Debug, thiserror::Error)]
#[error("schema{}: {problem}", self.place())]
pub(super) struct FaultySchema {
    file: Option<PathBuf>,
    /// Line and column of the problem in characters, from 1.
    position: Option<(usize, usize)>,
    problem: Box<SchemaProblem>,
}

impl FaultySchema {
    /// Says where in the text the problem is.
    pub(super) fn at(position: Option<(usize, usize)>, problem: SchemaProblem) -> FaultySchema {
        FaultySchema { file: None, position, problem: Box::new(problem) }
    }

    /// Names the file that the schema came from.
    pub(super) fn in_file(self, path: &Path) -> FaultySchema {
        FaultySchema { file: Some(path.to_owned()), ..self }
    }

    /// Shows as much of the place as is known.
    fn place(&self) -> String {
        let mut place = String::new();
        if let Some(file) = &self.file {
            place.push_str(&format!(" `{}`", file.display()));
        }
        if let Some((line, column)) = self.position {
            place.push_str(&format!(" line {line}, column {column}"));
        }
        place
    }
}

impl From<SchemaProblem> for FaultySchema {
    fn from(problem: SchemaProblem) -> FaultySchema {
        FaultySchema::at(None, problem)
    }
}

impl Problem for FaultySchema {
    fn kind(&self) -> ErrorKind {
        ErrorKind::Malformed
    }
}

#[derive(Debug, thiserror::Error)]
pub(super) enum SchemaProblem {
    /// No TOML, or TOML of another form, in the words of its reader.
    #[error("{message}{suggestion}")]
    Malformed { message: String, suggestion: String },
    #[error("`{key}` holds an empty name")]
    EmptyName { key: String },
    #[error("column `{column}` is named as {first} and again as {second}")]
    ColumnUsedTwice { column: String, first: String, second: String },
    #[error("attribute `{name}` is named twice")]
    DuplicateAttribute { name: String },
    #[error("the plausible range of time {range} is empty: `until` must be after `from`")]
    EmptyTimeRange { range: TimeRange },
    #[error("`meaning.{key}` names `{name}`, which is not an attribute{suggestion}")]
    UnknownAttribute { key: &'static str, name: String, suggestion: String },
    #[error("`meaning.{key}` names `{name}`, which holds {found}; it must hold {expected}")]
    AttributeType { key: &'static str, name: String, expected: &'static str, found: &'static str },
    #[error("`meaning.paid_plans` is given without `meaning.plan`")]
    PaidPlansWithoutPlan,
}

/// A preset that does not exist.
#[derive(Debug, thiserror::Error)]
#[error("unknown schema preset `{name}`; known: {known}")]
pub(super) struct UnknownPreset {
    pub(super) name: String,
    pub(super) known: String,
}

impl Problem for UnknownPreset {
    fn kind(&self) -> ErrorKind {
        ErrorKind::Argument
    }
}
