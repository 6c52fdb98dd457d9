//! Columns of values, borrowed from wherever they are.

use std::collections::BTreeSet;
use std::fmt;

use serde::{Deserialize, Serialize};

use crate::Error;

/// The greatest code of a category.
///
/// A split keeps one bit for each code, so that codes are meant to be indices into a list of names.
pub const GREATEST_CODE: u32 = 65_535;

/// Rows are numbered in 32 bits.
const MOST_ROWS: usize = u32::MAX as usize;

/// Columns are numbered in 16 bits where predictions are made.
const MOST_COLUMNS: usize = u16::MAX as usize;

/// What the values of a column are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum ColumnKind {
    /// Numbers, of which a split keeps those below a threshold apart.
    Number,
    /// Codes of categories, of which a split keeps a set apart: whole numbers from 0 to
    /// [`GREATEST_CODE`].
    Category,
}

impl fmt::Display for ColumnKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            ColumnKind::Number => "numbers",
            ColumnKind::Category => "codes of categories",
        })
    }
}

/// A table of values that belong to someone else: rows to learn from or to predict.
///
/// NaN is a missing value. Values are compared in single precision, as XGBoost does, so that an
/// exported model decides every row alike.
///
/// # Examples
///
/// ```
/// use refrain_trees::Features;
///
/// let songs = [3.0, 250.0, f64::NAN];
/// let plan = [0.0, 1.0, 1.0];
/// let features = Features::from_columns(&[&songs, &plan])?
///     .named(&["songs", "plan"])?
///     .categories(&[1])?;
/// assert_eq!(features.n_rows(), 3);
/// # Ok::<(), refrain_trees::Error>(())
/// ```
#[derive(Debug, Clone)]
pub struct Features<'a> {
    columns: Vec<Strided<'a>>,
    n_rows: usize,
    names: Vec<String>,
    kinds: Vec<ColumnKind>,
}

/// One column: every `stride`-th value.
#[derive(Debug, Clone, Copy)]
struct Strided<'a> {
    values: &'a [f64],
    stride: usize,
}

