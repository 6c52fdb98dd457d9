//! Columns of Arrow batches and Parquet files as cells of a table.

use arrow_select::take::take;
use refrain_core::Time;
use refrain_events::arrow::array::{Array, ArrayRef, ArrowPrimitiveType, AsArray};
use refrain_events::arrow::datatypes::{
    DataType, Date32Type, Decimal32Type, Decimal64Type, Decimal128Type, Decimal256Type,
    DecimalType, Float16Type, Float32Type, Float64Type, Int8Type, Int16Type, Int32Type, Int64Type,
    TimeUnit, TimestampMicrosecondType, TimestampMillisecondType, TimestampNanosecondType,
    TimestampSecondType, UInt8Type, UInt16Type, UInt32Type, UInt64Type,
};

use crate::table::Cells;

const MILLIS_PER_SECOND: i64 = 1_000;
const MILLIS_PER_DAY: i64 = 86_400_000;

/// The ids of a column, which stay whole numbers where they are: long ones would not fit a float.
pub(super) fn ids(array: &ArrayRef) -> Option<Cells> {
    use DataType::*;
    match array.data_type() {
        Int8 => Some(numerals::<Int8Type>(array)),
        Int16 => Some(numerals::<Int16Type>(array)),
        Int32 => Some(numerals::<Int32Type>(array)),
        Int64 => Some(numerals::<Int64Type>(array)),
        UInt8 => Some(numerals::<UInt8Type>(array)),
        UInt16 => Some(numerals::<UInt16Type>(array)),
        UInt32 => Some(numerals::<UInt32Type>(array)),
        UInt64 => Some(numerals::<UInt64Type>(array)),
        Dictionary(..) => ids(&plain(array)?),
        _ => cells(array),
    }
}

/// The values of a column, `None` for a type that tables do not have.
pub(super) fn cells(array: &ArrayRef) -> Option<Cells> {
    use DataType::*;
    Some(match array.data_type() {
        Utf8 => texts(array.as_string::<i32>()),
        LargeUtf8 => texts(array.as_string::<i64>()),
        Utf8View => texts(array.as_string_view()),
        Dictionary(..) => cells(&plain(array)?)?,
        Boolean => numbers(array.as_boolean(), f64::from),
        Null => Cells::Number(vec![f64::NAN; array.len()]),
        Int8 => numbers(array.as_primitive::<Int8Type>(), f64::from),
        Int16 => numbers(array.as_primitive::<Int16Type>(), f64::from),
        Int32 => numbers(array.as_primitive::<Int32Type>(), f64::from),
        Int64 => numbers(array.as_primitive::<Int64Type>(), |value| value as f64),
        UInt8 => numbers(array.as_primitive::<UInt8Type>(), f64::from),
        UInt16 => numbers(array.as_primitive::<UInt16Type>(), f64::from),
        UInt32 => numbers(array.as_primitive::<UInt32Type>(), f64::from),
        UInt64 => numbers(array.as_primitive::<UInt64Type>(), |value| value as f64),
        Float16 => numbers(array.as_primitive::<Float16Type>(), |value| value.to_f64()),
        Float32 => numbers(array.as_primitive::<Float32Type>(), f64::from),
        Float64 => numbers(array.as_primitive::<Float64Type>(), |value| value),
        Decimal32(..) => decimals::<Decimal32Type>(array),
        Decimal64(..) => decimals::<Decimal64Type>(array),
        Decimal128(..) => decimals::<Decimal128Type>(array),
        Decimal256(..) => decimals::<Decimal256Type>(array),
        Date32 => {
            let days = array.as_primitive::<Date32Type>().iter();
            instants(days.map(|day| day.map(|day| i64::from(day) * MILLIS_PER_DAY)))
        }
        Timestamp(unit, _) => timestamps(array, *unit),
        _ => return None,
    })
}

/// The rows of a dictionary, each with its value.
fn plain(array: &ArrayRef) -> Option<ArrayRef> {
    let dictionary = array.as_any_dictionary();
    take(dictionary.values(), dictionary.keys(), None).ok()
}

fn texts<'a>(values: impl IntoIterator<Item = Option<&'a str>>) -> Cells {
    Cells::Text(values.into_iter().map(|text| text.map(str::to_owned)).collect())
}

fn numerals<T: ArrowPrimitiveType>(array: &ArrayRef) -> Cells
where
    T::Native: ToString,
{
    let values = array.as_primitive::<T>().iter();
    Cells::Text(values.map(|value| value.map(|value| value.to_string())).collect())
}

fn numbers<V>(values: impl IntoIterator<Item = Option<V>>, number: impl Fn(V) -> f64) -> Cells {
    Cells::Number(values.into_iter().map(|value| value.map_or(f64::NAN, &number)).collect())
}

/// Decimals as the floats nearest to them.
fn decimals<T: DecimalType + ArrowPrimitiveType>(array: &ArrayRef) -> Cells {
    let values = array.as_primitive::<T>();
    let number = |row| match values.is_valid(row) {
        true => values.value_as_string(row).parse().expect("a decimal is written in digits"),
        false => f64::NAN,
    };
    Cells::Number((0..values.len()).map(number).collect())
}

fn timestamps(array: &ArrayRef, unit: TimeUnit) -> Cells {
    fn counts<T: ArrowPrimitiveType<Native = i64>>(
        array: &ArrayRef,
        millis: impl Fn(i64) -> i64,
    ) -> Cells {
        instants(array.as_primitive::<T>().iter().map(|count| count.map(&millis)))
    }
    match unit {
        TimeUnit::Second => counts::<TimestampSecondType>(array, |count| {
            // A time beyond all plausible ones stays so.
            count.saturating_mul(MILLIS_PER_SECOND)
        }),
        TimeUnit::Millisecond => counts::<TimestampMillisecondType>(array, |count| count),
        TimeUnit::Microsecond => {
            counts::<TimestampMicrosecondType>(array, |count| count.div_euclid(1_000))
        }
        TimeUnit::Nanosecond => {
            counts::<TimestampNanosecondType>(array, |count| count.div_euclid(1_000_000))
        }
    }
}

fn instants(millis: impl Iterator<Item = Option<i64>>) -> Cells {
    Cells::Instant(millis.map(|count| count.map(Time::from_millis)).collect())
}
