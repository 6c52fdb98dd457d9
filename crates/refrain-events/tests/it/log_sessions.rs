//! Sessions made from pauses, and ids that are spelt in several ways.

use std::convert::Infallible;
use std::fs;

use refrain_core::{EventLog, Time};
use refrain_events::{CleaningRule, EventSchema, EventStore, Input, LogReader, to_batches};

use crate::support::{bare_schema, line, read};

const MINUTE: i64 = 60_000;

fn gap_schema() -> EventSchema {
    let roles =
        "[roles]\nentity = \"user\"\ntime = \"at\"\nkind = \"what\"\nsession_gap = \"30m\"\n";
    EventSchema::from_toml(roles).unwrap()
}

fn visits() -> String {
    let minutes = [0, 31, 50, 110, 60 * 24, 60 * 24 + 30];
    minutes.map(|minute| line("a", minute * MINUTE, "visit") + &line("b", minute, "view")).concat()
}

fn sessions(log: &EventLog) -> Vec<(String, String)> {
    let of = |entity| {
        let id = log.entity_id(entity).to_owned();
        let events = log.history(entity, Time::MAX).events();
        let sessions = events.iter().map(|e| e.session().unwrap().to_owned());
        sessions.map(move |session| (id.clone(), session)).collect::<Vec<_>>()
    };
    log.entities().flat_map(of).collect()
}

#[test]
fn sessions_are_made_from_pauses_in_files_stores_and_batches() {
    let schema = gap_schema();
    let reader = LogReader::new(schema.clone());
    let log = read(schema.clone(), visits()).unwrap().log;
    let of_a: Vec<String> = sessions(&log).into_iter().take(6).map(|(_, s)| s).collect();
    assert_eq!(of_a, ["1", "2", "2", "3", "4", "4"]);

    let directory = tempfile::tempdir().unwrap();
    let day = directory.path().join("day.json");
    fs::write(&day, visits()).unwrap();
    let path = directory.path().join("store");
    let mut store = EventStore::open_or_create(path, &schema).unwrap();
    store.ingest(&reader, &[Input::Path(day)]).unwrap();
    assert_eq!(sessions(&store.read(&reader).unwrap().log), sessions(&log));

    let batches = to_batches(&log, &schema).map(Ok::<_, Infallible>);
    let by_columns = LogReader::new(schema.of_batches());
    let back = by_columns.read_batches("batches", batches).unwrap().log;
    assert_eq!(sessions(&back), sessions(&log));
}

#[test]
fn ids_that_differ_in_spelling_are_suspects() {
    let text: String = ["Ada", "ada", "0017", "17", "bob"]
        .into_iter()
        .zip(0..)
        .map(|(user, hour)| line(user, hour, "visit"))
        .collect();
    let found = read(bare_schema(), &text).unwrap();
    assert_eq!(found.log.n_entities(), 5);
    let finding = found.report.finding(CleaningRule::SimilarIds).unwrap();
    assert_eq!(finding.count, 2);
    let details: Vec<&str> = finding.samples.iter().map(|s| s.detail.as_str()).collect();
    assert_eq!(
        details,
        [
            "`0017` (1 event) and `17` (1) differ only in leading zeros; \
             merge them with [ids] ignore = [\"zeros\"]",
            "`Ada` (1 event) and `ada` (1) differ only in case; \
             merge them with [ids] ignore = [\"case\"]",
        ]
    );
    let reader = LogReader::new(bare_schema()).without(CleaningRule::SimilarIds).unwrap();
    let quiet = reader.read_from("log", text.as_bytes()).unwrap();
    assert_eq!(quiet.report.count(CleaningRule::SimilarIds), 0);

    let directory = tempfile::tempdir().unwrap();
    let day = directory.path().join("day.json");
    fs::write(&day, &text).unwrap();
    let path = directory.path().join("store");
    let mut store = EventStore::open_or_create(path, &bare_schema()).unwrap();
    let ingested = store.ingest(&LogReader::new(bare_schema()), &[Input::Path(day)]).unwrap();
    assert_eq!(ingested.report.count(CleaningRule::SimilarIds), 2);
}

#[test]
fn a_schema_may_keep_duplicates() {
    let schema = bare_schema().to_toml() + "\n[rows]\nduplicates = \"keep\"\n";
    let schema = EventSchema::from_toml(&schema).unwrap();
    let twice = line("a", 0, "visit") + &line("a", 0, "visit");
    assert_eq!(read(schema, twice).unwrap().log.n_events(), 2);
}
