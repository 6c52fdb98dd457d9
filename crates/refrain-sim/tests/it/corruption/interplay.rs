use std::collections::BTreeSet;
use std::io::{self, Write};

use refrain_sim::{Corruption, CorruptionOptions, ErrorKind};
use serde_json::Value;

use super::small;
use super::{Messy, clean, messy, parsed, repaired};

const ALL: &str = "gaps=2:5d,numeric-ids,guest-id=1261737,double-encoded,rounded=0.05,\
                   truncated=0.02,corrupt=0.02,duplicates=0.05:30,late=0.05:2d,shuffle=500";

/// The rows that a kind of corruption falls on.
fn rows(messy: &Messy, kind: &str) -> BTreeSet<u64> {
    messy.entries(kind).iter().map(|entry| entry["row"].as_u64().unwrap()).collect()
}

#[test]
fn no_mess_is_the_clean_log_and_an_empty_manifest() {
    let messy = messy(CorruptionOptions::new(), &small(1));
    assert_eq!(messy.lines, clean(&small(1)));
    assert!(messy.manifest.is_empty());
    assert_eq!(messy.report.n_lines, messy.report.n_rows);
    assert_eq!(messy.report.n_rows, messy.lines.len() as u64);
}

#[test]
fn all_kinds_together_can_be_undone() {
    for seed in 0..10 {
        repaired(&format!("{ALL},seed={seed}"));
    }
    repaired(
        "truncated=0.5,corrupt=1,rounded=1,duplicates=1:100,late=1:3d,shuffle=7,\
              double-encoded=2,gaps=5:1d",
    );
}

#[test]
fn the_same_seed_gives_the_same_bytes_and_another_seed_does_not() {
    let write = |seed| {
        let (mut log, mut manifest) = (Vec::new(), Vec::new());
        let corruption = Corruption::new(parsed(ALL).seed(seed)).unwrap();
        corruption.write(&small(1), &mut log, &mut manifest).unwrap();
        (log, manifest)
    };
    assert_eq!(write(3), write(3));
    assert_ne!(write(3).0, write(4).0);
}

#[test]
fn another_seed_damages_other_rows_of_every_kind() {
    let simulation = small(1);
    let (one, other) = (messy(parsed(ALL), &simulation), messy(parsed(ALL).seed(9), &simulation));
    for kind in ["missing", "rounded", "truncated", "corrupt", "duplicate", "late"] {
        assert_ne!(rows(&one, kind), rows(&other, kind), "{kind}");
    }
}

#[test]
fn no_two_kinds_fall_on_the_same_rows() {
    let messy = repaired("rounded=0.05,corrupt=0.05,duplicates=0.05,truncated=0.05");
    let kinds = ["rounded", "corrupt", "duplicate", "truncated"].map(|kind| rows(&messy, kind));
    for (idx, one) in kinds.iter().enumerate() {
        for other in &kinds[idx + 1..] {
            assert!(one.intersection(other).count() * 5 < one.len());
        }
    }
}

#[test]
fn other_kinds_of_mess_change_nothing_about_which_rows_are_damaged() {
    let all = repaired(ALL);
    let (missing, truncated) = (rows(&all, "missing"), rows(&all, "truncated"));
    for (kind, alone) in [
        ("double-encoded", "double-encoded"),
        ("rounded", "rounded=0.05"),
        ("truncated", "truncated=0.02"),
        ("corrupt", "corrupt=0.02"),
        ("duplicate", "duplicates=0.05:30"),
    ] {
        let alone = rows(&repaired(alone), kind);
        let hidden =
            |row: &&u64| missing.contains(row) || (kind == "corrupt" && truncated.contains(row));
        let expected: BTreeSet<u64> = alone.iter().filter(|row| !hidden(row)).copied().collect();
        assert!(!expected.is_empty() && expected.len() < alone.len(), "{kind}");
        assert_eq!(rows(&all, kind), expected, "{kind}");
    }
    let alone = rows(&repaired("gaps=2:5d"), "missing");
    assert_eq!(missing, alone);
}

#[test]
fn a_gap_only_takes_away_from_the_rows_that_are_late() {
    let late = |text: &str| rows(&repaired(text), "late");
    let without_gaps = "late=0.05:2d,rounded=0.05,truncated=0.02,duplicates=0.05:30,shuffle=500";
    assert_eq!(late("late=0.05:2d"), late(without_gaps));
    let with_gaps = late("late=0.05:2d,gaps=2:5d");
    assert!(with_gaps.is_subset(&late("late=0.05:2d")));
}

