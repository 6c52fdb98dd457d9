//! The inside of a quoted field.

use std::borrow::Cow;

use memchr::{memchr, memchr2};

use super::dialect::{BACKSLASH, Escape, QUOTE};

/// Close of a quoted field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Close {
    /// At a quote. If it is the last byte, and more are to come, it may yet be half of a doubled
    /// one.
    At(usize),
    /// Not in these bytes; with more of them, the search goes on from here.
    Beyond(usize),
}

/// Finds the closing quote, from a place inside the field that is not in the middle of an escape.
pub(super) fn find_close(bytes: &[u8], from: usize, escape: Escape) -> Close {
    match escape {
        Escape::DoubledQuote => find_single_quote(bytes, from),
        Escape::Backslash => find_bare_quote(bytes, from),
    }
}

/// Finds the first quote that is not doubled.
fn find_single_quote(bytes: &[u8], mut from: usize) -> Close {
    while let Some(offset) = memchr(QUOTE, &bytes[from..]) {
        let at = from + offset;
        if bytes.get(at + 1) != Some(&QUOTE) {
            return Close::At(at);
        }
        from = at + 2;
    }
    Close::Beyond(bytes.len())
}

/// Finds the first quote that is not behind a backslash.
fn find_bare_quote(bytes: &[u8], mut from: usize) -> Close {
    while let Some(offset) = memchr2(QUOTE, BACKSLASH, &bytes[from..]) {
        let at = from + offset;
        match (bytes[at], bytes.get(at + 1)) {
            (QUOTE, _) => return Close::At(at),
            (_, None) => return Close::Beyond(at),
            // A quote and a backslash are escaped; of any other byte nothing depends on it.
            (_, Some(_)) => from = at + 2,
        }
    }
    Close::Beyond(bytes.len())
}

/// Resolves the escapes of a quoted field, given without its quotes.
pub(super) fn unescape(raw: &str, escape: Escape) -> Cow<'_, str> {
    let mark = match escape {
        Escape::DoubledQuote => QUOTE,
        Escape::Backslash => BACKSLASH,
    };
    match memchr(mark, raw.as_bytes()) {
        None => Cow::Borrowed(raw),
        Some(first) => Cow::Owned(without_marks(raw, mark, first)),
    }
}

/// Leaves out each mark that stands before a quote or another mark, from the first one on.
fn without_marks(raw: &str, mark: u8, first: usize) -> String {
    let mut text = String::with_capacity(raw.len());
    let (mut rest, mut next) = (raw, Some(first));
    while let Some(at) = next {
        let escaped = rest.as_bytes().get(at + 1);
        // A mark before anything else stands for itself.
        let escapes = escaped.is_some_and(|byte| *byte == QUOTE || *byte == mark);
        text.push_str(&rest[..at]);
        let kept = at + usize::from(escapes);
        text.push_str(&rest[kept..=kept]);
        rest = &rest[kept + 1..];
        next = memchr(mark, rest.as_bytes());
    }
    text.push_str(rest);
    text
}
