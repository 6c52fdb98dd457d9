//! The first rows of a log, kept column by column.

use std::borrow::Cow;
use std::collections::HashMap;
use std::io;

use super::code::{Code, NO_VALUE};
use super::profile::ColumnProfile;
use crate::input::feeder::Form;
use crate::rows::cell::Cell;
use crate::rows::row_source::RowSource;

/// Cells held at most, so that a log of very many columns does not fill the memory.
const MAX_CELLS: usize = 4_000_000;

/// Characters of a text that are kept; two texts equal so far count as one.
const MAX_TEXT_CHARS: usize = 200;

/// The first rows of a log whose schema is not known, from which a
/// [`SchemaProposal`](crate::SchemaProposal) is made.
///
/// Rows may have any columns; a column that a row does not name is missing in it. Of texts the
/// first 200 characters are kept.
///
/// # Examples
///
/// ```
/// use refrain_events::{Cell, RowSample};
///
/// let mut sample = RowSample::new(1_000);
/// sample.push([("who", Cell::Integer(7)), ("what", Cell::Text("login".into()))]);
/// sample.push([("who", Cell::Integer(7)), ("price", Cell::Float(9.5))]);
/// let profiles = sample.profiles();
/// assert_eq!(profiles[1].name, "what");
/// assert_eq!((profiles[1].n_present, profiles[1].n_missing), (1, 1));
/// ```
#[derive(Debug, Clone)]
pub struct RowSample {
    columns: Vec<SampledColumn>,
    by_name: HashMap<String, usize>,
    n_rows: usize,
    max_rows: usize,
    n_unreadable: u64,
    first_unreadable: Option<String>,
    form: Form,
}

impl RowSample {
    /// Begins a sample of at most so many rows.
    pub fn new(max_rows: usize) -> RowSample {
        RowSample {
            columns: Vec::new(),
            by_name: HashMap::new(),
            n_rows: 0,
            max_rows,
            n_unreadable: 0,
            first_unreadable: None,
            form: Form::default(),
        }
    }

    /// Returns `true` once no further row is taken: there are as many as wanted, or four million
    /// cells.
    pub fn is_full(&self) -> bool {
        // Cells are counted as columns times rows, missing ones included, since codes take memory
        // for both.
        self.n_rows >= self.max_rows || self.n_rows * self.columns.len() >= MAX_CELLS
    }

    /// Adds a row, unless the sample is full. Of a column named twice the last value counts; a
    /// column without a name is left out, as a schema cannot name it.
    pub fn push<'c, N: AsRef<str>>(&mut self, row: impl IntoIterator<Item = (N, Cell<'c>)>) {
        if self.is_full() {
            return;
        }
        for (name, cell) in row {
            if name.as_ref().is_empty() {
                continue;
            }
            let column = self.column_idx(name.as_ref());
            self.columns[column].set(self.n_rows, cell);
        }
        self.n_rows += 1;
    }

    /// Counts a row that could not be taken apart; the first one's fault is remembered.
    pub fn skip_unreadable(&mut self, fault: &str) {
        self.n_unreadable += 1;
        self.first_unreadable.get_or_insert_with(|| fault.to_owned());
    }

    /// Returns the number of rows.
    pub fn n_rows(&self) -> usize {
        self.n_rows
    }

    /// Returns the number of rows that could not be taken apart.
    pub fn n_unreadable(&self) -> u64 {
        self.n_unreadable
    }

    /// Returns what was wrong with the first row that could not be taken apart.
    pub fn first_unreadable(&self) -> Option<&str> {
        self.first_unreadable.as_deref()
    }

    /// Describes every column, in the order in which the columns were met.
    pub fn profiles(&self) -> Vec<ColumnProfile> {
        (0..self.columns.len()).map(|idx| self.profile(idx)).collect()
    }

    pub(super) fn profile(&self, column_idx: usize) -> ColumnProfile {
        let column = &self.columns[column_idx];
        ColumnProfile::new(&column.name, &self.codes(column_idx), &column.values)
    }

    /// The form of the files as a schema has to say it: that of the first file that has one.
    pub(super) fn form(&self) -> &Form {
        &self.form
    }

    pub(super) fn add_form(&mut self, form: &Form) {
        if self.form == Form::default() {
            self.form = form.clone();
        }
    }

    /// Gives the columns of a table without a header other names, if there are as many.
    pub(super) fn rename(&mut self, names: Vec<String>) {
        let columns = &mut self.form.table.columns;
        let places: Vec<usize> =
            columns.iter().filter_map(|name| self.by_name.get(name).copied()).collect();
        if places.len() != names.len() {
            return;
        }
        for (place, name) in places.into_iter().zip(&names) {
            self.columns[place].name = name.clone();
        }
        *columns = names;
        let named = self.columns.iter().enumerate();
        self.by_name = named.map(|(idx, column)| (column.name.clone(), idx)).collect();
    }

    pub(super) fn n_columns(&self) -> usize {
        self.columns.len()
    }

    pub(super) fn name(&self, column_idx: usize) -> &str {
        &self.columns[column_idx].name
    }

    /// The code of each row.
    pub(super) fn codes(&self, column_idx: usize) -> Vec<Code> {
        let mut codes = self.columns[column_idx].codes.clone();
        codes.resize(self.n_rows, NO_VALUE);
        codes
    }

    /// The distinct values by code.
    pub(super) fn values(&self, column_idx: usize) -> &[Cell<'static>] {
        &self.columns[column_idx].values
    }

    fn column_idx(&mut self, name: &str) -> usize {
        if let Some(idx) = self.by_name.get(name) {
            return *idx;
        }
        self.columns.push(SampledColumn::new(name));
        self.by_name.insert(name.to_owned(), self.columns.len() - 1);
        self.columns.len() - 1
    }
}

