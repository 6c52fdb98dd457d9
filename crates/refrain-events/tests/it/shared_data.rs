//! Rows nobody here wrote, from the data beside the project; skipped where that is absent.

use std::collections::{BTreeMap, BTreeSet};
use std::env;
use std::path::{Path, PathBuf};

use refrain_core::{EventLog, Time};
use refrain_events::{CleaningRule, EventSchema, Input, LogReader, ReadLog, repair_text};

use crate::support::assert_accounts_hold;

fn shared(name: &str) -> Option<PathBuf> {
    let beside = || Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data");
    let root = env::var_os("REFRAIN_SHARED_DATA").map_or_else(beside, PathBuf::from);
    let path = root.join(name);
    if !path.exists() {
        eprintln!("skipped: {} is absent", path.display());
        return None;
    }
    Some(path)
}

fn read(schema: EventSchema, name: &str) -> Option<ReadLog> {
    let read = LogReader::new(schema).strict().read(&[Input::Path(shared(name)?)]).unwrap();
    assert_accounts_hold(&read);
    Some(read)
}

/// How much each rule found.
fn findings(read: &ReadLog) -> Vec<(&'static str, u64)> {
    read.report.findings.iter().map(|finding| (finding.rule.name(), finding.count)).collect()
}

/// Number of events of a kind per entity.
fn counts(log: &EventLog, kind: &str) -> BTreeMap<String, usize> {
    let count = |entity| {
        let events = log.history(entity, Time::MAX).events();
        let n = events.iter().filter(|event| event.kind() == kind).count();
        (log.entity_id(entity).to_owned(), n)
    };
    log.entities().map(count).collect()
}

#[test]
fn the_thirty_days_of_november_lose_only_their_guests() {
    let Some(read) = read(EventSchema::sparkify(), "udacity_log_2018_11") else { return };
    assert_eq!(read.report.files.len(), 30);
    assert_eq!(read.report.rows_read, 8_056);
    assert_eq!(read.report.rows_kept, 7_770);
    assert_eq!(read.report.count(CleaningRule::Guest), 286);
    assert_eq!(read.log.n_entities(), 97);
    let expected = [("guest", 286), ("text_repaired", 326)];
    assert_eq!(findings(&read), expected);
}

#[test]
fn single_rows_of_notebooks_are_accounted_for_one_by_one() {
    let Some(read) = read(EventSchema::sparkify(), "real_rows_from_notebooks.jsonl") else {
        return;
    };
    assert_eq!((read.report.rows_read, read.report.rows_kept), (162, 61));
    assert_eq!(findings(&read)[..2], [("guest", 100), ("duplicate", 1)]);
    assert_eq!(counts(&read.log, "Cancellation Confirmation").values().sum::<usize>(), 7);
}

#[test]
fn real_users_are_read_whole() {
    let Some(read) = read(EventSchema::sparkify(), "real_users") else { return };
    assert_eq!((read.report.rows_read, read.report.rows_dropped()), (1_895 + 3_452, 0));
    let ids: Vec<_> = read.log.entities().map(|e| read.log.entity_id(e)).collect();
    assert_eq!(ids, ["100005", "100021", "113", "133", "23", "95"]);
    let Some(path) = shared("tables/mini_users.csv") else { return };
    let table = std::fs::read_to_string(path).unwrap();
    let songs = counts(&read.log, "NextSong");
    let thumbs = counts(&read.log, "Thumbs Up");
    let mut n_checked = 0;
    for row in table.lines().skip(1) {
        let cells: Vec<&str> = row.split(',').collect();
        let Some(entity) = read.log.entity(cells[0]) else { continue };
        let n_events = read.log.history(entity, Time::MAX).events().len();
        assert_eq!(n_events.to_string(), cells[3], "events of {}", cells[0]);
        assert_eq!(songs[cells[0]].to_string(), cells[5], "songs of {}", cells[0]);
        assert_eq!(thumbs[cells[0]].to_string(), cells[19], "thumbs up of {}", cells[0]);
        n_checked += 1;
    }
    assert_eq!(n_checked, 6);
}

/// The distinct texts of an attribute in the whole log.
fn distinct(log: &EventLog, attribute: &str) -> BTreeSet<String> {
    let mut codes = BTreeSet::new();
    let mut texts = BTreeSet::new();
    for entity in log.entities() {
        let events = log.history(entity, Time::MAX).events();
        let values = events.text(attribute).unwrap();
        for index in 0..events.len() {
            if values.code(index).is_some_and(|code| codes.insert(code)) {
                texts.extend(values.get(index).map(str::to_owned));
            }
        }
    }
    texts
}

#[test]
fn the_simulated_mini_log_loses_only_its_guests_and_repair_merges_no_texts() {
    let mut spec = EventSchema::sparkify().into_spec();
    spec.text.repair = false;
    let Some(read) = read(EventSchema::new(spec).unwrap(), "eventsim_mini.json.gz") else { return };
    assert_eq!((read.report.rows_read, read.report.rows_kept), (285_371, 276_891));
    assert_eq!(findings(&read)[0], ("guest", 8_480));
    assert_eq!(read.report.rows_dropped(), 8_480);
    assert_eq!(read.log.n_entities(), 225);
    let churned = counts(&read.log, "Cancellation Confirmation");
    assert_eq!(churned.values().filter(|n| **n > 0).count(), 52);
    for (attribute, n_texts, n_mangled) in [("song", 60_818, 3_574), ("artist", 17_869, 1_129)] {
        let raw = distinct(&read.log, attribute);
        let repaired: Vec<String> = raw.iter().filter_map(|text| repair_text(text)).collect();
        let sound = raw.iter().filter(|text| repair_text(text).is_none());
        let merged: BTreeSet<&String> = sound.chain(&repaired).collect();
        assert_eq!((raw.len(), repaired.len(), merged.len()), (n_texts, n_mangled, n_texts));
    }
}
