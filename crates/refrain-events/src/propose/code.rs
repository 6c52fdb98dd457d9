//! Codes of the distinct values of a column.

/// Position of a value among the distinct values of its column; 0 is no value.
pub(super) type Code = u32;

/// Code of a cell that is missing.
pub(super) const NO_VALUE: Code = 0;
