//! What users did in all.

use proptest::prelude::*;
use refrain_features::{FeatureSet, FurtherWords, UserTotals, Vocabulary};

use crate::log::{DAY, HOUR};
use crate::published::{
    Visit, category, check, check_blind_to_the_future, check_blind_to_the_order,
    check_blind_to_the_threads, check_every_column_tells_what_it_is,
    check_missing_values_have_a_meaning, compute, shuffled, song, visit, visits,
};

fn set() -> FeatureSet {
    let totals = UserTotals::new(&Vocabulary::sparkify(), &FurtherWords::sparkify());
    FeatureSet::new("user-totals").with(totals)
}

fn example() -> Vec<Visit> {
    vec![
        Visit { gender: Some("F"), registration: Some(10), ..visit("a", 0, "Home", 1) },
        // Songs 2 and 3 are by one artist.
        song("a", 10, 1, 2),
        song("a", 20, 1, 3),
        song("a", 30, 1, 4),
        visit("a", DAY, "Thumbs Up", 2),
        visit("a", DAY + 1, "Thumbs Up", 2),
        visit("a", DAY + 2, "Thumbs Down", 2),
        visit("a", 2 * DAY, "Roll Advert", None),
        visit("a", 2 * DAY + 12 * HOUR, "Settings", None),
        song("a", 9 * DAY, 3, 8),
        visit("b", 5, "Help", None),
    ]
}

#[test]
fn values_are_those_counted_by_hand() {
    let matrix = compute(&set(), &example(), 9 * DAY);
    let expected = [
        ("songs", 3.0),
        ("thumbs_up", 2.0),
        ("thumbs_down", 1.0),
        ("home", 1.0),
        ("add_to_playlist", 0.0),
        ("add_friend", 0.0),
        ("roll_advert", 1.0),
        ("logout", 0.0),
        ("downgrade", 0.0),
        ("help", 0.0),
        ("listen_seconds", 900.0),
        ("distinct_artists", 2.0),
        ("days_since_registration_at_last_event", 12.5),
        // Session 3 begins at the cutoff.
        ("mean_songs_per_session", 1.5),
    ];
    check(&matrix, 0, &expected);
    assert_eq!(category(&matrix, "gender", 0), Some("F"));
    assert_eq!(matrix.columns().len(), expected.len() + 1);
}

#[test]
fn count_of_nothing_is_zero_and_what_was_never_stated_is_missing() {
    let matrix = compute(&set(), &example(), 9 * DAY);
    check(&matrix, 1, &[("help", 1.0), ("songs", 0.0), ("distinct_artists", 0.0)]);
    let listened = matrix.column("listen_seconds").unwrap()[1];
    assert!(listened == 0.0 && listened.is_sign_positive(), "zero, not -0");
    let missing = ["days_since_registration_at_last_event", "mean_songs_per_session"];
    check(&matrix, 1, &missing.map(|name| (name, f64::NAN)));
    assert_eq!(category(&matrix, "gender", 1), None);
    check_missing_values_have_a_meaning(&matrix);
}

#[test]
fn days_since_registration_end_at_the_last_event_and_not_at_the_cutoff() {
    for cutoff in [3 * DAY, 5 * DAY, 9 * DAY] {
        let matrix = compute(&set(), &example(), cutoff);
        check(&matrix, 0, &[("days_since_registration_at_last_event", 12.5)]);
    }
}

#[test]
fn every_column_tells_what_it_is() {
    check_every_column_tells_what_it_is(&set());
}

#[test]
fn product_without_words_gets_days_alone() {
    let totals = UserTotals::new(&Vocabulary::default(), &FurtherWords::default());
    let columns = FeatureSet::new("mine").with(totals).columns();
    let names: Vec<&str> = columns.iter().map(|column| column.name.as_str()).collect();
    assert_eq!(names, ["days_since_registration_at_last_event"]);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(80))]

    #[test]
    fn totals_are_those_of_the_reference_set(rows in visits()) {
        let totals = compute(&set(), &rows, 40 * DAY);
        let reference = compute(&FeatureSet::reference(), &rows, 40 * DAY);
        let shared = ["songs", "thumbs_up", "roll_advert", "home", "listen_seconds"];
        let shared = shared.map(|name| (name, name));
        let renamed = [("mean_songs_per_session", "mean_session_songs")];
        let artists = [("distinct_artists", "distinct_artists")];
        for (ours, theirs) in shared.into_iter().chain(renamed).chain(artists) {
            let expected = reference.column(theirs).unwrap();
            for (row, value) in expected.iter().enumerate() {
                check(&totals, row, &[(ours, *value)]);
            }
        }
    }

    #[test]
    fn future_changes_no_total(rows in visits(), others in visits(), at in 0_usize..120) {
        check_blind_to_the_future(&set(), &rows, &others, at);
    }

    #[test]
    fn order_of_the_input_changes_no_total((rows, shuffled) in shuffled()) {
        check_blind_to_the_order(&set(), &rows, &shuffled);
    }

    #[test]
    fn number_of_threads_changes_no_total(rows in visits()) {
        check_blind_to_the_threads(&set(), &rows);
    }
}
