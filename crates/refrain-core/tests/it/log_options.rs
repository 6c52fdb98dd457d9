//! Sessions from pauses, keys of events and logs within a range.

use proptest::prelude::*;
use refrain_core::{
    AttributeType, EventLog, EventLogBuilder, EventRow, Span, Time, TimeRange, Value,
};

fn at(minutes: i64) -> Time {
    Time::from_millis(minutes * 60_000)
}

fn log_of(minutes: &[i64], gap: Span) -> EventLog {
    let mut builder = EventLogBuilder::new(&[]).unwrap().sessions_by_gap(gap);
    for minute in minutes {
        builder.push(&EventRow::new("a", at(*minute), "visit")).unwrap();
    }
    builder.finish().unwrap()
}

fn sessions(log: &EventLog, entity: &str) -> Vec<String> {
    let events = log.history(log.entity(entity).unwrap(), Time::MAX).events();
    events.iter().map(|event| event.session().unwrap().to_owned()).collect()
}

#[test]
fn a_session_ends_after_a_longer_gap() {
    let log = log_of(&[31, 0, 62, 92, 123], Span::from_seconds(30 * 60));
    assert_eq!(sessions(&log, "a"), ["1", "2", "3", "3", "4"]);
    // More than nine: the codes are in the order of the text, the numbers are not.
    let every_hour: Vec<i64> = (0..12).map(|hour| hour * 60).collect();
    let log = log_of(&every_hour, Span::from_seconds(30 * 60));
    let numbers: Vec<String> = (1..=12).map(|number: u32| number.to_string()).collect();
    assert_eq!(sessions(&log, "a"), numbers);
}

#[test]
fn sessions_are_counted_within_each_entity() {
    let gap = Span::from_seconds(30 * 60);
    let mut builder = EventLogBuilder::new(&[]).unwrap().sessions_by_gap(gap);
    for (entity, minute) in [("a", 0), ("b", 5), ("a", 60), ("b", 10)] {
        builder.push(&EventRow::new(entity, at(minute), "visit").session("given")).unwrap();
    }
    let log = builder.finish().unwrap();
    assert_eq!(
        (sessions(&log, "a"), sessions(&log, "b")),
        (vec!["1".to_owned(), "2".to_owned()], vec!["1".to_owned(), "1".to_owned()])
    );
    // One set for all, without those that rows gave.
    assert!(log.as_columns().session_ids().iter().eq(["1", "2"]));
}

proptest! {
    /// The truncation property: what comes later changes no session.
    #[test]
    fn sessions_do_not_depend_on_later_events(
        minutes in prop::collection::vec(0i64..600, 1..60),
        cutoff in 1i64..600,
    ) {
        let gap = Span::from_seconds(20 * 60);
        let earlier: Vec<i64> = minutes.iter().copied().filter(|m| *m < cutoff).collect();
        prop_assume!(!earlier.is_empty());
        let (whole, cut) = (log_of(&minutes, gap), log_of(&earlier, gap));
        prop_assert_eq!(&sessions(&whole, "a")[..earlier.len()], &sessions(&cut, "a")[..]);
    }

    /// A log without the events outside is the log of the events inside, in any division.
    #[test]
    fn a_log_within_a_range_is_that_of_its_events(
        rows in prop::collection::vec((0u8..4, 0i64..9, 0u8..3, 0u8..3, any::<bool>()), 1..40),
    ) {
        let range = TimeRange::new(at(2), at(6));
        let build = |only_inside: bool| {
            let mut parts = [builder(), builder()];
            for (run, row) in rows.iter().enumerate() {
                if !only_inside || range.contains(at(row.1)) {
                    let part = &mut parts[usize::from(row.4)];
                    part.start_run(run as u64);
                    push(part, row);
                }
            }
            let [first, second] = parts;
            first.join(second).unwrap()
        };
        let (clipped, outside) = build(false).within(range);
        let expected: Vec<u32> = (0u32..).zip(&rows)
            .filter(|(_, row)| !range.contains(at(row.1)))
            .map(|(position, _)| position)
            .collect();
        prop_assert_eq!(&outside, &expected);
        prop_assert_eq!(clipped.n_events(), rows.len() - outside.len());
        if clipped.n_events() > 0 {
            let (left, dropped) = clipped.finish_without_duplicates().unwrap();
            let (right, also) = build(true).finish_without_duplicates().unwrap();
            prop_assert_eq!(format!("{left:?}"), format!("{right:?}"));
            prop_assert_eq!(dropped, also);
        }
    }

    /// Against the obvious way: of each key of an entity the first by time, then by input.
    #[test]
    fn of_each_key_the_first_event_is_kept(
        rows in prop::collection::vec((0u8..3, 0i64..5, prop::option::of(0u64..4)), 1..40),
    ) {
        let mut builder = EventLogBuilder::new(&[]).unwrap().keyed();
        for (entity, minute, key) in &rows {
            let id = entity.to_string();
            builder.push_keyed(&EventRow::new(&id, at(*minute), "visit"), *key).unwrap();
        }
        let repeats = |position: &usize| {
            let (entity, minute, key) = rows[*position];
            key.is_some() && rows.iter().enumerate().any(|(other, row)| {
                (row.0, row.2) == (entity, key) && (row.1, other) < (minute, *position)
            })
        };
        let expected: Vec<u32> = (0..rows.len()).filter(repeats).map(|p| p as u32).collect();
        prop_assert_eq!(builder.finish_without_duplicates().unwrap().1, expected);
    }
}

fn builder() -> EventLogBuilder {
    let attributes = [("plan", AttributeType::Text), ("seconds", AttributeType::Number)];
    EventLogBuilder::new(&attributes).unwrap()
}

fn push(builder: &mut EventLogBuilder, row: &(u8, i64, u8, u8, bool)) {
    let (entity, kind, plan) = (row.0.to_string(), row.2.to_string(), row.3.to_string());
    let plan = if row.3 == 0 { Value::Missing } else { Value::Text(&plan) };
    let values = [plan, Value::Number(f64::from(row.2))];
    builder.push(&EventRow::new(&entity, at(row.1), &kind).attributes(&values)).unwrap();
}

#[test]
fn rows_of_one_key_are_one_event() {
    let mut builder = EventLogBuilder::new(&[]).unwrap().keyed();
    // A retry of the same instant, one that was stamped anew, and two rows that have no key.
    for (minute, key) in [(0, Some(7)), (0, Some(7)), (3, Some(7)), (0, None), (0, None)] {
        builder.push_keyed(&EventRow::new("a", at(minute), "visit"), key).unwrap();
    }
    builder.push_keyed(&EventRow::new("b", at(0), "visit"), Some(7)).unwrap();
    builder.push(&EventRow::new("b", at(0), "visit")).unwrap();
    let (log, dropped) = builder.finish_without_duplicates().unwrap();
    assert_eq!((log.n_events(), dropped), (5, vec![1, 2]));
}
