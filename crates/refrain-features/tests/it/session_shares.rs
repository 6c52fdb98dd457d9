//! What sessions consist of.

use std::collections::BTreeMap;

use proptest::prelude::*;
use refrain_core::FeatureMatrix;
use refrain_features::{FeatureSet, FurtherWords, SessionShares, Vocabulary, seen_before};

use crate::log::{DAY, HOUR, minute};
use crate::published::{
    CHROME_ON_MAC, SAFARI_ON_IPHONE, Visit, build_as_given, category, check,
    check_blind_to_the_future, check_blind_to_the_order, check_blind_to_the_threads,
    check_every_column_tells_what_it_is, check_missing_values_have_a_meaning, compute, shuffled,
    song, visit, visits,
};

fn set() -> FeatureSet {
    let shares = SessionShares::new(&Vocabulary::sparkify(), &FurtherWords::sparkify());
    FeatureSet::new("session-shares").with(shares)
}

fn example() -> Vec<Visit> {
    vec![
        // A session of Monday.
        Visit { gender: Some("M"), ..visit("a", 0, "Home", 1) },
        Visit { agent: Some(CHROME_ON_MAC), ..song("a", 10, 1, 1) },
        Visit { level: Some("paid"), ..song("a", 20, 1, 2) },
        Visit { level: Some("free"), ..visit("a", 30, "Thumbs Up", 1) },
        // One from Tuesday into Wednesday, and one that begins and ends within it.
        Visit { agent: Some(SAFARI_ON_IPHONE), ..song("a", 2 * DAY - 30, 5, 3) },
        Visit { gender: Some("F"), ..visit("a", 2 * DAY, "Help", 3) },
        visit("a", 2 * DAY + HOUR + 30, "Cancel", 5),
        // No session.
        visit("a", 3 * DAY, "About", None),
        // Another entity's session of the same name, on Sunday; nobody asked for `Login`.
        Visit { level: Some("free"), ..visit("b", 6 * DAY, "Login", 1) },
        visit("b", 6 * DAY + 1, "Home", 1),
    ]
}

#[test]
fn values_are_those_counted_by_hand() {
    let matrix = compute(&set(), &example(), 7 * DAY);
    let expected = [
        ("ever_paid", 1.0),
        ("n_sessions", 3.0),
        ("mean_events_per_session", 7.0 / 3.0),
        ("mean_seconds_per_session", (1_800.0 + 7_200.0) / 3.0),
        ("mean_songs_per_session", 1.0),
        ("mean_song_seconds", 200.0),
        ("mean_share_of_songs_of_sessions", (0.5 + 0.5 + 0.0) / 3.0),
        ("mean_share_of_home_of_sessions", 0.25 / 3.0),
        ("mean_share_of_thumbs_up_of_sessions", 0.25 / 3.0),
        ("mean_share_of_cancel_of_sessions", 0.5 / 3.0),
        ("mean_share_of_cancellation_confirmation_of_sessions", 0.0),
        ("mean_share_of_help_of_sessions", 1.0 / 3.0),
        ("mean_share_of_about_of_sessions", 0.0),
        ("mean_share_on_monday", 1.0 / 3.0),
        ("mean_share_on_tuesday", 0.5 / 3.0),
        ("mean_share_on_wednesday", (0.5 + 1.0) / 3.0),
        ("mean_share_on_thursday", 0.0),
        ("mean_share_on_sunday", 0.0),
        ("browser_safari", 1.0),
        ("browser_chrome", 0.0),
        ("os_ios", 1.0),
        ("os_mac_os_x", 0.0),
    ];
    check(&matrix, 0, &expected);
    assert_eq!(category(&matrix, "gender", 0), Some("F"));
}

#[test]
fn session_of_another_entity_with_the_same_name_is_another() {
    let matrix = compute(&set(), &example(), 7 * DAY);
    let expected = [
        ("n_sessions", 1.0),
        ("mean_events_per_session", 2.0),
        ("mean_share_of_home_of_sessions", 0.5),
        ("mean_share_on_sunday", 1.0),
        ("mean_share_on_monday", 0.0),
        ("mean_songs_per_session", 0.0),
        ("ever_paid", 0.0),
    ];
    check(&matrix, 1, &expected);
}

#[test]
fn what_was_never_stated_is_missing() {
    let matrix = compute(&set(), &example(), 7 * DAY);
    let missing = ["mean_song_seconds", "browser_chrome", "browser_other", "os_windows"];
    check(&matrix, 1, &missing.map(|name| (name, f64::NAN)));
    assert_eq!(category(&matrix, "gender", 1), None);
}

#[test]
fn events_without_a_session_have_no_shares() {
    let matrix = compute(&set(), &[visit("a", 0, "Home", None)], DAY);
    check(&matrix, 0, &[("n_sessions", 0.0)]);
    let missing = ["mean_share_of_home_of_sessions", "mean_share_on_monday", "ever_paid"];
    check(&matrix, 0, &missing.map(|name| (name, f64::NAN)));
    check_missing_values_have_a_meaning(&matrix);
}

