//! Profile of one column of an unknown log.

use std::fmt;

use super::code::{Code, NO_VALUE};
use super::time_form::{Forms, TimeForm, forms, number, parsed_time, states_offset};
use crate::rows::cell::Cell;
use crate::rows::repair::repair_text;
use crate::schema::TimeUnit;

/// Values shown as the most frequent ones.
const N_FREQUENT: usize = 8;

/// Characters of a value shown in a sentence.
const SHOWN_CHARS: usize = 30;

/// Profile of one column of a [`RowSample`](crate::RowSample): its type, its values and their
/// counts.
///
/// It displays as one line: the name, the type, how often it is there and what it looks like.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct ColumnProfile {
    /// Name of the column.
    pub name: String,
    /// Rows of the sample.
    pub n_rows: u64,
    /// Rows with a value; an empty text is none.
    pub n_present: u64,
    /// Rows where the column is absent or null.
    pub n_missing: u64,
    /// Rows with an empty text.
    pub n_empty: u64,
    /// Rows with a text that is not empty.
    pub n_texts: u64,
    /// Rows with a number, written as one.
    pub n_numbers: u64,
    /// Rows with a whole number, written as one.
    pub n_whole: u64,
    /// Rows with true or false.
    pub n_bools: u64,
    /// Rows with an instant, where the format of the log has a type for it.
    pub n_instants: u64,
    /// Rows with an array or an object.
    pub n_nested: u64,
    /// Rows with a text that is a number.
    pub n_number_texts: u64,
    /// Rows with a text that is a whole number.
    pub n_whole_texts: u64,
    /// Rows with a text that is read as a [`Time`](refrain_core::Time).
    pub n_time_texts: u64,
    /// Rows with a text that [`repair_text`](crate::repair_text) would change.
    pub n_repairable: u64,
    /// The least number, written as one or as text.
    pub min: Option<f64>,
    /// The greatest number.
    pub max: Option<f64>,
    /// Distinct values in the sample.
    pub n_distinct: u64,
    /// The most frequent values with their rows, at most eight.
    pub most_frequent: Vec<(String, u64)>,
    /// Of the rows with a number or a time after another, the share that is not below the one
    /// before; `None` if there are no two.
    pub ascending_share: Option<f64>,
    /// The unit in which nearly all values are instants between 1990 and 2100, if there is one.
    pub time_unit: Option<TimeUnit>,
    /// The formats by which nearly all values are such instants, where no unit reads them: several
    /// if no value tells the day from the month.
    pub time_formats: Vec<String>,
    /// Rows with a text that is a time and states its offset from UTC.
    pub n_offsets: u64,
}

