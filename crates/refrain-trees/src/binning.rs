//! Columns as bins, one byte a value.

pub(crate) mod binned;
pub(crate) mod edges;
