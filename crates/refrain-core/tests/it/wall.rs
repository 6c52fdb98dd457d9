//! The wall between past and future, boundary by boundary.

use refrain_core::{
    AttributeType, EventLog, EventLogBuilder, EventRow, Span, Time, TimeRange, Value,
};

fn at(millis: i64) -> Time {
    Time::from_millis(millis)
}

fn millis(millis: u32) -> Span {
    Span::from_millis(millis)
}

/// One event: entity, instant, kind, session, registration, plan, seconds.
type Event =
    (&'static str, i64, &'static str, Option<&'static str>, Option<i64>, Option<&'static str>, f64);

fn builder(events: &[Event]) -> EventLogBuilder {
    let attributes = [("plan", AttributeType::Text), ("seconds", AttributeType::Number)];
    let mut builder = EventLogBuilder::new(&attributes).unwrap();
    for (entity, millis, kind, session, registration, plan, seconds) in events {
        let attributes = [plan.map_or(Value::Missing, Value::Text), Value::Number(*seconds)];
        let row = EventRow::new(entity, at(*millis), kind)
            .session(*session)
            .registration(registration.map(at))
            .attributes(&attributes);
        builder.push(&row).unwrap();
    }
    builder
}

/// Entities `a`, `b` and `c`, of which `b` lies between the others in the columns of the log.
fn events() -> Vec<Event> {
    vec![
        ("a", 10, "song", None, None, Some("free"), 1.0),
        ("a", 90, "song", None, None, Some("free"), 1.0),
        ("b", 10, "song", Some("s1"), None, Some("free"), 2.0),
        ("b", 20, "help", Some("s1"), None, None, f64::NAN),
        ("b", 20, "song", Some("s2"), None, Some("paid"), 3.0),
        ("b", 30, "song", None, None, Some("paid"), 4.0),
        ("b", 40, "cancel", Some("s3"), None, Some("free"), 5.0),
        ("c", 15, "song", None, None, Some("paid"), 1.0),
    ]
}

fn log() -> EventLog {
    builder(&events()).finish().unwrap()
}

/// The instants of `b` before a cutoff.
fn before(log: &EventLog, cutoff: Time) -> Vec<i64> {
    let b = log.entity("b").unwrap();
    log.history(b, cutoff).events().times().iter().map(|time| time.millis()).collect()
}

/// The instants of `b` in an outcome window.
fn after(log: &EventLog, cutoff: i64, lead: u32, horizon: u32) -> Vec<i64> {
    let b = log.entity("b").unwrap();
    let window = log.outcome_window(b, at(cutoff), millis(lead), millis(horizon));
    window.events().times().iter().map(|time| time.millis()).collect()
}

#[test]
fn history_ends_before_the_cutoff_and_begins_with_the_first_event() {
    let log = log();
    assert!(before(&log, Time::MIN).is_empty());
    assert!(before(&log, at(10)).is_empty());
    assert_eq!(before(&log, at(11)), [10]);
    assert_eq!(before(&log, at(20)), [10], "both events at the cutoff are future");
    assert_eq!(before(&log, at(21)), [10, 20, 20]);
    assert_eq!(before(&log, at(40)), [10, 20, 20, 30]);
    assert_eq!(before(&log, at(41)), [10, 20, 20, 30, 40]);
    assert_eq!(before(&log, Time::MAX), [10, 20, 20, 30, 40], "and nothing of the neighbours");
}

#[test]
fn history_is_empty_only_without_an_event_before_the_cutoff() {
    let log = log();
    let b = log.entity("b").unwrap();
    assert!(log.history(b, at(10)).is_empty() && log.history(b, at(10)).events().is_empty());
    assert!(!log.history(b, at(11)).is_empty() && !log.history(b, at(11)).events().is_empty());
    assert_eq!(log.history(b, at(11)).cutoff(), at(11));
    assert_eq!(log.history(b, at(11)).entity_id(), "b");
}

#[test]
fn outcome_window_begins_at_the_lead_and_ends_before_the_horizon() {
    let log = log();
    // [20, 30): from the cutoff on.
    assert_eq!(after(&log, 20, 0, 10), [20, 20]);
    assert_eq!(after(&log, 20, 0, 11), [20, 20, 30]);
    assert_eq!(after(&log, 21, 0, 9), [0; 0]);
    // [cutoff + lead, cutoff + lead + horizon).
    assert_eq!(after(&log, 10, 10, 10), [20, 20]);
    assert_eq!(after(&log, 10, 11, 9), [0; 0]);
    assert_eq!(after(&log, 10, 20, 10), [30]);
    assert_eq!(after(&log, 10, 20, 11), [30, 40]);
    assert_eq!(after(&log, 10, 21, 9), [0; 0]);
}