impl<'a> Features<'a> {
    /// Takes one slice for each column.
    ///
    /// The columns are numbers and named `f0`, `f1` and so on, until said otherwise.
    ///
    /// # Errors
    ///
    /// [`Error::NoColumns`], [`Error::NoRows`], [`Error::TooMany`], and [`Error::Length`] if the
    /// columns are not of one length.
    pub fn from_columns(columns: &[&'a [f64]]) -> Result<Features<'a>, Error> {
        let n_rows = columns.first().ok_or(Error::NoColumns)?.len();
        if let Some(other) = columns.iter().find(|column| column.len() != n_rows) {
            return Err(Error::Length { what: "a column", expected: n_rows, found: other.len() });
        }
        let strided = |values: &&'a [f64]| Strided { values, stride: 1 };
        Features::new(columns.iter().map(strided).collect(), n_rows)
    }

    /// Takes a matrix that is stored row after row.
    ///
    /// # Errors
    ///
    /// As [`from_columns`](Features::from_columns); [`Error::Length`] if the last row is not full.
    pub fn from_rows(values: &'a [f64], n_columns: usize) -> Result<Features<'a>, Error> {
        let n_rows = rows_of(values, n_columns)?;
        let strided = |column| Strided { values: &values[column..], stride: n_columns };
        Features::new((0..n_columns).map(strided).collect(), n_rows)
    }

    /// Takes a matrix that is stored column after column.
    ///
    /// # Errors
    ///
    /// As [`from_columns`](Features::from_columns); [`Error::Length`] if the last column is not
    /// full.
    pub fn from_column_major(values: &'a [f64], n_columns: usize) -> Result<Features<'a>, Error> {
        let n_rows = rows_of(values, n_columns)?;
        let strided = |values| Strided { values, stride: 1 };
        Features::new(values.chunks_exact(n_rows).map(strided).collect(), n_rows)
    }

    fn new(columns: Vec<Strided<'a>>, n_rows: usize) -> Result<Features<'a>, Error> {
        if n_rows == 0 {
            return Err(Error::NoRows);
        }
        limit("rows", n_rows, MOST_ROWS)?;
        limit("columns", columns.len(), MOST_COLUMNS)?;
        let names = (0..columns.len()).map(|position| format!("f{position}")).collect();
        let kinds = vec![ColumnKind::Number; columns.len()];
        Ok(Features { columns, n_rows, names, kinds })
    }

    /// Names the columns; a model demands the names it was fitted on.
    ///
    /// # Errors
    ///
    /// [`Error::Length`] if there is not one name for each column, [`Error::DuplicateColumn`].
    pub fn named<S: AsRef<str>>(self, names: &[S]) -> Result<Features<'a>, Error> {
        let (expected, found) = (self.columns.len(), names.len());
        if found != expected {
            return Err(Error::Length { what: "the list of names", expected, found });
        }
        let mut seen = BTreeSet::new();
        let names: Vec<String> = names.iter().map(|name| name.as_ref().to_owned()).collect();
        for name in &names {
            if !seen.insert(name) {
                return Err(Error::DuplicateColumn { column: name.clone() });
            }
        }
        Ok(Features { names, ..self })
    }

    /// Says at which positions there are codes of categories.
    ///
    /// # Errors
    ///
    /// [`Error::NoSuchColumn`].
    pub fn categories(mut self, positions: &[usize]) -> Result<Features<'a>, Error> {
        let n_columns = self.kinds.len();
        for &position in positions {
            let kind = self.kinds.get_mut(position);
            *kind.ok_or(Error::NoSuchColumn { position, n_columns })? = ColumnKind::Category;
        }
        Ok(self)
    }

    /// Returns the number of rows.
    pub fn n_rows(&self) -> usize {
        self.n_rows
    }

    /// Returns the number of columns.
    pub fn n_columns(&self) -> usize {
        self.columns.len()
    }

    /// Returns the names in order.
    pub fn names(&self) -> &[String] {
        &self.names
    }

    /// Returns what each column holds.
    pub fn kinds(&self) -> &[ColumnKind] {
        &self.kinds
    }

    /// Returns one value in single precision, as models see it.
    ///
    /// # Errors
    ///
    /// [`Error::Infinite`], [`Error::NotACode`].
    ///
    /// # Panics
    ///
    /// If `row` or `column` is out of bounds.
    pub fn value(&self, row: usize, column: usize) -> Result<f32, Error> {
        let Strided { values, stride } = self.columns[column];
        self.seen(values[row * stride], row, column)
    }

    /// Copies one column as it was given.
    pub(crate) fn column(&self, column: usize) -> Vec<f64> {
        let Strided { values, stride } = self.columns[column];
        values.iter().step_by(stride).take(self.n_rows).copied().collect()
    }

    /// Replaces the values of one column.
    pub(crate) fn with_column<'b>(&self, column: usize, values: &'b [f64]) -> Features<'b>
    where
        'a: 'b,
    {
        let mut replaced: Features<'b> = self.clone();
        replaced.columns[column] = Strided { values, stride: 1 };
        replaced
    }

    /// Copies some rows of one column.
    pub(crate) fn copy_column(
        &self,
        column: usize,
        first_row: usize,
        copy: &mut [f32],
    ) -> Result<(), Error> {
        let Strided { values, stride } = self.columns[column];
        let source = values[first_row * stride..].iter().step_by(stride);
        for (value, copied) in source.zip(copy.iter_mut()) {
            *copied = *value as f32;
        }
        self.check(column, first_row, copy)
    }

    /// Copies some rows, one after the other.
    pub(crate) fn copy_rows(&self, first_row: usize, copy: &mut [f32]) -> Result<(), Error> {
        let n_columns = self.columns.len();
        for (column, Strided { values, stride }) in self.columns.iter().enumerate() {
            let source = values[first_row * stride..].iter().step_by(*stride);
            let mut wrong = false;
            for (value, copied) in source.zip(copy[column..].iter_mut().step_by(n_columns)) {
                *copied = *value as f32;
                wrong |= copied.abs() >= f32::MAX;
            }
            if wrong || self.kinds[column] == ColumnKind::Category {
                let n_rows = copy.len() / n_columns;
                for row in first_row..first_row + n_rows {
                    self.value(row, column)?;
                }
            }
        }
        Ok(())
    }

    fn check(&self, column: usize, first_row: usize, copy: &[f32]) -> Result<(), Error> {
        // A fold without an early exit is several values at once.
        let wrong = copy.iter().fold(false, |wrong, value| wrong | (value.abs() >= f32::MAX));
        if wrong || self.kinds[column] == ColumnKind::Category {
            for row in first_row..first_row + copy.len() {
                self.value(row, column)?;
            }
        }
        Ok(())
    }

    fn seen(&self, value: f64, row: usize, column: usize) -> Result<f32, Error> {
        let single = value as f32;
        // The greatest finite number is the threshold that keeps missing values apart.
        if single.abs() >= f32::MAX {
            return Err(Error::Infinite { column: self.names[column].clone(), row, value });
        }
        let is_code = single.fract() == 0.0 && (0.0..=GREATEST_CODE as f32).contains(&single);
        if self.kinds[column] == ColumnKind::Category && !single.is_nan() && !is_code {
            let column = self.names[column].clone();
            return Err(Error::NotACode { column, row, value, limit: GREATEST_CODE });
        }
        Ok(single)
    }
}

fn rows_of(values: &[f64], n_columns: usize) -> Result<usize, Error> {
    let n_rows = values.len().checked_div(n_columns).ok_or(Error::NoColumns)?;
    if n_rows == 0 {
        return Err(Error::NoRows);
    }
    if n_rows * n_columns != values.len() {
        let expected = (n_rows + 1) * n_columns;
        return Err(Error::Length { what: "the matrix", expected, found: values.len() });
    }
    Ok(n_rows)
}

fn limit(what: &'static str, found: usize, limit: usize) -> Result<(), Error> {
    if found > limit { Err(Error::TooMany { what, found, limit }) } else { Ok(()) }
}
