//! Columns from elsewhere: labels that are numbers, times that are text.

use refrain_core::{Error, ErrorKind, Problem, Time};

/// Returns labels from numbers: 1 is churned, 0 is retained.
///
/// # Errors
///
/// [`ErrorKind::Data`](crate::ErrorKind::Data) at the first number that is neither, NaN among them,
/// with its row.
///
/// # Examples
///
/// ```
/// use refrain_eval::labels_from_numbers;
///
/// assert_eq!(labels_from_numbers(&[0.0, 1.0])?, [false, true]);
/// let missing = labels_from_numbers(&[0.0, f64::NAN]).unwrap_err();
/// assert_eq!(
///     missing.to_string(),
///     "the label of row 1 is not a number (NaN); labels are 1 for churned and 0 for retained"
/// );
/// # Ok::<(), refrain_eval::Error>(())
/// ```
pub fn labels_from_numbers(numbers: &[f64]) -> Result<Vec<bool>, Error> {
    let label = |(row, number): (usize, &f64)| match *number {
        0.0 => Ok(false),
        1.0 => Ok(true),
        number if number.is_nan() => Err(ColumnProblem::NanLabel { row }.into()),
        number => Err(ColumnProblem::Label { row, number }.into()),
    };
    numbers.iter().enumerate().map(label).collect()
}

/// Returns times from text: dates (their midnight, UTC) or RFC 3339.
///
/// # Errors
///
/// [`ErrorKind::Data`](crate::ErrorKind::Data) at the first text that is neither, with its row.
///
/// # Examples
///
/// ```
/// use refrain_eval::times_from_text;
///
/// let cutoffs = times_from_text(&["2018-11-01", "2018-11-08T12:00:00Z"])?;
/// assert_eq!(cutoffs[0].to_string(), "2018-11-01T00:00:00Z");
/// let error = times_from_text(&["2018-11-01", "8 Nov"]).unwrap_err();
/// assert!(error.to_string().starts_with("the time of row 1"), "{error}");
/// # Ok::<(), refrain_eval::Error>(())
/// ```
pub fn times_from_text<S: AsRef<str>>(texts: &[S]) -> Result<Vec<Time>, Error> {
    let time = |(row, text): (usize, &S)| {
        let text = text.as_ref();
        let unreadable = |_| ColumnProblem::Time { row, text: text.to_owned() }.into();
        text.trim().parse().map_err(unreadable)
    };
    texts.iter().enumerate().map(time).collect()
}

#[derive(Debug, thiserror::Error)]
enum ColumnProblem {
    #[error(
        "the label of row {row} is not a number (NaN); labels are 1 for churned and 0 for retained"
    )]
    NanLabel { row: usize },
    #[error("the label of row {row} is {number}; labels are 1 for churned and 0 for retained")]
    Label { row: usize, number: f64 },
    #[error(
        "the time of row {row} is `{text}`; write a date or an RFC 3339 time such as \
         2018-11-01T00:00:00Z"
    )]
    Time { row: usize, text: String },
}

impl Problem for ColumnProblem {
    fn kind(&self) -> ErrorKind {
        ErrorKind::Data
    }
}
