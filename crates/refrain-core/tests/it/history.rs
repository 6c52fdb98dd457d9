use proptest::prelude::*;
use refrain_core::{EventLog, EventLogBuilder, EventRow, Span, Time, TimeRange};

fn at(millis: i64) -> Time {
    Time::from_millis(millis)
}

fn log_of(events: &[(&str, i64, Option<i64>)]) -> EventLog {
    let mut builder = EventLogBuilder::new(&[]).unwrap();
    for (entity, millis, registration) in events {
        let row = EventRow::new(entity, at(*millis), "visit").registration(registration.map(at));
        builder.push(&row).unwrap();
    }
    builder.finish().unwrap()
}

#[test]
fn event_at_the_cutoff_is_not_seen() {
    let log = log_of(&[("a", 10, None), ("a", 20, None)]);
    let a = log.entity("a").unwrap();
    assert_eq!(log.history(a, at(20)).events().times(), [at(10)]);
    assert_eq!(log.history(a, at(21)).events().len(), 2);
    assert!(log.history(a, at(10)).is_empty());
}

#[test]
fn event_at_the_end_of_the_window_is_not_seen() {
    let log = log_of(&[("a", 10, None), ("a", 20, None), ("a", 30, None)]);
    let a = log.entity("a").unwrap();
    let window = log.outcome_window(a, at(5), Span::from_millis(5), Span::from_millis(20));
    assert_eq!(window.range(), TimeRange::new(at(10), at(30)));
    assert_eq!(window.events().times(), [at(10), at(20)]);
    assert!(window.is_complete());
}

#[test]
fn window_past_the_end_of_the_log_says_how_far_it_is_observed() {
    let log = log_of(&[("a", 10, None), ("b", 30, None)]);
    let window =
        log.outcome_window(log.entity("a").unwrap(), at(20), Span::ZERO, Span::from_millis(12));
    assert!(!window.is_complete());
    assert_eq!(window.observed(), TimeRange::new(at(20), at(31)));
    let beyond =
        log.outcome_window(log.entity("a").unwrap(), at(90), Span::ZERO, Span::from_millis(5));
    assert_eq!(beyond.observed(), TimeRange::new(at(90), at(90)));
}

#[test]
fn lookback_is_half_open() {
    let log = log_of(&[("a", 10, None), ("a", 20, None), ("a", 30, None)]);
    let history = log.history(log.entity("a").unwrap(), at(30));
    assert_eq!(history.last(Span::from_millis(20)).times(), [at(10), at(20)]);
    assert_eq!(history.last(Span::from_millis(19)).times(), [at(20)]);
}

#[test]
fn registration_is_what_the_history_states() {
    // Stated by later events only, or changed by them: not known before.
    let log = log_of(&[("a", 10, None), ("a", 20, Some(3)), ("a", 30, Some(4))]);
    let a = log.entity("a").unwrap();
    assert_eq!(log.history(a, at(15)).registration(), None);
    assert_eq!(log.history(a, at(25)).registration(), Some(at(3)));
    assert_eq!(log.history(a, at(35)).registration(), Some(at(4)));
    assert_eq!(log.history(a, at(35)).known_since(), Some(at(4)));
}

#[test]
fn registration_without_events_is_known_once_it_happened() {
    let log = log_of(&[("a", 50, Some(20))]);
    let a = log.entity("a").unwrap();
    assert_eq!(log.history(a, at(20)).known_since(), None);
    assert_eq!(log.history(a, at(21)).known_since(), Some(at(20)));
}

#[test]
fn registration_of_one_entity_does_not_depend_on_another() {
    let log = log_of(&[("a", 50, Some(20)), ("b", 10, Some(1)), ("b", 20, Some(2))]);
    let a = log.entity("a").unwrap();
    assert_eq!(log.history(a, at(21)).known_since(), Some(at(20)));
}

#[test]
fn registration_after_the_first_event_does_not_shorten_what_is_known() {
    let log = log_of(&[("a", 10, Some(40))]);
    let history = log.history(log.entity("a").unwrap(), at(20));
    assert_eq!(history.registration(), Some(at(40)));
    assert_eq!(history.known_since(), Some(at(10)));
}

proptest! {
    #[test]
    fn history_and_window_divide_the_events(
        times in prop::collection::vec(0_i64..50, 1..40), cutoff in 0_i64..60, lead in 0_u32..10, horizon in 0_u32..20
    ) {
        let events: Vec<_> = times.iter().map(|time| ("a", *time, None)).collect();
        let log = log_of(&events);
        let a = log.entity("a").unwrap();
        let history = log.history(a, at(cutoff)).events();
        prop_assert!(history.times().iter().all(|time| *time < at(cutoff)));
        prop_assert_eq!(history.len(), times.iter().filter(|time| **time < cutoff).count());
        let window = log.outcome_window(a, at(cutoff), Span::from_millis(lead), Span::from_millis(horizon));
        let start = cutoff + i64::from(lead);
        let inside = start..start + i64::from(horizon);
        prop_assert_eq!(window.events().len(), times.iter().filter(|time| inside.contains(time)).count());
    }
}
