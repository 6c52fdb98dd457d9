//! What can go wrong while a log is read.

use std::error::Error as StdError;
use std::fmt;
use std::io;
use std::path::{Path, PathBuf};

use refrain_core::TimeRange;

use crate::report::rule::CleaningRule;
use crate::store::StoreProblem;

/// An error of `refrain-events`.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// A schema that does not say what a schema must.
    #[error("schema{}: {problem}", SchemaPlace { file, line, column })]
    Schema {
        /// The schema file, if it came from one.
        file: Option<PathBuf>,
        /// Line of the problem, from 1.
        line: Option<usize>,
        /// Column of the problem in characters, from 1.
        column: Option<usize>,
        /// What is wrong.
        problem: Box<SchemaProblem>,
    },
    /// A preset that does not exist.
    #[error("no schema preset is named `{name}`; there is: {known}")]
    UnknownPreset {
        /// The name asked for.
        name: String,
        /// The names there are.
        known: String,
    },
    /// No input was given.
    #[error("no input is given: name a file, a directory, a glob or `-`")]
    NoInput,
    /// A file or directory that does not exist.
    #[error("`{}` does not exist", path.display())]
    Missing {
        /// The path as given.
        path: PathBuf,
    },
    /// A directory without a file to read.
    #[error(
        "directory `{}` holds no file to read (names beginning with `.` or `_` are left out)",
        path.display()
    )]
    EmptyDirectory {
        /// The directory.
        path: PathBuf,
    },
    /// A glob that matches nothing.
    #[error("glob `{pattern}` matches no file")]
    NoMatch {
        /// The glob as given.
        pattern: String,
    },
    /// A glob that cannot be understood.
    #[error("glob `{pattern}` is malformed at character {}: {message}", position + 1)]
    MalformedGlob {
        /// The glob as given.
        pattern: String,
        /// Where in it, from 0.
        position: usize,
        /// What is wrong.
        message: &'static str,
    },
    /// A file that cannot be opened or read.
    #[error("`{file}` cannot be read")]
    Read {
        /// Name of the file.
        file: String,
        /// What the system says.
        #[source]
        cause: io::Error,
    },
    /// A file of a format that is not read.
    #[error("`{file}` looks like {looks_like}: {advice}")]
    UnsupportedFormat {
        /// Name of the file.
        file: String,
        /// What its first bytes look like.
        looks_like: &'static str,
        /// What to do about it.
        advice: &'static str,
    },
    /// A compressed file that is cut off or corrupt, read strictly.
    #[error("`{file}` is damaged: its compressed data break off after line {line}")]
    DamagedFile {
        /// Name of the file.
        file: String,
        /// The last whole line before the damage, 0 if there is none.
        line: u64,
        /// What the decompressor says.
        #[source]
        cause: io::Error,
    },
    /// A Parquet or Arrow file that cannot be read.
    #[error("the columns of `{file}` cannot be read")]
    Columnar {
        /// Name of the file.
        file: String,
        /// What the reader of the format says.
        #[source]
        cause: Box<dyn StdError + Send + Sync>,
    },
    /// A column of a Parquet or Arrow file of a type that is no value of an event.
    #[error(
        "column `{column}` of `{file}` is of type {found}: \
         write it as text, a number, a boolean or a timestamp"
    )]
    ColumnType {
        /// Name of the file.
        file: String,
        /// Name of the column.
        column: String,
        /// Type of the column.
        found: String,
    },
    /// A damaged row, read strictly.
    #[error("`{file}` line {line}: {detail} ({rule})")]
    DamagedRow {
        /// Name of the file.
        file: String,
        /// Line, or row of a Parquet file, from 1.
        line: u64,
        /// The rule that the row breaks.
        rule: CleaningRule,
        /// What is wrong with it.
        detail: String,
    },
    /// A column with a role that occurs in no row.
    #[error(
        "column `{column}` ({role}) occurs in none of the rows{}; the log has: {}",
        did_you_mean(nearest.as_deref()),
        listed(seen)
    )]
    AbsentColumn {
        /// What the schema uses the column for.
        role: String,
        /// Name of the column.
        column: String,
        /// The name of the log that is nearest to it.
        nearest: Option<String>,
        /// Columns met in the first rows.
        seen: Vec<String>,
    },
    /// An input without a single row.
    #[error("`{file}`{} holds no row{}", and_more(*n_files), because(damage.as_deref()))]
    NoRows {
        /// Name of the first file.
        file: String,
        /// Number of files.
        n_files: usize,
        /// What is the matter with the first damaged file, if one is.
        damage: Option<String>,
    },
    /// An input whose every row was dropped.
    #[error(
        "none of the {rows_read} rows read is usable: {rows} are dropped as {rule}, \
         the first at `{file}` line {line} ({detail}); {}",
        rule.advice()
    )]
    NoUsableRow {
        /// Number of rows read.
        rows_read: u64,
        /// The rule that dropped most of them.
        rule: CleaningRule,
        /// Number of rows it dropped.
        rows: u64,
        /// File of the first of these.
        file: String,
        /// Line of the first of these.
        line: u64,
        /// What was wrong with it.
        detail: String,
    },
    /// A log for which no schema can be proposed.
    #[error(
        "no column of the {n_rows} rows looked at can be the {role}: write a schema that names \
         entity, time and kind; the columns are{}",
        on_lines(columns)
    )]
    NoColumnForRole {
        /// The role without a column: `entity`, `time` or `kind`.
        role: &'static str,
        /// Number of rows looked at.
        n_rows: u64,
        /// Every column with its type and an example.
        columns: Vec<String>,
    },
    /// A rule that cannot be switched off.
    #[error("rule {rule} cannot be switched off: there would be nothing to keep")]
    FixedRule {
        /// The rule.
        rule: CleaningRule,
    },
    /// A rule that does not exist.
    #[error("no rule is named `{name}`{}", did_you_mean(nearest.as_deref()))]
    UnknownRule {
        /// The name given.
        name: String,
        /// The name nearest to it.
        nearest: Option<String>,
    },
    /// A store among other inputs.
    #[error(
        "`{}` is a store: read it alone, or ingest the other inputs into it first",
        store.display()
    )]
    StoreAmongOthers {
        /// Directory of the store.
        store: PathBuf,
    },
    /// A store that cannot be opened, read or written.
    #[error("store `{}` cannot be used", store.display())]
    Store {
        /// Directory of the store.
        store: PathBuf,
        /// What is wrong.
        #[source]
        problem: Box<StoreProblem>,
    },
    /// The event log refuses the events.
    #[error("the events make no log")]
    Log(#[from] refrain_core::Error),
}

