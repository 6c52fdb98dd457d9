//! Rows of Parquet files, of which only the schema's columns are read.

use std::borrow::Cow;
use std::error::Error as StdError;
use std::fs::File;

use arrow::array::{
    Array, ArrayRef, AsArray, BooleanArray, Float64Array, Int64Array, LargeStringArray,
    RecordBatch, UInt64Array,
};
use arrow::compute::cast;
use arrow::datatypes::{
    DataType, Float64Type, Int64Type, Schema, TimeUnit as ArrowUnit, UInt64Type,
};
use parquet::arrow::ProjectionMask;
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use refrain_core::Time;

use crate::cell::Cell;
use crate::error::Error;
use crate::intake::Intake;
use crate::ledger::Place;
use crate::plan::ColumnPlan;
use crate::progress::Progress;

/// Reads a file of `n_bytes`; the line of a row is its number, from 1.
pub(crate) fn read(
    file: File,
    n_bytes: u64,
    file_idx: usize,
    intake: &mut Intake<'_>,
    progress: &Progress<'_>,
) -> Result<(), Error> {
    let name = intake.ledger().file_name(file_idx).to_owned();
    let builder = ParquetRecordBatchReaderBuilder::try_new(file).map_err(|e| failed(&name, e))?;
    check_columns(&name, builder.schema(), intake)?;
    let n_rows = builder.metadata().file_metadata().num_rows().max(1) as u64;
    let mask = projection(&builder, intake.plan());
    let reader = builder.with_projection(mask).build().map_err(|e| failed(&name, e))?;
    let mut line = 0;
    for batch in reader {
        let batch = batch.map_err(|e| failed(&name, e))?;
        let columns = columns(&name, &batch, intake.plan())?;
        for row in 0..batch.num_rows() {
            line += 1;
            let mut cells: Vec<Cell<'_>> = columns.iter().map(|c| c.cell(row)).collect();
            intake.take_cells(Place { file_idx, line }, &mut cells, None)?;
        }
        progress.advance((n_bytes as f64 * batch.num_rows() as f64 / n_rows as f64) as u64);
    }
    Ok(())
}

fn failed(name: &str, cause: impl StdError + Send + Sync + 'static) -> Error {
    Error::Parquet { file: name.to_owned(), cause: Box::new(cause) }
}

/// Notes the columns of a file and refuses those that hold no values of events.
fn check_columns(name: &str, schema: &Schema, intake: &mut Intake<'_>) -> Result<(), Error> {
    for field in schema.fields() {
        intake.see_column(field.name());
        let is_wanted = intake.plan().slot(field.name()).is_some();
        if is_wanted && readable_as(field.data_type()).is_none() {
            return Err(Error::ParquetColumn {
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
    plan: &ColumnPlan,
) -> ProjectionMask {
    let fields = builder.schema().fields().iter().enumerate();
    let wanted = fields.filter(|(_, field)| plan.slot(field.name()).is_some());
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
enum Column {
    Absent,
    Text(LargeStringArray),
    Integer(Int64Array),
    Unsigned(UInt64Array),
    Float(Float64Array),
    Bool(BooleanArray),
    Instant(Int64Array, ArrowUnit),
}

/// The columns of a batch in the order of the plan.
fn columns(name: &str, batch: &RecordBatch, plan: &ColumnPlan) -> Result<Vec<Column>, Error> {
    let read = |column: &String| match batch.column_by_name(column) {
        Some(array) => Column::new(array).map_err(|error| failed(name, error)),
        None => Ok(Column::Absent),
    };
    plan.columns().iter().map(read).collect()
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

    fn cell(&self, row: usize) -> Cell<'_> {
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
