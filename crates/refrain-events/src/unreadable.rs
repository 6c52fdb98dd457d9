//! Files that are missing or cannot be read.

use std::io;
use std::path::{Path, PathBuf};

use refrain_core::{Error, ErrorKind, Problem};

#[derive(Debug, thiserror::Error)]
enum Unreadable {
    #[error("`{}` does not exist", path.display())]
    Missing { path: PathBuf },
    #[error("`{file}` cannot be read")]
    Read {
        file: String,
        #[source]
        cause: io::Error,
    },
}

impl Problem for Unreadable {
    fn kind(&self) -> ErrorKind {
        ErrorKind::Io
    }
}

/// Returns the error of a path that cannot be opened or read.
pub(crate) fn unreadable_path(path: &Path, cause: io::Error) -> Error {
    match cause.kind() {
        io::ErrorKind::NotFound => Unreadable::Missing { path: path.to_owned() }.into(),
        _ => unreadable(path.display().to_string(), cause),
    }
}

/// Returns the error of an input that cannot be read; `file` is its name in messages.
pub(crate) fn unreadable(file: String, cause: io::Error) -> Error {
    Unreadable::Read { file, cause }.into()
}
