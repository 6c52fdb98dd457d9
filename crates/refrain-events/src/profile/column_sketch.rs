//! What is remembered of a column while its rows are read.

use super::column_summary::ColumnSummary;
use super::distinct::Distinct;
use super::quantiles::Quantiles;
use crate::propose::{is_clock_text, is_plain_number, states_nothing, states_offset};
use crate::rows::cell::Cell;

/// Characters of the least and the greatest text that are kept.
const MAX_CHARS: usize = 200;

/// Words for nothing that are remembered by column.
const MAX_WORDS: usize = 8;

/// Counts and sketches of one column; parts of it merge in the order of the log.
#[derive(Debug, Clone, Default)]
pub(super) struct ColumnSketch {
    pub(super) name: String,
    n_present: u64,
    n_empty: u64,
    n_texts: u64,
    n_number_texts: u64,
    n_whole: u64,
    n_floats: u64,
    n_bools: u64,
    n_instants: u64,
    n_nested: u64,
    n_negative: u64,
    n_clock_texts: u64,
    n_offsets: u64,
    words_for_nothing: Vec<(String, u64)>,
    least: Option<String>,
    greatest: Option<String>,
    least_number: Option<f64>,
    greatest_number: Option<f64>,
    moments: Moments,
    quantiles: Quantiles,
    distinct: Distinct,
}

impl ColumnSketch {
    pub(super) fn new(name: &str) -> ColumnSketch {
        ColumnSketch { name: name.to_owned(), ..ColumnSketch::default() }
    }

    pub(super) fn add(&mut self, cell: &Cell<'_>) {
        match cell {
            Cell::Missing => return,
            Cell::Text(text) if text.is_empty() => {
                self.n_empty += 1;
                return;
            }
            Cell::Text(text) => self.add_text(text),
            Cell::Bool(_) => self.n_bools += 1,
            Cell::Integer(number) => {
                self.n_whole += 1;
                self.add_number(*number as f64);
            }
            Cell::Float(number) if number.is_finite() => {
                self.n_floats += 1;
                self.add_number(*number);
            }
            Cell::Float(_) => return,
            Cell::Instant(_) => self.n_instants += 1,
            Cell::Nested(_) => self.n_nested += 1,
        }
        self.n_present += 1;
        if let Ok(Some(text)) = cell.text() {
            self.distinct.add(text.as_bytes());
            self.add_extremes(&text);
        }
    }

    fn add_text(&mut self, text: &str) {
        self.n_texts += 1;
        if is_plain_number(text)
            && let Ok(number) = text.trim().parse()
        {
            self.n_number_texts += 1;
            self.n_whole += u64::from(f64::fract(number) == 0.0);
            self.add_number(number);
        } else if is_clock_text(text) {
            self.n_clock_texts += 1;
            self.n_offsets += u64::from(states_offset(text));
        } else if states_nothing(text) {
            self.add_word(text, 1);
        }
    }

    fn add_word(&mut self, text: &str, n: u64) {
        let words = &mut self.words_for_nothing;
        match words.iter().position(|(own, _)| own == text) {
            Some(idx) => words[idx].1 += n,
            None if words.len() < MAX_WORDS => words.push((text.to_owned(), n)),
            None => {}
        }
    }

    fn add_number(&mut self, number: f64) {
        self.n_negative += u64::from(number < 0.0);
        self.least_number = Some(self.least_number.map_or(number, |least| least.min(number)));
        self.greatest_number = Some(self.greatest_number.map_or(number, |most| most.max(number)));
        self.moments.add(number);
        self.quantiles.add(number);
    }

    fn add_extremes(&mut self, text: &str) {
        let cut = |text: &str| text.chars().take(MAX_CHARS).collect();
        if self.least.as_deref().is_none_or(|least| text < least) {
            self.least = Some(cut(text));
        }
        if self.greatest.as_deref().is_none_or(|greatest| text > greatest) {
            self.greatest = Some(cut(text));
        }
    }

