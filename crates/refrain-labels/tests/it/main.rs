//! Tests of schedules, rules and labels.
#![allow(clippy::unwrap_used, missing_docs)]

mod label;
mod rule;
mod schedule;

use refrain_core::{EventLog, EventLogBuilder, EventRow, Span, Time};

/// Midnight of a day counted from the epoch.
fn day(day: u32) -> Time {
    Time::from_millis(0) + Span::from_days(day)
}

/// A log of (entity, day, kind), with registrations on a day where given.
fn log_of(events: &[(&str, u32, &str)], registered: Option<u32>) -> EventLog {
    let mut builder = EventLogBuilder::new(&[]).unwrap();
    for (entity, at, kind) in events {
        let row = EventRow {
            entity,
            time: day(*at),
            kind,
            session: None,
            sequence: None,
            registration: registered.map(day),
            attributes: &[],
        };
        builder.push(&row).unwrap();
    }
    builder.finish().unwrap()
}
