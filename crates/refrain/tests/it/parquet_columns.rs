//! Parquet files of other programs as tables, one column type after another.

use std::fs::File;
use std::sync::Arc;

use parquet::arrow::ArrowWriter;
use refrain::arrow::array::{
    ArrayRef, BooleanArray, Date32Array, Decimal128Array, DictionaryArray, Float32Array,
    Int32Array, Int64Array, LargeStringArray, ListArray, RecordBatch, StringArray, StringViewArray,
    TimestampMicrosecondArray, TimestampNanosecondArray, UInt64Array,
};
use refrain::arrow::datatypes::{Int8Type, Int32Type};
use refrain::base::Time;
use refrain::table::{Cells, Table};
use refrain::{Error, ErrorKind};
use tempfile::TempDir;

/// Writes the columns behind a column of ids, and reads the file as a table.
fn read(ids: ArrayRef, columns: Vec<ArrayRef>) -> Result<Table, Error> {
    let directory = TempDir::new().unwrap();
    let path = directory.path().join("table.parquet");
    let names = (0..columns.len()).map(|index| format!("c{index}"));
    let named = [("id".to_owned(), ids)].into_iter().chain(names.zip(columns));
    let batch = RecordBatch::try_from_iter(named).unwrap();
    let mut writer =
        ArrowWriter::try_new(File::create(&path).unwrap(), batch.schema(), None).unwrap();
    writer.write(&batch).unwrap();
    writer.close().unwrap();
    Table::read(&path)
}

#[track_caller]
fn check_numbers(column: ArrayRef, expected: &[f64]) {
    let ids = Arc::new(Int32Array::from_iter_values(0..expected.len() as i32));
    let table = read(ids, vec![column]).unwrap();
    let Cells::Number(found) = &table.columns()[1].values else { panic!("not numbers") };
    let bits = |values: &[f64]| values.iter().map(|v| v.to_bits()).collect::<Vec<_>>();
    assert_eq!(bits(found), bits(expected));
}

#[track_caller]
fn check_instants(column: ArrayRef, millis: &[Option<i64>]) {
    let ids = Arc::new(Int32Array::from_iter_values(0..millis.len() as i32));
    let table = read(ids, vec![column]).unwrap();
    let expected = millis.iter().map(|m| m.map(Time::from_millis)).collect::<Vec<_>>();
    assert_eq!(table.columns()[1].values, Cells::Instant(expected));
}

#[track_caller]
fn check_ids(ids: ArrayRef, expected: &[&str]) {
    let table = read(ids, vec![]).unwrap();
    let expected = expected.iter().map(|id| Some((*id).to_owned())).collect();
    assert_eq!(table.columns()[0].values, Cells::Text(expected));
}

#[test]
fn whole_numbers_in_the_first_column_are_ids_to_the_last_digit() {
    check_ids(Arc::new(Int64Array::from(vec![i64::MAX, -1])), &["9223372036854775807", "-1"]);
    check_ids(Arc::new(UInt64Array::from(vec![u64::MAX])), &["18446744073709551615"]);
    let coded = DictionaryArray::<Int8Type>::new(
        vec![1, 0, 1].into(),
        Arc::new(Int64Array::from(vec![i64::MAX, 7])),
    );
    check_ids(Arc::new(coded), &["7", "9223372036854775807", "7"]);
}

#[test]
fn ids_are_read_from_any_type_of_text() {
    check_ids(Arc::new(StringArray::from(vec!["a", "b"])), &["a", "b"]);
    check_ids(Arc::new(LargeStringArray::from(vec!["a", "b"])), &["a", "b"]);
    check_ids(Arc::new(StringViewArray::from(vec!["a", "b"])), &["a", "b"]);
    let coded: DictionaryArray<Int32Type> = ["b", "a", "b"].into_iter().collect();
    check_ids(Arc::new(coded), &["b", "a", "b"]);
}

#[test]
fn numbers_of_any_type_are_read_and_nulls_are_missing() {
    check_numbers(Arc::new(Int32Array::from(vec![Some(-3), None])), &[-3.0, f64::NAN]);
    check_numbers(Arc::new(UInt64Array::from(vec![u64::MAX])), &[u64::MAX as f64]);
    check_numbers(Arc::new(Float32Array::from(vec![0.5, -2.25])), &[0.5, -2.25]);
    check_numbers(
        Arc::new(BooleanArray::from(vec![Some(true), Some(false), None])),
        &[1.0, 0.0, f64::NAN],
    );
    let coded = DictionaryArray::<Int8Type>::new(
        vec![Some(1), None].into(),
        Arc::new(Float32Array::from(vec![1.0, 2.0])),
    );
    check_numbers(Arc::new(coded), &[2.0, f64::NAN]);
}

#[test]
fn decimals_are_the_nearest_floats() {
    let cents = Decimal128Array::from(vec![Some(1999), Some(-5), None]);
    let prices = cents.with_precision_and_scale(10, 2).unwrap();
    check_numbers(Arc::new(prices), &[19.99, -0.05, f64::NAN]);
}

#[test]
fn instants_are_cut_to_the_millisecond_before_them() {
    let micros = TimestampMicrosecondArray::from(vec![Some(1_999), Some(-1), None]);
    check_instants(Arc::new(micros), &[Some(1), Some(-1), None]);
    let nanos = TimestampNanosecondArray::from(vec![2_000_000, -2_000_001]);
    check_instants(Arc::new(nanos.with_timezone("UTC")), &[Some(2), Some(-3)]);
    check_instants(
        Arc::new(Date32Array::from(vec![1, -1])),
        &[Some(86_400_000), Some(-86_400_000)],
    );
}

#[test]
fn a_column_of_lists_is_refused_by_name() {
    let lists = ListArray::from_iter_primitive::<Int32Type, _, _>([Some(vec![Some(1)])]);
    let ids = Arc::new(Int32Array::from(vec![1]));
    let error = read(ids, vec![Arc::new(lists)]).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Malformed);
    assert!(format!("{error:?}").contains("c0"), "{error:?}");
}
