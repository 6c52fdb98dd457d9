//! Lines of bounded length out of a stream.

use std::io::{self, BufRead, Read};

const BYTE_ORDER_MARK: &[u8] = b"\xEF\xBB\xBF";

/// A line, without its end.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Line<'b> {
    /// A line that ends in a line feed.
    Whole(&'b [u8]),
    /// The end of the stream, with no line feed at the end.
    Last(&'b [u8]),
    /// A line longer than the limit: its beginning, its bytes and the limit.
    TooLong(&'b [u8], u64, usize),
}

/// Splits a stream into lines and never holds more than the limit of one.
#[derive(Debug)]
pub(crate) struct Lines<R> {
    reader: R,
    max_bytes: usize,
    buffer: Vec<u8>,
    number: u64,
}

impl<R: BufRead> Lines<R> {
    pub(crate) fn new(reader: R, max_bytes: usize) -> Lines<R> {
        Lines { reader, max_bytes, buffer: Vec::new(), number: 0 }
    }

    /// Number of the line read last, from 1; 0 before the first.
    pub(crate) fn number(&self) -> u64 {
        self.number
    }

    /// Reads the next line; `None` at the end of the stream.
    pub(crate) fn next(&mut self) -> io::Result<Option<Line<'_>>> {
        self.buffer.clear();
        // One byte more than the limit tells a line of just the limit from a longer one.
        let limit = (self.max_bytes as u64).saturating_add(1);
        let n_read = self.reader.by_ref().take(limit).read_until(b'\n', &mut self.buffer)?;
        if n_read == 0 {
            return Ok(None);
        }
        self.number += 1;
        let ended = self.buffer.last() == Some(&b'\n');
        if !ended && n_read > self.max_bytes {
            let skipped = self.skip_rest()?;
            return Ok(Some(Line::TooLong(&self.buffer, n_read as u64 + skipped, self.max_bytes)));
        }
        let line = self.content();
        Ok(Some(if ended { Line::Whole(line) } else { Line::Last(line) }))
    }

    /// Skips to the end of the line and returns how many bytes of it were left.
    fn skip_rest(&mut self) -> io::Result<u64> {
        let mut skipped = 0;
        loop {
            let available = match self.reader.fill_buf() {
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                available => available?,
            };
            let n_available = available.len();
            let newline = available.iter().position(|byte| *byte == b'\n');
            let n_line = newline.unwrap_or(n_available);
            self.reader.consume(newline.map_or(n_available, |position| position + 1));
            skipped += n_line as u64;
            if newline.is_some() || n_available == 0 {
                return Ok(skipped);
            }
        }
    }

    fn content(&self) -> &[u8] {
        let mut line = self.buffer.as_slice();
        line = line.strip_suffix(b"\n").unwrap_or(line);
        line = line.strip_suffix(b"\r").unwrap_or(line);
        match self.number {
            1 => line.strip_prefix(BYTE_ORDER_MARK).unwrap_or(line),
            _ => line,
        }
    }
}
