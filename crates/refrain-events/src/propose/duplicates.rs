//! Rows that the proposed schema cannot tell apart.

use std::collections::HashSet;

use super::attributes::{ColumnUse, Decision};
use super::code::{Code, NO_VALUE};
use super::table::{ColumnIdx, Table};

/// Columns tried at most, so that a log of hundreds of columns takes no longer.
const MAX_TRIED: usize = 8;

/// Rows equal to an earlier one in every column kept, which a reader reads once.
#[derive(Debug)]
pub(super) struct Duplicates {
    pub(super) n_rows: u64,
    /// Columns left out that tell all of them apart.
    pub(super) told_apart_by: Vec<String>,
}

pub(super) fn duplicates(table: &Table, taken: &[ColumnIdx], uses: &[ColumnUse]) -> Duplicates {
    let attributes = uses.iter().filter(|used| used.kept().is_some()).map(|used| used.column);
    let kept: Vec<ColumnIdx> = taken.iter().copied().chain(attributes).collect();
    let left_out = uses.iter().filter(|used| matches!(used.decision, Decision::LeaveOut(_)));
    let n_rows = n_equal(table, taken, &kept);
    let tells_apart = |column: &ColumnIdx| {
        let with_it: Vec<ColumnIdx> = kept.iter().copied().chain([*column]).collect();
        n_rows > 0 && n_equal(table, taken, &with_it) == 0
    };
    let told_apart_by = left_out.map(|used| used.column).take(MAX_TRIED).filter(tells_apart);
    Duplicates { n_rows, told_apart_by: told_apart_by.map(|c| table.name(c).to_owned()).collect() }
}

/// Rows with an entity that equal an earlier one in the columns.
fn n_equal(table: &Table, taken: &[ColumnIdx], columns: &[ColumnIdx]) -> u64 {
    let has_entity = |row: &usize| {
        taken.first().is_some_and(|entity| table.columns[*entity].codes[*row] != NO_VALUE)
    };
    let codes =
        |row: usize| columns.iter().map(|column| table.columns[*column].codes[row]).collect();
    let mut seen: HashSet<Vec<Code>> = HashSet::new();
    // Equal codes are equal values, so that rows are compared without their texts.
    (0..table.n_rows).filter(has_entity).filter(|row| !seen.insert(codes(*row))).count() as u64
}
