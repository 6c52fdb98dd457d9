//! Simulated logs as record batches and as files.

use std::error::Error as _;
use std::fs::File;
use std::path::{Path, PathBuf};

use arrow_select::concat::concat_batches;
use arrow_select::take::take;
use parquet::arrow::ProjectionMask;
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use refrain::arrow::array::{AsArray, RecordBatch};
use refrain::arrow::datatypes::{Float64Type, Int64Type};
use refrain::base::EventLog;
use refrain::events::{EventSchema, Input, LogReader, to_batches};
use refrain::features::{FeatureSet, seen_before};
use refrain::sim::{SimEvent, Simulation, SimulationOptions};
use refrain::table::feature_table;
use refrain::{ErrorKind, simulate_to_file, simulated_batches};
use tempfile::TempDir;

use crate::reference::csv;

fn simulation(users: u32, days: u32) -> Simulation {
    Simulation::new(SimulationOptions::new().users(users).days(days).seed(2)).unwrap()
}

/// One batch of all rows.
fn whole(simulation: &Simulation, rows_per_batch: usize) -> RecordBatch {
    let batches: Vec<RecordBatch> = simulated_batches(simulation, rows_per_batch).collect();
    concat_batches(&batches[0].schema(), &batches).unwrap()
}

/// The texts of a column.
fn texts(batch: &RecordBatch, name: &str) -> Vec<Option<String>> {
    let column = batch.column_by_name(name).unwrap();
    let texts = match column.as_any_dictionary_opt() {
        Some(coded) => take(coded.values(), coded.keys(), None).unwrap(),
        None => column.clone(),
    };
    texts.as_string::<i32>().iter().map(|text| text.map(str::to_owned)).collect()
}

fn whole_numbers(batch: &RecordBatch, name: &str) -> Vec<Option<i64>> {
    batch.column_by_name(name).unwrap().as_primitive::<Int64Type>().iter().collect()
}