#[test]
fn outcome_window_of_no_length_holds_nothing() {
    let log = log();
    assert!(after(&log, 20, 0, 0).is_empty());
    let b = log.entity("b").unwrap();
    let window = log.outcome_window(b, at(20), Span::ZERO, Span::ZERO);
    assert_eq!(window.range(), TimeRange::new(at(20), at(20)));
    assert!(window.is_complete());
}

#[test]
fn outcome_window_is_complete_up_to_the_end_of_the_log() {
    let log = log();
    // The last event of anybody is at 90, so the log ends at 91.
    assert_eq!(log.range(), TimeRange::new(at(10), at(91)));
    let b = log.entity("b").unwrap();
    let window = |cutoff, lead, horizon| {
        let window = log.outcome_window(b, at(cutoff), millis(lead), millis(horizon));
        (window.is_complete(), window.observed())
    };
    assert_eq!(window(80, 0, 11), (true, TimeRange::new(at(80), at(91))));
    assert_eq!(window(80, 0, 12), (false, TimeRange::new(at(80), at(91))));
    assert_eq!(window(80, 5, 6), (true, TimeRange::new(at(85), at(91))));
    assert_eq!(window(80, 5, 7), (false, TimeRange::new(at(85), at(91))));
    assert_eq!(window(91, 0, 1), (false, TimeRange::new(at(91), at(91))));
    assert_eq!(window(80, 40, 1), (false, TimeRange::new(at(120), at(120))));
}

#[test]
fn part_of_a_log_is_observed_as_long_as_the_whole() {
    let observed = |start, end| {
        let range = TimeRange::new(at(start), at(end));
        builder(&events()).observed(range).finish().unwrap()
    };
    assert_eq!(observed(5, 100).range(), TimeRange::new(at(5), at(100)));
    // Its own events count in any case.
    assert_eq!(observed(50, 60).range(), TimeRange::new(at(10), at(91)));
    let log = observed(5, 100);
    let b = log.entity("b").unwrap();
    assert!(log.outcome_window(b, at(80), Span::ZERO, millis(20)).is_complete());
    assert!(!log.outcome_window(b, at(80), Span::ZERO, millis(21)).is_complete());
}

#[test]
fn lookback_reaches_from_its_length_up_to_the_cutoff() {
    let log = log();
    let history = log.history(log.entity("b").unwrap(), at(40));
    let last = |span| history.last(millis(span)).times().len();
    assert_eq!([last(0), last(9), last(10), last(19), last(20)], [0, 0, 1, 1, 3]);
    assert_eq!([last(29), last(30), last(u32::MAX)], [3, 4, 4]);
}

#[test]
fn narrower_events_count_from_their_own_first() {
    let log = log();
    let events = log.history(log.entity("b").unwrap(), at(41)).events();
    let middle = events.between(TimeRange::new(at(20), at(31)));
    assert_eq!((middle.len(), middle.times()), (3, &[at(20), at(20), at(30)][..]));
    assert_eq!(middle.entity_id(), "b");
    let plans: Vec<_> = (0..3).map(|index| middle.text("plan").unwrap().get(index)).collect();
    assert_eq!(plans, [None, Some("paid"), Some("paid")]);
    let seconds: Vec<_> =
        (0..3).map(|index| middle.number("seconds").unwrap().get(index)).collect();
    assert_eq!(seconds, [None, Some(3.0), Some(4.0)]);
    let sessions: Vec<_> = middle.iter().map(|event| event.session()).collect();
    assert_eq!(sessions, [Some("s1"), Some("s2"), None]);
    assert_eq!(middle.session_code(2), None);
    assert_ne!(middle.session_code(0), middle.session_code(1));
    let kinds: Vec<_> = middle.iter().rev().map(|event| (event.time(), event.kind())).collect();
    assert_eq!(kinds, [(at(30), "song"), (at(20), "song"), (at(20), "help")]);
}

#[test]
fn narrowed_events_cannot_be_widened() {
    let log = log();
    let history = log.history(log.entity("b").unwrap(), at(30)).events();
    let all = TimeRange::new(Time::MIN, Time::MAX);
    assert_eq!(history.between(all).len(), 3);
    let one = history.between(TimeRange::new(at(20), at(21)));
    assert_eq!((one.len(), one.between(all).len()), (2, 2));
    assert!(one.between(TimeRange::new(at(10), at(20))).is_empty());
    assert!(one.between(TimeRange::new(at(21), at(41))).is_empty());
    // A range that ends before it begins.
    assert!(history.between(TimeRange::new(at(25), at(15))).is_empty());
}

