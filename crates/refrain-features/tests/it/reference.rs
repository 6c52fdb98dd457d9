use refrain_core::{ColumnKind, FeatureMatrix, Span};
use refrain_features::{FeatureSet, seen_before};

use crate::log::{DAY, Draft, HOUR, build, draft, minute};

fn song(minute: u32, session: u32, song: u8) -> Draft {
    Draft { song, ..draft("a", minute, "NextSong", session) }
}

fn example() -> Vec<Draft> {
    vec![
        draft("a", 0, "Home", 1),
        song(10, 1, 0),
        song(20, 1, 1),
        Draft { level: Some("paid"), ..draft("a", 30, "Thumbs Up", 1) },
        Draft { level: Some("paid"), ..song(2 * DAY, 5, 0) },
        // Session 9 interleaves with session 5 and starts later.
        Draft { level: Some("paid"), ..draft("a", 2 * DAY + 30, "Help", 9) },
        Draft { level: Some("paid"), ..draft("a", 2 * DAY + HOUR, "Home", 5) },
        draft("b", 3 * DAY, "About", 7),
    ]
}

fn reference(rows: &[Draft], cutoff: u32) -> FeatureMatrix {
    let log = build(rows);
    let observations = seen_before(&log, &[minute(cutoff)]);
    FeatureSet::reference().compute(&log, &observations).unwrap()
}

#[track_caller]
fn check(matrix: &FeatureMatrix, row: usize, expected: &[(&str, f64)]) {
    for (name, value) in expected {
        let found = matrix.column(name).unwrap()[row];
        assert!((found - value).abs() <= 1e-12 * value.abs(), "{name}: {found}, expected {value}");
    }
}

#[test]
fn reference_set_has_39_columns() {
    assert_eq!(FeatureSet::reference().columns().len(), 39);
}

#[test]
fn values_are_those_counted_by_hand() {
    let matrix = reference(&example(), 4 * DAY);
    let start = minute(0).millis() as f64;
    let expected = [
        ("registration", (minute(0) - Span::from_days(10)).millis() as f64),
        ("first_ts", start),
        ("last_ts", minute(2 * DAY + HOUR).millis() as f64),
        ("n_events", 7.0),
        ("paid_share", 4.0 / 7.0),
        ("songs", 3.0),
        ("listen_seconds", 300.125),
        ("distinct_artists", 1.0),
        ("distinct_songs", 2.0),
        ("active_days", 2.0),
        ("songs_7d", 3.0),
        ("home", 2.0),
        ("thumbs_up", 1.0),
        ("help", 1.0),
        ("cancelled", 0.0),
        ("n_sessions", 3.0),
        ("mean_session_songs", 1.0),
        ("max_session_songs", 2.0),
        ("std_session_songs", (2.0_f64 / 3.0).sqrt()),
        ("mean_session_seconds", (1_800.0 + 3_600.0) / 3.0),
        ("max_session_seconds", 3_600.0),
        // From the end of session 1 to session 5, and from the end of 5 back to the start of 9.
        ("mean_gap_seconds", (172_800.0 - 1_800.0 - 1_800.0) / 2.0),
    ];
    check(&matrix, 0, &expected);
}

#[test]
fn categories_hold_their_names() {
    let matrix = reference(&example(), 4 * DAY);
    let level = matrix.position("last_level").unwrap();
    let names = ColumnKind::Category(vec!["free".to_owned(), "paid".to_owned()]);
    assert_eq!(matrix.columns()[level].kind, names);
    assert_eq!(matrix.values(level), [1.0, 0.0]);
}

#[test]
fn songs_of_a_lookback_are_counted_from_the_cutoff() {
    let rows = [song(0, 1, 0), song(DAY, 1, 0), song(8 * DAY, 2, 0), song(40 * DAY, 3, 0)];
    let matrix = reference(&rows, 8 * DAY);
    check(&matrix, 0, &[("songs_7d", 1.0), ("songs_14d", 2.0)]);
    let matrix = reference(&rows, 41 * DAY);
    check(&matrix, 0, &[("songs_7d", 1.0), ("songs_30d", 1.0), ("songs", 4.0)]);
}

#[test]
fn one_session_has_no_gap() {
    let matrix = reference(&example(), HOUR);
    assert!(matrix.column("mean_gap_seconds").unwrap()[0].is_nan());
    check(&matrix, 0, &[("std_session_songs", 0.0), ("n_sessions", 1.0)]);
}
