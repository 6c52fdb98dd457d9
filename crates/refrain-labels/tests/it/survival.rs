//! Whole lifetimes, and the intervals of observations.

use refrain_core::{EventLog, Lifetime, Span, Time};
use refrain_labels::{
    AfterChurn, Cancellation, ChurnRule, Inactivity, LabelPlan, Lapse, RecurrentEvent, Schedule,
    episodes,
};

use crate::{Row, day, log_of, log_of_rows};

fn cancel() -> Cancellation {
    Cancellation::new(["cancel"]).unwrap()
}

/// (entity, number, entry, exit, churned), in days.
type Told = (String, u32, f64, f64, bool);

fn told(log: &EventLog, rule: &dyn ChurnRule, after: AfterChurn) -> Vec<Told> {
    let episodes = episodes(log, rule, after).unwrap();
    let rows = episodes.iter().map(|row| {
        let id = log.entity_id(row.entity).to_owned();
        let days = |at: Time| at.days_since(row.origin);
        // To the second: the last instant of a log that ends on day 30 is on day 30.
        let seconds = |days: f64| (days * 86_400.0).round() / 86_400.0;
        (id, row.number, seconds(days(row.entry)), seconds(days(row.exit)), row.churned)
    });
    rows.collect()
}

fn row(id: &str, number: u32, entry: f64, exit: f64, churned: bool) -> Told {
    (id.to_owned(), number, entry, exit, churned)
}

#[test]
fn who_registered_before_its_first_event_enters_with_that_event() {
    let log = log_of_rows(&[
        Row::new("early", 33, "song").registered(10),
        Row::new("early", 50, "cancel").registered(10),
        Row::new("first", 30, "song"),
        Row::new("first", 60, "song"),
        Row::new("late", 40, "song").registered(45),
        Row::new("within", 38, "song").registered(35),
    ]);
    let expected = [
        row("early", 1, 23.0, 40.0, true),
        row("first", 1, 0.0, 30.0, false),
        // Registered after the first event: known since that.
        row("late", 1, 0.0, 20.0, false),
        row("within", 1, 3.0, 25.0, false),
    ];
    assert_eq!(told(&log, &cancel(), AfterChurn::Gone), expected);
}

#[test]
fn who_is_seen_first_when_it_leaves_has_no_lifetime() {
    let log = log_of_rows(&[
        Row::new("gone", 41, "cancel").registered(10),
        Row::new("last", 60, "song").registered(60),
        Row::new("late", 45, "song").registered(10),
        Row::new("late", 50, "cancel").registered(10),
        Row::new("new", 42, "cancel").registered(42),
        Row::new("stay", 41, "song").registered(41),
        Row::new("stay", 60, "song").registered(41),
    ]);
    let episodes = episodes(&log, &cancel(), AfterChurn::Gone).unwrap();
    let days = |entry, exit, churned| Some(Lifetime::new(entry, exit, churned).unwrap());
    let found: Vec<_> = episodes
        .iter()
        .map(|episode| (log.entity_id(episode.entity), episode.lifetime()))
        .collect();
    let expected = [
        // Entry and exit are both on day 31: an interval without length would break a fit.
        ("gone", None),
        ("last", None),
        ("late", days(35.0, 40.0, true)),
        ("new", None),
        ("stay", days(0.0, 19.0, false)),
    ];
    assert_eq!(found, expected);
}

#[test]
fn each_return_begins_an_episode() {
    let log = log_of(
        &[
            ("r", 2, "song"),
            ("r", 5, "cancel"),
            ("r", 6, "cancel"),
            ("r", 9, "song"),
            ("r", 15, "cancel"),
            ("r", 20, "song"),
            ("z", 30, "song"),
        ],
        None,
    );
    // The second cancellation of day 6 is no return.
    let expected = [
        row("r", 1, 0.0, 3.0, true),
        row("r", 2, 0.0, 6.0, true),
        row("r", 3, 0.0, 10.0, false),
        row("z", 1, 0.0, 0.0, false),
    ];
    assert_eq!(told(&log, &cancel(), AfterChurn::MayReturn), expected);
    assert_eq!(told(&log, &cancel(), AfterChurn::Gone), [expected[0].clone(), expected[3].clone()]);
}

