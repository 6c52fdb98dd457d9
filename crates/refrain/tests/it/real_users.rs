//! Six real users against what notebooks printed of them.

use std::collections::HashMap;

use refrain::core::{EventLog, Span};
use refrain::features::{FeatureSet, seen_before};
use refrain::labels::{Cancellation, ChurnRule};

use crate::shared_data::{read, shared};

const USERS: [&str; 6] = ["23", "95", "113", "133", "100005", "100021"];

/// Columns of `mini_users.csv` and the reference features that they are.
const COLUMNS: [(&str, &str); 20] = [
    ("churn", "cancelled"),
    ("count_logs", "n_events"),
    ("count_sessions", "n_sessions"),
    ("count_songs", "songs"),
    ("count_distinct_songs", "distinct_songs"),
    ("count_distinct_artists", "distinct_artists"),
    ("sum_length", "listen_seconds"),
    ("submit_downgrade_count", "submit_downgrade"),
    ("thumbs_down_count", "thumbs_down"),
    ("home_count", "home"),
    ("downgrade_count", "downgrade"),
    ("advert_count", "roll_advert"),
    ("save_settings_count", "save_settings"),
    ("about_count", "about"),
    ("settings_count", "settings"),
    ("add_playlist_count", "add_to_playlist"),
    ("add_friend_count", "add_friend"),
    ("thumbs_up_count", "thumbs_up"),
    ("help_count", "help"),
    ("upgrade_count", "upgrade"),
];

fn table(name: &str) -> Option<HashMap<String, HashMap<String, String>>> {
    let mut reader = csv::Reader::from_path(shared(name)?).unwrap();
    let names = reader.headers().unwrap().clone();
    let row = |record: csv::StringRecord| {
        let cells = names.iter().map(str::to_owned).zip(record.iter().map(str::to_owned));
        (record[0].to_owned(), cells.collect())
    };
    Some(reader.records().map(|record| row(record.unwrap())).collect())
}

fn log() -> Option<EventLog> {
    Some(read(shared("real_users")?).log)
}

#[test]
fn six_real_users_equal_the_published_counts() {
    let (Some(log), Some(expected)) = (log(), table("tables/mini_users.csv")) else { return };
    assert_eq!(log.n_entities(), USERS.len());
    let observations = seen_before(&log, &[log.range().end]);
    let matrix = FeatureSet::reference().compute(&log, &observations).unwrap();
    for row in 0..matrix.n_rows() {
        let user = matrix.entity_id(row);
        for (theirs, ours) in
            COLUMNS.iter().chain(&[("error_count", "errors"), ("submit_upgrade", "submit_upgrade")])
        {
            let expected: f64 = expected[user][*theirs].parse().unwrap();
            let found = matrix.column(ours).unwrap()[row];
            // Their sum of lengths was added up in another order.
            assert!(
                (found - expected).abs() <= 1e-9 * expected.abs(),
                "user {user}, {ours}: {found}, expected {expected}"
            );
        }
    }
}

#[test]
fn cancellation_days_equal_the_published_ones() {
    let (Some(log), Some(expected)) = (log(), table("tables/mini_user_days.csv")) else { return };
    let rule = Cancellation::new(["Cancellation Confirmation"]).unwrap();
    let start = log.range().start;
    for user in USERS {
        let entity = log.entity(user).unwrap();
        let whole = log.outcome_window(entity, start, Span::ZERO, Span::from_days(90));
        let day = rule.churned_at(&whole).map(|at| at.start_of_utc_day().to_string());
        let day = day.map(|day| day[..10].to_owned()).unwrap_or_default();
        assert_eq!(day, expected[user]["cancel_day"], "user {user}");
    }
}
