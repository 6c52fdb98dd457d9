//! The rows of a block with all their columns, whatever these are.

use std::borrow::Cow;
use std::str;

use super::named_row::NamedRow;
use crate::arrow::array::RecordBatch;
use crate::input::block::{Body, Records};
use crate::rows::arrow_cells;
use crate::rows::cell::Cell;
use crate::rows::csv::{Field, Found, split_fields};

/// Takes rows of any columns.
pub(crate) trait TakeRows {
    fn take(&mut self, row: Vec<(Cow<'_, str>, Cell<'_>)>);

    /// Counts a row that could not be taken apart.
    fn skip_unreadable(&mut self, fault: &str);

    /// Returns `true` once no further row is wanted.
    fn is_full(&self) -> bool {
        false
    }
}

/// Hands out the rows of a block until no further one is wanted.
pub(crate) fn take_rows(body: Body, taker: &mut impl TakeRows) {
    match body {
        Body::Lines(text, _) => {
            for line in text.content().split(|byte| *byte == b'\n') {
                if taker.is_full() {
                    break;
                }
                take_line(line, taker);
            }
        }
        Body::TooLong(..) => taker.skip_unreadable("the line is too long"),
        Body::Records(records) => {
            for found in &records.found {
                if taker.is_full() {
                    break;
                }
                take_record(&records, found, taker);
            }
        }
        Body::Batch(batch) => take_batch(&batch, taker),
    }
}

fn take_batch(batch: &RecordBatch, taker: &mut impl TakeRows) {
    let columns = arrow_cells::all_columns(batch);
    for row in 0..batch.num_rows() {
        if taker.is_full() {
            break;
        }
        let cells = columns.iter().map(|(name, column)| (Cow::from(name), column.cell(row)));
        taker.take(cells.collect());
    }
}

fn take_line(bytes: &[u8], taker: &mut impl TakeRows) {
    if bytes.trim_ascii().is_empty() {
        return;
    }
    match serde_json::from_slice::<NamedRow<'_>>(bytes) {
        Ok(row) => taker.take(row.cells),
        Err(error) => taker.skip_unreadable(&format!("not a JSON object: {error}")),
    }
}

fn take_record(records: &Records, found: &Found, taker: &mut impl TakeRows) {
    let bytes = match found {
        Found::Blank => return,
        Found::TooLong { .. } => return taker.skip_unreadable("the line is too long"),
        Found::Record { bytes, .. } => &records.text.content()[bytes.clone()],
    };
    let Ok(record) = str::from_utf8(bytes) else {
        return taker.skip_unreadable("the record is not UTF-8");
    };
    let mut fields = Vec::new();
    if let Err(error) = split_fields(record, records.table.dialect, &mut fields) {
        return taker.skip_unreadable(&error.to_string());
    }
    let names = records.table.columns.iter().map(|name| Cow::from(name.as_str()));
    match fields.len() == records.table.columns.len() {
        true => taker.take(names.zip(fields.into_iter().map(Field::cell)).collect()),
        false => taker.skip_unreadable("the record has more or fewer fields than the header"),
    }
}
