//! Values of a set as they are compared: bit by bit, categories by name.

use std::fmt;
use std::panic::{AssertUnwindSafe, catch_unwind};

use refrain_core::{ColumnKind, EventLog, FeatureMatrix, Observation};

use crate::FeatureSet;

/// One value.
#[derive(Clone, PartialEq)]
pub(super) enum Cell {
    Missing,
    /// Compared by its bits, so that parallel equals serial exactly.
    Number(u64),
    Name(String),
}

impl fmt::Display for Cell {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Cell::Missing => f.write_str("missing"),
            Cell::Number(bits) => write!(f, "{}", f64::from_bits(*bits)),
            Cell::Name(name) => write!(f, "`{name}`"),
        }
    }
}

/// The rows of some observations, or why there are none.
pub(super) type Rows = Result<Vec<Vec<Cell>>, String>;

/// Computes a set; what goes wrong, a panic too, comes back as words.
pub(super) fn rows(set: &FeatureSet, log: &EventLog, observations: &[Observation]) -> Rows {
    // A feature that is left broken by its panic is not asked for more than further sentences.
    match catch_unwind(AssertUnwindSafe(|| set.compute(log, observations))) {
        Ok(Ok(matrix)) => Ok((0..matrix.n_rows()).map(|row| cells(&matrix, row)).collect()),
        Ok(Err(error)) => Err(error.to_string()),
        Err(panic) => {
            let text = panic.downcast_ref::<String>().map(String::as_str);
            let text = text.or_else(|| panic.downcast_ref::<&str>().copied());
            Err(format!("panicked: {}", text.unwrap_or("no message")))
        }
    }
}

fn cells(matrix: &FeatureMatrix, row: usize) -> Vec<Cell> {
    let cell = |(index, column): (usize, &refrain_core::Column)| {
        let value = matrix.value(row, index);
        match &column.kind {
            _ if value.is_nan() => Cell::Missing,
            ColumnKind::Category(names) => Cell::Name(names[value as usize].clone()),
            ColumnKind::Number | ColumnKind::Instant => Cell::Number(value.to_bits()),
        }
    };
    matrix.columns().iter().enumerate().map(cell).collect()
}
