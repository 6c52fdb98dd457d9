//! Errors as their callers see them.

use refrain::{Error, ErrorKind};

/// The kind and the sentence of an error.
pub(crate) fn refused<T>(result: Result<T, Error>) -> (ErrorKind, String) {
    let error = result.map(|_| ()).unwrap_err();
    (error.kind(), error.to_string())
}