#[test]
fn kinds_are_counted_within_the_events_alone() {
    let log = log();
    let b = log.entity("b").unwrap();
    let of = |events: &refrain_core::Events<'_>| {
        let counts = events.kind_counts();
        ["song", "help", "cancel", "absent"].map(|kind| counts.get(events.kind_code(kind)))
    };
    assert_eq!(of(&log.history(b, at(20)).events()), [1, 0, 0, 0]);
    assert_eq!(of(&log.history(b, at(40)).events()), [3, 1, 0, 0]);
    assert_eq!(of(&log.history(b, at(41)).events()), [3, 1, 1, 0]);
    let window = log.outcome_window(b, at(30), Span::ZERO, millis(11));
    assert_eq!(of(&window.events()), [1, 0, 1, 0]);
    assert_eq!(of(&log.history(b, at(10)).events()), [0, 0, 0, 0]);
    // Of the whole log, by kind: cancel, help, song.
    assert_eq!(log.kind_counts(), [1, 1, 6]);
}

#[test]
fn last_text_is_the_last_one_stated_before_the_cutoff() {
    let log = log();
    let b = log.entity("b").unwrap();
    let last = |cutoff| log.history(b, at(cutoff)).events().text("plan").unwrap().last();
    assert_eq!(
        [last(10), last(11), last(20), last(21), last(40), last(41)],
        [None, Some("free"), Some("free"), Some("paid"), Some("paid"), Some("free")]
    );
}

/// A log of one entity with registrations, beside another that states one.
fn registered(events: &[(i64, Option<i64>)]) -> EventLog {
    let own = events.iter().map(|(at, since)| ("b", *at, "song", None, *since, None, 1.0));
    let others = [("a", 50, "song", None, Some(1), None, 1.0)];
    builder(&own.chain(others).collect::<Vec<Event>>()).finish().unwrap()
}

#[test]
fn registration_is_the_latest_stated_before_the_cutoff() {
    let log = registered(&[(10, Some(7)), (20, Some(5)), (30, Some(9))]);
    let b = log.entity("b").unwrap();
    let stated = |cutoff| log.history(b, at(cutoff)).registration();
    assert_eq!([stated(11), stated(20), stated(21)], [Some(at(7)); 3]);
    assert_eq!([stated(30), stated(31)], [Some(at(7)), Some(at(9))]);
    assert_eq!(log.history(b, at(31)).events().registration(), Some(at(9)));
    // Before the first event the events to come must agree.
    assert_eq!(stated(10), None);
}

#[test]
fn registration_to_come_is_not_known() {
    let log = registered(&[(50, Some(20)), (60, Some(20))]);
    let b = log.entity("b").unwrap();
    let known = |cutoff| log.history(b, at(cutoff)).known_since();
    assert_eq!([known(19), known(20)], [None, None]);
    assert_eq!([known(21), known(50), known(51)], [Some(at(20)); 3]);
    let silent = registered(&[(50, None), (60, None)]);
    let b = silent.entity("b").unwrap();
    assert_eq!(silent.history(b, at(50)).known_since(), None);
    assert_eq!(silent.history(b, at(51)).known_since(), Some(at(50)));
    assert_eq!(silent.history(b, at(51)).registration(), None);
}

#[test]
fn history_keeps_what_its_events_state_and_not_what_the_next_ones_do() {
    // The only event before the cutoff states none, the next does.
    let log = registered(&[(10, None), (30, Some(5))]);
    let b = log.entity("b").unwrap();
    assert_eq!(log.history(b, at(20)).registration(), None);
    assert_eq!(log.history(b, at(20)).known_since(), Some(at(10)));
    assert_eq!(log.history(b, at(31)).known_since(), Some(at(5)));
}

#[test]
fn log_is_laid_out_alike_on_any_number_of_threads() {
    let rows: Vec<Event> = (0..2_000)
        .map(|index| {
            let entity = ["a", "b", "c", "d", "e"][index % 5];
            let kind = ["song", "help", "home"][index % 3];
            (entity, (index as i64 * 7_919) % 997, kind, None, None, Some("free"), index as f64)
        })
        .collect();
    let on = |n_threads| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(n_threads).build().unwrap();
        pool.install(|| {
            let log = builder(&rows).finish().unwrap();
            let events = log.entities().map(|entity| log.history(entity, Time::MAX).events());
            let cell = |event: refrain_core::Event<'_>| {
                (event.time(), event.kind().to_owned(), event.number("seconds"))
            };
            events.map(|events| events.iter().map(cell).collect::<Vec<_>>()).collect::<Vec<_>>()
        })
    };
    let alone = on(1);
    assert_eq!(alone.iter().map(Vec::len).sum::<usize>(), 2_000);
    assert!([2, 3, 7].iter().all(|n_threads| on(*n_threads) == alone));
}

#[test]
fn range_contains_its_start_and_not_its_end() {
    let range = TimeRange::new(at(10), at(20));
    assert_eq!([9, 10, 19, 20].map(|time| range.contains(at(time))), [false, true, true, false]);
    assert_eq!(range.span(), millis(10));
    let reversed = TimeRange::new(at(20), at(10));
    assert!(![9, 10, 15, 20].iter().any(|time| reversed.contains(at(*time))));
    assert_eq!(reversed.span(), Span::ZERO);
}
