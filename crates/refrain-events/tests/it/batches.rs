//! Arrow batches that another program hands over.

use std::convert::Infallible;
use std::error::Error as _;
use std::io;
use std::ops::Range;
use std::sync::{Arc, mpsc};

use proptest::prelude::*;
use rayon::prelude::*;
use refrain_events::arrow::array::{
    ArrayRef, BooleanArray, Float64Array, Int64Array, RecordBatch, StringArray, StructArray,
};
use refrain_events::arrow::datatypes::{DataType, Field};
use refrain_events::arrow::ipc::writer::StreamWriter;
use refrain_events::{
    CleaningRule, Error, ErrorKind, EventSchema, LogReader, RawRow, ReadLog, RowSource,
};

use crate::support::{
    START, assert_accounts_hold, bare_schema, chain, events, full_schema, line, on_threads,
};

/// A row of all columns of the full schema; users and times may be none, or out of the question.
#[derive(Debug, Clone)]
struct Row {
    user: Option<String>,
    at: Option<i64>,
    step: i64,
    tag: Option<&'static str>,
}

fn row() -> impl Strategy<Value = Row> {
    let user =
        prop_oneof![8 => "[abc]".prop_map(Some), 1 => Just(None), 1 => Just(Some(String::new()))];
    let at = prop_oneof![8 => (0..4_i64).prop_map(|millis| Some(START + millis)), 1 => Just(None), 1 => Just(Some(7))];
    let tag = prop_oneof![Just(None), Just(Some("x")), Just(Some("y"))];
    (user, at, 0..3_i64, tag).prop_map(|(user, at, step, tag)| Row { user, at, step, tag })
}

fn batch(rows: &[Row]) -> RecordBatch {
    let same = |value: i64| Arc::new(Int64Array::from(vec![value; rows.len()])) as ArrayRef;
    let columns: [(&str, ArrayRef); 8] = [
        ("user", Arc::new(StringArray::from_iter(rows.iter().map(|row| row.user.as_deref())))),
        ("at", Arc::new(Int64Array::from_iter(rows.iter().map(|row| row.at)))),
        ("what", Arc::new(StringArray::from(vec!["visit"; rows.len()]))),
        ("visit", same(1)),
        ("step", Arc::new(Int64Array::from_iter_values(rows.iter().map(|row| row.step)))),
        ("joined", same(START)),
        ("tag", Arc::new(StringArray::from_iter(rows.iter().map(|row| row.tag)))),
        ("n", Arc::new(Float64Array::from_iter_values(rows.iter().map(|row| row.step as f64)))),
    ];
    RecordBatch::try_from_iter(columns).unwrap()
}

/// The rows as a file: an Arrow IPC stream of one batch.
fn file(rows: &[Row]) -> Vec<u8> {
    let batch = batch(rows);
    let mut writer = StreamWriter::try_new(Vec::new(), &batch.schema()).unwrap();
    writer.write(&batch).unwrap();
    writer.into_inner().unwrap()
}

fn read(
    reader: &LogReader,
    batches: impl IntoIterator<Item = RecordBatch, IntoIter: Send>,
) -> Result<ReadLog, Error> {
    reader.read_batches("log", batches.into_iter().map(Ok::<_, Infallible>))
}

fn readers() -> Vec<LogReader> {
    let mut without_sequence = full_schema().into_spec();
    without_sequence.roles.sequence = None;
    let without_sequence = EventSchema::new(without_sequence).unwrap();
    let made = || [full_schema(), without_sequence.clone()].map(LogReader::new);
    made().into_iter().chain(made().map(LogReader::strict)).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn batches_of_any_size_on_any_threads_are_read_as_a_file_of_their_rows(
        rows in prop::collection::vec(row(), 1..60),
        batch_rows in 1_usize..20,
        n_threads in 1_usize..5,
    ) {
        for reader in readers() {
            let of_file = reader.read_from("log", file(&rows).as_slice());
            let batches = rows.chunks(batch_rows).map(batch).collect::<Vec<_>>();
            let of_batches = on_threads(n_threads, || read(&reader, batches));
            match (of_file, of_batches) {
                (Ok(of_file), Ok(of_batches)) => {
                    assert_accounts_hold(&of_batches);
                    prop_assert_eq!(events(&of_file.log), events(&of_batches.log));
                    prop_assert_eq!(of_file.report, of_batches.report);
                }
                (Err(of_file), Err(of_batches)) => prop_assert_eq!(of_file, of_batches),
                (of_file, of_batches) => panic!("{of_file:?} and {of_batches:?}"),
            }
        }
    }
}

