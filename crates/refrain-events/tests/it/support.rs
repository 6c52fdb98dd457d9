//! Small logs and ways to look at them.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

use flate2::Compression;
use flate2::write::GzEncoder;
use refrain_core::{AttributeType, EventLog, Time};
use refrain_events::{CleaningReport, CleaningRule, Error, EventSchema, LogReader, ReadLog};

/// Roles `user`, `at` (ms), `what` and nothing else.
pub(crate) fn bare_schema() -> EventSchema {
    EventSchema::from_toml("[roles]\nentity = \"user\"\ntime = \"at\"\nkind = \"what\"\n").unwrap()
}

/// Every role, a text attribute `tag` and a number attribute `n`.
pub(crate) fn full_schema() -> EventSchema {
    EventSchema::from_toml(FULL).unwrap()
}

pub(crate) const FULL: &str = r#"
[roles]
entity = "user"
time = "at"
kind = "what"
session = "visit"
sequence = "step"
registration = "joined"

[[attributes]]
name = "tag"
type = "text"

[[attributes]]
name = "n"
type = "number"
"#;

/// 2020-01-01T00:00:00Z.
pub(crate) const START: i64 = 1_577_836_800_000;

/// A line of the bare schema, `millis` after 2020-01-01.
pub(crate) fn line(user: &str, millis: i64, what: &str) -> String {
    format!("{{\"user\":\"{user}\",\"at\":{},\"what\":\"{what}\"}}\n", START + millis)
}

pub(crate) fn read(schema: EventSchema, text: impl AsRef<[u8]>) -> Result<ReadLog, Error> {
    LogReader::new(schema).read_from("test.json", text.as_ref())
}

/// Does something on a pool of so many threads.
pub(crate) fn on_threads<T: Send>(n_threads: usize, task: impl FnOnce() -> T + Send) -> T {
    let pool = rayon::ThreadPoolBuilder::new().num_threads(n_threads).build().unwrap();
    pool.install(task)
}

/// Reads a good line after the text, so that what the text holds may all be dropped.
pub(crate) fn read_before_good_line(text: impl AsRef<[u8]>) -> CleaningReport {
    let mut bytes = text.as_ref().to_vec();
    bytes.extend_from_slice(line("good", 0, "visit").as_bytes());
    let read = read(bare_schema(), bytes).unwrap();
    assert!(read.log.entity("good").is_some());
    assert_accounts_hold(&read);
    read.report
}

pub(crate) fn assert_accounts_hold(read: &ReadLog) {
    let report = &read.report;
    assert_eq!(report.rows_read, report.rows_kept + report.rows_dropped());
    assert_eq!(report.rows_kept, read.log.n_events() as u64);
    assert_eq!(report.rows_read, report.files.iter().map(|file| file.rows_read).sum::<u64>());
    assert_eq!(report.rows_kept, report.files.iter().map(|file| file.rows_kept).sum::<u64>());
}

/// Asserts that a rule found one thing, and returns what the report says about it.
pub(crate) fn only_detail(report: &CleaningReport, rule: CleaningRule) -> String {
    assert_eq!(report.count(rule), 1, "{report}");
    report.finding(rule).unwrap().samples[0].detail.clone()
}

/// Every event of a log with all that is known of it, one string each.
pub(crate) fn events(log: &EventLog) -> Vec<String> {
    let attributes: Vec<(String, AttributeType)> =
        log.attributes().map(|(name, kind)| (name.to_owned(), kind)).collect();
    let mut shown = Vec::new();
    for entity in log.entities() {
        let events = log.history(entity, Time::MAX).events();
        for event in events.iter() {
            let cells: Vec<String> = attributes
                .iter()
                .map(|(name, kind)| match kind {
                    AttributeType::Text => format!("{:?}", event.text(name)),
                    AttributeType::Number => format!("{:?}", event.number(name)),
                })
                .collect();
            shown.push(format!(
                "{} {} {} {:?} {:?} {cells:?}",
                log.entity_id(entity),
                event.time().millis(),
                event.kind(),
                event.session(),
                events.registration(),
            ));
        }
    }
    shown
}

pub(crate) fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

pub(crate) fn write(directory: &Path, name: &str, bytes: impl AsRef<[u8]>) -> PathBuf {
    let path = directory.join(name);
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(&path, bytes).unwrap();
    path
}

/// An error with everything behind it, as a program would print it.
pub(crate) fn chain(error: &Error) -> String {
    let mut shown = error.to_string();
    let mut cause = std::error::Error::source(error);
    while let Some(error) = cause {
        shown.push_str(": ");
        shown.push_str(&error.to_string());
        cause = error.source();
    }
    shown
}
