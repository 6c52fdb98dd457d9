use refrain_core::{FeatureMatrix, Span};
use refrain_features::{CountedKind, FeatureSet, Vocabulary, seen_before};

use crate::log::{DAY, Draft, HOUR, build, draft, minute};

fn standard(rows: &[Draft], cutoff: u32) -> FeatureMatrix {
    let log = build(rows);
    let observations = seen_before(&log, &[minute(cutoff)]);
    FeatureSet::standard(&Vocabulary::sparkify()).compute(&log, &observations).unwrap()
}

#[track_caller]
fn check(matrix: &FeatureMatrix, expected: &[(&str, f64)]) {
    for (name, value) in expected {
        let found = matrix.column(name).unwrap()[0];
        assert!((found - value).abs() <= 1e-12 * value.abs(), "{name}: {found}, expected {value}");
    }
}

fn names(words: &Vocabulary) -> Vec<String> {
    FeatureSet::standard(words).columns().into_iter().map(|column| column.name).collect()
}

fn example() -> Vec<Draft> {
    vec![
        draft("a", 0, "NextSong", 1),
        draft("a", HOUR, "NextSong", 1),
        draft("a", 10 * DAY, "NextSong", 2),
        Draft { level: Some("paid"), ..draft("a", 10 * DAY + HOUR, "Roll Advert", 2) },
        Draft { level: Some("paid"), ..draft("a", 18 * DAY, "NextSong", 3) },
    ]
}

#[test]
fn totals_rates_and_trends_are_those_counted_by_hand() {
    let matrix = standard(&example(), 20 * DAY);
    let expected = [
        ("songs_7d", 1.0),
        ("songs_14d", 2.0),
        ("songs_30d", 4.0),
        ("events_30d", 5.0),
        ("sessions_14d", 2.0),
        ("session_hours_30d", 2.0),
        ("sum_length_of_songs_7d", 100.0),
        ("active_days_30d", 3.0),
        ("songs_per_active_day_30d", 4.0 / 3.0),
        ("roll_advert_per_song_30d", 0.25),
        // 20 days are known, not 30.
        ("songs_7d_against_30d", 1.0 / 7.0 - 4.0 / 20.0),
        ("recency_days", 2.0),
        ("tenure_days", 30.0),
        ("is_paid", 1.0),
        ("share_of_paid_events_30d", 0.4),
    ];
    check(&matrix, &expected);
}

#[test]
fn habits_are_those_of_the_whole_history() {
    // 52 days are known; at the cutoff the first session and its songs are out of every lookback.
    let matrix = standard(&example(), 52 * DAY);
    let expected = [
        ("songs_30d", 0.0),
        ("known_days", 52.0),
        ("songs", 4.0),
        ("roll_advert", 1.0),
        ("exposures", 1.0),
        ("sessions", 3.0),
        ("songs_per_day", 4.0 / 52.0),
        ("sessions_per_day", 3.0 / 52.0),
        ("exposures_per_day", 1.0 / 52.0),
        ("roll_advert_per_song", 0.25),
        ("home_per_song", 0.0),
        ("skips_per_song", 0.0),
        ("exposures_per_song", 0.25),
        // Nine days and 23 hours, then seven days and 23 hours.
        ("mean_session_gap", (239.0 + 191.0) / 2.0),
    ];
    check(&matrix, &expected);
}

#[test]
fn every_kind_counted_over_a_month_is_counted_over_the_whole_history() {
    let schemas = [Vocabulary::sparkify(), Vocabulary::new(["Login", "Report: Created"])];
    for words in schemas {
        let names = names(&words);
        for kind in &words.counted {
            let month = format!("{}_per_song_30d", kind.name);
            assert!(names.contains(&format!("{}_30d", kind.name)) && names.contains(&kind.name));
            let whole = format!("{}_per_song", kind.name);
            assert_eq!(names.contains(&month), names.contains(&whole), "{whole}");
        }
    }
}

#[test]
fn product_without_main_kind_has_its_events_per_day() {
    let names = names(&Vocabulary::new(["Login"]));
    for name in ["events_per_day", "sessions_per_day", "login", "known_days", "mean_session_gap"] {
        assert!(names.contains(&name.to_owned()), "{name} is not among {names:?}");
    }
    assert!(!names.iter().any(|name| name.contains("exposure")), "{names:?}");
}

#[test]
fn kind_called_like_another_column_makes_no_column_twice() {
    let mut words = Vocabulary::new(["State", "Recency: days", "Os", "Sessions per day"]);
    words.location = Some("location".to_owned());
    let set = FeatureSet::standard(&words);
    set.check_columns().unwrap();
    let parsed = FeatureSet::new("again").with_named(&names(&words), &words).unwrap();
    assert_eq!(parsed.columns(), set.columns());
    assert!(names(&words).contains(&"state_30d".to_owned()));
    // No user agent is stated, so that the name is free.
    assert!(names(&words).contains(&"os".to_owned()));
}

#[test]
fn rate_without_occasion_is_missing() {
    let matrix = standard(&[draft("a", 0, "Home", 1)], DAY);
    assert!(matrix.column("home_per_song_30d").unwrap()[0].is_nan());
    check(&matrix, &[("home_30d", 1.0), ("songs_30d", 0.0)]);
    assert!(
        matrix.column("sum_length_of_songs_30d").unwrap()[0].is_sign_positive(),
        "zero, not -0"
    );
}

#[test]
fn every_column_tells_what_it_is() {
    for column in FeatureSet::standard(&Vocabulary::sparkify()).columns() {
        assert!(!column.description.is_empty() && !column.unit.is_empty(), "{}", column.name);
        assert!(!column.family.is_empty(), "{}", column.name);
        let is_named = |span: Span| {
            // What is compared with the time before looks back twice as far as it says.
            let half = Span::from_days((span.days() / 2.0) as u32);
            let compared = format!("{half}_against_before");
            column.name.contains(&span.to_string()) || column.name.ends_with(&compared)
        };
        let names_lookback = column.lookback.is_none_or(is_named);
        assert!(names_lookback, "{} looks back {:?}", column.name, column.lookback);
    }
}

#[test]
fn product_without_plan_or_duration_gets_no_such_columns() {
    let set = FeatureSet::standard(&Vocabulary::new(["Login", "Report: Created"]));
    let names: Vec<String> = set.columns().into_iter().map(|column| column.name).collect();
    assert!(names.contains(&"report_created_7d".to_owned()), "{names:?}");
    assert!(!names.iter().any(|name| name.contains("paid") || name.contains("length")));
    assert!(!names.iter().any(|name| name.contains("per_song")));
}

#[test]
fn kinds_are_named_in_plain_words() {
    let kind = CountedKind::new("Thumbs Up").named("likes", "like");
    assert_eq!((kind.name.as_str(), kind.singular.as_str()), ("likes", "like"));
    assert_eq!(CountedKind::new("  A/b--C  ").name, "a_b_c");
    assert_eq!(Span::from_days(7).to_string(), "7d");
}
