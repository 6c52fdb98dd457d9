//! Rows that the proposed schema cannot tell apart.

use std::collections::HashSet;

use super::attributes::{ColumnUse, Decision};
use super::code::{Code, NO_VALUE};
use super::event_key::EventKey;
use super::table::{ColumnIdx, Table};

/// Columns tried at most, so that a log of hundreds of columns takes no longer.
const MAX_TRIED: usize = 8;

/// Rows equal in what is kept, for each row that is equal in every column, from which on the
/// schema and not the log makes them equal.
const MADE_EQUAL: u64 = 2;

/// Fewest rows that the schema makes equal before that is certain.
const LEAST_MADE_EQUAL: u64 = 5;

/// Share of rows equal in every column from which they are spoken of: a receipt has a line twice,
/// and a sender repeats itself.
const SHARE_OF_EQUAL: f64 = 1e-4;

/// Rows equal to an earlier one in every column kept, which a reader reads once.
#[derive(Debug)]
pub(super) struct Duplicates {
    pub(super) n_rows: u64,
    /// Of these, the rows equal to an earlier one in every column of the log.
    pub(super) n_equal_in_all: u64,
    /// Columns left out that tell all of them apart.
    pub(super) told_apart_by: Vec<String>,
    pub(super) advice: DuplicateAdvice,
    /// Set if rows are lines of receipts.
    pub(super) are_lines: bool,
}

/// Treatment of equal rows that the proposal makes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum DuplicateAdvice {
    /// They are read once, and nothing is to be said.
    Drop,
    /// They are read once; the line that keeps them is commented out.
    Ask,
    /// They are kept.
    Keep,
}

pub(super) fn duplicates(
    table: &Table,
    taken: &[ColumnIdx],
    uses: &[ColumnUse],
    key: Option<&EventKey>,
    are_lines: bool,
) -> Duplicates {
    let attributes = uses.iter().filter(|used| used.kept().is_some()).map(|used| used.column);
    let kept: Vec<ColumnIdx> = taken.iter().copied().chain(attributes).collect();
    let all: Vec<ColumnIdx> = (0..table.columns.len()).collect();
    let left_out = uses.iter().filter(|used| matches!(used.decision, Decision::LeaveOut(_)));
    let n_rows = n_equal(table, taken, &kept);
    let n_equal_in_all = if n_rows == 0 { 0 } else { n_equal(table, taken, &all) };
    let tells_apart = |column: &ColumnIdx| {
        let with_it: Vec<ColumnIdx> = kept.iter().copied().chain([*column]).collect();
        n_rows > 0 && n_equal(table, taken, &with_it) == 0
    };
    let told_apart_by = left_out.map(|used| used.column).take(MAX_TRIED).filter(tells_apart);
    let told_apart_by = told_apart_by.map(|c| table.name(c).to_owned()).collect();
    let advice = match key {
        // Rows that were sent twice are told by their key, and no others are one event.
        Some(key) if key.is_sure => DuplicateAdvice::Drop,
        // A receipt has a line twice, and dropping one takes money away.
        _ if are_lines && n_rows > 0 => DuplicateAdvice::Keep,
        _ => advice(n_rows, n_equal_in_all, table.n_rows as u64),
    };
    Duplicates { n_rows, n_equal_in_all, told_apart_by, advice, are_lines }
}

fn advice(n_kept: u64, n_all: u64, n_rows: u64) -> DuplicateAdvice {
    match () {
        () if n_kept >= (MADE_EQUAL * n_all).max(LEAST_MADE_EQUAL) => DuplicateAdvice::Keep,
        () if n_kept > n_all || n_all as f64 > SHARE_OF_EQUAL * n_rows as f64 => {
            DuplicateAdvice::Ask
        }
        () => DuplicateAdvice::Drop,
    }
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
