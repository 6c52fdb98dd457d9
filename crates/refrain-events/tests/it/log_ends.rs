//! Where a log begins and ends: stray clocks, and the time in which it is known to be kept.

use std::fs;

use refrain_core::{Time, TimeRange};
use refrain_events::{CleaningRule, EventStore, Input, LogReader};

use crate::support::{START, bare_schema, events, line, read};

const DAY: i64 = 86_400_000;
const YEAR: i64 = 365 * DAY;

/// Events every hour, by two users, from the first of January 2020.
fn hourly(n_rows: i64) -> String {
    (0..n_rows).map(|hour| line(["a", "b"][hour as usize % 2], hour * DAY / 24, "visit")).collect()
}

fn at(millis: i64) -> Time {
    Time::from_millis(START + millis)
}

#[test]
fn one_clock_years_ahead_does_not_move_the_end() {
    for n_rows in [30, 2_000] {
        let text = line("c", 11 * YEAR, "visit") + &hourly(n_rows);
        let read = read(bare_schema(), &text).unwrap();
        let end = at((n_rows - 1) * DAY / 24 + 1);
        assert_eq!((read.log.range().end, read.log.n_entities()), (end, 2));
        let finding = read.report.finding(CleaningRule::StrayClock).unwrap();
        assert_eq!((finding.count, finding.samples[0].line), (1, Some(1)));
        let detail = &finding.samples[0].detail;
        let expected = format!("in 1 row of {}", if n_rows == 30 { "31" } else { "2,001" });
        assert!(detail.starts_with("`at` is 2030-12-29T00:00:00Z, "), "{detail}");
        assert!(detail.ends_with(&expected), "{detail}");
        assert_eq!(read.report.rows_read, read.report.rows_kept + read.report.rows_dropped());
        assert_eq!(read.report.count(CleaningRule::AfterTheEnd), 0);

        let reader = LogReader::new(bare_schema()).without(CleaningRule::StrayClock).unwrap();
        let kept = reader.read_from("log", text.as_bytes()).unwrap();
        assert_eq!(kept.log.range().end, at(11 * YEAR + 1));
    }
}

#[test]
fn wrong_clocks_at_both_ends_are_found() {
    // 1995, and two clocks ahead that are apart from each other.
    let strays = [-25 * YEAR, 11 * YEAR, 60 * YEAR].map(|at| line("c", at, "visit")).concat();
    let read = read(bare_schema(), strays + &hourly(50)).unwrap();
    assert_eq!(read.report.count(CleaningRule::StrayClock), 3);
    assert_eq!(read.log.range(), TimeRange::new(at(0), at(49 * DAY / 24 + 1)));
}

#[test]
fn duplicates_beside_a_stray_clock_keep_their_lines() {
    let stray = line("c", 11 * YEAR, "visit");
    let text = line("a", 0, "visit") + &stray + &hourly(30) + &line("b", DAY / 24, "visit");
    let report = read(bare_schema(), text).unwrap().report;
    let lines = |rule| -> Vec<u64> {
        report.finding(rule).unwrap().samples.iter().filter_map(|sample| sample.line).collect()
    };
    assert_eq!(lines(CleaningRule::StrayClock), [2]);
    assert_eq!(lines(CleaningRule::Duplicate), [3, 33]);
}

#[test]
fn a_log_without_its_stray_rows_is_the_same_log() {
    let strays = line("zoe", 11 * YEAR, "odd kind") + &line("zoe", -20 * YEAR, "odder kind");
    let with = read(bare_schema(), strays + &hourly(40)).unwrap().log;
    let without = read(bare_schema(), hourly(40)).unwrap().log;
    assert_eq!(format!("{with:?}"), format!("{without:?}"));
}

#[test]
fn a_weekend_is_no_stray_clock() {
    let weeks = (0..8 * 7).filter(|day| day % 7 < 5);
    let text: String = weeks.map(|day| line("a", day * DAY, "visit")).collect();
    // A last row, on the Monday of the ninth week.
    let read = read(bare_schema(), text + &line("a", 8 * 7 * DAY, "visit")).unwrap();
    for rule in [CleaningRule::StrayClock, CleaningRule::AfterTheEnd] {
        assert_eq!(read.report.count(rule), 0, "{rule}");
    }
}

#[test]
fn a_summer_pause_keeps_the_log() {
    let text = hourly(24 * 100) + &line("a", 190 * DAY, "visit");
    let read = read(bare_schema(), text).unwrap();
    assert_eq!(read.report.count(CleaningRule::StrayClock), 0);
    assert_eq!(read.report.count(CleaningRule::AfterTheEnd), 1);
    assert_eq!(read.log.range().end, at(190 * DAY + 1));
}

