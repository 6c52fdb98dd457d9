//! Parquet files: written here with arrow, read by the crate.

use std::fs::File;
use std::path::Path;
use std::sync::Arc;

use parquet::arrow::ArrowWriter;
use refrain_core::Time;
use refrain_events::arrow::array::{
    ArrayRef, BooleanArray, Date32Array, DictionaryArray, Float32Array, Float64Array, Int32Array,
    Int64Array, LargeStringArray, ListArray, NullArray, RecordBatch, StringArray, StringViewArray,
    TimestampMicrosecondArray, TimestampNanosecondArray, TimestampSecondArray, UInt64Array,
};
use refrain_events::arrow::datatypes::{Int32Type, Int64Type};
use refrain_events::{CleaningRule, Error, EventSchema, Input, LogReader, ReadLog};

use crate::support::{FULL, START, assert_accounts_hold, bare_schema, events, full_schema, line};

fn write(path: &Path, columns: Vec<(&str, ArrayRef)>) {
    let batch = RecordBatch::try_from_iter_with_nullable(
        columns.into_iter().map(|(name, array)| (name, array, true)),
    )
    .unwrap();
    let mut writer =
        ArrowWriter::try_new(File::create(path).unwrap(), batch.schema(), None).unwrap();
    writer.write(&batch).unwrap();
    writer.close().unwrap();
}

pub(crate) fn read(schema: EventSchema, columns: Vec<(&str, ArrayRef)>) -> Result<ReadLog, Error> {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("log");
    write(&path, columns);
    LogReader::new(schema).read(&[Input::Path(path)])
}

fn text(values: &[Option<&str>]) -> ArrayRef {
    Arc::new(StringArray::from(values.to_vec()))
}

/// The columns of the bare schema with `at` as given, for one row.
fn one_row(at: ArrayRef) -> Vec<(&'static str, ArrayRef)> {
    vec![("user", text(&[Some("a")])), ("at", at), ("what", text(&[Some("visit")]))]
}

#[test]
fn a_parquet_file_equals_the_json_lines_of_its_rows() {
    let dictionary: DictionaryArray<Int32Type> =
        vec![Some("visit"), Some("buy"), Some("visit")].into_iter().collect();
    let from_parquet = read(
        full_schema(),
        vec![
            ("ignored", Arc::new(NullArray::new(3)) as ArrayRef),
            ("what", Arc::new(dictionary)),
            ("user", Arc::new(Int32Array::from(vec![7, 7, 8]))),
            ("at", Arc::new(Int64Array::from(vec![START, START + 1, START + 2]))),
            ("visit", Arc::new(UInt64Array::from(vec![u64::MAX, 1, 2]))),
            ("step", Arc::new(Float64Array::from(vec![0.0, 1.0, 2.0]))),
            ("joined", Arc::new(Int64Array::from(vec![Some(START), None, Some(START)]))),
            ("tag", Arc::new(StringViewArray::from(vec![Some("é"), None, Some("")]))),
            ("n", Arc::new(Float32Array::from(vec![1.5, 2.5, -0.25]))),
        ],
    )
    .unwrap();
    assert_accounts_hold(&from_parquet);
    let lines = format!(
        "{{\"user\":7,\"at\":{},\"what\":\"visit\",\"visit\":18446744073709551615,\"step\":0,\"joined\":{START},\"tag\":\"é\",\"n\":1.5}}\n\
         {{\"user\":7,\"at\":{},\"what\":\"buy\",\"visit\":1,\"step\":1,\"n\":2.5}}\n\
         {{\"user\":8,\"at\":{},\"what\":\"visit\",\"visit\":2,\"step\":2,\"joined\":{START},\"n\":-0.25}}\n",
        START,
        START + 1,
        START + 2
    );
    let from_lines = crate::support::read(full_schema(), lines).unwrap();
    assert_eq!(events(&from_parquet.log), events(&from_lines.log));
}

