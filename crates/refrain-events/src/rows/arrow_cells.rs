//! Cells of Arrow columns.

use std::borrow::Cow;
use std::sync::Arc;

use refrain_core::Time;

use crate::arrow::array::{
    Array, ArrayRef, ArrowPrimitiveType, AsArray, BooleanArray, Float64Array, Int64Array,
    LargeStringArray, PrimitiveArray, RecordBatch, StringArray, StringViewArray, UInt64Array,
};
use crate::arrow::buffer::NullBuffer;
use crate::arrow::datatypes::{
    DataType, Date32Type, Date64Type, Field, Float16Type, Float32Type, Float64Type, Int8Type,
    Int16Type, Int32Type, Int64Type, TimeUnit as ArrowUnit, TimestampMicrosecondType,
    TimestampMillisecondType, TimestampNanosecondType, TimestampSecondType, UInt8Type, UInt16Type,
    UInt32Type,
};
use crate::rows::cell::Cell;
use crate::rows::columns::ColumnPlan;

const MILLIS_PER_DAY: i64 = 86_400_000;

/// The cells of a column, ready to be read.
pub(crate) enum Column {
    Absent,
    Text(StringArray),
    LargeText(LargeStringArray),
    TextView(StringViewArray),
    Integer(Int64Array),
    Unsigned(UInt64Array),
    Float(Float64Array),
    Bool(BooleanArray),
    Instant(Int64Array, ArrowUnit),
    Coded(Coded),
    /// Members of objects, and which of the objects are there.
    Inside(NullBuffer, Box<Column>),
}

/// The cells of a dictionary: where each row's value is among those that are held once.
pub(crate) struct Coded {
    keys: Vec<Option<usize>>,
    values: Box<Column>,
}

/// Tells if columns of this type hold cells.
pub(crate) fn is_readable(data_type: &DataType) -> bool {
    use DataType::*;
    match data_type {
        Utf8 | LargeUtf8 | Utf8View | Boolean | Null => true,
        Timestamp(..) | Date32 | Date64 => true,
        Dictionary(_, values) => is_readable(values),
        number => number.is_integer() || number.is_floating(),
    }
}

/// The columns of a batch in the order of the plan.
pub(crate) fn columns(batch: &RecordBatch, plan: &ColumnPlan) -> Vec<Column> {
    let read = |column: &String| match batch.column_by_name(column) {
        Some(array) => Column::new(array),
        None => column_inside(batch, column).unwrap_or(Column::Absent),
    };
    plan.columns().iter().map(read).collect()
}

/// The column that a dotted path leads to.
fn column_inside(batch: &RecordBatch, path: &str) -> Option<Column> {
    let mut names = path.split('.');
    let mut array = batch.column_by_name(names.next()?)?;
    let mut nulls = None;
    for name in names {
        let object = array.as_struct_opt()?;
        // A member of no object is no value, whatever its array holds there.
        nulls = NullBuffer::union(nulls.as_ref(), object.nulls());
        array = object.column_by_name(name)?;
    }
    let column = Column::new(array);
    Some(match nulls {
        Some(nulls) => Column::Inside(nulls, Box::new(column)),
        None => column,
    })
}

/// All columns of a batch, with their names.
pub(crate) fn all_columns(batch: &RecordBatch) -> Vec<(String, Column)> {
    let fields = batch.schema_ref().fields().iter().zip(batch.columns());
    fields
        .map(|(field, array): (&Arc<Field>, _)| (field.name().clone(), Column::new(array)))
        .collect()
}