#[test]
fn a_block_is_shuffled_the_same_whatever_lines_it_holds() {
    let stood = |text: &str| {
        let messy = repaired(text);
        let pair = |entry: &Value| (entry["line"].as_u64(), entry["stood"].as_u64());
        messy.entries("shuffled").into_iter().map(pair).take(2_000).collect::<Vec<_>>()
    };
    let alone = stood("shuffle=500");
    assert_eq!(alone, stood("shuffle=500,duplicates=0.1,late=0.2:1d,truncated=0.1"));
    assert_ne!(alone, stood("shuffle=500,seed=1"));
}

#[test]
fn a_greater_share_damages_the_rows_of_a_smaller_and_more() {
    for (piece, kind) in [
        ("rounded", "rounded"),
        ("truncated", "truncated"),
        ("corrupt", "corrupt"),
        ("duplicates", "duplicate"),
    ] {
        let few = rows(&repaired(&format!("{piece}=0.01")), kind);
        let many = rows(&repaired(&format!("{piece}=0.03")), kind);
        assert!(few.is_subset(&many) && few.len() < many.len(), "{kind}");
    }
}

#[test]
fn entries_say_what_the_clean_log_says_of_their_row() {
    let (messy, clean) = (repaired(ALL), clean(&small(1)));
    for entry in messy.manifest.iter().filter(|entry| !entry["row"].is_null()) {
        let row: Value = serde_json::from_str(&clean[super::index(&entry["row"])]).unwrap();
        assert_eq!((&entry["userId"], &entry["ts"]), (&row["userId"], &row["ts"]), "{entry}");
    }
}

#[test]
fn entries_come_in_the_order_of_lines_and_those_of_the_whole_log_last() {
    let messy = repaired(ALL);
    let lines = messy.manifest.iter().filter_map(|entry| entry["line"].as_u64());
    assert!(lines.is_sorted());
    let n_whole = messy.manifest.iter().rev().take_while(|entry| entry["row"].is_null()).count();
    let kinds: Vec<&Value> = messy.manifest[messy.manifest.len() - n_whole..]
        .iter()
        .map(|entry| &entry["kind"])
        .collect();
    assert_eq!(kinds, ["gap", "gap", "numeric-ids", "guest-id"]);
}

#[test]
fn the_keys_of_an_entry_are_in_the_order_of_the_docs() {
    let mut manifest = Vec::new();
    let corruption = Corruption::new(parsed("truncated=1")).unwrap();
    corruption.write(&small(1), &mut Vec::new(), &mut manifest).unwrap();
    let first = super::lines(manifest).swap_remove(0);
    let simulation = small(1);
    let event = simulation.events().next().unwrap();
    let user_id = event.customer.map_or(String::new(), |customer| customer.user_id.to_string());
    let expected = format!(
        r#"{{"kind":"truncated","line":1,"row":1,"userId":"{user_id}","ts":{},"lost":"#,
        event.time.millis()
    );
    assert!(first.starts_with(&expected), "{first}");
}

#[test]
fn the_report_counts_what_the_manifest_lists() {
    let messy = repaired(ALL);
    let report = &messy.report;
    for (kind, count) in [
        ("gap", report.n_gaps),
        ("missing", report.n_missing),
        ("double-encoded", report.n_double_encoded),
        ("rounded", report.n_rounded),
        ("truncated", report.n_truncated),
        ("corrupt", report.n_corrupt),
        ("duplicate", report.n_duplicates),
        ("late", report.n_late),
        ("shuffled", report.n_shuffled),
    ] {
        assert!(count > 0, "{kind}");
        assert_eq!(messy.entries(kind).len() as u64, count, "{kind}");
    }
    for (kind, count) in [("numeric-ids", report.n_numeric_ids), ("guest-id", report.n_guest_ids)] {
        assert_eq!(messy.entries(kind)[0]["rows"], count, "{kind}");
    }
    assert_eq!(report.n_lines, messy.lines.len() as u64);
    assert_eq!(report.n_lines, report.n_rows - report.n_missing + report.n_duplicates);
}

/// Takes no bytes at all.
struct Full;

impl Write for Full {
    fn write(&mut self, _: &[u8]) -> io::Result<usize> {
        Err(io::Error::from(io::ErrorKind::StorageFull))
    }
    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[test]
fn a_writer_that_fails_is_an_error_of_its_own() {
    const LOG: &str = "cannot write the simulated log";
    const MANIFEST: &str = "cannot write the manifest of the corruption";
    let simulation = small(1);
    for text in ["truncated=0.001", "truncated=1"] {
        let corruption = Corruption::new(parsed(text)).unwrap();
        let error = corruption.write(&simulation, &mut Full, &mut Vec::new()).err().unwrap();
        assert_eq!((error.kind(), error.to_string()), (ErrorKind::Io, LOG.to_owned()));
        let error = corruption.write(&simulation, &mut Vec::new(), &mut Full).err().unwrap();
        assert_eq!((error.kind(), error.to_string()), (ErrorKind::Io, MANIFEST.to_owned()));
    }
}