#[test]
fn timestamps_carry_their_own_unit() {
    let columns: [ArrayRef; 4] = [
        Arc::new(TimestampSecondArray::from(vec![START / 1_000])),
        Arc::new(
            TimestampMicrosecondArray::from(vec![START * 1_000 + 999]).with_timezone("+02:00"),
        ),
        Arc::new(TimestampNanosecondArray::from(vec![START * 1_000_000 + 999_999])),
        Arc::new(Date32Array::from(vec![(START / 86_400_000) as i32])),
    ];
    for column in columns {
        let data_type = column.data_type().clone();
        let read = read(bare_schema(), one_row(column)).unwrap();
        assert_eq!(read.log.range().start, Time::from_millis(START), "{data_type}");
    }
}

#[test]
fn the_line_of_a_row_is_its_number() {
    let users = LargeStringArray::from(vec![Some("a"), Some(""), Some("a"), None]);
    let read = read(
        bare_schema(),
        vec![
            ("user", Arc::new(users) as ArrayRef),
            ("at", Arc::new(Int64Array::from(vec![START; 4]))),
            ("what", text(&[Some("visit"); 4])),
        ],
    )
    .unwrap();
    assert_accounts_hold(&read);
    let line = |rule| read.report.finding(rule).unwrap().samples[0].line;
    assert_eq!(line(CleaningRule::Guest), Some(2));
    assert_eq!(line(CleaningRule::Duplicate), Some(3));
    assert_eq!(line(CleaningRule::MissingRole), Some(4));
}

#[test]
fn nan_and_booleans_follow_the_rules_of_rows() {
    let read = read(
        EventSchema::from_toml(&FULL.replace("sequence = \"step\"\n", "")).unwrap(),
        vec![
            ("user", text(&[Some("a"), Some("a")])),
            ("at", Arc::new(Float64Array::from(vec![START as f64, f64::NAN])) as ArrayRef),
            ("what", text(&[Some("visit"), Some("visit")])),
            ("visit", Arc::new(NullArray::new(2))),
            ("joined", Arc::new(NullArray::new(2))),
            ("tag", Arc::new(BooleanArray::from(vec![true, true]))),
            ("n", Arc::new(Float64Array::from(vec![f64::NAN, 1.0]))),
        ],
    )
    .unwrap();
    assert_accounts_hold(&read);
    assert_eq!(read.report.count(CleaningRule::TimeOutOfRange), 1);
    assert_eq!(read.report.count(CleaningRule::BadValueIgnored), 1);
    assert!(events(&read.log)[0].contains("true"));
}

#[test]
fn a_column_of_another_type_is_refused_unless_the_schema_does_not_ask_for_it() {
    let list = || -> ArrayRef {
        Arc::new(ListArray::from_iter_primitive::<Int64Type, _, _>([Some(vec![Some(1)])]))
    };
    let error = read(bare_schema(), one_row(list())).unwrap_err();
    let shown = error.to_string();
    assert!(shown.starts_with("column `at` of `"), "{shown}");
    assert!(shown.contains("is of type List("), "{shown}");

    let mut columns = one_row(Arc::new(Int64Array::from(vec![START])));
    columns.push(("other", list()));
    assert_eq!(read(bare_schema(), columns).unwrap().report.rows_kept, 1);
}

#[test]
fn a_column_with_a_role_must_be_in_the_file() {
    let columns = vec![("users", text(&[Some("a")])), ("what", text(&[Some("visit")]))];
    let error = read(bare_schema(), columns).unwrap_err().to_string();
    assert_eq!(
        error,
        "column `user` (role `entity`) appears in none of the rows; did you mean `users`?; \
         the log has: users, what"
    );
}

#[test]
fn parquet_and_json_lines_make_one_log() {
    let directory = tempfile::tempdir().unwrap();
    write(&directory.path().join("1.parquet"), one_row(Arc::new(Int64Array::from(vec![START]))));
    crate::support::write(directory.path(), "2.json", line("a", 0, "visit") + &line("b", 1, "v"));
    let reader = LogReader::new(bare_schema());
    let read = reader.read(&[Input::Path(directory.path().to_owned())]).unwrap();
    assert_eq!((read.report.rows_read, read.report.rows_kept), (3, 2));
    assert_eq!(read.report.count(CleaningRule::Duplicate), 1);
}
