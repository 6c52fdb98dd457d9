//! Rows in columns: Parquet files, Arrow IPC files and streams, of which only the schema's columns
//! are read.

use std::borrow::Cow;
use std::error::Error as StdError;
use std::fs::File;
use std::io::{self, Read};
use std::sync::Arc;

use arrow::array::{
    Array, ArrayRef, AsArray, BooleanArray, Float64Array, Int64Array, LargeStringArray,
    RecordBatch, UInt64Array,
};
use arrow::compute::cast;
use arrow::datatypes::{
    DataType, Field, Float64Type, Int64Type, Schema, TimeUnit as ArrowUnit, UInt64Type,
};
use arrow::error::ArrowError;
use parquet::arrow::ProjectionMask;
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use refrain_core::Time;

use crate::error::Error;
use crate::input::arrow_stream::ArrowStream;
use crate::input::block::{Body, Text};
use crate::input::feeder::Blocks;
use crate::input::format::ARROW_FILE_MAGIC;
use crate::input::progress::Progress;
use crate::rows::cell::Cell;
use crate::rows::columns::ColumnPlan;

/// Rows that are decoded at once.
const BATCH_ROWS: usize = 16 << 10;

/// What opening a file of columns needs and finds.
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
    Ok(Box::new(BatchBlocks { batches: reader, progress: opening.progress, bytes_per_row: 0.0 }))
}

fn failed(name: &str, cause: impl StdError + Send + Sync + 'static) -> Error {
    Error::Columnar { file: name.to_owned(), cause: Box::new(cause) }
}

/// Lists the columns of a file and refuses those that hold no values of events.
pub(crate) fn check_columns(
    name: &str,
    schema: &Schema,
    plan: Option<&ColumnPlan>,
    columns: &mut Vec<String>,
) -> Result<(), Error> {
    for field in schema.fields() {
        columns.push(field.name().clone());
        let is_wanted = plan.is_some_and(|plan| plan.slot(field.name()).is_some());
        if is_wanted && readable_as(field.data_type()).is_none() {
            return Err(Error::ColumnType {
                file: name.to_owned(),
                column: field.name().clone(),
                found: field.data_type().to_string(),
            });
        }
    }
    Ok(())
}

fn projection(
    builder: &ParquetRecordBatchReaderBuilder<File>,
    plan: Option<&ColumnPlan>,
) -> ProjectionMask {
    let fields = builder.schema().fields().iter().enumerate();
    let is_wanted = |name: &str| plan.is_none_or(|plan| plan.slot(name).is_some());
    let wanted = fields.filter(|(_, field)| is_wanted(field.name()));
    ProjectionMask::roots(builder.parquet_schema(), wanted.map(|(root, _)| root))
}

/// The type that a column is turned into before its cells are read.
fn readable_as(data_type: &DataType) -> Option<DataType> {
    use DataType::*;
    Some(match data_type {
        Utf8 | LargeUtf8 | Utf8View => LargeUtf8,
        Int8 | Int16 | Int32 | Int64 | UInt8 | UInt16 | UInt32 => Int64,
        UInt64 => UInt64,
        Float16 | Float32 | Float64 => Float64,
        Boolean => Boolean,
        Null => Null,
        // Its own unit is kept: a cast to milliseconds would round towards 1970.
        Timestamp(..) => Int64,
        Date32 | Date64 => Timestamp(ArrowUnit::Millisecond, None),
        Dictionary(_, values) => readable_as(values)?,
        _ => return None,
    })
}

/// The cells of a column, ready to be read.
pub(crate) enum Column {
    Absent,
    Text(LargeStringArray),
    Integer(Int64Array),
    Unsigned(UInt64Array),
    Float(Float64Array),
    Bool(BooleanArray),
    Instant(Int64Array, ArrowUnit),
}

/// The columns of a batch in the order of the plan.
pub(crate) fn columns(batch: &RecordBatch, plan: &ColumnPlan) -> Result<Vec<Column>, ArrowError> {
    let read = |column: &String| match batch.column_by_name(column) {
        Some(array) => Column::new(array),
        None => Ok(Column::Absent),
    };
    plan.columns().iter().map(read).collect()
}

/// All columns of a batch that can be read as cells, with their names.
pub(crate) fn all_columns(batch: &RecordBatch) -> Vec<(String, Column)> {
    let fields = batch.schema_ref().fields().iter().zip(batch.columns());
    let read =
        |(field, array): (&Arc<Field>, _)| Some((field.name().clone(), Column::new(array).ok()?));
    fields.filter_map(read).collect()
}

impl Column {
    fn new(array: &ArrayRef) -> Result<Column, arrow::error::ArrowError> {
        let data_type = array.data_type();
        let Some(target) = readable_as(data_type) else { return Ok(Column::Absent) };
        let cells = cast(array, &target)?;
        Ok(match target {
            DataType::LargeUtf8 => Column::Text(cells.as_string().clone()),
            DataType::UInt64 => Column::Unsigned(cells.as_primitive::<UInt64Type>().clone()),
            DataType::Float64 => Column::Float(cells.as_primitive::<Float64Type>().clone()),
            DataType::Boolean => Column::Bool(cells.as_boolean().clone()),
            DataType::Int64 => {
                let numbers = cells.as_primitive::<Int64Type>().clone();
                match data_type {
                    DataType::Timestamp(unit, _) => Column::Instant(numbers, *unit),
                    _ => Column::Integer(numbers),
                }
            }
            DataType::Timestamp(unit, _) => {
                let numbers = cast(&cells, &DataType::Int64)?;
                Column::Instant(numbers.as_primitive::<Int64Type>().clone(), unit)
            }
            _ => Column::Absent,
        })
    }

    pub(crate) fn cell(&self, row: usize) -> Cell<'_> {
        match self {
            Column::Text(cells) if cells.is_valid(row) => {
                Cell::Text(Cow::Borrowed(cells.value(row)))
            }
            Column::Integer(cells) if cells.is_valid(row) => Cell::Integer(cells.value(row).into()),
            Column::Unsigned(cells) if cells.is_valid(row) => {
                Cell::Integer(cells.value(row).into())
            }
            Column::Float(cells) if cells.is_valid(row) => Cell::Float(cells.value(row)),
            Column::Bool(cells) if cells.is_valid(row) => Cell::Bool(cells.value(row)),
            Column::Instant(cells, unit) if cells.is_valid(row) => {
                Cell::Instant(millis(cells.value(row), *unit))
            }
            _ => Cell::Missing,
        }
    }
}

fn millis(number: i64, unit: ArrowUnit) -> Time {
    Time::from_millis(match unit {
        ArrowUnit::Second => number.saturating_mul(1_000),
        ArrowUnit::Millisecond => number,
        ArrowUnit::Microsecond => number.div_euclid(1_000),
        ArrowUnit::Nanosecond => number.div_euclid(1_000_000),
    })
}
