//! From a growing buffer to records.

use std::ops::Range;

use memchr::{memchr, memchr_iter};

use super::dialect::Dialect;
use super::fields::n_fields;
use super::scan::{More, Scan, Verdict};

/// Next part of a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Found {
    /// A record: its bytes in the buffer, without the line end, and the lines it spans.
    ///
    /// Whether it is a good one shows when it is split into fields.
    Record { bytes: Range<usize>, n_lines: u64 },
    /// A line of nothing but blanks, or a comment.
    Blank,
    /// A line longer than a record may be: its beginning. The rest of it is skipped.
    TooLong { bytes: Range<usize> },
}

/// Cuts a buffer that grows at its end and is released at its front into records.
///
/// A record ends at a line feed outside of quotes, or at the end of the input; a carriage return
/// just before is part of the line end, any other is data.
///
/// # Damage
///
/// A record of more than one line is taken for one only if it is quoted well and has as many
/// fields as the header. Otherwise, and if it is longer than a record may be or the input ends
/// inside quotes, its first line alone is a record, a malformed one, and the next begins at the
/// second line: a stray quote costs one line and not the rest of the file.
///
/// # Determinism
///
/// What is found does not depend on the steps in which the buffer grows.
///
/// # Examples
///
/// ```text
/// let mut records = Records::new(Dialect::detect(&head), max_record_bytes);
/// let mut buffer = head;
/// let mut more = More::Yes;
/// loop {
///     // Lives as long as the bytes stay where they are.
///     let mut fields = Vec::new();
///     while let Some(found) = records.next(&buffer, more) {
///         // Of the first record: records.expect_columns(fields.len()).
///     }
///     if more == More::No {
///         break;
///     }
///     buffer.drain(..records.release());
///     more = append_some(&mut reader, &mut buffer)?;
/// }
/// ```
#[derive(Debug, Clone)]
pub(crate) struct Records {
    dialect: Dialect,
    /// As many as the header has, once it is read.
    n_columns: Option<usize>,
    max_record_bytes: usize,
    /// Position in the buffer at which the next record begins.
    start: usize,
    scan: Scan,
    in_long_line: bool,
}

impl Records {
    /// Begins a table. A record and its line end have at most `max_record_bytes`, at least one.
    pub(crate) fn new(dialect: Dialect, max_record_bytes: usize) -> Records {
        Records {
            dialect,
            n_columns: None,
            max_record_bytes: max_record_bytes.max(1),
            start: 0,
            scan: Scan::default(),
            in_long_line: false,
        }
    }

    pub(crate) fn dialect(&self) -> Dialect {
        self.dialect
    }

    /// Says how many fields the header has; before that, a record may have any number.
    pub(crate) fn expect_columns(&mut self, n_columns: usize) {
        self.n_columns = Some(n_columns);
    }

    /// Finds the next record in the buffer, which holds what was not released and perhaps more.
    ///
    /// `None` means that more bytes are needed, or that there is nothing left. It is never
    /// returned while `max_record_bytes` or more are left in the buffer.
    pub(crate) fn next(&mut self, buffer: &[u8], more: More) -> Option<Found> {
        if self.in_long_line {
            self.skip_line(buffer);
        }
        let end = buffer.len().min(self.start.saturating_add(self.max_record_bytes));
        // A record is looked for within its greatest length only.
        let window = &buffer[self.start..end];
        if window.is_empty() {
            return None;
        }
        // Beyond a full window nothing is looked at, so that the steps of growth do not matter.
        let is_full = window.len() == self.max_record_bytes;
        let more = if is_full { More::Yes } else { more };
        if self.dialect.comment == window.first().copied() {
            return self.comment(window, more);
        }
        let max_quoted = self.n_columns.unwrap_or(usize::MAX);
        match self.scan.run(window, self.dialect, max_quoted, more) {
            Verdict::Ends(end) => Some(self.whole(window, end)),
            Verdict::Undecided if more == More::Yes && !is_full => None,
            Verdict::Undecided | Verdict::Broken => self.first_line(window, more),
        }
    }

    /// Takes a line that is no record, whatever quotes are in it; `None` if its end is not there.
    fn comment(&mut self, window: &[u8], more: More) -> Option<Found> {
        let end = memchr(b'\n', window);
        let is_full = window.len() == self.max_record_bytes;
        if end.is_none() && !is_full && more == More::Yes {
            return None;
        }
        self.in_long_line = end.is_none() && is_full;
        self.advance(end.map_or(window.len(), |end| end + 1));
        Some(Found::Blank)
    }

    /// Lets go of what was found: so many bytes at the front of the buffer are to be removed.
    pub(crate) fn release(&mut self) -> usize {
        std::mem::take(&mut self.start)
    }

    /// Takes all up to a line end outside of quotes, if that makes a record.
    fn whole(&mut self, window: &[u8], end: usize) -> Found {
        match memchr(b'\n', &window[..end]) {
            None => self.take(window, end, 1),
            // More than one line and yet as many fields as the header: the line feeds are in
            // quotes.
            Some(_) if self.has_columns(&window[..end]) => {
                let n_line_feeds = memchr_iter(b'\n', &window[..end]).count() as u64;
                self.take(window, end, n_line_feeds + 1)
            }
            Some(first) => self.take(window, first, 1),
        }
    }

    fn has_columns(&self, record: &[u8]) -> bool {
        let counted = n_fields(without_return(record), self.dialect);
        self.n_columns.is_none_or(|n_columns| counted == Ok(n_columns))
    }

    /// Takes the first line of what is no record, or its beginning where it is too long.
    fn first_line(&mut self, window: &[u8], more: More) -> Option<Found> {
        match memchr(b'\n', window) {
            Some(end) => Some(self.take(window, end, 1)),
            None if more == More::No => Some(self.take(window, window.len(), 1)),
            None if window.len() == self.max_record_bytes => Some(self.too_long(window)),
            None => None,
        }
    }

    fn take(&mut self, window: &[u8], end: usize, n_lines: u64) -> Found {
        let record = without_return(&window[..end]);
        let bytes = self.start..self.start + record.len();
        self.advance(window.len().min(end + 1));
        let is_blank = |byte: &u8| {
            byte.is_ascii_whitespace()
                && (*byte != self.dialect.delimiter || self.dialect.has_blanks())
        };
        match record.iter().all(is_blank) {
            true => Found::Blank,
            false => Found::Record { bytes, n_lines },
        }
    }

    fn too_long(&mut self, window: &[u8]) -> Found {
        let bytes = self.start..self.start + window.len();
        self.advance(window.len());
        self.in_long_line = true;
        Found::TooLong { bytes }
    }

    fn advance(&mut self, n_bytes: usize) {
        self.start += n_bytes;
        self.scan = Scan::default();
    }

    fn skip_line(&mut self, buffer: &[u8]) {
        let line_feed = memchr(b'\n', &buffer[self.start..]);
        self.in_long_line = line_feed.is_none();
        self.start = line_feed.map_or(buffer.len(), |offset| self.start + offset + 1);
    }
}

fn without_return(line: &[u8]) -> &[u8] {
    line.strip_suffix(b"\r").unwrap_or(line)
}
