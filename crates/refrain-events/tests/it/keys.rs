//! Events that a key tells apart.

use std::fs;

use refrain_events::{CleaningRule, EventSchema, EventStore, Input, LogReader, ReadLog};

use crate::support::{START, bare_schema, events, read};

fn schema() -> EventSchema {
    let text = bare_schema().to_toml() + "\n[rows]\ndeduplicate_by = \"id\"\n";
    EventSchema::from_toml(&text).unwrap()
}

fn row(id: &str, second: i64) -> String {
    let at = START + second * 1_000;
    format!("{{\"user\":\"ada\",\"at\":{at},\"what\":\"pay\",\"id\":{id}}}\n")
}

/// A row sent twice, another payment of the same second, and a retry that was stamped anew.
fn retries() -> [String; 5] {
    [row("\"a\"", 0), row("\"a\"", 0), row("\"b\"", 0), row("\"c\"", 5), row("\"c\"", 6)]
}

fn counts(read: &ReadLog) -> (usize, u64) {
    (read.log.n_events(), read.report.count(CleaningRule::Duplicate))
}

#[test]
fn of_rows_with_one_key_the_first_by_time_is_read() {
    let found = read(schema(), retries().concat()).unwrap();
    assert_eq!(counts(&found), (3, 2));
    let backwards: String = retries().into_iter().rev().collect();
    assert_eq!(events(&read(schema(), backwards).unwrap().log), events(&found.log));
    let finding = found.report.finding(CleaningRule::Duplicate).unwrap();
    assert_eq!(finding.samples[0].detail, "has the key of an earlier row");
    // Rows without a key are all kept.
    let without = row("null", 0) + &row("null", 0) + &row("\"a\"", 9);
    assert_eq!(counts(&read(schema(), without).unwrap()), (3, 0));
}

#[test]
fn a_key_is_found_again_across_ingests() {
    let directory = tempfile::tempdir().unwrap();
    let reader = LogReader::new(schema());
    let mut store = EventStore::open_or_create(directory.path().join("store"), &schema()).unwrap();
    for (index, text) in retries().iter().enumerate() {
        let path = directory.path().join(format!("{index}.json"));
        // Each of other content, or it would be the same input again.
        fs::write(&path, text.clone() + &"\n".repeat(index)).unwrap();
        store.ingest(&reader, &[Input::Path(path)]).unwrap();
    }
    let direct = read(schema(), retries().concat()).unwrap();
    for _ in 0..2 {
        let stored = store.read(&reader).unwrap();
        assert_eq!(counts(&stored), (3, 2));
        assert_eq!(events(&stored.log), events(&direct.log));
        // The keys outlive the segments.
        store.compact().unwrap();
    }
}
