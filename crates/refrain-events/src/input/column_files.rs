//! Rows in columns: Parquet files, Arrow IPC files and streams, of which only the schema's columns
//! are read.

use std::error::Error as StdError;
use std::fs::File;
use std::io::{self, Read};

use crate::arrow::array::RecordBatch;
use crate::arrow::datatypes::{DataType, Fields, Schema};
use crate::arrow::error::ArrowError;
use parquet::arrow::ProjectionMask;
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use parquet::schema::types::ColumnDescPtr;
use refrain_core::Error;

use crate::input::arrow_stream::ArrowStream;
use crate::input::block::{Blocks, Body, Text};
use crate::input::double_names::check_double_names;
use crate::input::format::ARROW_FILE_MAGIC;
use crate::input::problem::InputProblem;
use crate::input::progress::Progress;
use crate::rows::arrow_cells::is_readable;
use crate::rows::columns::ColumnPlan;

/// Rows that are decoded at once.
const BATCH_ROWS: usize = 16 << 10;

/// Needs and findings of opening a file of columns.
pub(crate) struct Opening<'o, 'r> {
    pub(crate) name: &'o str,
    /// The columns asked for; all that can be read where it is not known.
    pub(crate) plan: Option<&'o ColumnPlan>,
    /// Every column of the file is added here.
    pub(crate) columns: &'o mut Vec<String>,
    pub(crate) progress: &'r Progress<'r>,
}

/// Batches out of an iterator.
struct BatchBlocks<'r, I> {
    batches: I,
    progress: &'r Progress<'r>,
    bytes_per_row: f64,
}

impl<I: Iterator<Item = Result<RecordBatch, ArrowError>> + Send> Blocks for BatchBlocks<'_, I> {
    fn next(&mut self, _text: Text) -> io::Result<Option<Body>> {
        let Some(batch) = self.batches.next() else { return Ok(None) };
        let batch = batch.map_err(io::Error::other)?;
        self.progress.advance((self.bytes_per_row * batch.num_rows() as f64) as u64);
        Ok(Some(Body::Batch(batch)))
    }
}

/// Opens a Parquet file of `n_bytes`.
pub(crate) fn parquet_blocks<'r>(
    opening: Opening<'_, 'r>,
    file: File,
    n_bytes: u64,
) -> Result<Box<dyn Blocks + 'r>, Error> {
    let failed = |cause| failed(opening.name, cause);
    let builder = ParquetRecordBatchReaderBuilder::try_new(file).map_err(failed)?;
    check_columns(opening.name, builder.schema(), opening.plan, opening.columns)?;
    // Progress counts bytes of the file, which a decoded batch does not know: its share of the rows
    // stands for them.
    let n_rows = builder.metadata().file_metadata().num_rows().max(1);
    let mask = projection(&builder, opening.plan);
    let batches = builder.with_projection(mask).with_batch_size(BATCH_ROWS).build();
    Ok(Box::new(BatchBlocks {
        batches: batches.map_err(failed)?,
        progress: opening.progress,
        bytes_per_row: n_bytes as f64 / n_rows as f64,
    }))
}

/// Opens an Arrow IPC stream, or an IPC file (Feather): it holds one.
pub(crate) fn arrow_stream_blocks<'r>(
    opening: Opening<'_, 'r>,
    mut stream: Box<dyn Read + Send + 'r>,
) -> Result<Box<dyn Blocks + 'r>, Error> {
    let mut start = [0; ARROW_FILE_MAGIC.len()];
    let mut read = || stream.read_exact(&mut start).map(|()| start);
    // A stream begins with the marker of its first message, which is put back before it is decoded.
    let mut word = read().map_err(|cause| failed(opening.name, cause))?;
    if &word == ARROW_FILE_MAGIC {
        // Some writers fill up to 64 bytes before the first message.
        while word == *ARROW_FILE_MAGIC || word == [0; ARROW_FILE_MAGIC.len()] {
            word = read().map_err(|cause| failed(opening.name, cause))?;
        }
    }
    let stream = io::Cursor::new(word).chain(stream);
    let failed = |cause| failed(opening.name, cause);
    let reader = ArrowStream::new(stream).map_err(failed)?;
    check_columns(opening.name, reader.schema(), opening.plan, opening.columns)?;
    // The stream counts its own bytes while it is read, so that a batch adds none.
    Ok(Box::new(BatchBlocks { batches: reader, progress: opening.progress, bytes_per_row: 0.0 }))
}

