//! A sample as the rules look at it: columns of codes, their profiles and the words of their names.

use super::code::{Code, NO_VALUE};
use super::name_words::words;
use super::profile::{ColumnProfile, shown};
use super::sample::RowSample;
use super::time_unit::plausible_instant;
use crate::rows::cell::Cell;
use crate::schema::TimeUnit;

/// Position of a column in the table.
pub(super) type ColumnIdx = usize;

#[derive(Debug)]
pub(super) struct Table {
    pub(super) columns: Vec<Column>,
    pub(super) n_rows: usize,
}

impl Table {
    pub(super) fn new(sample: &RowSample) -> Table {
        let columns = (0..sample.n_columns()).map(|idx| Column::new(sample, idx)).collect();
        Table { columns, n_rows: sample.n_rows() }
    }

    pub(super) fn name(&self, column: ColumnIdx) -> &str {
        &self.columns[column].profile.name
    }
}

#[derive(Debug)]
pub(super) struct Column {
    pub(super) profile: ColumnProfile,
    pub(super) words: Vec<String>,
    /// Per row; an empty text has no value.
    pub(super) codes: Vec<Code>,
    values: Vec<Cell<'static>>,
}

impl Column {
    fn new(sample: &RowSample, column_idx: usize) -> Column {
        let values = sample.values(column_idx).to_vec();
        let mut codes = sample.codes(column_idx);
        for code in &mut codes {
            // An empty text is a value to the sample, which counts it, and none to a role.
            if values[*code as usize].is_missing() {
                *code = NO_VALUE;
            }
        }
        Column {
            profile: sample.profile(column_idx),
            words: words(sample.name(column_idx)),
            codes,
            values,
        }
    }

    /// Number of codes, with that of no value.
    pub(super) fn n_codes(&self) -> usize {
        self.values.len()
    }

    pub(super) fn cell(&self, code: Code) -> &Cell<'static> {
        &self.values[code as usize]
    }

    /// A value in full, as the reader reads it.
    pub(super) fn text(&self, code: Code) -> Option<String> {
        self.cell(code).text().ok().flatten().map(|text| text.into_owned())
    }

    /// A value as it is shown in a sentence.
    pub(super) fn shown(&self, code: Code) -> String {
        shown(self.cell(code))
    }

    /// The distinct values: every code but that of no value and of the empty text.
    pub(super) fn distinct(&self) -> impl Iterator<Item = Code> {
        (1..self.values.len() as Code).filter(|code| !self.cell(*code).is_missing())
    }

    /// Number of rows of each code.
    pub(super) fn counts(&self) -> Vec<u64> {
        let mut counts = vec![0; self.n_codes()];
        self.codes.iter().for_each(|code| counts[*code as usize] += 1);
        counts
    }

    /// The instant of each row in milliseconds, where it is plausible.
    pub(super) fn instants(&self, unit: TimeUnit) -> Vec<Option<i64>> {
        let read = |cell| plausible_instant(cell, unit).map(|time| time.millis());
        let by_code: Vec<Option<i64>> = self.values.iter().map(read).collect();
        self.codes.iter().map(|code| by_code[*code as usize]).collect()
    }

    /// Share of the distinct values that look like ids: numbers, and texts with a digit or an `@`.
    pub(super) fn id_share(&self) -> f64 {
        let looks = |code: &Code| match self.cell(*code) {
            Cell::Text(text) => text.contains(|c: char| c.is_ascii_digit() || c == '@'),
            _ => true,
        };
        self.distinct().filter(looks).count() as f64 / self.profile.n_distinct.max(1) as f64
    }
}