#[test]
fn event_at_the_cutoff_is_not_seen() {
    let matrix = compute(&set(), &example(), 2 * DAY);
    let expected = [
        ("n_sessions", 2.0),
        ("mean_share_of_songs_of_sessions", (0.5 + 1.0) / 2.0),
        ("mean_share_of_help_of_sessions", 0.0),
        ("mean_share_on_wednesday", 0.0),
    ];
    check(&matrix, 0, &expected);
    assert_eq!(category(&matrix, "gender", 0), Some("M"));
}

#[test]
fn sessions_of_one_start_are_added_up_in_one_order() {
    // Shares of 0.1, 0.2 and 0.3, whose sum depends on which two come first.
    let later: Vec<Visit> = (1..=3)
        .flat_map(|session| (1..10).map(move |minute| (session, minute)))
        .map(|(session, minute)| {
            let page = if minute <= session { "Help" } else { "Home" };
            visit("a", minute, page, session)
        })
        .collect();
    let share = |sessions: [u32; 3]| {
        let mut rows = sessions.map(|session| visit("a", 0, "Home", session)).to_vec();
        rows.extend_from_slice(&later);
        let log = build_as_given(&rows);
        let matrix = set().compute(&log, &seen_before(&log, &[minute(DAY)])).unwrap();
        matrix.column("mean_share_of_help_of_sessions").unwrap()[0].to_bits()
    };
    assert_eq!(share([1, 2, 3]), share([3, 2, 1]));
}

#[test]
fn there_is_a_share_for_every_counted_page_and_those_of_cancelling() {
    let names: Vec<String> = set().columns().into_iter().map(|column| column.name).collect();
    let n_shares = names.iter().filter(|name| name.starts_with("mean_share_of_")).count();
    assert_eq!(n_shares, Vocabulary::sparkify().counted.len() + 2);
    assert_eq!(names.iter().filter(|name| name.starts_with("mean_share_on_")).count(), 7);
    assert!(names.contains(&"browser_internet_explorer".to_owned()), "{names:?}");
}

#[test]
fn every_column_tells_what_it_is() {
    check_every_column_tells_what_it_is(&set());
}

#[test]
fn product_without_further_words_gets_sizes_and_shares_alone() {
    let shares = SessionShares::new(&Vocabulary::new(["Home"]), &FurtherWords::default());
    let columns = FeatureSet::new("mine").with(shares).columns();
    let names: Vec<&str> = columns.iter().map(|column| column.name.as_str()).collect();
    let expected = [
        "n_sessions",
        "mean_events_per_session",
        "mean_seconds_per_session",
        "mean_share_of_home_of_sessions",
    ];
    assert_eq!(names[..4], expected);
    assert_eq!(names.len(), 4 + 7);
}

/// Share of the page and of the weekday (0 is Monday) in each session of the user, pushed one by
/// one.
fn slow_shares(rows: &[Visit], user: &str, page: &str, weekday: u32) -> [Vec<f64>; 2] {
    let mut sessions: BTreeMap<u32, Vec<&Visit>> = BTreeMap::new();
    for row in rows.iter().filter(|row| row.user == user) {
        if let Some(session) = row.session {
            sessions.entry(session).or_default().push(row);
        }
    }
    let shares = |holds: &dyn Fn(&Visit) -> bool| -> Vec<f64> {
        let share = |session: &Vec<&Visit>| {
            session.iter().filter(|row| holds(row)).count() as f64 / session.len() as f64
        };
        sessions.values().map(share).collect()
    };
    [shares(&|row| row.page == page), shares(&|row| row.minute / DAY % 7 == weekday)]
}

fn check_shares(matrix: &FeatureMatrix, rows: &[Visit], row: usize) {
    let pages = [("songs", "NextSong"), ("thumbs_up", "Thumbs Up"), ("cancel", "Cancel")];
    let weekdays = [("tuesday", 1), ("saturday", 5), ("sunday", 6)];
    for ((name, page), (day, weekday)) in pages.into_iter().zip(weekdays) {
        let shares = slow_shares(rows, matrix.entity_id(row), page, weekday);
        let [of_page, on_day] = shares.map(|all| all.iter().sum::<f64>() / all.len() as f64);
        let of_page = (format!("mean_share_of_{name}_of_sessions"), of_page);
        let on_day = (format!("mean_share_on_{day}"), on_day);
        for (name, value) in [of_page, on_day] {
            check(matrix, row, &[(&name, value)]);
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(80))]

    #[test]
    fn shares_are_those_of_a_slow_obvious_version(rows in visits()) {
        let matrix = compute(&set(), &rows, 45 * DAY);
        for row in 0..matrix.n_rows() {
            check_shares(&matrix, &rows, row);
        }
    }

    #[test]
    fn future_changes_no_share(rows in visits(), others in visits(), at in 0_usize..120) {
        check_blind_to_the_future(&set(), &rows, &others, at);
    }

    #[test]
    fn order_of_the_input_changes_no_share((rows, shuffled) in shuffled()) {
        check_blind_to_the_order(&set(), &rows, &shuffled);
    }

    #[test]
    fn number_of_threads_changes_no_share(rows in visits()) {
        check_blind_to_the_threads(&set(), &rows);
    }
}