#[track_caller]
fn check_texts<'a>(
    batch: &RecordBatch,
    events: &[SimEvent<'a>],
    name: &str,
    expected: impl Fn(&SimEvent<'a>) -> Option<&'a str>,
) {
    let expected: Vec<Option<String>> =
        events.iter().map(|event| expected(event).map(str::to_owned)).collect();
    assert!(texts(batch, name) == expected, "{name}");
}

#[track_caller]
fn check_numbers(
    batch: &RecordBatch,
    events: &[SimEvent<'_>],
    name: &str,
    expected: impl Fn(&SimEvent<'_>) -> Option<i64>,
) {
    let expected: Vec<Option<i64>> = events.iter().map(expected).collect();
    assert!(whole_numbers(batch, name) == expected, "{name}");
}

#[test]
fn batches_are_the_events_in_all_18_columns() {
    let simulation = simulation(40, 20);
    let events: Vec<SimEvent<'_>> = simulation.events().collect();
    assert!(events.iter().any(|event| event.customer.is_none()));
    let batch = &whole(&simulation, 500);
    let names: Vec<&str> = batch.schema_ref().fields().iter().map(|f| f.name().as_str()).collect();
    let in_json = "ts userId sessionId page auth method status level itemInSession location \
                   userAgent lastName firstName registration gender artist song length";
    assert_eq!(names.join(" "), in_json);

    check_numbers(batch, &events, "ts", |event| Some(event.time.millis()));
    check_numbers(batch, &events, "sessionId", |event| Some(event.session_id as i64));
    check_numbers(batch, &events, "status", |event| Some(event.status.into()));
    check_numbers(batch, &events, "itemInSession", |event| Some(event.item_in_session.into()));
    check_numbers(batch, &events, "registration", |event| {
        event.customer.map(|customer| customer.registration.millis())
    });
    check_texts(batch, &events, "page", |event| Some(event.page));
    check_texts(batch, &events, "auth", |event| Some(event.auth));
    check_texts(batch, &events, "method", |event| Some(event.method));
    check_texts(batch, &events, "level", |event| Some(event.level));
    check_texts(batch, &events, "location", |event| Some(event.customer?.location));
    check_texts(batch, &events, "userAgent", |event| Some(event.customer?.user_agent));
    check_texts(batch, &events, "lastName", |event| Some(event.customer?.last_name));
    check_texts(batch, &events, "firstName", |event| Some(event.customer?.first_name));
    check_texts(batch, &events, "gender", |event| Some(event.customer?.gender));
    check_texts(batch, &events, "artist", |event| Some(event.song?.artist));
    check_texts(batch, &events, "song", |event| Some(event.song?.title));

    let user_id = |event: &SimEvent<'_>| event.customer.map(|customer| customer.user_id);
    let ids = events.iter().map(|event| user_id(event).map_or(String::new(), |id| id.to_string()));
    assert!(texts(batch, "userId").into_iter().eq(ids.map(Some)));
    let lengths = batch.column_by_name("length").unwrap().as_primitive::<Float64Type>();
    let expected = events.iter().map(|event| event.song.map(|song| song.length_seconds));
    assert!(lengths.iter().eq(expected));
}

#[test]
fn batches_have_the_rows_asked_for_whatever_their_number() {
    let simulation = simulation(40, 20);
    let n_events = simulation.events().count();
    let expected = whole(&simulation, n_events);
    for rows_per_batch in [1_000, n_events - 1, n_events + 1] {
        let mut rest = n_events;
        for batch in simulated_batches(&simulation, rows_per_batch) {
            assert_eq!(batch.num_rows(), rest.min(rows_per_batch));
            rest -= batch.num_rows();
        }
        assert_eq!(rest, 0);
        assert!(whole(&simulation, rows_per_batch) == expected);
    }
}

#[test]
#[should_panic(expected = "a batch holds at least a row")]
fn batches_of_no_rows_are_refused() {
    let _ = simulated_batches(&simulation(1, 1), 0);
}

fn file(directory: &TempDir, name: &str, simulation: &Simulation) -> PathBuf {
    let path = directory.path().join(name);
    let n_rows = simulate_to_file(simulation, &path).unwrap();
    assert_eq!(n_rows as usize, simulation.events().count());
    path
}

fn read(path: &Path) -> EventLog {
    let reader = LogReader::new(EventSchema::sparkify());
    let read = reader.read(&[Input::Path(path.to_owned())]).unwrap();
    assert_eq!(read.report.rows_read, read.report.rows_kept + read.report.rows_dropped());
    read.log
}

#[test]
fn a_parquet_file_is_read_as_the_json_lines_are() {
    let (directory, simulation) = (tempfile::tempdir().unwrap(), simulation(60, 30));
    let logs = ["log.json", "log.json.gz", "log.parquet"]
        .map(|name| read(&file(&directory, name, &simulation)));
    let schema = EventSchema::sparkify();
    let features = |log: &EventLog| {
        let matrix = FeatureSet::reference().compute(log, &seen_before(log, &[log.range().end]));
        csv(&feature_table("userId", &matrix.unwrap()).unwrap())
    };
    for log in &logs[1..] {
        assert!(to_batches(log, &schema).eq(to_batches(&logs[0], &schema)));
        assert!(features(log) == features(&logs[0]));
    }
}

#[test]
fn a_log_longer_than_a_row_group_is_written_whole() {
    let (directory, simulation) = (tempfile::tempdir().unwrap(), simulation(2_000, 30));
    let path = file(&directory, "log.parquet", &simulation);
    let reader = ParquetRecordBatchReaderBuilder::try_new(File::open(path).unwrap()).unwrap();
    assert_eq!(reader.metadata().num_row_groups(), 2);
    let columns = ProjectionMask::columns(reader.parquet_schema(), ["ts", "sessionId"]);
    let mut events = simulation.coded_events();
    for batch in reader.with_projection(columns).build().unwrap().map(Result::unwrap) {
        let ids = whole_numbers(&batch, "sessionId");
        for (ts, session_id) in whole_numbers(&batch, "ts").into_iter().zip(ids) {
            let event = events.next().unwrap();
            assert_eq!(
                (ts, session_id),
                (Some(event.time.millis()), Some(event.session_id as i64))
            );
        }
    }
    assert!(events.next().is_none());
}

#[test]
fn any_number_of_threads_writes_the_same_parquet() {
    let directory = tempfile::tempdir().unwrap();
    // More rows than are encoded at a time.
    let simulation = simulation(900, 25);
    let bytes = |n_threads: usize| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(n_threads).build().unwrap();
        let path = pool.install(|| file(&directory, "log.parquet", &simulation));
        std::fs::read(path).unwrap()
    };
    let alone = bytes(1);
    assert!(alone == bytes(2) && alone == bytes(3));
}

#[test]
fn a_file_of_that_name_is_replaced() {
    let (directory, simulation) = (tempfile::tempdir().unwrap(), simulation(20, 10));
    let fresh = std::fs::read(file(&directory, "fresh.parquet", &simulation)).unwrap();
    // As long as what a run that was cut off may have left, and longer than the log.
    std::fs::write(directory.path().join("log.parquet"), vec![b'x'; 2 * fresh.len()]).unwrap();
    assert!(std::fs::read(file(&directory, "log.parquet", &simulation)).unwrap() == fresh);
}

#[test]
fn a_parquet_file_without_its_end_is_not_read() {
    let (directory, simulation) = (tempfile::tempdir().unwrap(), simulation(20, 10));
    let path = file(&directory, "log.parquet", &simulation);
    let bytes = std::fs::read(&path).unwrap();
    std::fs::write(&path, &bytes[..bytes.len() - 1]).unwrap();
    let reader = LogReader::new(EventSchema::sparkify());
    assert!(reader.read(&[Input::Path(path)]).is_err());
}

const NAMES: [&str; 3] = ["log.json", "log.json.gz", "log.parquet"];

#[test]
fn a_directory_that_is_not_there_is_told_with_the_file() {
    let directory = tempfile::tempdir().unwrap();
    for name in NAMES {
        let path = directory.path().join("missing").join(name);
        let error = simulate_to_file(&simulation(20, 10), &path).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Io);
        assert_eq!(error.to_string(), format!("{}: cannot be written", path.display()));
    }
}

#[test]
#[cfg(target_os = "linux")]
fn a_full_disk_is_told_with_the_file() {
    let directory = tempfile::tempdir().unwrap();
    for name in NAMES {
        let path = directory.path().join(name);
        std::os::unix::fs::symlink("/dev/full", &path).unwrap();
        let error = simulate_to_file(&simulation(20, 10), &path).unwrap_err();
        assert!(error.to_string().ends_with(&format!("{name}: cannot be written")), "{error}");
        let cause =
            error.source().and_then(|cause| cause.downcast_ref::<std::io::Error>()).unwrap();
        assert_eq!(cause.kind(), std::io::ErrorKind::StorageFull, "{name}");
    }
}
