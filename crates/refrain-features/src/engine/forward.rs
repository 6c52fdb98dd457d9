//! Forward state: sessions, first and last events, carried from one cutoff to the next.

use refrain_core::Time;

use super::inputs::{Inputs, Resolved};
use super::prepared::{NONE, Prepared};

/// The state of an entity after some of its events.
#[derive(Debug)]
pub(super) struct Forward {
    n_events: usize,
    /// Of each slot of kinds the first and the last event.
    first_and_last: Vec<Option<(u32, u32)>>,
    /// Sessions by their first event.
    pub(super) sessions: Vec<Session>,
    /// For each selection counted its events in each session.
    pub(super) counts: Vec<Vec<u32>>,
}

/// A session as far as it has gone.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Session {
    pub(crate) start: Time,
    pub(crate) end: Time,
}

impl Forward {
    pub(super) fn new(inputs: &Inputs) -> Forward {
        Forward {
            n_events: 0,
            first_and_last: vec![None; inputs.other_kind() + 1],
            sessions: Vec::new(),
            counts: vec![Vec::new(); inputs.session_counts.len()],
        }
    }

    /// Forgets what was before.
    pub(super) fn begin(&mut self) {
        self.n_events = 0;
        self.first_and_last.fill(None);
        self.sessions.clear();
        self.counts.iter_mut().for_each(Vec::clear);
    }

    /// Takes the events up to the first `n_events`.
    pub(super) fn advance(&mut self, inputs: &Inputs, prepared: &Prepared<'_>, n_events: usize) {
        // A cutoff before the last one: what was carried forward has seen too much.
        if n_events < self.n_events {
            self.begin();
        }
        let rows = self.n_events..n_events;
        if inputs.uses_first_and_last {
            for row in rows.clone() {
                let row = row as u32;
                let met = &mut self.first_and_last[prepared.kinds[row as usize] as usize];
                *met = Some((met.map_or(row, |(first, _)| first), row));
            }
        }
        if inputs.uses_sessions {
            rows.for_each(|row| self.take_session(inputs, prepared, row));
        }
        self.n_events = n_events;
    }

    fn take_session(&mut self, inputs: &Inputs, prepared: &Prepared<'_>, row: usize) {
        let ordinal = prepared.sessions[row];
        if ordinal == NONE {
            return;
        }
        let (ordinal, time) = (ordinal as usize, prepared.times[row]);
        // Ordinals are given in the order of events, so a new one is the next.
        if ordinal == self.sessions.len() {
            self.sessions.push(Session { start: time, end: time });
            self.counts.iter_mut().for_each(|counts| counts.push(0));
        }
        // Sessions of one entity may interleave, so it need not be the last one.
        self.sessions[ordinal].end = time;
        for (selected, counts) in inputs.session_counts.iter().zip(&mut self.counts) {
            counts[ordinal] += u32::from(prepared.is_in(selected, row));
        }
    }

    /// The first and the last selected event.
    pub(super) fn first_and_last(
        &self,
        prepared: &Prepared<'_>,
        selected: &Resolved,
    ) -> Option<(usize, usize)> {
        match selected {
            Resolved::Kinds(slots) => {
                let met = || slots.iter().filter_map(|slot| self.first_and_last[*slot]);
                let first = met().map(|(first, _)| first).min()?;
                let last = met().map(|(_, last)| last).max()?;
                Some((first as usize, last as usize))
            }
            _ => {
                let mut rows = (0..self.n_events).filter(|row| prepared.is_in(selected, *row));
                let first = rows.next()?;
                Some((first, rows.next_back().unwrap_or(first)))
            }
        }
    }
}
