//! The reference features of a log by the original generator, against other engines' values.

use std::collections::HashMap;
use std::io::Read;
use std::path::Path;

use refrain::base::{EventLog, Span};
use refrain::events::{EventSchema, LogReader};
use refrain::features::{FeatureSet, seen_before};
use refrain::table::{Table, feature_table};

use crate::shared_data::{read, shared};

fn reference(log: &EventLog) -> Table {
    let observations = seen_before(log, &[log.range().end]);
    let matrix = FeatureSet::reference().compute(log, &observations).unwrap();
    feature_table("userId", &matrix).unwrap()
}

pub(crate) fn csv(table: &Table) -> Vec<u8> {
    let mut bytes = Vec::new();
    table.write_csv(&mut bytes).unwrap();
    bytes
}

/// The rows of a CSV by the first column, as (column name, text).
fn rows(bytes: &[u8]) -> HashMap<String, HashMap<String, String>> {
    let mut reader = csv::Reader::from_reader(bytes);
    let names = reader.headers().unwrap().clone();
    let row = |record: csv::StringRecord| {
        let cells = names.iter().zip(record.iter());
        let cells = cells.map(|(name, cell)| (name.to_owned(), cell.to_owned())).collect();
        (record[0].to_owned(), cells)
    };
    reader.records().map(|record| row(record.unwrap())).collect()
}

pub(crate) fn agree(ours: &str, theirs: &str) -> bool {
    match (ours.parse::<f64>(), theirs.parse::<f64>()) {
        (Ok(ours), Ok(theirs)) => (ours - theirs).abs() <= 1e-9 * theirs.abs(),
        _ => ours == theirs,
    }
}

#[test]
fn reference_features_equal_those_of_duckdb_polars_and_spark() {
    let (Some(log), Some(expected)) =
        (shared("eventsim_mini.json.gz"), shared("eventsim_mini_reference.csv"))
    else {
        return;
    };
    let ours = rows(&csv(&reference(&read(log).log)));
    let theirs = rows(&std::fs::read(expected).unwrap());
    assert_eq!((ours.len(), theirs.len()), (225, 225));
    for (user, expected) in &theirs {
        assert_eq!(expected.len(), 40, "the user and 39 features");
        for (name, theirs) in expected {
            let ours = &ours[user][name];
            assert!(agree(ours, theirs), "user {user}, {name}: {ours}, expected {theirs}");
        }
    }
}

#[test]
fn shuffled_lines_give_the_same_bytes_on_any_number_of_threads() {
    let Some(path) = shared("eventsim_mini.json.gz") else { return };
    let in_order = text(&path);
    let mut lines: Vec<&str> = in_order.lines().collect();
    shuffle(&mut lines);
    let reader = LogReader::new(EventSchema::sparkify());
    let compute = |text: &str, n_threads| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(n_threads).build().unwrap();
        let log = reader.read_from("log", text.as_bytes()).unwrap().log;
        pool.install(|| csv(&reference(&log)))
    };
    let expected = compute(&in_order, 1);
    assert!(expected == compute(&lines.join("\n"), 2), "shuffled on two threads");
}

fn text(path: &Path) -> String {
    let mut text = String::new();
    let file = std::fs::File::open(path).unwrap();
    flate2::read::MultiGzDecoder::new(file).read_to_string(&mut text).unwrap();
    text
}

/// Fisher and Yates, driven by a fixed linear congruential generator.
fn shuffle(lines: &mut [&str]) {
    let mut state = 7_u64;
    for last in (1..lines.len()).rev() {
        state =
            state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        lines.swap(last, (state >> 33) as usize % (last + 1));
    }
}

#[test]
fn log_cut_at_a_cutoff_has_the_same_reference_features() {
    let Some(path) = shared("eventsim_mini.json.gz") else { return };
    let full = read(path.clone()).log;
    let cutoff = full.range().start.start_of_utc_day() + Span::from_days(30);
    let schema = EventSchema::sparkify();
    let cut = LogReader::new(schema).until(cutoff).read(&[refrain::events::Input::Path(path)]);
    let cut = cut.unwrap().log;
    for name in FeatureSet::NAMES {
        let set = FeatureSet::named(name, &refrain::features::Vocabulary::sparkify()).unwrap();
        let compute = |log: &EventLog| {
            let matrix = set.compute(log, &seen_before(log, &[cutoff])).unwrap();
            csv(&feature_table("userId", &matrix).unwrap())
        };
        assert!(compute(&full) == compute(&cut), "set {name}");
    }
}
