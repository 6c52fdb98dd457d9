//! Parts of an input, each parsed by one thread.

use std::io;
use std::sync::Arc;

use crate::arrow::array::RecordBatch;

use crate::rows::csv::{Dialect, Found};
use crate::rows::scan::PADDING;

/// Some rows that follow each other in one file.
#[derive(Debug)]
pub(crate) struct Block {
    /// Place among all blocks of the read, from 0.
    pub(crate) number: u64,
    pub(crate) file_idx: usize,
    pub(crate) body: Body,
}

/// Content of a block.
#[derive(Debug)]
pub(crate) enum Body {
    /// Whole lines of JSON.
    Lines(Text, FileEnd),
    /// One line longer than the limit: its beginning and its bytes.
    TooLong(Vec<u8>, u64),
    /// Records of a table of delimited text.
    Records(Records),
    /// Rows in columns.
    Batch(RecordBatch),
}

/// Parts of a file, one after the other.
pub(crate) trait Blocks: Send {
    /// Returns the next part; `text` is there to be used again.
    ///
    /// # Errors
    ///
    /// If nothing more can be read.
    fn next(&mut self, text: Text) -> io::Result<Option<Body>>;

    /// Takes the columns that were found only with the rows.
    fn take_columns(&mut self) -> Vec<String> {
        Vec::new()
    }
}

/// Records of a table, found but not yet taken apart.
#[derive(Debug)]
pub(crate) struct Records {
    pub(crate) table: Arc<Table>,
    pub(crate) text: Text,
    pub(crate) file_end: FileEnd,
    /// Lines before the first of the records that are none themselves: the header's.
    pub(crate) lines_before: u64,
    pub(crate) found: Vec<Found>,
}

/// Dialect and columns of a table, which all its records share.
#[derive(Debug)]
pub(crate) struct Table {
    pub(crate) dialect: Dialect,
    pub(crate) columns: Vec<String>,
}

/// End of the file of a text: here, so that the last line may be cut off, or later.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum FileEnd {
    Here,
    Later,
}

/// Bytes followed by zeros, so that a scanner may look past their end.
#[derive(Debug, Default)]
pub(crate) struct Text {
    /// At least [`PADDING`] bytes longer than the content.
    bytes: Vec<u8>,
    start: usize,
    end: usize,
}

impl Text {
    pub(crate) fn clear(&mut self) {
        (self.start, self.end) = (0, 0);
    }

    pub(crate) fn content(&self) -> &[u8] {
        &self.bytes[self.start..self.end]
    }

    /// The content and [`PADDING`] zeros.
    pub(crate) fn padded(&self) -> &[u8] {
        &self.bytes[self.start..self.end + PADDING]
    }

    pub(crate) fn len(&self) -> usize {
        self.end - self.start
    }

    /// Leaves out the first bytes.
    pub(crate) fn skip(&mut self, n_bytes: usize) {
        self.start += n_bytes;
    }

    /// Room for at least `n_bytes` more, to be [filled](Self::filled).
    pub(crate) fn room(&mut self, n_bytes: usize) -> &mut [u8] {
        // The buffer only grows: it is handed from block to block, and zeroing it anew would cost
        // as much as reading.
        let needed = self.end + n_bytes + PADDING;
        if self.bytes.len() < needed {
            self.bytes.resize(needed, 0);
        }
        // All the room there is, which may be more than was asked for.
        let end = self.bytes.len() - PADDING;
        &mut self.bytes[self.end..end]
    }

    /// Says how many bytes of the room now hold content.
    pub(crate) fn filled(&mut self, n_bytes: usize) {
        self.end += n_bytes;
    }

    pub(crate) fn append(&mut self, bytes: &[u8]) {
        self.room(bytes.len())[..bytes.len()].copy_from_slice(bytes);
        self.filled(bytes.len());
    }

    /// Cuts the content after `n_bytes` and appends the rest to `carry`.
    pub(crate) fn split_off(&mut self, n_bytes: usize, carry: &mut Vec<u8>) {
        let cut = self.start + n_bytes;
        carry.extend_from_slice(&self.bytes[cut..self.end]);
        self.end = cut;
    }

    /// Puts zeros behind the content.
    pub(crate) fn pad(&mut self) {
        self.room(0);
        // What an earlier, longer block has left there must not look like a continuation.
        self.bytes[self.end..self.end + PADDING].fill(0);
    }
}
