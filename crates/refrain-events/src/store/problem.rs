//! What can be wrong with a store.

use std::io;
use std::path::Path;

use crate::error::Error;

/// What is wrong with an event store.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum StoreProblem {
    /// The directory has no manifest.
    #[error("it has no manifest.json: is this a store, and was its first ingest finished?")]
    NoManifest,
    /// The directory is no store and not empty, so none is made there.
    #[error("the directory holds other files: name an empty or a new one")]
    NotEmpty,
    /// The manifest is no JSON of the right form.
    #[error("manifest.json line {line}, column {column}: {message}")]
    Malformed {
        /// Line of the problem, from 1.
        line: usize,
        /// Column of the problem, from 1.
        column: usize,
        /// What is wrong.
        message: String,
    },
    /// The manifest is that of something else.
    #[error("manifest.json is of a `{found}`")]
    OtherFormat {
        /// What it says it is.
        found: String,
    },
    /// The store was written by a newer version.
    #[error("it has format version {found}, this program reads up to {known}: update refrain")]
    NewerVersion {
        /// Version of the store.
        found: u32,
        /// The greatest version that is read.
        known: u32,
    },
    /// The manifest says something that no store can be.
    #[error("manifest.json says what cannot be: {what}; restore it from a copy or ingest anew")]
    Impossible {
        /// What it says.
        what: String,
    },
    /// The store was made with another schema.
    #[error(
        "it was made with another schema; leave the schema out to use the store's own, \
         or ingest into a new store"
    )]
    OtherSchema,
    /// A column of the schema has a name that segments use for something else.
    #[error("column `{column}` has a name that a store keeps for itself: rename it in the log")]
    ReservedColumn {
        /// The column.
        column: String,
    },
    /// Another process writes to the store.
    #[error("another process is writing to it: try again when that is done")]
    Locked,
    /// A segment is not there.
    #[error("`{segment}` is missing: restore it from a copy or ingest anew")]
    MissingSegment {
        /// Path below the store.
        segment: String,
    },
    /// A segment has another size than when it was committed.
    #[error("`{segment}` has {found} bytes, {expected} were committed: restore it from a copy")]
    SegmentSize {
        /// Path below the store.
        segment: String,
        /// Bytes committed.
        expected: u64,
        /// Bytes it has.
        found: u64,
    },
    /// Something in the store is a symbolic link.
    #[error("`{path}` is a symbolic link: a store holds its files itself")]
    SymbolicLink {
        /// Path below the store.
        path: String,
    },
    /// A segment that holds something else than the manifest and the schema say.
    #[error("`{segment}` does not hold what was committed: {what}")]
    OtherContent {
        /// Path below the store.
        segment: String,
        /// What is wrong.
        what: String,
    },
    /// The store cannot be written; what was committed before is untouched.
    #[error("it cannot be written; what was committed before is untouched")]
    Write {
        /// What the system says.
        #[source]
        cause: io::Error,
    },
    /// A stream among several inputs: it cannot be told before its end whether it is known.
    #[error("`{stream}` is a stream: ingest it alone")]
    StreamAmongOthers {
        /// Name of the stream.
        stream: String,
    },
    /// An input changed between two looks at it.
    #[error("`{file}` changed while it was read: ingest it when it is complete")]
    ChangedInput {
        /// Name of the input.
        file: String,
    },
}

impl StoreProblem {
    /// The error of the store in a directory.
    pub(super) fn of(self, store: &Path) -> Error {
        Error::Store { store: store.to_owned(), problem: Box::new(self) }
    }
}
