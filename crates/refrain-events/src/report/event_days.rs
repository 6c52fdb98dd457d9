//! Stray events after the nominal end of a log.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use refrain_core::{Span, Time, TimeRange};

use crate::report::cleaning_report::MAX_SAMPLES;
use crate::report::stray_clocks::DayRows;

/// A silence of the whole log at least this long may be its end.
const SILENCE: Span = Span::from_hours(24);

/// The end of a log is this many times longer than any silence before it.
const UNLIKE_EARLIER: i64 = 2;

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
    n_rows: u64,
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
        let mut day =
            day.unwrap_or_else(|| Day { first: time, last: time, n_rows: 0, rows: Vec::new() });
        day.push(time, position);
        self.open = Some((number, day));
    }

    fn close(&mut self) {
        if let Some((number, day)) = self.open.take() {
            self.days.insert(number, day);
        }
    }

    /// The days in their order.
    pub(crate) fn days(&mut self) -> Vec<DayRows> {
        self.close();
        let day = |day: &Day| DayRows { first: day.first, last: day.last, n_rows: day.n_rows };
        self.days.values().map(day).collect()
    }

    /// Adds the days of a later file, whose rows have their positions already.
    pub(crate) fn append(&mut self, later: EventDays) {
        self.close();
        self.extend(later, 0);
    }

    /// Forgets the days outside of a range that ends in silences.
    pub(crate) fn keep_within(&mut self, range: TimeRange) {
        self.close();
        self.days.retain(|_, day| range.contains(day.first));
    }

    /// Returns what comes after the last silence, if the log has any and it is unlike the ones
    /// before.
    pub(crate) fn remainder(mut self) -> Option<Remainder> {
        self.close();
        let days: Vec<&Day> = self.days.values().collect();
        let silence = |at: usize| TimeRange::new(days[at - 1].last, days[at].first);
        let at = (1..days.len()).rev().find(|at| silence(*at).span() >= SILENCE)?;
        let longest = (1..at).map(|at| silence(at).span()).max();
        // Weekends of an office and nights of a small town are no end.
        if longest
            .is_some_and(|longest| silence(at).span().millis() <= UNLIKE_EARLIER * longest.millis())
        {
            return None;
        }
        let mut rows: Vec<u32> = days[at..].iter().flat_map(|day| &day.rows).copied().collect();
        rows.sort_unstable();
        Some(Remainder { silence: silence(at), rows })
    }
}

impl Day {
    fn push(&mut self, time: Time, position: u32) {
        self.first = self.first.min(time);
        self.last = self.last.max(time);
        self.n_rows += 1;
        if self.rows.len() < MAX_SAMPLES {
            self.rows.push(position);
        }
    }

    fn extend(&mut self, later: &Day) {
        self.first = self.first.min(later.first);
        self.last = self.last.max(later.last);
        self.n_rows += later.n_rows;
        let room = MAX_SAMPLES - self.rows.len();
        self.rows.extend(later.rows.iter().take(room));
    }
}
