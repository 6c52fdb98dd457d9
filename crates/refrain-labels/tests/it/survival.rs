use refrain_core::{EventLog, Span};
use refrain_labels::{AfterChurn, Cancellation, ChurnRule, Inactivity, RecurrentEvent, lifetimes};

use crate::{Row, log_of, log_of_rows};

fn cancel() -> Cancellation {
    Cancellation::new(["cancel"]).unwrap()
}

/// (entity, episode, entry, duration, event), in days; the log ends 1 ms after its last event.
fn table(
    log: &EventLog,
    rule: &dyn ChurnRule,
    after: AfterChurn,
) -> Vec<(String, u32, f64, f64, bool)> {
    let lifetimes = lifetimes(log, rule, after).unwrap();
    let rows = lifetimes.iter().map(|row| {
        let id = log.entity_id(row.entity).to_owned();
        let whole_days = |days: f64| (days * 1_000.0).round() / 1_000.0;
        (id, row.episode, whole_days(row.entry_days()), whole_days(row.duration_days()), row.event)
    });
    rows.collect()
}

fn row(
    id: &str,
    episode: u32,
    entry: f64,
    duration: f64,
    event: bool,
) -> (String, u32, f64, f64, bool) {
    (id.to_owned(), episode, entry, duration, event)
}

#[test]
fn who_registered_before_the_log_enters_late() {
    let log = log_of_rows(&[
        Row::new("early", 33, "song").registered(10),
        Row::new("early", 50, "cancel").registered(10),
        Row::new("first", 30, "song"),
        Row::new("first", 60, "song"),
        Row::new("late", 40, "song").registered(45),
        Row::new("within", 38, "song").registered(35),
    ]);
    let expected = [
        row("early", 1, 20.0, 40.0, true),
        row("first", 1, 0.0, 30.0, false),
        // Registered after the first event: known since that.
        row("late", 1, 0.0, 20.0, false),
        row("within", 1, 0.0, 25.0, false),
    ];
    assert_eq!(table(&log, &cancel(), AfterChurn::Gone), expected);
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
    assert_eq!(table(&log, &cancel(), AfterChurn::MayReturn), expected);
    assert_eq!(
        table(&log, &cancel(), AfterChurn::Gone),
        [expected[0].clone(), expected[3].clone()]
    );
}

#[test]
fn silence_before_the_first_event_is_none() {
    let log = log_of_rows(&[
        Row::new("a", 0, "song"),
        Row::new("b", 30, "song").registered(0),
        Row::new("b", 40, "song").registered(0),
    ]);
    let rule = Inactivity::new(Span::from_days(14)).unwrap();
    let expected = [row("a", 1, 0.0, 14.0, true), row("b", 1, 0.0, 40.0, false)];
    assert_eq!(table(&log, &rule, AfterChurn::Gone), expected);
}

#[test]
fn what_ends_an_entity_in_another_way_censors_it() {
    let log =
        log_of(&[("a", 0, "song"), ("a", 4, "cancel"), ("a", 6, "down"), ("b", 9, "down")], None);
    let rule = RecurrentEvent::new("downgrade", ["down"]).unwrap().ended_by(["cancel"]);
    let expected = [row("a", 1, 0.0, 4.0, false), row("b", 1, 0.0, 0.0, true)];
    assert_eq!(table(&log, &rule, AfterChurn::Gone), expected);
}

#[test]
fn a_silence_longer_than_the_log_ends_nobody() {
    let log = log_of(&[("a", 2, "song"), ("a", 9, "song")], None);
    let rule = Inactivity::new(Span::from_days(100)).unwrap();
    assert_eq!(table(&log, &rule, AfterChurn::Gone), [row("a", 1, 0.0, 7.0, false)]);
}