#[test]
fn silence_before_the_first_event_is_none() {
    let log = log_of_rows(&[
        Row::new("a", 0, "song"),
        Row::new("b", 30, "song").registered(0),
        Row::new("b", 40, "song").registered(0),
    ]);
    let rule = Lapse::new(Span::from_days(14)).unwrap();
    let expected = [row("a", 1, 0.0, 14.0, true), row("b", 1, 30.0, 40.0, false)];
    assert_eq!(told(&log, &rule, AfterChurn::Gone), expected);
}

#[test]
fn what_ends_an_entity_in_another_way_censors_it() {
    let log =
        log_of(&[("a", 0, "song"), ("a", 4, "cancel"), ("a", 6, "down"), ("b", 9, "down")], None);
    let rule = RecurrentEvent::new("downgrade", ["down"]).unwrap().ended_by(["cancel"]);
    let expected = [row("a", 1, 0.0, 4.0, false), row("b", 1, 0.0, 0.0, true)];
    assert_eq!(told(&log, &rule, AfterChurn::Gone), expected);
}

#[test]
fn a_silence_longer_than_the_log_ends_nobody() {
    let log = log_of(&[("a", 2, "song"), ("a", 9, "song")], None);
    let rule = Lapse::new(Span::from_days(100)).unwrap();
    assert_eq!(told(&log, &rule, AfterChurn::Gone), [row("a", 1, 0.0, 7.0, false)]);
}

/// (entity, day of the cutoff, entry, exit, churned) of each complete row.
fn intervals(
    log: &EventLog,
    rule: &dyn ChurnRule,
    plan: &LabelPlan,
) -> Vec<(String, f64, f64, f64, bool)> {
    let rows = plan.label(log, rule).unwrap().complete();
    let intervals = plan.intervals(log, rule, &rows).unwrap();
    assert_eq!(intervals.len(), rows.len());
    let told = rows.iter().zip(&intervals).map(|(row, interval)| {
        let id = log.entity_id(row.observation.entity).to_owned();
        let cutoff = row.observation.cutoff.days_since(day(0));
        let seconds = |days: f64| (days * 86_400.0).round() / 86_400.0;
        let (entry, exit) = (seconds(interval.entry_days()), seconds(interval.exit_days()));
        (id, cutoff, entry, exit, interval.churned())
    });
    told.collect()
}

fn interval(
    id: &str,
    cutoff: f64,
    entry: f64,
    exit: f64,
    churned: bool,
) -> (String, f64, f64, f64, bool) {
    (id.to_owned(), cutoff, entry, exit, churned)
}

fn dates(days: &[u32], horizon: u32) -> LabelPlan {
    let cutoffs = days.iter().map(|on| day(*on)).collect();
    LabelPlan::new(Schedule::Dates(cutoffs), Span::from_days(horizon)).unwrap()
}

fn leavers() -> EventLog {
    log_of_rows(&[
        Row::new("a", 31, "song").registered(11),
        Row::new("a", 40, "cancel").registered(11),
        Row::new("b", 32, "song"),
        Row::new("b", 70, "song"),
    ])
}

#[test]
fn interval_goes_to_the_next_cutoff_or_to_the_churn_and_no_further() {
    let plan = dates(&[35, 39, 42], 10);
    let expected = [
        // Churned within ten days, after the next cutoff: the label is of this row, the day of
        // leaving belongs to the next.
        interval("a", 35.0, 24.0, 28.0, false),
        interval("a", 39.0, 28.0, 29.0, true),
        interval("b", 35.0, 3.0, 7.0, false),
        interval("b", 39.0, 7.0, 10.0, false),
        interval("b", 42.0, 10.0, 20.0, false),
    ];
    assert_eq!(intervals(&leavers(), &cancel(), &plan), expected);
}

#[test]
fn interval_ends_with_the_outcome_window_so_that_nothing_in_it_is_known_later_than_the_label() {
    let plan = dates(&[33, 50], 10);
    let expected = [
        interval("a", 33.0, 22.0, 29.0, true),
        interval("b", 33.0, 1.0, 11.0, false),
        interval("b", 50.0, 18.0, 28.0, false),
    ];
    assert_eq!(intervals(&leavers(), &cancel(), &plan), expected);
}

#[test]
fn with_a_lead_intervals_are_those_of_the_outcome_windows() {
    let plan = dates(&[35, 39], 5).lead(Span::from_days(2));
    let expected = [
        // From day 37 to day 41, when the next window begins; it leaves on day 40. At the cutoff
        // of day 39 it leaves in the lead and gives no row.
        interval("a", 35.0, 26.0, 29.0, true),
        interval("b", 35.0, 5.0, 9.0, false),
        interval("b", 39.0, 9.0, 14.0, false),
    ];
    assert_eq!(intervals(&leavers(), &cancel(), &plan), expected);
}

