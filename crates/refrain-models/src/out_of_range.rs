//! Numbers given as parameters that are outside their range.

use refrain_core::{ErrorKind, Problem};

/// A parameter outside its range.
#[derive(Debug, thiserror::Error)]
#[error("`{name}` is {found}, and must be {expected}")]
pub(crate) struct OutOfRange {
    pub(crate) name: &'static str,
    pub(crate) expected: &'static str,
    pub(crate) found: f64,
}

impl Problem for OutOfRange {
    fn kind(&self) -> ErrorKind {
        ErrorKind::Argument
    }
}
