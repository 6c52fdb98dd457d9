//! Rows of a log: taken apart into cells, whatever their format, and cleaned by the schema.

pub(crate) mod arrow_cells;
pub(crate) mod cell;
pub(crate) mod cleaning;
pub(crate) mod columns;
pub(crate) mod csv;
pub(crate) mod decimal;
pub(crate) mod fast_cleaning;
pub(crate) mod id;
pub(crate) mod json;
pub(crate) mod key;
pub(crate) mod kinds;
pub(crate) mod not_a_number;
pub(crate) mod paths;
pub(crate) mod refusal;
pub(crate) mod repair;
pub(crate) mod row_source;
pub(crate) mod scan;
