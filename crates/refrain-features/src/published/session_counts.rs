//! Counts within each session.

use refrain_core::{Code, Events, Time};

use crate::sessions::grouped;

/// Counts of one session of one entity.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct SessionCounts {
    start: Time,
    end: Time,
    n_events: u64,
    /// Events of each kind asked for.
    kinds: Vec<u64>,
    /// Events of each weekday from Monday.
    weekdays: [u64; 7],
}

impl SessionCounts {
    fn new(start: Time, n_kinds: usize) -> SessionCounts {
        let kinds = vec![0; n_kinds];
        SessionCounts { start, end: start, n_events: 0, kinds, weekdays: [0; 7] }
    }

    /// Adds an event that is not before those added already.
    fn add(&mut self, time: Time, weekday: usize, kind_idx: Option<usize>) {
        self.end = time;
        self.n_events += 1;
        self.weekdays[weekday] += 1;
        if let Some(kind_idx) = kind_idx {
            self.kinds[kind_idx] += 1;
        }
    }

    pub(crate) fn n_events(&self) -> u64 {
        self.n_events
    }

    pub(crate) fn seconds(&self) -> f64 {
        self.end.millis_since(self.start) as f64 / 1_000.0
    }

    pub(crate) fn n_of_kind(&self, kind_idx: usize) -> u64 {
        self.kinds[kind_idx]
    }

    pub(crate) fn kind_share(&self, kind_idx: usize) -> f64 {
        self.share(self.kinds[kind_idx])
    }

    pub(crate) fn weekday_share(&self, weekday: usize) -> f64 {
        self.share(self.weekdays[weekday])
    }

    fn share(&self, n_events: u64) -> f64 {
        n_events as f64 / self.n_events as f64
    }
}

/// Sessions in the order of [`sessions`](crate::sessions::sessions).
pub(crate) fn session_counts(events: &Events<'_>, kinds: &[Code]) -> Vec<SessionCounts> {
    let calendar = events.calendar();
    let begin = |start| SessionCounts::new(start, kinds.len());
    grouped(events, begin, |session, index| {
        let kind = events.kind_codes()[index];
        let time = events.times()[index];
        let weekday = usize::from(calendar.hour_of_week(time) / 24);
        session.add(time, weekday, kinds.iter().position(|known| *known == kind));
    })
}