fn failed(name: &str, cause: impl StdError + Send + Sync + 'static) -> Error {
    InputProblem::Columns { file: name.to_owned(), cause: Box::new(cause) }.into()
}

/// Lists the columns of a file and refuses doubles and those that hold no values of events.
pub(crate) fn check_columns(
    name: &str,
    schema: &Schema,
    plan: Option<&ColumnPlan>,
    columns: &mut Vec<String>,
) -> Result<(), Error> {
    check_double_names(name, None, schema.fields().iter().map(|field| field.name().as_str()))?;
    list_columns("", schema.fields(), plan, columns);
    // Without a plan nothing is asked for yet, and a column that cannot be read is only passed
    // over.
    let wanted = plan.map_or(&[][..], ColumnPlan::columns);
    for column in wanted {
        let Some(found) = type_of(schema, column) else { continue };
        if matches!(found, Found::InsideList) {
            let (file, column) = (name.to_owned(), column.clone());
            return Err(InputProblem::InsideList { file, column }.into());
        }
        if let Found::Type(found) = found
            && !is_readable(found)
        {
            let (file, column, found) = (name.to_owned(), column.clone(), found.to_string());
            return Err(InputProblem::ColumnType { file, column, found }.into());
        }
    }
    Ok(())
}

/// Lists the columns of a file; one of objects is its members, unless it is asked for itself.
fn list_columns(
    prefix: &str,
    fields: &Fields,
    plan: Option<&ColumnPlan>,
    columns: &mut Vec<String>,
) {
    for field in fields {
        let column = format!("{prefix}{}", field.name());
        let is_wanted = plan.is_some_and(|plan| plan.slot(&column).is_some());
        match field.data_type() {
            DataType::Struct(members) if !is_wanted => {
                list_columns(&format!("{column}."), members, plan, columns);
            }
            _ => columns.push(column),
        }
    }
}

/// What a column of the plan is in a file.
enum Found<'s> {
    Type(&'s DataType),
    InsideList,
}

fn type_of<'s>(schema: &'s Schema, column: &str) -> Option<Found<'s>> {
    if let Some((_, field)) = schema.fields().find(column) {
        return Some(Found::Type(field.data_type()));
    }
    let mut names = column.split('.');
    let mut found = schema.fields().find(names.next()?)?.1.data_type();
    for name in names {
        found = match found {
            DataType::Struct(members) => members.find(name)?.1.data_type(),
            list if list.is_list() => return Some(Found::InsideList),
            _ => return None,
        };
    }
    Some(Found::Type(found))
}

fn projection(
    builder: &ParquetRecordBatchReaderBuilder<File>,
    plan: Option<&ColumnPlan>,
) -> ProjectionMask {
    let Some(plan) = plan else { return ProjectionMask::all() };
    let schema = builder.parquet_schema();
    let is_wanted = |leaf: &ColumnDescPtr| {
        let path = leaf.path().string();
        let leads_here = |column: &String| {
            leaf.path().parts()[0] == *column
                || path
                    .strip_prefix(column.as_str())
                    .is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
        };
        plan.columns().iter().any(leads_here)
    };
    let leaves = schema.columns().iter().enumerate().filter(|(_, leaf)| is_wanted(leaf));
    ProjectionMask::leaves(schema, leaves.map(|(index, _)| index))
}
