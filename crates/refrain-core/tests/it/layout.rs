use proptest::prelude::*;
use refrain_core::{
    AttributeType, Error, ErrorKind, EventLog, EventLogBuilder, EventRow, Span, Time, TimeRange,
    Value,
};

const ATTRIBUTES: [(&str, AttributeType); 2] =
    [("plan", AttributeType::Text), ("seconds", AttributeType::Number)];

fn row<'a>(entity: &'a str, millis: i64, kind: &'a str, values: &'a [Value<'a>]) -> EventRow<'a> {
    EventRow::new(entity, Time::from_millis(millis), kind).attributes(values)
}

fn kinds_of(log: &EventLog, entity: &str) -> Vec<String> {
    let events = log.history(log.entity(entity).unwrap(), Time::MAX).events();
    events.iter().map(|event| event.kind().to_owned()).collect()
}

#[test]
fn entities_are_in_byte_order_of_their_ids() {
    let mut builder = EventLogBuilder::new(&[]).unwrap();
    for entity in ["10", "9", "100", "b", "B"] {
        builder.push(&row(entity, 0, "visit", &[])).unwrap();
    }
    let log = builder.finish().unwrap();
    let ids: Vec<_> = log.entities().map(|entity| log.entity_id(entity)).collect();
    assert_eq!(ids, ["10", "100", "9", "B", "b"]);
    assert_eq!(log.entity("9").map(|entity| entity.position()), Some(2));
    assert_eq!(log.entity("c"), None);
}

#[test]
fn events_of_one_instant_keep_input_order_without_sequence() {
    let mut builder = EventLogBuilder::new(&[]).unwrap();
    for (millis, kind) in [(5, "z"), (5, "a"), (1, "m")] {
        builder.push(&row("e", millis, kind, &[])).unwrap();
    }
    assert_eq!(kinds_of(&builder.finish().unwrap(), "e"), ["m", "z", "a"]);
}

#[test]
fn events_of_one_instant_follow_session_and_sequence() {
    let mut builder = EventLogBuilder::new(&[]).unwrap().ordered_by_sequence();
    for (session, sequence, kind) in [("10", 0, "d"), ("9", 2, "c"), ("9", 1, "a"), ("9", 1, "b")] {
        let session = Some(session);
        let sequence = Some(sequence);
        builder.push(&row("e", 5, kind, &[]).session(session).sequence(sequence)).unwrap();
    }
    // Session 9 before session 10 although "10" sorts first; equal sequence by content.
    assert_eq!(kinds_of(&builder.finish().unwrap(), "e"), ["a", "b", "c", "d"]);
}

#[test]
fn constant_attributes_take_no_space_per_event() {
    let log_of = |plans: [&str; 2]| {
        let mut builder = EventLogBuilder::new(&ATTRIBUTES).unwrap();
        for (millis, plan) in (0..1_000).zip(plans.iter().cycle()) {
            let values = [Value::Text(plan), Value::Missing];
            builder.push(&row("e", millis, "visit", &values)).unwrap();
        }
        builder.finish().unwrap()
    };
    let (constant, changing) = (log_of(["free", "free"]), log_of(["free", "paid"]));
    assert!(constant.heap_bytes() + 3_000 < changing.heap_bytes());
    let events = constant.history(constant.entity("e").unwrap(), Time::MAX).events();
    assert_eq!(events.text("plan").unwrap().get(999), Some("free"));
    assert_eq!(events.number("seconds").unwrap().get(0), None);
}

#[test]
fn attributes_are_read_by_name_and_type() {
    let mut builder = EventLogBuilder::new(&ATTRIBUTES).unwrap();
    let values = [Value::Text("paid"), Value::Number(2.5)];
    builder.push(&row("e", 1, "visit", &values)).unwrap();
    builder.push(&row("e", 2, "visit", &[Value::Missing, Value::Number(f64::NAN)])).unwrap();
    let log = builder.finish().unwrap();
    let events = log.history(log.entity("e").unwrap(), Time::MAX).events();
    let plan = events.text("plan").unwrap();
    assert_eq!((plan.get(0), plan.get(1), plan.last()), (Some("paid"), None, Some("paid")));
    assert_eq!(plan.code(0), Some(plan.code_of("paid")));
    assert_ne!(plan.code(0), Some(plan.code_of("free")));
    assert_eq!(plan.code(1), None);
    assert_eq!(events.number("seconds").unwrap().get(0), Some(2.5));
    assert_eq!(events.iter().nth(1).unwrap().number("seconds"), None);
    assert!(events.number("plan").is_none() && events.text("absent").is_none());
}

#[test]
fn equal_events_are_dropped_once_each_and_named_by_position() {
    let mut builder = EventLogBuilder::new(&ATTRIBUTES).unwrap();
    let (free, paid) =
        ([Value::Text("free"), Value::Missing], [Value::Text("paid"), Value::Missing]);
    for values in [&free, &paid, &free, &free] {
        builder.push(&row("e", 7, "visit", values)).unwrap();
    }
    builder.push(&row("f", 7, "visit", &free)).unwrap();
    let (log, dropped) = builder.finish_without_duplicates().unwrap();
    assert_eq!(dropped, [2, 3]);
    assert_eq!(log.n_events(), 3);
}

#[test]
fn sessions_that_are_one_number_written_twice_stay_two() {
    let mut builder = EventLogBuilder::new(&[]).unwrap();
    for session in ["1", "01"] {
        let session = Some(session);
        builder.push(&row("e", 7, "visit", &[]).session(session)).unwrap();
    }
    let (log, dropped) = builder.finish_without_duplicates().unwrap();
    assert_eq!((log.n_events(), dropped.len()), (2, 0));
}

#[test]
fn later_rows_do_not_change_how_earlier_ties_are_ordered() {
    let kinds = |with_later_row| {
        let mut builder = EventLogBuilder::new(&[]).unwrap();
        for kind in ["z", "a"] {
            builder.push(&row("e", 5, kind, &[])).unwrap();
        }
        if with_later_row {
            let later = row("e", 9, "m", &[]).sequence(1);
            builder.push(&later).unwrap();
        }
        let log = builder.finish().unwrap();
        let before = log.history(log.entity("e").unwrap(), Time::from_millis(6)).events();
        before.iter().map(|event| event.kind().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(kinds(false), kinds(true));
}

#[test]
fn misfit_values_are_refused() {
    let twice = EventLogBuilder::new(&[("a", AttributeType::Text), ("a", AttributeType::Number)]);
    let is_double = "attribute `a` is named twice".to_owned();
    assert_eq!(refusal(twice), (ErrorKind::Argument, is_double));

    let mut builder = EventLogBuilder::new(&ATTRIBUTES).unwrap();
    let few = builder.push(&row("e", 1, "visit", &[Value::Missing]));
    let are_few = "an event has 1 attribute values, the log has 2 attributes".to_owned();
    assert_eq!(refusal(few), (ErrorKind::Mismatch, are_few));
    let number = builder.push(&row("e", 1, "visit", &[Value::Number(1.0), Value::Missing]));
    let is_number = "attribute `plan` holds text, an event gives a number".to_owned();
    assert_eq!(refusal(number), (ErrorKind::Mismatch, is_number));
    assert_eq!(builder.n_events(), 0);
    let is_empty = "the log holds no event".to_owned();
    assert_eq!(refusal(builder.finish()), (ErrorKind::Data, is_empty));
}

/// The kind and the sentence of an error.
fn refusal<T>(result: Result<T, Error>) -> (ErrorKind, String) {
    let error = result.err().unwrap();
    (error.kind(), error.to_string())
}

#[test]
fn range_ends_one_millisecond_after_the_last_event() {
    let mut builder = EventLogBuilder::new(&[]).unwrap();
    builder.push(&row("a", 50, "visit", &[])).unwrap();
    builder.push(&row("b", 20, "visit", &[])).unwrap();
    let range = builder.finish().unwrap().range();
    assert_eq!(range, TimeRange::new(Time::from_millis(20), Time::from_millis(51)));
    assert_eq!(range.span(), Span::from_millis(31));
}

type Draft = (u8, u8, u8, u8, u8);

/// Session ids that are numbers, numbers written oddly, and words.
const SESSIONS: [&str; 6] = ["9", "10", "1a", "01", "1", "b"];

fn build(rows: &[Draft]) -> EventLog {
    let mut builder = EventLogBuilder::new(&ATTRIBUTES).unwrap().ordered_by_sequence();
    for (entity, millis, kind, session, sequence) in rows {
        let (entity, kind) = (entity.to_string(), format!("k{kind}"));
        let session = SESSIONS[usize::from(*session)];
        let values =
            [Value::Text(session), Value::Number(f64::from(*kind.as_bytes().last().unwrap()))];
        let row = row(&entity, i64::from(*millis), &kind, &values)
            .session(session)
            .sequence(i64::from(*sequence));
        builder.push(&row).unwrap();
    }
    builder.finish().unwrap()
}

fn show(log: &EventLog) -> Vec<String> {
    let entities = log.entities().map(|entity| log.history(entity, Time::MAX).events());
    entities
        .flat_map(|events| {
            let id = events.entity_id();
            events.iter().map(move |event| {
                format!(
                    "{id} {} {} {:?} {:?}",
                    event.time(),
                    event.kind(),
                    event.session(),
                    event.text("plan")
                )
            })
        })
        .collect()
}

proptest! {
    #[test]
    fn with_sequence_the_input_order_changes_nothing(
        (rows, shuffled) in prop::collection::vec((0_u8..4, 0_u8..4, 0_u8..3, 0_u8..6, 0_u8..2), 1..60)
            .prop_flat_map(|rows| (Just(rows.clone()), Just(rows).prop_shuffle()))
    ) {
        prop_assert_eq!(show(&build(&rows)), show(&build(&shuffled)));
    }
}
