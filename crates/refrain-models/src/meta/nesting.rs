//! Models that hold models, read from files.

use std::cell::Cell;

use serde::de::{Deserialize, Deserializer, Error};

/// More models inside each other than anyone trains. A file could hold a million, each in one
/// byte, and reading them would end in an overflow of the stack.
const DEEPEST: usize = 8;

thread_local! {
    static DEPTH: Cell<usize> = const { Cell::new(0) };
}

/// Reads what a model holds, unless it is too deep inside other models.
pub(crate) fn nested<'de, D, T>(from: D) -> Result<T, D::Error>
where
    D: Deserializer<'de>,
    T: Deserialize<'de>,
{
    let depth = DEPTH.get();
    if depth == DEEPEST {
        return Err(D::Error::custom("models lie too deep inside each other"));
    }
    DEPTH.set(depth + 1);
    let read = T::deserialize(from);
    DEPTH.set(depth);
    read
}
