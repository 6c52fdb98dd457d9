//! Stray events after the nominal end of a log.

use std::collections::BTreeMap;

use refrain_core::{Span, Time, TimeRange};

use crate::report::MAX_SAMPLES;

/// A silence of the whole log at least this long may be its end.
const SILENCE: Span = Span::from_hours(24);

/// Times of events by UTC day: a silence of 24 hours cannot lie inside one.
#[derive(Debug, Default)]
pub(crate) struct DayTally {
    days: BTreeMap<i64, Day>,
}

#[derive(Debug)]
struct Day {
    first: Time,
    last: Time,
    /// Positions of the first rows read.
    rows: Vec<u32>,
}

/// What comes after the last long silence of a log.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Remainder {
    /// The silence, from the event before it to the one after it.
    pub(crate) silence: TimeRange,
    /// Positions of some of the rows after it.
    pub(crate) rows: Vec<u32>,
}

impl DayTally {
    pub(crate) fn push(&mut self, time: Time, position: u32) {
        let new = || Day { first: time, last: time, rows: Vec::new() };
        let day = self.days.entry(time.utc_day()).or_insert_with(new);
        day.first = day.first.min(time);
        day.last = day.last.max(time);
        if day.rows.len() < MAX_SAMPLES {
            day.rows.push(position);
        }
    }

    /// Returns what comes after the last silence, if the log has any.
    pub(crate) fn remainder(&self) -> Option<Remainder> {
        let mut rows = Vec::new();
        let mut later: Option<&Day> = None;
        for day in self.days.values().rev() {
            if let Some(later) = later {
                let silence = TimeRange::new(day.last, later.first);
                if silence.span() >= SILENCE {
                    rows.sort_unstable();
                    return Some(Remainder { silence, rows });
                }
            }
            rows.extend_from_slice(&day.rows);
            later = Some(day);
        }
        None
    }
}
