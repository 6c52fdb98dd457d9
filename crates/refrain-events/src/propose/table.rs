//! A sample as the rules look at it: columns of codes, their profiles and the words of their names.

use super::code::{Code, NO_VALUE};
use super::name_words::words;
use super::nothing::{has_decimal_commas, is_of_commas, with_point, words_for_nothing};
use super::profile::{ColumnProfile, shown};
use super::sample::RowSample;
use super::time_form::{TimeForm, number};
use crate::rows::cell::Cell;

/// Position of a column in the table.
pub(super) type ColumnIdx = usize;

#[derive(Debug)]
pub(super) struct Table {
    pub(super) columns: Vec<Column>,
    pub(super) n_rows: usize,
    /// Texts that stand for no value.
    pub(super) nothing: Vec<String>,
    /// Set where numbers have a comma before their decimals.
    pub(super) has_decimal_commas: bool,
}

impl Table {
    pub(super) fn new(sample: &RowSample) -> Table {
        let nothing = words_for_nothing(sample);
        let has_decimal_commas = has_decimal_commas(sample);
        let columns = (0..sample.n_columns())
            .map(|idx| Column::new(sample, idx, &nothing, has_decimal_commas))
            .collect();
        Table { columns, n_rows: sample.n_rows(), nothing, has_decimal_commas }
    }

    pub(super) fn name(&self, column: ColumnIdx) -> &str {
        &self.columns[column].profile.name
    }
}

#[derive(Debug, Clone)]
pub(super) struct Column {
    pub(super) profile: ColumnProfile,
    pub(super) words: Vec<String>,
    /// Per row; an empty text has no value.
    pub(super) codes: Vec<Code>,
    values: Vec<Cell<'static>>,
}

impl Column {
    fn new(
        sample: &RowSample,
        column_idx: usize,
        nothing: &[String],
        has_decimal_commas: bool,
    ) -> Column {
        let mut values = sample.values(column_idx).to_vec();
        let mut codes = sample.codes(column_idx);
        let is_word = |cell: &Cell<'_>| matches!(cell, Cell::Text(text) if nothing.iter().any(|word| word == text.trim()));
        let has_words = values.iter().any(is_word);
        let is_of_commas = has_decimal_commas && is_of_commas(&values);
        values.iter_mut().filter(|cell| is_word(cell)).for_each(|cell| *cell = Cell::Missing);
        if is_of_commas {
            for cell in &mut values {
                *cell = with_point(cell).map_or(Cell::Missing, Cell::Float);
            }
        }
        // As the rules see it: the sample itself counts what is written.
        let profile = match has_words || is_of_commas {
            true => ColumnProfile::new(sample.name(column_idx), &codes, &values),
            false => sample.profile(column_idx),
        };
        for code in &mut codes {
            // An empty text is a value to the sample, which counts it, and none to a role.
            if values[*code as usize].is_missing() {
                *code = NO_VALUE;
            }
        }
        Column { profile, words: words(sample.name(column_idx)), codes, values }
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

    /// A column of one text in every row.
    pub(super) fn constant(name: &str, text: &str, n_rows: usize) -> Column {
        Column::of(name, vec![1; n_rows], vec![Cell::Missing, Cell::from(text.to_owned())])
    }

    /// The column with a text in the rows that have no value.
    pub(super) fn with_default(&self, text: &str) -> Column {
        let mut values = self.values.clone();
        let same = (1..values.len()).find(|code| self.text(*code as Code).as_deref() == Some(text));
        let default = same.unwrap_or(values.len()) as Code;
        if same.is_none() {
            values.push(Cell::from(text.to_owned()));
        }
        let filled = |code: &Code| if *code == NO_VALUE { default } else { *code };
        Column::of(&self.profile.name, self.codes.iter().map(filled).collect(), values)
    }

    fn of(name: &str, codes: Vec<Code>, values: Vec<Cell<'static>>) -> Column {
        let profile = ColumnProfile::new(name, &codes, &values);
        Column { profile, words: words(name), codes, values }
    }

    /// Objects in which the column lies, by its name.
    pub(super) fn depth(&self) -> usize {
        self.profile.name.matches('.').count()
    }

    /// Share of the rows with a number below zero.
    pub(super) fn share_below_zero(&self) -> f64 {
        let below = |code: &Code| number(self.cell(*code)).is_some_and(|number| number < 0.0);
        let is_below: Vec<bool> = (0..self.n_codes() as Code).map(|code| below(&code)).collect();
        let n_below = self.codes.iter().filter(|code| is_below[**code as usize]).count();
        n_below as f64 / self.codes.len().max(1) as f64
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
    pub(super) fn instants(&self, form: &TimeForm) -> Vec<Option<i64>> {
        let read = |cell| form.instant(cell).map(|time| time.millis());
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