#[test]
fn churn_at_the_instant_of_a_cutoff_is_of_that_cutoff_alone() {
    let found = intervals(&leavers(), &cancel(), &dates(&[35, 40], 10));
    assert_eq!(found[0], interval("a", 35.0, 24.0, 29.0, false));
    // It leaves within the first millisecond.
    let plan = dates(&[35, 40], 10);
    let rows = plan.label(&leavers(), &cancel()).unwrap().complete();
    let second = plan.intervals(&leavers(), &cancel(), &rows).unwrap()[1];
    assert!(second.churned() && second.days_at_risk() > 0.0);
    assert!((second.days_at_risk() * 86_400_000.0 - 1.0).abs() < 1e-3, "{second:?}");
}

#[test]
fn what_ends_an_entity_in_another_way_ends_its_interval_without_churn() {
    let log =
        log_of(&[("a", 1, "song"), ("a", 4, "cancel"), ("b", 2, "down"), ("b", 30, "x")], None);
    let rule = RecurrentEvent::new("downgrade", ["down"]).unwrap().ended_by(["cancel"]);
    let found = intervals(&log, &rule, &dates(&[3], 10));
    assert_eq!(found[0], interval("a", 3.0, 2.0, 3.0, false));
}

#[test]
fn after_a_return_days_count_on_from_the_first_origin() {
    let log = log_of(
        &[
            ("r", 2, "song"),
            ("r", 5, "cancel"),
            ("r", 9, "song"),
            ("r", 15, "cancel"),
            ("z", 40, "x"),
        ],
        None,
    );
    let plan = dates(&[12], 10).after_churn(AfterChurn::MayReturn);
    assert_eq!(intervals(&log, &cancel(), &plan), [interval("r", 12.0, 10.0, 13.0, true)]);
}

#[test]
fn lapse_at_the_instant_of_the_next_cutoff_is_of_the_row_before() {
    let log = log_of(&[("a", 1, "song"), ("b", 1, "song"), ("b", 7, "song"), ("z", 40, "x")], None);
    // a lapses on day 11 and has left by then; b lapses on day 17, as its window ends.
    let rule = Lapse::new(Span::from_days(10)).unwrap();
    let expected = [
        interval("a", 5.0, 4.0, 10.0, true),
        interval("b", 5.0, 4.0, 10.0, false),
        interval("b", 11.0, 10.0, 16.0, true),
    ];
    assert_eq!(intervals(&log, &rule, &dates(&[5, 11], 6)), expected);
}

#[test]
fn inactivity_ends_an_interval_with_its_window() {
    let log = log_of(&[("a", 4, "song"), ("b", 4, "song"), ("b", 7, "song"), ("z", 40, "x")], None);
    let rule = Inactivity::new(Span::from_days(6)).unwrap();
    let expected = [interval("a", 5.0, 1.0, 7.0, true), interval("b", 5.0, 1.0, 7.0, false)];
    assert_eq!(intervals(&log, &rule, &dates(&[5], 6)), expected);
}

#[test]
fn registration_stated_after_the_cutoff_does_not_move_the_origin() {
    let log = log_of_rows(&[
        Row::new("a", 10, "song"),
        Row::new("a", 20, "song").registered(1),
        Row::new("a", 40, "song").registered(1),
        Row::new("z", 5, "cancel"),
    ]);
    // On day 15 nothing was known of a registration on day 1.
    let expected = [interval("a", 15.0, 5.0, 8.0, false), interval("a", 25.0, 24.0, 27.0, false)];
    assert_eq!(intervals(&log, &cancel(), &dates(&[15, 25], 3)), expected);
}

#[test]
fn rows_whose_window_begins_after_the_log_are_refused() {
    let plan = dates(&[35, 65], 10).lead(Span::from_days(10));
    let labels = plan.label(&leavers(), &cancel()).unwrap();
    assert_eq!(plan.intervals(&leavers(), &cancel(), &labels.complete()).unwrap().len(), 1);
    let error = plan.intervals(&leavers(), &cancel(), labels.rows()).unwrap_err();
    assert!(error.to_string().starts_with("a lifetime from day 43 to day 43 is"), "{error}");
}
