//! Blocks of whole records out of a stream of delimited text.

use std::io::{self, Read};
use std::str;
use std::sync::Arc;

use crate::input::block::{self, Blocks, Body, FileEnd, Table, Text};
use crate::input::stream::{BLOCK_BYTES, State};
use crate::rows::csv::{Dialect, Found, More, Records, split_fields};

/// Cuts a table at the ends of its records.
pub(crate) struct CsvBlocks<R> {
    reader: R,
    table: Arc<Table>,
    records: Records,
    /// Bytes read that belong to later records.
    carry: Vec<u8>,
    state: State,
    /// Lines of the header, until the first block has them.
    lines_before: u64,
    header_line: u64,
}

impl<R: Read> CsvBlocks<R> {
    /// Reads the header of a table.
    ///
    /// # Errors
    ///
    /// If the stream fails, and with [`InvalidInput`](io::ErrorKind::InvalidInput) if it does not
    /// begin with names of columns.
    pub(crate) fn new(mut reader: R, max_record_bytes: usize) -> io::Result<CsvBlocks<R>> {
        let mut state = State::Start;
        let mut text = Text::default();
        // As much as a header may take: the dialect is told by whole records.
        state.fill(&mut reader, &mut text, BLOCK_BYTES.max(max_record_bytes));
        state.fail()?;
        // By the first bytes alone, so that the dialect does not depend on the size of blocks.
        let dialect = Dialect::detect(text.content());
        let mut records = Records::new(dialect, max_record_bytes);
        let mut lines_before = 0;
        let (columns, header_line) = loop {
            match records.next(text.content(), more(&state)) {
                Some(Found::Blank) => lines_before += 1,
                Some(Found::Record { bytes, n_lines }) => {
                    lines_before += n_lines;
                    let header_line = lines_before + 1 - n_lines;
                    break (header(&text.content()[bytes], dialect)?, header_line);
                }
                Some(Found::TooLong { .. }) | None => return Err(no_header("it does not end")),
            }
        };
        // From here on a stray quote costs one line: what spans lines must have as many fields.
        records.expect_columns(columns.len());
        let mut carry = Vec::new();
        text.split_off(records.release(), &mut carry);
        let table = Arc::new(Table { dialect, columns });
        Ok(CsvBlocks { reader, table, records, carry, state, lines_before, header_line })
    }

    pub(crate) fn columns(&self) -> &[String] {
        &self.table.columns
    }

    /// The line on which the columns are named, from 1.
    pub(crate) fn header_line(&self) -> u64 {
        self.header_line
    }
}

impl<R: Read + Send> Blocks for CsvBlocks<R> {
    fn next(&mut self, mut text: Text) -> io::Result<Option<Body>> {
        text.clear();
        text.append(&self.carry);
        self.carry.clear();
        let mut found = Vec::new();
        let mut target = BLOCK_BYTES;
        loop {
            self.state.fill(&mut self.reader, &mut text, target);
            while let Some(next) = self.records.next(text.content(), more(&self.state)) {
                found.push(next);
            }
            if !found.is_empty() || matches!(self.state, State::Ended) {
                break;
            }
            self.state.fail()?;
            // One record is longer than what is there.
            target = text.len() + BLOCK_BYTES;
        }
        let n_bytes = self.records.release();
        text.split_off(n_bytes, &mut self.carry);
        let file_end = match self.state {
            State::Ended => FileEnd::Here,
            _ => FileEnd::Later,
        };
        // The header's lines are counted once, with the first block, so that line numbers are those
        // of the file.
        let lines_before = std::mem::take(&mut self.lines_before);
        let records =
            block::Records { table: Arc::clone(&self.table), text, file_end, lines_before, found };
        Ok((!records.found.is_empty()).then_some(Body::Records(records)))
    }
}

fn more(state: &State) -> More {
    match state {
        State::Ended => More::No,
        _ => More::Yes,
    }
}

/// The names of the columns.
fn header(record: &[u8], dialect: Dialect) -> io::Result<Vec<String>> {
    let record = str::from_utf8(record).map_err(|_| no_header("it is not UTF-8"))?;
    let mut fields = Vec::new();
    split_fields(record, dialect, &mut fields).map_err(|error| no_header(&error.to_string()))?;
    Ok(fields.into_iter().map(|field| field.text().trim().to_owned()).collect())
}

fn no_header(reason: &str) -> io::Error {
    let message = format!("the first line does not name columns: {reason}");
    io::Error::new(io::ErrorKind::InvalidInput, message)
}