impl Error {
    /// The error of a path that cannot be opened or read.
    pub(crate) fn reading(path: &Path, cause: io::Error) -> Error {
        match cause.kind() {
            io::ErrorKind::NotFound => Error::Missing { path: path.to_owned() },
            _ => Error::Read { file: path.display().to_string(), cause },
        }
    }

    /// Names the file that a faulty schema came from.
    pub(crate) fn in_schema_file(self, path: &Path) -> Error {
        match self {
            Error::Schema { line, column, problem, .. } => {
                Error::Schema { file: Some(path.to_owned()), line, column, problem }
            }
            other => other,
        }
    }
}

/// What is wrong with a schema.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum SchemaProblem {
    /// It is no TOML, or TOML of another form.
    #[error("{message}{}", did_you_mean(nearest.as_deref()))]
    Malformed {
        /// What the TOML reader says.
        message: String,
        /// The known name nearest to an unknown one.
        nearest: Option<String>,
    },
    /// A name without a letter.
    #[error("`{key}` holds an empty name")]
    EmptyName {
        /// Where the name stands.
        key: String,
    },
    /// One column with two uses.
    #[error("column `{column}` is named as {first} and again as {second}")]
    ColumnUsedTwice {
        /// The column.
        column: String,
        /// Its first use.
        first: String,
        /// Its second use.
        second: String,
    },
    /// Two attributes of one name.
    #[error("attribute `{name}` is named twice")]
    DuplicateAttribute {
        /// The name.
        name: String,
    },
    /// A plausible range that contains nothing.
    #[error("the plausible range of time {range} is empty: `until` must be after `from`")]
    EmptyTimeRange {
        /// The range.
        range: TimeRange,
    },
    /// A meaning given to an attribute that the schema does not have.
    #[error("`meaning.{key}` names `{name}`, which is no attribute{}", did_you_mean(nearest.as_deref()))]
    UnknownAttribute {
        /// The meaning.
        key: &'static str,
        /// The name given.
        name: String,
        /// The attribute nearest to it.
        nearest: Option<String>,
    },
    /// A meaning given to an attribute of the wrong type.
    #[error("`meaning.{key}` names `{name}`, which holds {found}; it must hold {expected}")]
    AttributeType {
        /// The meaning.
        key: &'static str,
        /// The attribute.
        name: String,
        /// Type that the meaning needs.
        expected: &'static str,
        /// Type of the attribute.
        found: &'static str,
    },
    /// Plans that pay, of no plan.
    #[error("`meaning.paid_plans` is given without `meaning.plan`")]
    PaidPlansWithoutPlan,
}

/// Shows as much of a place in a schema as is known.
struct SchemaPlace<'a> {
    file: &'a Option<PathBuf>,
    line: &'a Option<usize>,
    column: &'a Option<usize>,
}

impl fmt::Display for SchemaPlace<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(file) = self.file {
            write!(f, " `{}`", file.display())?;
        }
        if let (Some(line), Some(column)) = (self.line, self.column) {
            write!(f, " line {line}, column {column}")?;
        }
        Ok(())
    }
}

pub(crate) fn did_you_mean(nearest: Option<&str>) -> String {
    nearest.map_or_else(String::new, |name| format!("; did you mean `{name}`?"))
}

fn and_more(n_files: usize) -> String {
    match n_files {
        0 | 1 => String::new(),
        n => format!(" (and {} more)", n - 1),
    }
}

fn because(damage: Option<&str>) -> String {
    damage.map_or_else(String::new, |damage| format!(": {damage}"))
}

fn listed(names: &[String]) -> String {
    match names.is_empty() {
        true => "no column at all".to_owned(),
        false => names.join(", "),
    }
}

/// Lines shown of a list.
const MAX_LINES: usize = 40;

fn on_lines(items: &[String]) -> String {
    let mut lines: String =
        items.iter().take(MAX_LINES).map(|item| format!("\n  {item}")).collect();
    if let Some(n_more) = items.len().checked_sub(MAX_LINES).filter(|n_more| *n_more > 0) {
        lines.push_str(&format!("\n  and {n_more} more"));
    }
    lines
}

impl refrain_core::Problem for Error {
    fn kind(&self) -> refrain_core::ErrorKind {
        refrain_core::ErrorKind::Data
    }
}
