//! Problems of schemas, with the place in the file.

use std::path::{Path, PathBuf};

use refrain_core::{ErrorKind, Problem, TimeRange};

use super::lines::{Place, SchemaLines};

/// A schema that does not say what a schema must.
#[derive(Debug, thiserror::Error)]
#[error("schema{}: {problem}", self.place())]
pub(super) struct FaultySchema {
    file: Option<PathBuf>,
    /// Line of the problem, from 1.
    line: Option<usize>,
    /// Column of the problem in characters, from 1.
    column: Option<usize>,
    problem: Box<SchemaProblem>,
}

impl FaultySchema {
    /// Says where in the text the form is not a schema's.
    pub(super) fn at(position: Option<(usize, usize)>, problem: SchemaProblem) -> FaultySchema {
        let (line, column) = position.unzip();
        FaultySchema { file: None, line, column, problem: Box::new(problem) }
    }

    /// Says which line holds what is wrong with a schema of the right form.
    pub(super) fn of(found: Found, lines: &SchemaLines) -> FaultySchema {
        let line = lines.line_of(&found.key);
        FaultySchema { file: None, line, column: None, problem: Box::new(found.problem) }
    }

    /// Names the file that the schema came from.
    pub(super) fn in_file(self, path: &Path) -> FaultySchema {
        FaultySchema { file: Some(path.to_owned()), ..self }
    }

    fn place(&self) -> Place<'_> {
        Place { file: self.file.as_deref(), line: self.line, column: self.column }
    }
}

/// A problem, and the dotted path of the key that has it.
#[derive(Debug)]
pub(super) struct Found {
    pub(super) key: String,
    pub(super) problem: SchemaProblem,
}

impl SchemaProblem {
    /// Names the key that has the problem.
    pub(super) fn of(self, key: impl Into<String>) -> Found {
        Found { key: key.into(), problem: self }
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
    #[error("`{key}` names nothing: name one, or leave the key out")]
    EmptyList { key: &'static str },
    #[error("`{key}` names `{name}` twice")]
    NamedTwice { key: &'static str, name: String },
    #[error("{used_as} is not among the `columns`{columns} of the table{suggestion}")]
    NotAmongColumns { used_as: String, columns: String, suggestion: String },
    #[error("`separator` is one of \",\", \";\", \"\\t\", \"|\" and \" \", not {found:?}")]
    Separator { found: char },
    #[error("`comment` is a sign such as \"#\", which cannot begin a field, not {found:?}")]
    Comment { found: char },
    #[error("a decimal comma needs another separator{separator} than \",\"")]
    DecimalComma { separator: String },
    #[error("`cases` is empty and there is no `otherwise`: no row would have a kind")]
    NoCases,
    #[error("no number is above {above} and below {below}")]
    NoNumber { above: f64, below: f64 },
    #[error("`{key}` must be a number to compare with, not {found}")]
    NotComparable { key: &'static str, found: f64 },
    #[error("a session gap of zero makes every event a session: write a span such as 30m")]
    NoSessionGap,
    #[error("sessions come from the column `{column}`{line}: leave one of them out")]
    TwoSessions { column: String, line: String },
    #[error("`{format}` reads the times by itself: leave `{unit}`{line} out")]
    FormatAndUnit { format: &'static str, unit: &'static str, line: String },
    #[error("`{key}` {format:?} cannot read times: {cause}")]
    Format { key: &'static str, format: String, cause: String },
    #[error("{cause}")]
    Zone { cause: String },
    #[error("`zone` is for times without an offset, and `format`{line} reads one")]
    ZoneAndOffset { line: String },
    #[error("numbers of a unit{line} count from 1970 in UTC: `zone` is for times as text")]
    ZoneAndUnit { line: String },
    #[error(
        "`duplicates = \"keep\"` keeps what `deduplicate_by`{line} leaves out: keep one of them"
    )]
    KeptDuplicates { line: String },
    #[error("a product is of two columns, and `product` names {found}")]
    Product { found: usize },
    #[error("attribute `{name}` is read from a column{line} or is a product, not both")]
    ProductAndColumn { name: String, line: String },
    #[error("attribute `{name}` is a product, so its type must be number")]
    TextProduct { name: String },
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
