//! Six real users against what notebooks printed of them.

use std::collections::{BTreeMap, HashMap};

use refrain::base::{EventLog, Span, Time};
use refrain::events::EventSchema;
use refrain::features::{FeatureSet, seen_before};
use refrain::labels::{AfterChurn, Cancellation, ChurnRule, LabelPlan, Schedule, episodes};
use refrain::parse_rule;

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

/// What the published first active day and cancellation day make of a cutoff; `None` is no row.
fn expected_outcome(
    days: &HashMap<String, String>,
    cutoff: Time,
    horizon: Span,
    log_end: Time,
) -> Option<&'static str> {
    let midnight = |column: &str| days[column].parse::<Time>().ok();
    let first = midnight("first_active_day").unwrap();
    // At the midnight that a day begins with, what happens on that day lies ahead.
    let is_observed = first < cutoff && midnight("cancel_day").is_none_or(|day| cutoff <= day);
    let cancels_within = midnight("cancel_day").is_some_and(|day| day < cutoff + horizon);
    is_observed.then_some(match (cancels_within, cutoff + horizon <= log_end) {
        (true, _) => "churned",
        (false, true) => "retained",
        (false, false) => "censored",
    })
}

#[test]
fn labels_of_daily_cutoffs_flip_on_the_published_days() {
    let (Some(log), Some(days)) = (log(), table("tables/mini_user_days.csv")) else { return };
    let (horizon, daily) = (Span::from_days(10), Schedule::Every(Span::from_days(1)));
    let rule = parse_rule("cancel", &EventSchema::sparkify()).unwrap();
    let plan = LabelPlan::new(daily.clone(), horizon).unwrap();
    let labels = plan.label(&log, rule.as_ref()).unwrap();
    let outcomes: BTreeMap<_, _> =
        labels.rows().iter().map(|row| (row.observation, row.outcome.name())).collect();
    let mut n_churned = 0;
    for entity in log.entities() {
        let user = log.entity_id(entity);
        for cutoff in daily.cutoffs(log.range(), log.calendar()).unwrap() {
            let observation = refrain::base::Observation { entity, cutoff };
            let expected = expected_outcome(&days[user], cutoff, horizon, log.range().end);
            let found = outcomes.get(&observation).copied();
            assert_eq!(found, expected, "user {user} at {cutoff}");
            n_churned += usize::from(found == Some("churned"));
        }
    }
    // The last ten midnights before each of the two cancellations.
    assert_eq!(n_churned, 20);
}

#[test]
fn plans_of_real_users_change_when_they_submit_it() {
    let Some(log) = log() else { return };
    let schema = EventSchema::sparkify();
    let daily = Schedule::Every(Span::from_days(1));
    let plan = LabelPlan::new(daily, Span::from_days(1)).unwrap();
    let churned = |rule: &str| {
        let labels = plan.label(&log, parse_rule(rule, &schema).unwrap().as_ref()).unwrap();
        let rows = labels.rows().iter().filter(|row| row.outcome.label() == Some(true));
        let row = |row: &refrain::labels::LabelRow| {
            let day = row.observation.cutoff.to_string()[..10].to_owned();
            format!("{} {day}", log.entity_id(row.observation.entity))
        };
        rows.map(row).collect::<Vec<_>>()
    };
    assert_eq!(churned("downgrade"), ["95 2018-10-16"]);
    assert_eq!(churned("upgrade"), ["113 2018-10-03", "23 2018-11-22"]);
}

#[test]
fn episodes_end_on_the_published_days() {
    let (Some(log), Some(days)) = (log(), table("tables/mini_user_days.csv")) else { return };
    let rule = parse_rule("cancel", &EventSchema::sparkify()).unwrap();
    for row in episodes(&log, rule.as_ref(), AfterChurn::Gone).unwrap() {
        let user = log.entity_id(row.entity);
        let exit_day = row.exit.to_string()[..10].to_owned();
        let day = if row.churned { exit_day } else { String::new() };
        assert_eq!(day, days[user]["cancel_day"], "user {user}");
        // All six registered before the log begins.
        assert!(row.origin < log.range().start && row.entry > row.origin, "user {user}");
    }
}
