//! Cells of Arrow columns.

use std::borrow::Cow;
use std::sync::Arc;

use arrow::array::{
    Array, ArrayRef, AsArray, BooleanArray, Float64Array, Int64Array, LargeStringArray,
    RecordBatch, UInt64Array,
};
use arrow::compute::cast;
use arrow::datatypes::{
    DataType, Field, Float64Type, Int64Type, TimeUnit as ArrowUnit, UInt64Type,
};
use arrow::error::ArrowError;
use refrain_core::Time;

use crate::rows::cell::Cell;
use crate::rows::columns::ColumnPlan;

/// The type that a column is turned into before its cells are read.
pub(crate) fn readable_as(data_type: &DataType) -> Option<DataType> {
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
    fn new(array: &ArrayRef) -> Result<Column, ArrowError> {
        let data_type = array.data_type();
        // As if it were not there: a column that is asked for was refused when the file was opened.
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
        // A time beyond all plausible ones stays so, and is dropped with its row.
        ArrowUnit::Second => number.saturating_mul(1_000),
        ArrowUnit::Millisecond => number,
        ArrowUnit::Microsecond => number.div_euclid(1_000),
        ArrowUnit::Nanosecond => number.div_euclid(1_000_000),
    })
}
