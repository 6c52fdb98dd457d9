//! Columns of values, borrowed from wherever they are.

use std::collections::BTreeSet;
use std::fmt;

use refrain_core::{Error, ErrorKind, Problem, check_length};
use serde::{Deserialize, Serialize};

/// The greatest code of a category.
///
/// A split keeps one bit for each code, so that codes are meant to be indices into a list of names.
pub const GREATEST_CODE: u32 = 65_535;

/// Rows are numbered in 32 bits.
const MOST_ROWS: usize = u32::MAX as usize;

/// Columns are numbered in 16 bits where predictions are made.
const MOST_COLUMNS: usize = u16::MAX as usize;

/// Kind of the values of a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub enum FeatureKind {
    /// Numbers, of which a split keeps those below a threshold apart.
    Number,
    /// Codes of categories, of which a split keeps a set apart: whole numbers from 0 to
    /// [`GREATEST_CODE`].
    Category,
}

impl fmt::Display for FeatureKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            FeatureKind::Number => "numbers",
            FeatureKind::Category => "codes of categories",
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
    kinds: Vec<FeatureKind>,
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
    /// [`ErrorKind::Data`] if there is no column or no row, or more than the index types address,
    /// and [`ErrorKind::Mismatch`] if the columns are not of one length.
    ///
    /// # Examples
    ///
    /// ```
    /// use refrain_trees::{ErrorKind, Features};
    ///
    /// let (songs, days) = ([250.0, 12.0, f64::NAN], [1.0, 30.0, 9.0]);
    /// let features = Features::from_columns(&[&songs, &days])?;
    /// assert_eq!((features.n_rows(), features.n_columns()), (3, 2));
    ///
    /// let short = Features::from_columns(&[&songs, &days[..2]]).unwrap_err();
    /// assert_eq!(short.kind(), ErrorKind::Mismatch);
    /// # Ok::<(), refrain_trees::Error>(())
    /// ```
    pub fn from_columns(columns: &[&'a [f64]]) -> Result<Features<'a>, Error> {
        let n_rows = columns.first().ok_or(TableProblem::NoColumns)?.len();
        columns.iter().try_for_each(|column| check_length("a column", n_rows, column.len()))?;
        let strided = |values: &&'a [f64]| Strided { values, stride: 1 };
        Features::new(columns.iter().map(strided).collect(), n_rows)
    }

    /// Takes a matrix that is stored row after row.
    ///
    /// # Errors
    ///
    /// As [`from_columns`](Features::from_columns); [`ErrorKind::Mismatch`] if the last row is not
    /// full.
    ///
    /// # Examples
    ///
    /// ```
    /// use refrain_trees::Features;
    ///
    /// // Songs and days of three listeners.
    /// let matrix = [250.0, 1.0, 12.0, 30.0, 80.0, 9.0];
    /// let features = Features::from_rows(&matrix, 2)?;
    /// assert_eq!(features.n_rows(), 3);
    /// assert_eq!(features.value(1, 0)?, 12.0);
    /// # Ok::<(), refrain_trees::Error>(())
    /// ```
    pub fn from_rows(values: &'a [f64], n_columns: usize) -> Result<Features<'a>, Error> {
        let n_rows = rows_of(values, n_columns)?;
        let strided = |column| Strided { values: &values[column..], stride: n_columns };
        Features::new((0..n_columns).map(strided).collect(), n_rows)
    }

    /// Takes a matrix that is stored column after column.
    ///
    /// # Errors
    ///
    /// As [`from_columns`](Features::from_columns); [`ErrorKind::Mismatch`] if the last
    /// column is not full.
    ///
    /// # Examples
    ///
    /// ```
    /// use refrain_trees::Features;
    ///
    /// // First the songs of three listeners, then their days.
    /// let matrix = [250.0, 12.0, 80.0, 1.0, 30.0, 9.0];
    /// let features = Features::from_column_major(&matrix, 2)?;
    /// assert_eq!(features.n_rows(), 3);
    /// assert_eq!(features.value(1, 0)?, 12.0);
    /// # Ok::<(), refrain_trees::Error>(())
    /// ```
    pub fn from_column_major(values: &'a [f64], n_columns: usize) -> Result<Features<'a>, Error> {
        let n_rows = rows_of(values, n_columns)?;
        let strided = |values| Strided { values, stride: 1 };
        Features::new(values.chunks_exact(n_rows).map(strided).collect(), n_rows)
    }

    fn new(columns: Vec<Strided<'a>>, n_rows: usize) -> Result<Features<'a>, Error> {
        if n_rows == 0 {
            return Err(TableProblem::NoRows.into());
        }
        limit("rows", n_rows, MOST_ROWS)?;
        limit("columns", columns.len(), MOST_COLUMNS)?;
        let names = (0..columns.len()).map(|position| format!("f{position}")).collect();
        let kinds = vec![FeatureKind::Number; columns.len()];
        Ok(Features { columns, n_rows, names, kinds })
    }

    /// Names the columns; a model demands the names it was fitted on.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Mismatch`] if there is not one name for each column, [`ErrorKind::Data`] if two
    /// columns have one name.
    ///
    /// # Examples
    ///
    /// ```
    /// use refrain_trees::Features;
    ///
    /// let (songs, days) = ([250.0, 12.0], [1.0, 30.0]);
    /// let features = Features::from_columns(&[&songs, &days])?;
    /// assert_eq!(features.names(), ["f0", "f1"]);
    /// assert_eq!(features.clone().named(&["songs", "days"])?.names(), ["songs", "days"]);
    /// assert!(features.named(&["songs", "songs"]).is_err());
    /// # Ok::<(), refrain_trees::Error>(())
    /// ```
    pub fn named<S: AsRef<str>>(self, names: &[S]) -> Result<Features<'a>, Error> {
        check_columns("the list of names", self.columns.len(), names.len())?;
        let mut seen = BTreeSet::new();
        let names: Vec<String> = names.iter().map(|name| name.as_ref().to_owned()).collect();
        for name in &names {
            if !seen.insert(name) {
                return Err(TableProblem::DuplicateColumn { column: name.clone() }.into());
            }
        }
        Ok(Features { names, ..self })
    }

    /// Marks the columns at some positions as codes of categories.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Argument`] if there is no such column.
    ///
    /// # Examples
    ///
    /// ```
    /// use refrain_trees::{FeatureKind, Features};
    ///
    /// let (songs, city) = ([250.0, 12.0], [3.0, 0.5]);
    /// let features = Features::from_columns(&[&songs, &city])?.categories(&[1])?;
    /// assert_eq!(features.kinds(), [FeatureKind::Number, FeatureKind::Category]);
    ///
    /// // Half a city is no code.
    /// assert!(features.value(0, 1).is_ok() && features.value(1, 1).is_err());
    /// # Ok::<(), refrain_trees::Error>(())
    /// ```
    pub fn categories(mut self, positions: &[usize]) -> Result<Features<'a>, Error> {
        let n_columns = self.kinds.len();
        for &position in positions {
            let kind = self.kinds.get_mut(position);
            let stranger = TableProblem::NoSuchColumn { position, n_columns };
            *kind.ok_or(stranger)? = FeatureKind::Category;
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
    pub fn kinds(&self) -> &[FeatureKind] {
        &self.kinds
    }

    /// Returns one value in single precision, as models see it.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Data`] if it is infinite, or a category's value is no code.
    ///
    /// # Panics
    ///
    /// If `row` or `column` is out of bounds.
    ///
    /// # Examples
    ///
    /// ```
    /// use refrain_trees::{ErrorKind, Features};
    ///
    /// let songs = [250.0, f64::NAN, f64::INFINITY];
    /// let features = Features::from_columns(&[&songs])?;
    /// assert_eq!(features.value(0, 0)?, 250.0);
    /// assert!(features.value(1, 0)?.is_nan());
    /// assert_eq!(features.value(2, 0).unwrap_err().kind(), ErrorKind::Data);
    /// # Ok::<(), refrain_trees::Error>(())
    /// ```
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
            if wrong || self.kinds[column] == FeatureKind::Category {
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
        if wrong || self.kinds[column] == FeatureKind::Category {
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
            let column = self.names[column].clone();
            return Err(TableProblem::Infinite { column, row, value }.into());
        }
        let is_code = single.fract() == 0.0 && (0.0..=GREATEST_CODE as f32).contains(&single);
        if self.kinds[column] == FeatureKind::Category && !single.is_nan() && !is_code {
            let column = self.names[column].clone();
            return Err(TableProblem::NotACode { column, row, value }.into());
        }
        Ok(single)
    }
}

fn rows_of(values: &[f64], n_columns: usize) -> Result<usize, Error> {
    let n_rows = values.len().checked_div(n_columns).ok_or(TableProblem::NoColumns)?;
    if n_rows == 0 {
        return Err(TableProblem::NoRows.into());
    }
    if n_rows * n_columns != values.len() {
        return Err(TableProblem::NotFull { found: values.len(), n_columns }.into());
    }
    Ok(n_rows)
}

/// Refuses a list without one value for each column.
pub(crate) fn check_columns(
    what: &'static str,
    expected: usize,
    found: usize,
) -> Result<(), Error> {
    let wrong = TableProblem::PerColumn { what, expected, found };
    if found == expected { Ok(()) } else { Err(wrong.into()) }
}

fn limit(what: &'static str, found: usize, limit: usize) -> Result<(), Error> {
    let too_many = TableProblem::TooMany { what, found, limit };
    if found > limit { Err(too_many.into()) } else { Ok(()) }
}

#[derive(Debug, thiserror::Error)]
pub(super) enum TableProblem {
    #[error("there is no row")]
    NoRows,
    #[error("there is no column")]
    NoColumns,
    #[error("there are {found} {what}, and at most {limit} fit")]
    TooMany { what: &'static str, found: usize, limit: usize },
    #[error(
        "the matrix has {found} values, expected {}, of {n_columns} columns",
        found.next_multiple_of(*n_columns)
    )]
    NotFull { found: usize, n_columns: usize },
    #[error("{what} has {found} values for {expected} columns")]
    PerColumn { what: &'static str, expected: usize, found: usize },
    #[error("column `{column}` is named twice")]
    DuplicateColumn { column: String },
    #[error("there is no column {position}, of {n_columns}")]
    NoSuchColumn { position: usize, n_columns: usize },
    #[error(
        "column `{column}` is {value:e} in row {row}; give a number of single precision, or NaN \
         where it is missing"
    )]
    Infinite { column: String, row: usize, value: f64 },
    #[error(
        "category `{column}` is {value} in row {row}; give a whole number from 0 to {GREATEST_CODE}"
    )]
    NotACode { column: String, row: usize, value: f64 },
    #[cfg(feature = "ndarray")]
    #[error("the matrix has gaps or an order of its own; give its `as_standard_layout`")]
    Layout,
}

impl Problem for TableProblem {
    fn kind(&self) -> ErrorKind {
        match self {
            TableProblem::NoSuchColumn { .. } => ErrorKind::Argument,
            TableProblem::PerColumn { .. } | TableProblem::NotFull { .. } => ErrorKind::Mismatch,
            _ => ErrorKind::Data,
        }
    }
}