/// More rows than one thread takes at once, one of them damaged.
#[test]
fn one_long_batch_is_divided_between_threads_and_its_rows_keep_their_numbers() {
    let mut rows: Vec<Row> = (0..50_000)
        .map(|n| Row { user: Some((n % 7).to_string()), at: Some(START + n), step: n, tag: None })
        .collect();
    rows[40_000].at = None;
    let reader = LogReader::new(full_schema());
    let ReadLog { log, report, .. } = on_threads(3, || read(&reader, [batch(&rows)])).unwrap();
    assert_eq!(log.n_events(), 49_999);
    let missing = &report.finding(CleaningRule::MissingRole).unwrap().samples[0];
    assert_eq!((missing.file.as_deref(), missing.line), (Some("log"), Some(40_001)));
    let error = on_threads(3, || read(&reader.strict(), [batch(&rows)])).unwrap_err();
    assert!(error.to_string().starts_with("`log` line 40001: "), "{error}");
}

fn good(n_rows: usize) -> RecordBatch {
    let row = |n| Row { user: Some("a".into()), at: Some(START + n), step: n, tag: None };
    batch(&(0..n_rows as i64).map(row).collect::<Vec<_>>())
}

#[test]
fn an_error_of_the_stream_is_passed_on_with_the_number_of_its_batch() {
    let reader = LogReader::new(full_schema());
    let broken = || Err(io::Error::new(io::ErrorKind::ConnectionReset, "the peer went away"));
    let error = reader.read_batches("remote", [Ok(good(3)), Ok(good(2)), broken(), Ok(good(1))]);
    let error = error.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::External);
    assert_eq!(chain(&error), "batch 3 of `remote` cannot be read: the peer went away");
    let cause = error.source().and_then(|cause| cause.downcast_ref::<io::Error>()).unwrap();
    assert_eq!(cause.kind(), io::ErrorKind::ConnectionReset);
}

#[test]
fn an_error_of_refrain_in_the_stream_keeps_its_kind() {
    let nothing = EventSchema::load("no such file").unwrap_err();
    let error = LogReader::new(full_schema()).read_batches("remote", [Ok(good(3)), Err(nothing)]);
    assert_eq!(error.unwrap_err().kind(), ErrorKind::Io);
}

#[test]
fn a_damaged_row_before_the_broken_batch_is_said_first() {
    let damaged = batch(&[Row { user: Some("a".into()), at: None, step: 0, tag: None }]);
    let stream = [Ok(good(3)), Ok(damaged), Err(io::Error::other("the peer went away"))];
    let reader = LogReader::new(full_schema()).strict();
    let error = on_threads(2, || reader.read_batches("remote", stream)).unwrap_err();
    assert!(error.to_string().starts_with("`remote` line 4: "), "{error}");
}

#[test]
fn batches_may_have_their_columns_in_any_order_and_no_rows() {
    let reversed = good(3).project(&[7, 6, 5, 4, 3, 2, 1, 0]).unwrap();
    let without_attributes = good(2).project(&[5, 4, 3, 2, 1, 0]).unwrap();
    let batches = [good(0), reversed, good(0), without_attributes];
    let ReadLog { log, report, .. } = read(&readers()[0], batches).unwrap();
    // Without its attributes a row is another, and not one read twice.
    assert_eq!((log.n_events(), report.count(CleaningRule::Duplicate)), (5, 0));
    assert_eq!(report.count(CleaningRule::AbsentColumn), 0);
    assert!(read(&readers()[0], [good(0)]).unwrap_err().to_string().contains("holds no row"));
}

#[test]
fn a_column_of_no_value_of_an_event_is_refused_in_any_batch() {
    let inner: ArrayRef = Arc::new(BooleanArray::from(vec![true]));
    let field = Arc::new(Field::new("inner", DataType::Boolean, true));
    let nested: ArrayRef = Arc::new(StructArray::from(vec![(field, inner)]));
    let odd = RecordBatch::try_from_iter([("user", nested)]).unwrap();
    let error = read(&readers()[0], [good(3), odd]).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Malformed);
    assert!(error.to_string().starts_with("column `user` of `log` is of type Struct"), "{error}");
}

