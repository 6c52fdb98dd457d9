//! Problems with tables and their files.

use std::io;
use std::path::{Path, PathBuf};

use refrain_core::{Error, ErrorKind, Problem};

/// A file that cannot be read or written.
#[derive(Debug, thiserror::Error)]
pub(crate) enum FileProblem {
    #[error("{}: cannot be read", .path.display())]
    Read { path: PathBuf, source: io::Error },
    #[error("{}: cannot be written", .path.display())]
    Write { path: PathBuf, source: io::Error },
}

impl Problem for FileProblem {
    fn kind(&self) -> ErrorKind {
        ErrorKind::Io
    }
}

/// An error about the content of a file.
#[derive(Debug, thiserror::Error)]
#[error("{}: the file cannot be used", .path.display())]
struct InFile {
    path: PathBuf,
    source: Error,
}

impl Problem for InFile {
    fn kind(&self) -> ErrorKind {
        self.source.kind()
    }
}

/// Adds the file that an error is about; the kind stays.
///
/// # Examples
///
/// ```
/// use std::path::Path;
///
/// use refrain::base::Span;
/// use refrain::table::in_file;
///
/// let error = "ten days".parse::<Span>().unwrap_err();
/// let told = in_file(Path::new("terms.toml"), error.clone());
/// assert!(told.to_string().contains("terms.toml"));
/// assert_eq!(told.kind(), error.kind());
/// ```
pub fn in_file(path: &Path, error: impl Into<Error>) -> Error {
    InFile { path: path.to_owned(), source: error.into() }.into()
}

/// A name or a content that is no table's.
#[derive(Debug, thiserror::Error)]
pub(crate) enum FormatProblem {
    #[error("{}: unknown file extension; end the name in .csv, .jsonl or .parquet", .path.display())]
    UnknownExtension { path: PathBuf },
    #[error("{}: not a table in CSV", .path.display())]
    Csv { path: PathBuf, source: csv::Error },
    #[error("{}: not a table in JSON: it should be one object a line, or an array of objects", .path.display())]
    Json { path: PathBuf, source: serde_json::Error },
    #[error("{}: Parquet failed", .path.display())]
    Parquet { path: PathBuf, source: Box<dyn std::error::Error + Send + Sync> },
}

impl Problem for FormatProblem {
    fn kind(&self) -> ErrorKind {
        match self {
            FormatProblem::UnknownExtension { .. } => ErrorKind::Argument,
            _ => ErrorKind::Malformed,
        }
    }
}

/// A record batch that is no table.
#[derive(Debug, thiserror::Error)]
pub(crate) enum BatchProblem {
    #[error("column `{column}` is of type {found}; tables hold numbers, text and times")]
    ColumnType { column: String, found: String },
}

impl Problem for BatchProblem {
    fn kind(&self) -> ErrorKind {
        ErrorKind::Malformed
    }
}

/// A table that does not hold what is looked for in it.
#[derive(Debug, thiserror::Error)]
pub(crate) enum TableProblem {
    /// Columns, and rows of JSON, count from 1.
    #[error("{place} names the column `{column}` twice{}: rename one", between(*columns))]
    DuplicateColumn { place: String, column: String, columns: Option<[usize; 2]> },
    #[error("the table has no column `{column}`, only {}", .known.join(", "))]
    NoColumn { column: String, known: Vec<String> },
    #[error("the table has no column `{column}`, only {}; `refrain dataset` writes one that has", .known.join(", "))]
    NoDatasetColumn { column: &'static str, known: Vec<String> },
    #[error("a dataset begins with the entity and `cutoff`, this table with `{}`; reorder or drop columns such as an index", .found.join("`, `"))]
    NotADataset { found: Vec<String> },
    #[error(
        "a table begins with the entity, and the first column of this one has no name; drop an index that another tool wrote"
    )]
    NoEntityColumn,
    #[error(
        "`{entity}` appears in rows {row} and {other}; leave one row of each customer, such as one cutoff"
    )]
    RepeatedEntity { entity: String, row: usize, other: usize },
    /// The row counts from 1 below the header.
    #[error("column `{column}`, row {row}: expected {expected}, found `{found}`")]
    BadCell { column: String, row: usize, expected: &'static str, found: String },
}

fn between(columns: Option<[usize; 2]>) -> String {
    columns.map_or_else(String::new, |[first, second]| format!(" (columns {first} and {second})"))
}

impl Problem for TableProblem {
    fn kind(&self) -> ErrorKind {
        match self {
            TableProblem::DuplicateColumn { .. } | TableProblem::BadCell { .. } => {
                ErrorKind::Malformed
            }
            _ => ErrorKind::Data,
        }
    }
}