    /// Takes in what comes later in the log.
    pub(super) fn merge(&mut self, later: &ColumnSketch) {
        self.n_present += later.n_present;
        self.n_empty += later.n_empty;
        self.n_texts += later.n_texts;
        self.n_number_texts += later.n_number_texts;
        self.n_whole += later.n_whole;
        self.n_floats += later.n_floats;
        self.n_bools += later.n_bools;
        self.n_instants += later.n_instants;
        self.n_nested += later.n_nested;
        self.n_negative += later.n_negative;
        self.n_clock_texts += later.n_clock_texts;
        self.n_offsets += later.n_offsets;
        later.words_for_nothing.iter().for_each(|(word, n)| self.add_word(word, *n));
        later.least.iter().chain(&later.greatest).for_each(|text| self.add_extremes(text));
        let numbers = later.least_number.iter().chain(&later.greatest_number);
        for number in numbers {
            self.least_number = Some(self.least_number.map_or(*number, |own| own.min(*number)));
            self.greatest_number = Some(self.greatest_number.map_or(*number, |o| o.max(*number)));
        }
        self.moments.merge(&later.moments);
        self.quantiles.merge(&later.quantiles);
        self.distinct.merge(&later.distinct);
    }

    pub(super) fn summary(&self, n_rows: u64) -> ColumnSummary {
        let is_number = self.type_name() == "DOUBLE" || self.type_name() == "BIGINT";
        let number = |number: Option<f64>| number.filter(|_| is_number);
        let shown = |number: Option<f64>, text: &Option<String>| match is_number {
            true => number.map(|number| number.to_string()),
            false => text.clone(),
        };
        ColumnSummary {
            name: self.name.clone(),
            type_name: self.type_name(),
            min: shown(self.least_number, &self.least),
            max: shown(self.greatest_number, &self.greatest),
            approx_unique: self.distinct.estimate().min(self.n_present),
            mean: number(self.moments.mean()),
            std: number(self.moments.std()),
            q25: number(self.quantiles.quantile(0.25)),
            q50: number(self.quantiles.quantile(0.5)),
            q75: number(self.quantiles.quantile(0.75)),
            n_rows,
            n_present: self.n_present,
            n_empty: self.n_empty,
            n_negative: self.n_negative,
            n_clock_texts: self.n_clock_texts,
            n_offsets: self.n_offsets,
            words_for_nothing: self.words_for_nothing.clone(),
        }
    }

    /// The type in the words of SQL.
    fn type_name(&self) -> &'static str {
        let n = self.n_present;
        let n_numbers = self.n_number_texts + self.n_present
            - self.n_texts
            - self.n_bools
            - self.n_instants
            - self.n_nested;
        match () {
            () if n == 0 => "NULL",
            () if self.n_bools == n => "BOOLEAN",
            () if self.n_instants == n => "TIMESTAMP",
            () if self.n_nested == n => "NESTED",
            () if n_numbers == n && self.n_whole == n => "BIGINT",
            () if n_numbers == n => "DOUBLE",
            () => "VARCHAR",
        }
    }
}

/// Count, mean and squared deviations of numbers.
///
/// Chan, Golub and LeVeque, "Updating formulae and a pairwise algorithm for computing sample
/// variances" (1979).
#[derive(Debug, Clone, Default)]
struct Moments {
    n: u64,
    mean: f64,
    squares: f64,
}

impl Moments {
    fn add(&mut self, number: f64) {
        self.n += 1;
        let delta = number - self.mean;
        self.mean += delta / self.n as f64;
        self.squares += delta * (number - self.mean);
    }

    fn merge(&mut self, later: &Moments) {
        if later.n == 0 {
            return;
        }
        let n = (self.n + later.n) as f64;
        let delta = later.mean - self.mean;
        self.squares += later.squares + delta * delta * self.n as f64 * later.n as f64 / n;
        self.mean += delta * later.n as f64 / n;
        self.n += later.n;
    }

    fn mean(&self) -> Option<f64> {
        (self.n > 0).then_some(self.mean)
    }

    /// The standard deviation of a sample, as SQL's `stddev`.
    fn std(&self) -> Option<f64> {
        (self.n > 1).then(|| (self.squares / (self.n - 1) as f64).sqrt())
    }
}
