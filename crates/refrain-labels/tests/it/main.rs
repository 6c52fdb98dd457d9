//! Tests of schedules, rules and labels.
#![allow(clippy::unwrap_used, missing_docs)]

mod check;
mod label;
mod oracle;
mod outcomes;
mod own_cutoffs;
mod properties;
mod recurrent;
mod returning;
mod rule;
mod schedule;
mod silence;
mod survival;
mod wall;

use refrain_core::{
    AttributeType, Error, ErrorKind, EventLog, EventLogBuilder, EventRow, Span, Time, Value,
};

/// Checks that an error is of a kind and says a sentence.
#[track_caller]
fn refused<T>(result: Result<T, Error>, kind: ErrorKind, message: &str) {
    let error = result.err().unwrap();
    assert_eq!((error.kind(), error.to_string().as_str()), (kind, message));
}

/// Midnight of a day counted from the epoch.
fn day(day: u32) -> Time {
    Time::from_millis(0) + Span::from_days(day)
}

/// A log of (entity, day, kind), with registrations on a day where given.
fn log_of(events: &[(&str, u32, &str)], registered: Option<u32>) -> EventLog {
    let mut builder = EventLogBuilder::new(&[]).unwrap();
    for (entity, at, kind) in events {
        let row = EventRow::new(entity, day(*at), kind).registration(registered.map(day));
        builder.push(&row).unwrap();
    }
    builder.finish().unwrap()
}

/// One event: who, on which day, what, on which plan, registered on which day.
#[derive(Debug, Clone)]
struct Row {
    entity: &'static str,
    at: Time,
    kind: &'static str,
    plan: Option<&'static str>,
    registration: Option<Time>,
}

impl Row {
    fn new(entity: &'static str, on: u32, kind: &'static str) -> Row {
        Row { entity, at: day(on), kind, plan: None, registration: None }
    }

    fn plan(self, plan: &'static str) -> Row {
        Row { plan: Some(plan), ..self }
    }

    fn registered(self, on: u32) -> Row {
        Row { registration: Some(day(on)), ..self }
    }
}

/// A log with the text attribute `plan` and the number attribute `length`.
fn log_of_rows(rows: &[Row]) -> EventLog {
    let attributes = [("plan", AttributeType::Text), ("length", AttributeType::Number)];
    let mut builder = EventLogBuilder::new(&attributes).unwrap();
    for row in rows {
        let attributes = [row.plan.map_or(Value::Missing, Value::Text), Value::Missing];
        let event = EventRow::new(row.entity, row.at, row.kind)
            .registration(row.registration)
            .attributes(&attributes);
        builder.push(&event).unwrap();
    }
    builder.finish().unwrap()
}
