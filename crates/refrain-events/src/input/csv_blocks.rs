//! Blocks of whole records out of a stream of delimited text.

use std::io::{self, Read};
use std::sync::Arc;

use crate::input::block::{self, Blocks, Body, FileEnd, Table, Text};
use crate::input::leading_lines::leading_lines;
use crate::input::stream::{BLOCK_BYTES, State};
use crate::input::table_header::Header;
use crate::rows::csv::{Dialect, Found, More, Records};
use crate::schema::{EventSchema, TableSpec};

/// Cuts a table at the ends of its records.
pub(crate) struct CsvBlocks<R> {
    reader: R,
    table: Arc<Table>,
    records: Records,
    /// Bytes read that belong to later records.
    carry: Vec<u8>,
    state: State,
    /// Lines up to the first record, until the first block has them.
    lines_before: u64,
    form: TableSpec,
}

/// A table that is opened: its file, and the schema of its rows where there is one.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Opening<'o> {
    pub(crate) file: &'o str,
    pub(crate) schema: Option<&'o EventSchema>,
    pub(crate) max_record_bytes: usize,
}

impl<R: Read> CsvBlocks<R> {
    /// Reads the header of a table, if it has one.
    ///
    /// # Errors
    ///
    /// If the stream fails, with [`InvalidInput`](io::ErrorKind::InvalidInput) if it does not begin
    /// with names of columns, and with an error of ours inside if these do not fit.
    pub(crate) fn new(mut reader: R, opening: &Opening<'_>) -> io::Result<CsvBlocks<R>> {
        let max_record_bytes = opening.max_record_bytes;
        let mut state = State::Start;
        let mut text = Text::default();
        // As much as a header may take: the dialect is told by whole records.
        state.fill(&mut reader, &mut text, BLOCK_BYTES.max(max_record_bytes));
        state.fail()?;
        let said = opening.schema.map_or_else(TableSpec::default, |schema| schema.table().clone());
        let leading = leading_lines(text.content(), &said);
        text.skip(leading.n_bytes);
        let form = TableSpec { separator: said.separator.or(leading.separator), ..said };
        // By the first bytes alone, so that the dialect does not depend on the size of blocks.
        let dialect = Dialect::detect(text.content(), &form);
        let mut records = Records::new(dialect, max_record_bytes);
        let header =
            Header::read(text.content(), more(&state), records.clone(), leading.n_lines, opening)?;
        let mut lines_before = leading.n_lines;
        if header.is_in_file {
            lines_before = loop {
                match records.next(text.content(), more(&state)) {
                    Some(Found::Record { .. }) => break header.last_line,
                    Some(_) => {}
                    None => unreachable!("the header was read from the same bytes"),
                }
            };
        }
        // From here on a stray quote costs one line: what spans lines must have as many fields.
        records.expect_columns(header.columns.len());
        let mut carry = Vec::new();
        text.split_off(records.release(), &mut carry);
        let form = found_form(form, &header, leading.has_comments);
        let table = Arc::new(Table { dialect, columns: header.columns });
        Ok(CsvBlocks { reader, table, records, carry, state, lines_before, form })
    }

    pub(crate) fn columns(&self) -> &[String] {
        &self.table.columns
    }

    /// The form of the table as a schema would have to say it.
    pub(crate) fn form(&self) -> &TableSpec {
        &self.form
    }
}

/// Adds to what is said of a table what was found, and has to be said to read it so.
fn found_form(form: TableSpec, header: &Header, has_comments: bool) -> TableSpec {
    let columns = match header.is_in_file {
        true => form.columns,
        false => header.columns.clone(),
    };
    TableSpec { columns, comment: form.comment.or(has_comments.then_some('#')), ..form }
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
