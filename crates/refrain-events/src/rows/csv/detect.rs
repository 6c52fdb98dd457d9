//! Detection of the dialect that a table is written in.

use std::cmp::Reverse;

use memchr::memchr;

use super::dialect::{BLANK, DELIMITERS, Dialect, Escape};
use super::fields::n_fields;
use super::records::{Found, Records};
use super::scan::More;
use crate::schema::{DecimalMark, TableSpec};

impl Dialect {
    /// Tells the dialect by the beginning of a table, without a byte order mark, and by what is
    /// known of it.
    ///
    /// Every dialect reads the complete records of the head. The best is the one that finds more
    /// than one column in the header, then that with the most records of as many fields as the
    /// header, then with the fewest other ones, then with the most columns. Of equals RFC 4180
    /// goes before Spark, and a comma before `;`, tab and `|`. Blanks divide only what nothing
    /// else does.
    pub(crate) fn detect(head: &[u8], form: &TableSpec) -> Dialect {
        if let Some(delimiter) = form.separator.and_then(|sign| u8::try_from(sign).ok()) {
            return best(head, form, &[delimiter]).1;
        }
        let delimiters = match form.decimal {
            // A comma inside of numbers divides every line as well.
            DecimalMark::Comma => &DELIMITERS[1..],
            DecimalMark::Point => &DELIMITERS[..],
        };
        let (fit, dialect) = best(head, form, delimiters);
        if fit.is_expected || (fit.has_columns && form.columns.is_empty()) {
            return dialect;
        }
        let (of_blanks, blanks) = best(head, form, &[BLANK]);
        // Words that are not even as many on each line are no fields.
        let is_divided = of_blanks.has_columns && of_blanks.n_bad.0 == 0;
        match is_divided && (of_blanks.is_expected || !fit.has_columns) {
            true => blanks,
            false if fit.has_columns => dialect,
            false => best(head, form, &DELIMITERS).1,
        }
    }
}

/// The best of the dialects with these delimiters, and how well it fits.
fn best(head: &[u8], form: &TableSpec, delimiters: &[u8]) -> (Fit, Dialect) {
    let comment = form.comment.and_then(|sign| u8::try_from(sign).ok());
    let mut best: Option<(Fit, Dialect)> = None;
    for escape in [Escape::DoubledQuote, Escape::Backslash] {
        for delimiter in delimiters {
            let dialect = Dialect { delimiter: *delimiter, escape, comment };
            let fit = fit(head, dialect, form);
            // The first of equals stays.
            if best.as_ref().is_none_or(|(best, _)| fit > *best) {
                best = Some((fit, dialect));
            }
        }
    }
    best.expect("there are delimiters")
}

/// Likeness of the first lines of a text to records of a table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Likeness {
    pub(crate) n_columns: usize,
    /// Records with as many fields as the first one, and with more or fewer.
    pub(crate) n_alike: usize,
    pub(crate) n_others: usize,
}

/// Counts the fields of the records of a text.
pub(crate) fn likeness(text: &[u8], dialect: Dialect) -> Likeness {
    let fit = fit(text, dialect, &TableSpec::default());
    Likeness { n_columns: fit.n_columns, n_alike: fit.n_good, n_others: fit.n_bad.0 }
}

/// Measure of how well a dialect explains a table: the greater, the better.
#[derive(Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
struct Fit {
    /// As many columns as there are names for, where these are known.
    is_expected: bool,
    has_columns: bool,
    n_good: usize,
    n_bad: Reverse<usize>,
    n_columns: usize,
}

fn fit(head: &[u8], dialect: Dialect, form: &TableSpec) -> Fit {
    // The end of the head is seldom that of a record, but a line without an end is all there is.
    let more = if memchr(b'\n', head).is_some() { More::Yes } else { More::No };
    // The head is short, and a limit would only make a long record look like a bad one.
    let mut records = Records::new(dialect, usize::MAX);
    let mut fit = Fit::default();
    while let Some(found) = records.next(head, more) {
        let Found::Record { bytes, .. } = found else { continue };
        let counted = n_fields(&head[bytes], dialect);
        if let (0, Ok(n_columns)) = (fit.n_columns, counted) {
            fit.n_columns = n_columns;
            fit.has_columns = n_columns > 1;
            fit.is_expected = n_columns == form.columns.len();
            records.expect_columns(n_columns);
        }
        match counted {
            Ok(n_fields) if n_fields == fit.n_columns => fit.n_good += 1,
            _ => fit.n_bad.0 += 1,
        }
    }
    fit
}