/// Adds rows of a source to a sample until the sample is full or the source is at its end.
///
/// A row with more or fewer cells than the source has columns counts as unreadable.
///
/// # Errors
///
/// What the source returns.
///
/// # Examples
///
/// ```
/// use std::io;
///
/// use refrain_events::{RawRow, RowSample, RowSource, sample_rows};
///
/// /// A counter that never ends.
/// struct Counter(i64);
///
/// impl RowSource for Counter {
///     fn columns(&self) -> Vec<String> {
///         vec!["n".to_owned()]
///     }
///
///     fn next_row(&mut self) -> io::Result<Option<RawRow<'_>>> {
///         self.0 += 1;
///         Ok(Some([self.0].into_iter().collect()))
///     }
/// }
///
/// let mut sample = RowSample::new(100);
/// sample_rows(&mut Counter(0), &mut sample)?;
/// assert!(sample.is_full());
/// assert_eq!(sample.profiles()[0].max, Some(100.0));
/// # Ok::<(), io::Error>(())
/// ```
pub fn sample_rows(source: &mut dyn RowSource, sample: &mut RowSample) -> io::Result<()> {
    let columns = source.columns();
    while !sample.is_full() {
        let Some(row) = source.next_row()? else { return Ok(()) };
        match row.cells(columns.len()) {
            Ok(row) => sample.push(columns.iter().zip(row)),
            Err(fault) => sample.skip_unreadable(&fault),
        }
    }
    Ok(())
}

/// One column: a code per row, and the distinct values.
#[derive(Debug, Clone)]
struct SampledColumn {
    name: String,
    /// Shorter than the sample where the last rows lack the column.
    codes: Vec<Code>,
    values: Vec<Cell<'static>>,
    code_of: HashMap<Key, Code>,
}

impl SampledColumn {
    fn new(name: &str) -> SampledColumn {
        SampledColumn {
            name: name.to_owned(),
            codes: Vec::new(),
            values: vec![Cell::Missing],
            code_of: HashMap::new(),
        }
    }

    fn set(&mut self, row: usize, cell: Cell<'_>) {
        let code = self.code(cell);
        // Rows that did not name the column since it was met last. Of a column named twice the last
        // value stays.
        self.codes.resize(row, NO_VALUE);
        self.codes.push(code);
    }

    fn code(&mut self, cell: Cell<'_>) -> Code {
        let cell = owned(cell);
        let Some(key) = Key::new(&cell) else { return NO_VALUE };
        let next = self.values.len() as Code;
        let code = *self.code_of.entry(key).or_insert(next);
        if code == next {
            self.values.push(cell);
        }
        code
    }
}

fn owned(cell: Cell<'_>) -> Cell<'static> {
    match cell {
        Cell::Text(text) => Cell::Text(Cow::Owned(text.chars().take(MAX_TEXT_CHARS).collect())),
        Cell::Missing => Cell::Missing,
        Cell::Bool(value) => Cell::Bool(value),
        Cell::Integer(number) => Cell::Integer(number),
        Cell::Float(number) => Cell::Float(number),
        Cell::Instant(time) => Cell::Instant(time),
        Cell::Nested(name) => Cell::Nested(name),
    }
}

/// Identity of a cell's value: two cells of one key are the same value.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
enum Key {
    Text(String),
    Bool(bool),
    Integer(i128),
    Float(u64),
    Instant(i64),
    Nested(&'static str),
}

impl Key {
    fn new(cell: &Cell<'static>) -> Option<Key> {
        Some(match cell {
            Cell::Missing => return None,
            Cell::Text(text) => Key::Text(text.clone().into_owned()),
            Cell::Bool(value) => Key::Bool(*value),
            Cell::Integer(number) => Key::Integer(*number),
            // By its bits, since floats have no equality that a map could use.
            Cell::Float(number) => Key::Float(number.to_bits()),
            Cell::Instant(time) => Key::Instant(time.millis()),
            Cell::Nested(name) => Key::Nested(name),
        })
    }
}
