//! From a record to its fields.

use std::borrow::Cow;
use std::ops::Range;

use memchr::memchr;

use super::dialect::{Dialect, Escape, QUOTE};
use super::quoted::{Close, find_close, unescape};
use crate::rows::cell::Cell;

/// One field of a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Field<'a> {
    /// As it is written, without the quotes around it.
    raw: &'a str,
    /// The dialect's escape where the field is quoted.
    quoted: Option<Escape>,
}

impl<'a> Field<'a> {
    /// Returns `true` if the field is written in quotes.
    ///
    /// Spark writes null as an empty field and an empty text as an empty quoted one.
    pub(crate) fn is_quoted(self) -> bool {
        self.quoted.is_some()
    }

    /// Returns what the field says; it borrows unless there is an escape to resolve.
    pub(crate) fn text(self) -> Cow<'a, str> {
        match self.quoted {
            Some(escape) => unescape(self.raw, escape),
            None => Cow::Borrowed(self.raw),
        }
    }

    /// Returns the field as a cell: text, since a table of text has no other type, or nothing.
    pub(crate) fn cell(self) -> Cell<'a> {
        // An empty text in quotes is a text, by which the guest rule tells guests from missing ids.
        match self.raw.is_empty() && !self.is_quoted() {
            true => Cell::Missing,
            false => Cell::Text(self.text()),
        }
    }
}

/// A record is not quoted as its dialect asks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(crate) enum Malformed {
    /// The field that begins at this byte, from 0, has no closing quote.
    #[error("the quote at byte {} is not closed", at + 1)]
    NotClosed { at: usize },
    /// This byte, from 0, stands between a closing quote and the delimiter.
    #[error("byte {} comes after a closing quote", at + 1)]
    AfterClose { at: usize },
}

/// Splits a record, without its line end, into `fields`, which are cleared before.
///
/// A quote opens a quoted field only as its first byte; elsewhere in a field without quotes it is
/// an ordinary byte, as a backslash is. An empty record is one empty field, and none where blanks
/// divide.
///
/// # Errors
///
/// If a quoted field is not closed, or if something comes after its closing quote: the `csv` crate
/// appends that to the field, but then it is as likely that a quote is wrong or missing and
/// delimiters were swallowed. `fields` then holds those before.
pub(crate) fn split_fields<'a>(
    record: &'a str,
    dialect: Dialect,
    fields: &mut Vec<Field<'a>>,
) -> Result<(), Malformed> {
    fields.clear();
    walk(record.as_bytes(), dialect, |place, quoted| {
        fields.push(Field { raw: &record[place], quoted });
    })
}

/// Counts the fields that [`split_fields`] would find.
pub(super) fn n_fields(record: &[u8], dialect: Dialect) -> Result<usize, Malformed> {
    let mut n_fields = 0;
    walk(record, dialect, |_, _| n_fields += 1).map(|()| n_fields)
}

/// Calls back with each field: its place without the quotes, and the escape if it has them.
fn walk(
    record: &[u8],
    dialect: Dialect,
    mut visit: impl FnMut(Range<usize>, Option<Escape>),
) -> Result<(), Malformed> {
    if dialect.has_blanks() {
        return walk_blanks(record, dialect, visit);
    }
    let mut start = 0;
    loop {
        let end = if record.get(start) == Some(&QUOTE) {
            let close = close_of(record, start, dialect)?;
            visit(start + 1..close, Some(dialect.escape));
            close + 1
        } else {
            let delimiter = memchr(dialect.delimiter, &record[start..]);
            let end = delimiter.map_or(record.len(), |offset| start + offset);
            visit(start..end, None);
            end
        };
        // A delimiter at the very end is followed by one more, empty field.
        if end == record.len() {
            return Ok(());
        }
        start = end + 1;
    }
}

/// Calls back with each field between runs of blanks; those at both ends are none.
fn walk_blanks(
    record: &[u8],
    dialect: Dialect,
    mut visit: impl FnMut(Range<usize>, Option<Escape>),
) -> Result<(), Malformed> {
    let mut at = 0;
    while let Some(n_blanks) = record[at..].iter().position(|byte| !dialect.divides(*byte)) {
        let start = at + n_blanks;
        if record[start] == QUOTE {
            let close = close_of(record, start, dialect)?;
            visit(start + 1..close, Some(dialect.escape));
            at = close + 1;
        } else {
            let n_bytes = record[start..].iter().position(|byte| dialect.divides(*byte));
            at = n_bytes.map_or(record.len(), |n_bytes| start + n_bytes);
            visit(start..at, None);
        }
    }
    Ok(())
}

/// Finds the closing quote of the field that begins at a place; a field must end behind it.
fn close_of(record: &[u8], start: usize, dialect: Dialect) -> Result<usize, Malformed> {
    let Close::At(close) = find_close(record, start + 1, dialect.escape) else {
        return Err(Malformed::NotClosed { at: start });
    };
    match record.get(close + 1) {
        Some(byte) if !dialect.divides(*byte) => Err(Malformed::AfterClose { at: close + 1 }),
        _ => Ok(close),
    }
}