impl Column {
    fn new(array: &ArrayRef) -> Column {
        use DataType::*;
        match array.data_type() {
            Utf8 => Column::Text(array.as_string().clone()),
            LargeUtf8 => Column::LargeText(array.as_string().clone()),
            Utf8View => Column::TextView(array.as_string_view().clone()),
            Boolean => Column::Bool(array.as_boolean().clone()),
            Int8 => integers::<Int8Type>(array),
            Int16 => integers::<Int16Type>(array),
            Int32 => integers::<Int32Type>(array),
            Int64 => integers::<Int64Type>(array),
            UInt8 => integers::<UInt8Type>(array),
            UInt16 => integers::<UInt16Type>(array),
            UInt32 => integers::<UInt32Type>(array),
            UInt64 => Column::Unsigned(array.as_primitive().clone()),
            Float16 => Column::Float(array.as_primitive::<Float16Type>().unary(|v| v.to_f64())),
            Float32 => Column::Float(array.as_primitive::<Float32Type>().unary(f64::from)),
            Float64 => Column::Float(array.as_primitive::<Float64Type>().clone()),
            // Its own unit is kept: milliseconds would round towards 1970.
            Timestamp(unit, _) => Column::Instant(counts(array, *unit), *unit),
            Date32 => {
                let days = array.as_primitive::<Date32Type>();
                let millis = days.unary(|day| i64::from(day) * MILLIS_PER_DAY);
                Column::Instant(millis, ArrowUnit::Millisecond)
            }
            Date64 => {
                let millis = array.as_primitive::<Date64Type>().reinterpret_cast();
                Column::Instant(millis, ArrowUnit::Millisecond)
            }
            Dictionary(..) => Column::coded(array),
            // As if it were not there: a column that is asked for was refused when the file was
            // opened.
            _ => Column::Absent,
        }
    }

    fn coded(array: &ArrayRef) -> Column {
        let dictionary = array.as_any_dictionary();
        if dictionary.values().is_empty() {
            return Column::Absent;
        }
        let held = dictionary.keys();
        let keys = dictionary.normalized_keys().into_iter().enumerate();
        let keys = keys.map(|(row, key)| held.is_valid(row).then_some(key)).collect();
        Column::Coded(Coded { keys, values: Box::new(Column::new(dictionary.values())) })
    }

    pub(crate) fn cell(&self, row: usize) -> Cell<'_> {
        let text = |text| Cell::Text(Cow::Borrowed(text));
        match self {
            Column::Text(cells) if cells.is_valid(row) => text(cells.value(row)),
            Column::LargeText(cells) if cells.is_valid(row) => text(cells.value(row)),
            Column::TextView(cells) if cells.is_valid(row) => text(cells.value(row)),
            Column::Integer(cells) if cells.is_valid(row) => Cell::Integer(cells.value(row).into()),
            Column::Unsigned(cells) if cells.is_valid(row) => {
                Cell::Integer(cells.value(row).into())
            }
            Column::Float(cells) if cells.is_valid(row) => Cell::Float(cells.value(row)),
            Column::Bool(cells) if cells.is_valid(row) => Cell::Bool(cells.value(row)),
            Column::Instant(cells, unit) if cells.is_valid(row) => {
                Cell::Instant(millis(cells.value(row), *unit))
            }
            Column::Coded(coded) => {
                coded.keys[row].map_or(Cell::Missing, |key| coded.values.cell(key))
            }
            Column::Inside(objects, members) if objects.is_valid(row) => members.cell(row),
            _ => Cell::Missing,
        }
    }
}

fn integers<T: ArrowPrimitiveType>(array: &ArrayRef) -> Column
where
    i64: From<T::Native>,
{
    Column::Integer(array.as_primitive::<T>().unary(i64::from))
}

/// The instants of a column, counted in its unit.
fn counts(array: &ArrayRef, unit: ArrowUnit) -> Int64Array {
    fn of<T: ArrowPrimitiveType<Native = i64>>(array: &ArrayRef) -> PrimitiveArray<Int64Type> {
        array.as_primitive::<T>().reinterpret_cast()
    }
    match unit {
        ArrowUnit::Second => of::<TimestampSecondType>(array),
        ArrowUnit::Millisecond => of::<TimestampMillisecondType>(array),
        ArrowUnit::Microsecond => of::<TimestampMicrosecondType>(array),
        ArrowUnit::Nanosecond => of::<TimestampNanosecondType>(array),
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