impl ColumnProfile {
    /// Counts what a column holds, given by the code of each row and the values by code.
    pub(super) fn new(name: &str, codes: &[Code], values: &[Cell<'static>]) -> ColumnProfile {
        let counts = counts(codes, values.len());
        let mut profile = ColumnProfile::empty(name, codes.len() as u64);
        for (cell, count) in values.iter().zip(&counts) {
            profile.add(cell, *count);
        }
        profile.most_frequent = most_frequent(values, &counts);
        profile.ascending_share = ascending_share(codes, values);
        let Forms { unit, formats } = forms(values, &counts);
        profile.time_unit = unit;
        profile.time_formats = formats;
        profile.n_offsets = profile.n_offsets(values, &counts);
        profile
    }

    fn empty(name: &str, n_rows: u64) -> ColumnProfile {
        ColumnProfile {
            name: name.to_owned(),
            n_rows,
            n_present: 0,
            n_missing: 0,
            n_empty: 0,
            n_texts: 0,
            n_numbers: 0,
            n_whole: 0,
            n_bools: 0,
            n_instants: 0,
            n_nested: 0,
            n_number_texts: 0,
            n_whole_texts: 0,
            n_time_texts: 0,
            n_repairable: 0,
            min: None,
            max: None,
            n_distinct: 0,
            most_frequent: Vec::new(),
            ascending_share: None,
            time_unit: None,
            time_formats: Vec::new(),
            n_offsets: 0,
        }
    }

    fn add(&mut self, cell: &Cell<'static>, count: u64) {
        match cell {
            Cell::Missing => self.n_missing += count,
            Cell::Text(text) if text.is_empty() => self.n_empty += count,
            Cell::Text(text) => self.add_text(text, count),
            Cell::Bool(_) => self.n_bools += count,
            Cell::Integer(_) => {
                self.n_numbers += count;
                self.n_whole += count;
            }
            Cell::Float(number) => {
                self.n_numbers += count;
                self.n_whole += if number.fract() == 0.0 { count } else { 0 };
            }
            Cell::Instant(_) => self.n_instants += count,
            Cell::Nested(_) => self.n_nested += count,
        }
        if !cell.is_missing() {
            self.n_present += count;
            // Values whose rows were all overwritten, by a key given twice, are in no row.
            self.n_distinct += u64::from(count > 0);
        }
        if let Some(number) = number(cell).filter(|_| count > 0) {
            self.min = Some(self.min.map_or(number, |min| min.min(number)));
            self.max = Some(self.max.map_or(number, |max| max.max(number)));
        }
    }

    fn add_text(&mut self, text: &str, count: u64) {
        self.n_texts += count;
        self.n_number_texts += if is_number(text) { count } else { 0 };
        self.n_whole_texts += if is_number(text) && is_whole(text) { count } else { 0 };
        self.n_time_texts += if parsed_time(text).is_some() { count } else { 0 };
        self.n_repairable += if repair_text(text).is_some() { count } else { 0 };
    }

    /// Returns what the values are, in a word or two: `text`, `whole numbers`, `mixed`.
    pub fn type_name(&self) -> &'static str {
        let n = self.n_present;
        match () {
            () if n == 0 => "no values",
            () if self.n_nested == n => "nested values",
            () if self.n_bools == n => "true or false",
            () if self.n_instants == n => "instants",
            () if self.n_whole == n => "whole numbers",
            () if self.n_numbers == n => "numbers",
            () if self.n_time_texts == n => "times as text",
            () if self.n_number_texts == n => "numbers as text",
            () if self.n_texts == n => "text",
            () => "mixed values",
        }
    }

    /// Returns the share of rows with a value.
    pub fn coverage(&self) -> f64 {
        if self.n_rows == 0 { 0.0 } else { self.n_present as f64 / self.n_rows as f64 }
    }

    /// The form of the times, if the values are times and it can be told.
    pub(super) fn time_form(&self) -> Option<TimeForm> {
        match (self.time_unit, self.time_formats.as_slice()) {
            (Some(unit), _) => Some(TimeForm::Unit(unit)),
            (None, [format]) => Some(TimeForm::Format(format.clone())),
            _ => None,
        }
    }

    /// Tells whether the values are times, even if their form cannot be told.
    pub(super) fn is_time(&self) -> bool {
        self.time_unit.is_some() || !self.time_formats.is_empty()
    }

