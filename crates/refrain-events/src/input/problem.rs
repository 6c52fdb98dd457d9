//! Problems of inputs: files that are not there, formats that are not read, damage.

use std::io;
use std::path::PathBuf;

use refrain_core::{Error, ErrorKind, Problem};

use crate::input::handed_batches::AnyError;

#[derive(Debug, thiserror::Error)]
pub(crate) enum InputProblem {
    #[error("no input is given: name a file, a directory, a glob or `-`")]
    NoInput,
    #[error(
        "directory `{}` holds no file to read (names beginning with `.` or `_` are left out)",
        path.display()
    )]
    EmptyDirectory { path: PathBuf },
    #[error("glob `{pattern}` matches no file")]
    NoMatch { pattern: String },
    #[error("glob `{pattern}` is malformed at character {}: {message}", position + 1)]
    MalformedGlob { pattern: String, position: usize, message: &'static str },
    #[error("`{file}` looks like {looks_like}: {advice}")]
    UnsupportedFormat { file: String, looks_like: &'static str, advice: &'static str },
    /// A compressed file that is cut off or corrupt, read strictly; line 0 if none is whole.
    #[error("`{file}` is damaged: its compressed data break off after line {line}")]
    DamagedFile {
        file: String,
        line: u64,
        #[source]
        cause: io::Error,
    },
    /// A stream of batches that a caller hands over and that fails; batches count from 1.
    #[error("batch {batch} of `{file}` cannot be read")]
    Batch {
        file: String,
        batch: u64,
        #[source]
        cause: AnyError,
    },
    #[error("the columns of `{file}` cannot be read")]
    Columns {
        file: String,
        #[source]
        cause: AnyError,
    },
    #[error(
        "column `{column}` of `{file}` is of type {found}: \
         write it as text, a number, a boolean or a timestamp"
    )]
    ColumnType { file: String, column: String, found: String },
    #[error(
        "`{column}` leads into an array (`{file}`): name a value that a row has once, \
         or write the elements as rows"
    )]
    InsideList { file: String, column: String },
    #[error("`{file}` is one object with its rows in `{path}`: say rows = \"{path}\" under [json]")]
    WrappedRows { file: String, path: String },
    #[error("{place}: `{file}` has no `{path}`, where its rows should be")]
    NoRowsAt { place: String, file: String, path: String },
    #[error("{place}: `{path}` of `{file}` is {found}, not an array of rows")]
    NoArrayAt { place: String, file: String, path: String, found: &'static str },
    #[error(
        "column `{column}` (role `{role}`) appears in none of the rows; the first line of `{file}` \
         looks like data: if there is no header, name the columns under [table]"
    )]
    NoHeader { role: String, column: String, file: String },
    /// `place` is that of the key in the schema, here and below.
    #[error(
        "{place}: `columns` names {n_columns} columns, and `{file}` line {line} has {n_fields} {}",
        if *n_fields == 1 { "field" } else { "fields" }
    )]
    ColumnCount { place: String, n_columns: usize, file: String, line: u64, n_fields: usize },
    #[error("{place}: `[table]` is for delimited text, and `{file}` is {found}")]
    NoTable { place: String, file: String, found: &'static str },
    /// Columns count from 1.
    #[error(
        "`{file}`{} names the column `{column}` twice ({} {first} and {second}): rename one",
        line.map_or_else(String::new, |line| format!(" line {line}")),
        if line.is_some() { "fields" } else { "columns" }
    )]
    DoubleName { file: String, line: Option<u64>, column: String, first: usize, second: usize },
    #[error(
        "`{}` is a store: read it alone, or ingest the other inputs into it first",
        store.display()
    )]
    StoreAmongOthers { store: PathBuf },
}

impl Problem for InputProblem {
    fn kind(&self) -> ErrorKind {
        use InputProblem::*;
        match self {
            // What the command line says could fit no file.
            NoInput | MalformedGlob { .. } => ErrorKind::Argument,
            EmptyDirectory { .. } | NoMatch { .. } => ErrorKind::Io,
            StoreAmongOthers { .. }
            | WrappedRows { .. }
            | NoRowsAt { .. }
            | NoArrayAt { .. }
            | NoHeader { .. }
            | ColumnCount { .. }
            | NoTable { .. } => ErrorKind::Mismatch,
            // Another crate's reader may well end in an error of ours.
            Batch { cause, .. } => {
                cause.downcast_ref::<Error>().map_or(ErrorKind::External, Error::kind)
            }
            UnsupportedFormat { .. }
            | DamagedFile { .. }
            | Columns { .. }
            | ColumnType { .. }
            | InsideList { .. }
            | DoubleName { .. } => ErrorKind::Malformed,
        }
    }
}
