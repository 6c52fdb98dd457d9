//! Problems of stores.

use std::io;
use std::path::{Path, PathBuf};

use refrain_core::{Error, ErrorKind, Problem};

/// A store that cannot be opened, read or written.
#[derive(Debug, thiserror::Error)]
#[error("store `{}` cannot be used", store.display())]
struct UnusableStore {
    store: PathBuf,
    #[source]
    problem: StoreProblem,
}

impl Problem for UnusableStore {
    fn kind(&self) -> ErrorKind {
        self.problem.kind()
    }
}

#[derive(Debug, thiserror::Error)]
pub(super) enum StoreProblem {
    #[error("it has no manifest.json: is this a store, and was its first ingest finished?")]
    NoManifest,
    #[error("the directory holds other files: name an empty or a new one")]
    NotEmpty,
    #[error("manifest.json line {line}, column {column}: {message}")]
    Malformed { line: usize, column: usize, message: String },
    #[error("manifest.json is of a `{found}`")]
    OtherFormat { found: String },
    #[error("it has format version {found}, this program reads up to {known}: update refrain")]
    NewerVersion { found: u32, known: u32 },
    #[error("manifest.json is inconsistent: {what}; restore it from a copy or ingest anew")]
    Impossible { what: String },
    #[error(
        "it was made with another schema; leave the schema out to use the store's own, \
         or ingest into a new store"
    )]
    OtherSchema,
    #[error("column `{column}` has a name that a store keeps for itself: rename it in the log")]
    ReservedColumn { column: String },
    #[error("it holds no event yet: ingest a log into it")]
    Empty,
    #[error("another process is writing to it: try again when that is done")]
    Locked,
    #[error("`{segment}` is missing: restore it from a copy or ingest anew")]
    MissingSegment { segment: String },
    #[error("`{segment}` has {found} bytes, {expected} were committed: restore it from a copy")]
    SegmentSize { segment: String, expected: u64, found: u64 },
    #[error("`{path}` is a symbolic link: a store holds its files itself")]
    SymbolicLink { path: String },
    #[error("`{segment}` does not hold what was committed: {what}")]
    OtherContent { segment: String, what: String },
    #[error("it cannot be written; what was committed before is untouched")]
    Write {
        #[source]
        cause: io::Error,
    },
    #[error("`{stream}` is a stream: ingest it alone")]
    StreamAmongOthers { stream: String },
    #[error("`{file}` changed while it was read: ingest it when it is complete")]
    ChangedInput { file: String },
}

impl StoreProblem {
    /// Returns the error of the store in a directory.
    pub(super) fn of(self, store: &Path) -> Error {
        UnusableStore { store: store.to_owned(), problem: self }.into()
    }

    fn kind(&self) -> ErrorKind {
        use StoreProblem::*;
        match self {
            Empty => ErrorKind::Data,
            NotEmpty | Locked | Write { .. } | ChangedInput { .. } => ErrorKind::Io,
            OtherSchema | ReservedColumn { .. } | StreamAmongOthers { .. } => ErrorKind::Mismatch,
            NoManifest
            | Malformed { .. }
            | OtherFormat { .. }
            | NewerVersion { .. }
            | Impossible { .. }
            | MissingSegment { .. }
            | SegmentSize { .. }
            | SymbolicLink { .. }
            | OtherContent { .. } => ErrorKind::Malformed,
        }
    }
}