#[test]
fn a_tiny_log_has_no_stray_clock() {
    let read = read(bare_schema(), hourly(18) + &line("a", YEAR, "visit")).unwrap();
    assert_eq!(read.report.count(CleaningRule::StrayClock), 0);
}

#[test]
fn a_store_of_two_ingests_knows_its_stray_clocks() {
    let directory = tempfile::tempdir().unwrap();
    let reader = LogReader::new(bare_schema());
    let path = directory.path().join("store");
    let mut store = EventStore::open_or_create_with_buckets(&path, &bare_schema(), 4).unwrap();
    // Alone the first is a log of one row, which is not stray in it.
    let days = [line("c", 11 * YEAR, "visit"), hourly(60)];
    for (index, text) in days.iter().enumerate() {
        let day = directory.path().join(format!("{index}.json"));
        fs::write(&day, text).unwrap();
        store.ingest(&reader, &[Input::Path(day)]).unwrap();
    }
    let direct = read(bare_schema(), days.concat()).unwrap();
    let stored = store.read(&reader).unwrap();
    assert_eq!(events(&direct.log), events(&stored.log));
    for rule in CleaningRule::ALL {
        assert_eq!(direct.report.count(rule), stored.report.count(rule), "{rule}");
    }
    assert_eq!(stored.report.rows_read, stored.report.rows_kept + stored.report.rows_dropped());
    let range = store.selected_range(&reader).unwrap();
    assert_eq!((range, store.range()), (direct.log.range(), Some(range)));
    let buckets = (0..4).filter_map(|bucket| store.read_bucket(bucket, &reader, range).unwrap());
    assert_eq!(buckets.map(|bucket| bucket.log.n_events()).sum::<usize>(), 60);
}

#[test]
fn a_log_cut_at_midnight_is_complete_up_to_midnight() {
    let observed = TimeRange::new(at(0), at(3 * DAY));
    let reader = LogReader::new(bare_schema()).observed(observed);
    let log = reader.read_from("log", hourly(70).as_bytes()).unwrap().log;
    assert_eq!(log.range(), observed);
    // As far as it was asked for: what is cut off was not seen.
    let until = reader.until(at(2 * DAY));
    let log = until.read_from("log", hourly(70).as_bytes()).unwrap().log;
    assert_eq!(log.range(), TimeRange::new(at(0), at(2 * DAY)));
}

#[test]
fn parts_know_what_was_observed() {
    let directory = tempfile::tempdir().unwrap();
    let day = directory.path().join("day.json");
    fs::write(&day, hourly(70)).unwrap();
    let observed = TimeRange::new(at(-DAY), at(3 * DAY));
    let reader = LogReader::new(bare_schema()).observed(observed);
    let path = directory.path().join("store");
    let mut store = EventStore::open_or_create_with_buckets(path, &bare_schema(), 4).unwrap();
    store.ingest(&reader, &[Input::Path(day)]).unwrap();
    let range = store.selected_range(&reader).unwrap();
    assert_eq!((range, store.read(&reader).unwrap().log.range()), (observed, observed));
    for bucket in 0..4 {
        if let Some(part) = store.read_bucket(bucket, &reader, range).unwrap() {
            assert_eq!(part.log.range(), observed);
        }
    }
}

#[test]
fn events_outside_of_the_observed_time_are_refused() {
    let observed = TimeRange::new(at(0), at(2 * DAY));
    let reader = LogReader::new(bare_schema()).observed(observed);
    let error = reader.read_from("log", hourly(51).as_bytes()).unwrap_err().to_string();
    assert_eq!(
        error,
        "3 events lie outside of the observed time 2020-01-01T00:00:00Z..2020-01-03T00:00:00Z, \
         the first at 2020-01-03T00:00:00Z: widen it, or cut the log with `until`"
    );
    // A clock that is certainly wrong is no reason to.
    let text = hourly(40) + &line("c", 11 * YEAR, "visit");
    assert_eq!(reader.read_from("log", text.as_bytes()).unwrap().log.range(), observed);
    // What was observed is known to have happened.
    let decades = LogReader::new(bare_schema()).observed(TimeRange::new(at(0), at(12 * YEAR)));
    assert_eq!(decades.read_from("log", text.as_bytes()).unwrap().log.n_events(), 41);
}
