use std::collections::BTreeMap;

use refrain_core::{Span, Time, TimeRange};
use refrain_sim::{Corruption, CorruptionOptions, ErrorKind};
use serde_json::Value;

use super::small;
use super::{Messy, clean, index, messy, parsed, repaired};

fn range(gap: &Value) -> TimeRange {
    let time = |key: &str| Time::from_millis(gap[key].as_i64().unwrap());
    TimeRange::new(time("from"), time("until"))
}

/// Checks that the rows of the gaps are missing, and no others, and returns the gaps.
fn gaps_without_rows(messy: &Messy) -> Vec<TimeRange> {
    let entries = messy.entries("gap");
    let gaps: Vec<TimeRange> = entries.iter().map(|gap| range(gap)).collect();
    let in_gap = |time: Time| gaps.iter().any(|gap| gap.contains(time));
    let expected: Vec<u64> = small(1)
        .events()
        .zip(1..)
        .filter(|(event, _)| in_gap(event.time))
        .map(|(_, row)| row)
        .collect();
    let missing = messy.entries("missing");
    let missing: Vec<u64> = missing.iter().map(|entry| entry["row"].as_u64().unwrap()).collect();
    assert_eq!(missing, expected);
    let n_rows: u64 = entries.iter().map(|gap| gap["rows"].as_u64().unwrap()).sum();
    assert_eq!(n_rows, messy.report.n_missing);
    assert_eq!(messy.report.n_lines, messy.report.n_rows - n_rows);
    gaps
}

#[test]
fn exactly_the_rows_of_the_given_gaps_are_missing() {
    let messy = repaired("gap=2018-10-07..2018-10-08,gap=2018-10-03T12:00:00..2018-10-03T18:00:00");
    let gaps = gaps_without_rows(&messy);
    let seventh = Time::from_millis(1_538_870_400_000);
    assert_eq!(gaps[1], TimeRange::new(seventh, seventh + Span::from_days(1)));
    assert_eq!(gaps[0].span(), Span::from_hours(6));
    assert!(messy.entries("gap").iter().all(|gap| gap["rows"].as_u64().unwrap() > 0));
    assert!(messy.entries("missing").iter().all(|entry| entry["line"].is_null()));
}

#[test]
fn a_gap_begins_with_its_start_and_ends_before_its_end() {
    let simulation = small(1);
    let time = simulation.events().nth(100).unwrap().time;
    let second = Span::from_seconds(1);
    for (gap, is_missing) in
        [(TimeRange::new(time, time + second), true), (TimeRange::new(time - second, time), false)]
    {
        let messy = messy(CorruptionOptions::new().gap(gap), &simulation);
        let missing = messy.entries("missing");
        assert_eq!(missing.iter().any(|entry| entry["ts"] == time.millis()), is_missing);
    }
}

#[test]
fn drawn_gaps_lie_apart_within_the_time_simulated() {
    for seed in 0..5 {
        let messy = repaired(&format!("gaps=4:36h,seed={seed}"));
        let gaps = gaps_without_rows(&messy);
        assert_eq!(gaps.len(), 4);
        assert!(gaps.iter().all(|gap| gap.span() == Span::from_hours(36)));
        assert!(gaps.windows(2).all(|pair| pair[0].end <= pair[1].start));
        let simulated = small(1).range();
        assert!(gaps[0].start >= simulated.start && gaps[3].end <= simulated.end);
    }
}

#[test]
fn gaps_that_overlap_count_a_row_once() {
    let messy = repaired("gap=2018-10-07..2018-10-09,gap=2018-10-08..2018-10-10,gaps=1:30d");
    gaps_without_rows(&messy);
    assert_eq!((messy.report.n_lines, messy.report.n_gaps), (0, 3));
}

#[test]
fn a_gap_without_rows_is_in_the_manifest() {
    let messy = repaired("gap=1999-12-31..2000-01-01");
    assert_eq!((messy.report.n_gaps, messy.report.n_missing), (1, 0));
    assert_eq!(messy.manifest[0]["rows"], 0);
}

#[test]
fn rows_in_a_gap_are_nothing_else() {
    let text = "gaps=1:15d,truncated=1,rounded=1,duplicates=1,late=1:1d,shuffle=100,\
                guest-id=1261737,numeric-ids,double-encoded";
    let messy = repaired(text);
    let clean = clean(&small(1));
    let mut n_entries: BTreeMap<u64, u32> = BTreeMap::new();
    for row in messy.manifest.iter().filter_map(|entry| entry["row"].as_u64()) {
        *n_entries.entry(row).or_default() += 1;
    }
    for entry in messy.entries("missing") {
        assert_eq!(entry["was"], clean[index(&entry["row"])]);
        assert_eq!(n_entries[&entry["row"].as_u64().unwrap()], 1, "{entry}");
    }
    let n_written = messy.report.n_rows - messy.report.n_missing;
    assert_eq!(messy.report.n_numeric_ids, n_written);
    assert_eq!(messy.report.n_truncated, n_written);
}

#[test]
fn drawn_gaps_that_do_not_fit_are_refused_before_anything_is_written() {
    let simulation = small(1);
    let (mut log, mut manifest) = (Vec::new(), Vec::new());
    let fits = Corruption::new(parsed("gaps=3:10d")).unwrap();
    assert!(fits.write(&simulation, &mut Vec::new(), &mut Vec::new()).is_ok());
    let corruption = Corruption::new(parsed("gaps=3:241h")).unwrap();
    let error = corruption.write(&simulation, &mut log, &mut manifest).err().unwrap();
    assert_eq!(error.kind(), ErrorKind::Argument);
    assert_eq!(error.to_string(), "3 gaps of 241h do not fit apart into 30d of log");
    assert!(log.is_empty() && manifest.is_empty());
}
