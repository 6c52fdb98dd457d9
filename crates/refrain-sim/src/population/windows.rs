//! The log in spans of time, each small enough to hold in memory.

use std::ops::Range;

use crate::population::crowd::Crowd;
use crate::population::row::Row;
use crate::simulation::Simulation;
use crate::time::seconds::NEVER;

/// The events of a simulation, span by span.
///
/// How long the spans are changes no event and no order: they only bound the memory.
#[derive(Debug, Clone)]
pub(crate) struct Windows<'a> {
    simulation: &'a Simulation,
    crowd: Crowd,
    /// Start of the next span.
    from: i64,
    length: i64,
}

/// Rows that a span should hold: enough to share among threads, few enough for the cache.
const ROWS_PER_WINDOW: usize = 1 << 16;

/// An hour: a guess for the first span.
const FIRST_LENGTH: i64 = 3_600;

impl<'a> Windows<'a> {
    pub(crate) fn new(simulation: &'a Simulation, users: Range<u32>) -> Windows<'a> {
        let crowd = Crowd::new(simulation, users);
        Windows { simulation, crowd, from: simulation.start(), length: FIRST_LENGTH }
    }

    pub(crate) fn crowd(&self) -> &Crowd {
        &self.crowd
    }

    /// Replaces the rows by those of the next span; false if the log has ended.
    pub(crate) fn next_into(&mut self, rows: &mut Vec<Row>) -> bool {
        rows.clear();
        // A caller hands out the first row at once, so an empty span is passed over.
        while rows.is_empty() {
            let end = self.simulation.end();
            if self.from >= end || self.crowd.next_at() == NEVER {
                return false;
            }
            let until = self.from.saturating_add(self.length).min(end);
            self.crowd.live_until(self.simulation, until, rows);
            self.from = until;
            self.adapt(rows.len());
        }
        true
    }

    /// Chooses the length of the next span by how many rows the last one held.
    ///
    /// Every user is looked at once a span, so that there should be more rows than users.
    fn adapt(&mut self, n_rows: usize) {
        let wanted = ROWS_PER_WINDOW.max(4 * self.crowd.n_users()) as f64;
        // Bounded, since one quiet night says little about the day that follows.
        let factor = (wanted / n_rows.max(1) as f64).clamp(0.25, 4.0);
        self.length = ((self.length as f64 * factor) as i64).clamp(1, i64::from(u32::MAX));
    }
}
