//! Arrow IPC files and streams: written here with arrow, read by the crate.

use std::fs;
use std::sync::Arc;

use refrain_events::arrow::array::{
    ArrayRef, DictionaryArray, RecordBatch, StringArray, TimestampMillisecondArray,
};
use refrain_events::arrow::datatypes::Int32Type;
use refrain_events::arrow::ipc::writer::{FileWriter, StreamWriter};
use refrain_events::{Error, Input, LogReader, ReadLog};

use crate::support::{START, assert_accounts_hold, bare_schema, events, line};

fn batches() -> Vec<RecordBatch> {
    let batch = |users: Vec<&str>, first: i64, kinds: Vec<&str>| {
        let times = (0..users.len() as i64).map(|row| START + first + row);
        let kinds: DictionaryArray<Int32Type> = kinds.into_iter().collect();
        let columns: [(&str, ArrayRef); 3] = [
            ("user", Arc::new(StringArray::from(users))),
            ("at", Arc::new(TimestampMillisecondArray::from_iter_values(times))),
            ("what", Arc::new(kinds)),
        ];
        RecordBatch::try_from_iter(columns).unwrap()
    };
    vec![batch(vec!["a", "b"], 0, vec!["visit", "buy"]), batch(vec!["a"], 2, vec!["visit"])]
}

fn lines() -> String {
    line("a", 0, "visit") + &line("b", 1, "buy") + &line("a", 2, "visit")
}

fn stream() -> Vec<u8> {
    let mut writer = StreamWriter::try_new(Vec::new(), &batches()[0].schema()).unwrap();
    batches().iter().for_each(|batch| writer.write(batch).unwrap());
    writer.into_inner().unwrap()
}

fn file() -> Vec<u8> {
    // A file has one dictionary; a stream may bring another with each batch.
    let batch = &batches()[0];
    let mut writer = FileWriter::try_new(Vec::new(), &batch.schema()).unwrap();
    writer.write(batch).unwrap();
    writer.into_inner().unwrap()
}

fn read(bytes: &[u8]) -> Result<ReadLog, Error> {
    LogReader::new(bare_schema()).read_from("log.arrow", bytes)
}

#[test]
fn a_stream_equals_the_json_lines_of_its_rows() {
    let from_stream = read(&stream()).unwrap();
    assert_accounts_hold(&from_stream);
    let from_lines = crate::support::read(bare_schema(), lines()).unwrap();
    assert_eq!(events(&from_stream.log), events(&from_lines.log));
}

#[test]
fn a_file_is_read_alike_from_its_path_and_as_a_stream() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("log.feather");
    fs::write(&path, file()).unwrap();
    let from_path = LogReader::new(bare_schema()).read(&[Input::Path(path)]).unwrap();
    let from_stream = read(&file()).unwrap();
    assert_eq!(events(&from_path.log), events(&from_stream.log));
    let expected = line("a", 0, "visit") + &line("b", 1, "buy");
    let from_lines = crate::support::read(bare_schema(), expected).unwrap();
    assert_eq!(events(&from_path.log), events(&from_lines.log));
}

#[test]
fn a_stream_cut_anywhere_is_an_error_or_ends_between_messages() {
    let stream = stream();
    let whole = read(&stream).unwrap().log.n_events();
    for n_bytes in 4..stream.len() {
        match read(&stream[..n_bytes]) {
            Ok(read) => assert!(read.log.n_events() <= whole),
            Err(error) => assert!(error.to_string().contains("log.arrow"), "{error}"),
        }
    }
    let in_last_message = stream.len() - 30;
    assert!(read(&stream[..in_last_message]).is_err());
}

/// Twenty bytes that announce a message of two gigabytes.
#[test]
fn a_message_takes_the_memory_of_what_has_come_not_of_what_it_announces() {
    let mut bytes = vec![0xFF; 7];
    bytes.extend_from_slice(&[0x7E; 1]);
    bytes.extend_from_slice(&[0xFF; 12]);
    let before = peak_kibibytes();
    assert!(read(&bytes).is_err());
    let grown = peak_kibibytes() - before;
    assert!(grown < 256 << 10, "the peak grew by {grown} KiB");
}

/// Peak memory of this process; nothing where the system does not tell.
fn peak_kibibytes() -> u64 {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    line.map_or(0, |line| line.trim().trim_end_matches("kB").trim().parse().unwrap())
}