#[test]
fn an_absent_role_is_said_with_the_columns_that_there_are() {
    let schema =
        EventSchema::from_toml("[roles]\nentity = \"who\"\ntime = \"at\"\nkind = \"what\"");
    let error = read(&LogReader::new(schema.unwrap()), [good(500)]).unwrap_err().to_string();
    let expected = "the log has: at, joined, n, step, tag, user, visit, what";
    assert!(error.ends_with(expected), "{error}");
}

/// While it waits for its own threads, rayon may run another task of the read on the same one.
#[test]
fn a_stream_that_works_on_the_same_threads_does_not_wait_for_itself() {
    let reader = LogReader::new(full_schema());
    let busy = |n: u64| {
        let sum: u64 = (0..20_000_u64).into_par_iter().map(|value| value ^ n).sum();
        good(1 + (sum % 3) as usize)
    };
    for n_threads in [1, 2, 4] {
        let n_read = |batches: Range<u64>| {
            on_threads(n_threads, || read(&reader, batches.map(busy))).unwrap().report.rows_read
        };
        assert_eq!(n_read(0..300), n_read(0..100) + n_read(100..300));
    }
}

/// Keeps another thread of the pool busy until it is released.
fn busy_thread() -> mpsc::Sender<()> {
    let (release, released) = mpsc::channel();
    let (start, started) = mpsc::channel();
    rayon::spawn(move || {
        start.send(()).unwrap();
        let _ = released.recv();
    });
    started.recv().unwrap();
    release
}

/// The other thread is busy, so that the second task of the read is run from inside of the stream.
#[test]
fn a_task_of_the_read_that_is_run_inside_of_its_stream_ends_at_once() {
    let reader = LogReader::new(full_schema());
    let n_rows = on_threads(2, || {
        let release = busy_thread();
        let stream = (0..3).map(|_| {
            rayon::yield_now();
            good(1)
        });
        let read = read(&reader, stream).unwrap();
        drop(release);
        read.report.rows_read
    });
    assert_eq!(n_rows, 3);
}

/// The thread that helps the stream takes up a task of the read while it does.
#[test]
fn a_task_of_the_read_that_is_run_by_a_helper_of_its_stream_does_not_wait_for_it() {
    let reader = LogReader::new(full_schema());
    let n_rows = on_threads(2, || {
        let release = busy_thread();
        let (help, helped) = mpsc::channel();
        let divided = move || {
            let this = rayon::current_thread_index();
            let help = help.clone();
            rayon::spawn_broadcast(move |thread| {
                if Some(thread.index()) != this {
                    rayon::yield_now();
                    help.send(()).unwrap();
                }
            });
            release.send(()).unwrap();
            helped.recv().unwrap();
        };
        let stream = (0..3).map(move |n| {
            if n == 0 {
                divided();
            }
            good(1)
        });
        read(&reader, stream).unwrap().report.rows_read
    });
    assert_eq!(n_rows, 3);
}

#[test]
fn a_stream_may_read_another_log_while_it_is_read() {
    let reader = LogReader::new(full_schema());
    let inner = || read(&reader, [good(2)]).unwrap().log.n_events();
    let n_events = on_threads(1, || read(&reader, (0..3).map(|_| good(inner()))));
    assert_eq!(n_events.unwrap().report.rows_read, 6);
}

/// More rows than those whose other columns are remembered.
struct Rows(i64);

impl RowSource for Rows {
    fn columns(&self) -> Vec<String> {
        ["user", "at", "color"].map(str::to_owned).to_vec()
    }

    fn next_row(&mut self) -> io::Result<Option<RawRow<'_>>> {
        self.0 += 1;
        Ok((self.0 < 500).then(|| [7, START + self.0, 1].into_iter().collect()))
    }
}

#[test]
fn an_absent_role_of_a_source_of_rows_is_said_with_its_columns() {
    let error = LogReader::new(bare_schema()).read_rows("rows", &mut Rows(0)).unwrap_err();
    assert!(error.to_string().ends_with("the log has: at, color, user"), "{error}");
}

#[test]
fn batches_equal_json_lines_of_their_rows() {
    let of_lines =
        crate::support::read(bare_schema(), line("a", 0, "visit") + &line("a", 1, "visit"));
    let of_batches = read(&LogReader::new(bare_schema()), [good(2)]).unwrap();
    assert_eq!(events(&of_lines.unwrap().log), events(&of_batches.log));
}
