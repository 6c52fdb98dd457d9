//! Key of an event: the column by which a row that was sent twice is found.

use super::code::NO_VALUE;
use super::name_words::{has, has_any};
use super::phrase::count;
use super::table::{Column, ColumnIdx, Table};

/// Words that with an id make the id of one row.
const OF_A_ROW: [&str; 10] =
    ["insert", "event", "message", "msg", "request", "record", "row", "delivery", "log", "hit"];

/// Share of the rows that must have the key.
const LEAST_COVERAGE: f64 = 0.99;

/// Rows per value up to which it is a key that is met again, and no group of rows.
const MAX_ROWS_PER_VALUE: f64 = 1.2;

/// Fewest rows from which a key without repeats is one.
const FEW_ROWS: u64 = 20;

/// The key of an event.
#[derive(Debug)]
pub(super) struct EventKey {
    pub(super) column: ColumnIdx,
    /// Rows with the key of an earlier one.
    pub(super) n_repeated: u64,
    /// Set if all of these have the entity of the earlier one.
    pub(super) is_sure: bool,
}

impl EventKey {
    pub(super) fn find(table: &Table, taken: &[ColumnIdx], entity: ColumnIdx) -> Option<EventKey> {
        let free = (0..table.columns.len()).filter(|idx| !taken.contains(idx));
        let column = free.filter(|idx| is_key(&table.columns[*idx])).min_by_key(|idx| *idx)?;
        let (n_repeated, is_sure) = repeats(&table.columns[column], &table.columns[entity]);
        Some(EventKey { column, n_repeated, is_sure: is_sure && n_repeated > 0 })
    }

    /// The reason, as a sentence.
    pub(super) fn reason(&self, table: &Table) -> String {
        let name = table.name(self.column);
        match self.n_repeated {
            0 => format!("`{name}` is the id of one row, and none of the sample is there twice."),
            n => format!(
                "`{name}` is the id of one row, and {} of the sample have it again: one event.",
                count(n, "row")
            ),
        }
    }
}

/// Tells whether a column is named as the id of a row and differs nearly everywhere.
pub(super) fn is_key(column: &Column) -> bool {
    let profile = &column.profile;
    let words = &column.words;
    let is_named = (has(words, "id") && has_any(words, &OF_A_ROW))
        || (words.len() == 1 && has_any(words, &["uuid", "guid", "messageid", "eventid"]));
    is_named
        && profile.is_id()
        && profile.n_rows >= FEW_ROWS
        && profile.coverage() >= LEAST_COVERAGE
        && profile.rows_per_value() <= MAX_ROWS_PER_VALUE
}

/// Rows with the key of an earlier one, and whether they have its entity.
fn repeats(key: &Column, entity: &Column) -> (u64, bool) {
    let mut entity_of = vec![None; key.n_codes()];
    let (mut n_repeated, mut is_same) = (0, true);
    for (key, entity) in key.codes.iter().zip(&entity.codes).filter(|(key, _)| **key != NO_VALUE) {
        match entity_of[*key as usize] {
            None => entity_of[*key as usize] = Some(*entity),
            Some(first) => {
                n_repeated += 1;
                is_same &= first == *entity;
            }
        }
    }
    (n_repeated, is_same)
}
