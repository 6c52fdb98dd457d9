//! Tables of delimited text: which dialect, which bytes are a record, which of them a field.
//!
//! Bytes go through [`Records`], which cuts a growing buffer into records, and each record, once
//! it is known to be UTF-8, through [`split_fields`]. Both go by a [`Dialect`], told from the
//! beginning of the table.
//!
//! Quoting is taken strictly: a field that is quoted wrongly makes its line a bad one, which the
//! caller counts; nothing is read as something else than it was meant.

mod detect;
mod dialect;
mod fields;
mod lossy_time;
mod quoted;
mod records;
mod scan;
#[cfg(test)]
mod tests;

pub(crate) use detect::likeness;
pub(crate) use dialect::{BLANK, Dialect};
pub(crate) use fields::{Field, split_fields};
pub(crate) use lossy_time::is_lossy_time;
pub(crate) use records::{Found, Records};
pub(crate) use scan::More;
