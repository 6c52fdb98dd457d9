//! Stray events after the nominal end of a log.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use refrain_core::{Span, Time, TimeRange};

use crate::report::cleaning_report::MAX_SAMPLES;

/// A silence of the whole log at least this long may be its end.
const SILENCE: Span = Span::from_hours(24);

/// Times of events by UTC day: a silence of 24 hours cannot lie inside one.
#[derive(Debug, Default)]
pub(crate) struct EventDays {
    days: BTreeMap<i64, Day>,
    /// The day of the event pushed last, not yet among the others: most events follow another of
    /// their day.
    open: Option<(i64, Day)>,
}

#[derive(Debug)]
struct Day {
    first: Time,
    last: Time,
    /// Positions of the first rows read.
    rows: Vec<u32>,
}

/// Rows after the last long silence of a log.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Remainder {
    /// The silence, from the event before it to the one after it.
    pub(crate) silence: TimeRange,
    /// Positions of some of the rows after it.
    pub(crate) rows: Vec<u32>,
}

impl EventDays {
    #[inline]
    pub(crate) fn push(&mut self, time: Time, position: u32) {
        let number = time.utc_day();
        match &mut self.open {
            // Nearly always: most logs are almost in the order of time.
            Some((open, day)) if *open == number => day.push(time, position),
            _ => self.open(number, time, position),
        }
    }

    /// Adds the days of the next block, whose first event has this position.
    pub(crate) fn extend(&mut self, mut block: EventDays, first_position: u32) {
        block.close();
        for (number, mut day) in block.days {
            day.rows.iter_mut().for_each(|row| *row += first_position);
            match self.days.entry(number) {
                Entry::Vacant(vacant) => {
                    vacant.insert(day);
                }
                Entry::Occupied(mut known) => known.get_mut().extend(&day),
            }
        }
    }

    fn open(&mut self, number: i64, time: Time, position: u32) {
        self.close();
        let day = self.days.remove(&number);
        let mut day = day.unwrap_or_else(|| Day { first: time, last: time, rows: Vec::new() });
        day.push(time, position);
        self.open = Some((number, day));
    }

    fn close(&mut self) {
        if let Some((number, day)) = self.open.take() {
            self.days.insert(number, day);
        }
    }

    /// Returns what comes after the last silence, if the log has any.
    pub(crate) fn remainder(mut self) -> Option<Remainder> {
        self.close();
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
            // From the last day backwards: all that was passed comes after the silence.
            rows.extend_from_slice(&day.rows);
            later = Some(day);
        }
        None
    }
}

impl Day {
    fn push(&mut self, time: Time, position: u32) {
        self.first = self.first.min(time);
        self.last = self.last.max(time);
        if self.rows.len() < MAX_SAMPLES {
            self.rows.push(position);
        }
    }

    fn extend(&mut self, later: &Day) {
        self.first = self.first.min(later.first);
        self.last = self.last.max(later.last);
        let room = MAX_SAMPLES - self.rows.len();
        self.rows.extend(later.rows.iter().take(room));
    }
}