    fn n_offsets(&self, values: &[Cell<'static>], counts: &[u64]) -> u64 {
        let states = |cell: &Cell<'_>| matches!(cell, Cell::Text(text) if states_offset(text));
        let stating = values.iter().zip(counts).filter(|(cell, _)| self.is_time() && states(cell));
        stating.map(|(_, count)| count).sum()
    }

    /// Tells whether all values are numbers, written as numbers or as text.
    pub(super) fn is_numeric(&self) -> bool {
        self.n_present > 0 && self.n_numbers + self.n_number_texts == self.n_present
    }

    /// Tells whether all values are whole numbers, written as numbers or as text.
    pub(super) fn is_whole(&self) -> bool {
        self.n_present > 0 && self.n_whole + self.n_whole_texts == self.n_present
    }

    /// Tells whether all values are texts other than numbers.
    pub(super) fn is_words(&self) -> bool {
        self.n_present > 0 && self.n_texts == self.n_present && !self.is_numeric()
    }

    /// Tells whether all values can be ids or names: texts, or whole numbers.
    pub(super) fn is_id(&self) -> bool {
        let n_decimal_texts = self.n_number_texts - self.n_whole_texts;
        self.n_present > 0 && self.n_texts - n_decimal_texts + self.n_whole == self.n_present
    }

    /// Rows with a value per distinct value.
    pub(super) fn rows_per_value(&self) -> f64 {
        self.n_present as f64 / self.n_distinct.max(1) as f64
    }
}

impl fmt::Display for ColumnProfile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}`: {}", self.name, self.type_name())?;
        if self.n_present < self.n_rows {
            write!(f, " in {} of {} rows", self.n_present, self.n_rows)?;
        }
        match self.most_frequent.first() {
            Some((value, _)) => write!(f, ", {} distinct, such as {value}", self.n_distinct),
            None => Ok(()),
        }
    }
}

fn counts(codes: &[Code], n_values: usize) -> Vec<u64> {
    let mut counts = vec![0; n_values];
    codes.iter().for_each(|code| counts[*code as usize] += 1);
    counts
}

/// Numbers that are codes in truth (`007`) are texts.
pub(crate) fn is_number(text: &str) -> bool {
    let digits = text.strip_prefix('-').unwrap_or(text);
    // Leading zeros are lost once `007` is a number, and with them the id.
    let is_padded = digits.len() > 1 && digits.starts_with('0') && !digits.starts_with("0.");
    !is_padded && text.trim().parse::<f64>().is_ok_and(f64::is_finite)
}

/// Texts that logs write where there is no value.
const NOTHING: [&str; 19] = [
    "-",
    "--",
    "null",
    "NULL",
    "Null",
    "none",
    "None",
    "NONE",
    "nan",
    "NaN",
    "N/A",
    "n/a",
    "NA",
    "\\N",
    "<nil>",
    "nil",
    "#N/A",
    "(empty)",
    "undefined",
];

/// Tells whether a text may stand for no value.
pub(crate) fn states_nothing(text: &str) -> bool {
    NOTHING.contains(&text.trim()) || text.trim().is_empty()
}

fn is_whole(text: &str) -> bool {
    text.trim().parse::<f64>().is_ok_and(|number| number.fract() == 0.0)
}

fn most_frequent(values: &[Cell<'static>], counts: &[u64]) -> Vec<(String, u64)> {
    let mut codes: Vec<usize> =
        (0..values.len()).filter(|code| !values[*code].is_missing()).collect();
    // The code breaks ties: it is the order of the log.
    codes.sort_by_key(|code| (u64::MAX - counts[*code], *code));
    codes.truncate(N_FREQUENT);
    codes.into_iter().map(|code| (shown(&values[code]), counts[code])).collect()
}

/// A value as it is shown in a sentence.
pub(super) fn shown(cell: &Cell<'static>) -> String {
    match cell {
        Cell::Text(text) => {
            let cut: String = text.chars().take(SHOWN_CHARS).collect();
            let rest = if cut.len() < text.len() { "…" } else { "" };
            format!("{cut:?}{rest}")
        }
        Cell::Nested(name) => (*name).to_owned(),
        other => other.text().ok().flatten().map_or_else(|| "NaN".to_owned(), |t| t.into_owned()),
    }
}

fn ascending_share(codes: &[Code], values: &[Cell<'static>]) -> Option<f64> {
    let ranks: Vec<Option<f64>> = values.iter().map(rank).collect();
    let (mut n_pairs, mut n_ascending, mut before) = (0_u64, 0_u64, None);
    for code in codes.iter().filter(|code| **code != NO_VALUE) {
        let Some(rank) = ranks[*code as usize] else { continue };
        if let Some(before) = before {
            n_pairs += 1;
            n_ascending += u64::from(rank >= before);
        }
        before = Some(rank);
    }
    // Of a single row nothing can be said, which is not the same as never.
    (n_pairs > 0).then(|| n_ascending as f64 / n_pairs as f64)
}

fn rank(cell: &Cell<'static>) -> Option<f64> {
    match cell {
        Cell::Instant(time) => Some(time.millis() as f64),
        Cell::Text(text) => number(cell).or_else(|| Some(parsed_time(text)?.millis() as f64)),
        other => number(other),
    }
}
