//! Cutoff of an entity: what measures read their values from.

use refrain_core::{Events, History, NumberValues, Time};

use super::forward::{Forward, Session};
use super::inputs::{Inputs, Resolved};
use super::prepared::{NONE, PlanRun, Prepared};
use super::window::{Counts, Windows};

/// An entity at a cutoff, with all that was counted.
pub(crate) struct Cutoff<'c, 'l> {
    pub(super) inputs: &'c Inputs,
    pub(super) prepared: &'c Prepared<'l>,
    pub(super) forward: &'c Forward,
    pub(super) windows: &'c Windows,
    pub(super) history: &'c History<'l>,
    /// Events before the cutoff.
    pub(super) n_events: usize,
}

impl<'l> Cutoff<'_, 'l> {
    /// The history up to the cutoff.
    pub(crate) fn history(&self) -> &History<'l> {
        self.history
    }

    /// The counts of a window.
    pub(crate) fn counts(&self, window: usize) -> &Counts {
        self.windows.counts(window)
    }

    /// The events of the entity. They may reach past the cutoff: read the rows of a window only.
    pub(crate) fn events(&self) -> Option<&Events<'l>> {
        self.prepared.events.as_ref()
    }

    /// Days from a row to the cutoff.
    pub(crate) fn days_since(&self, row: Option<usize>) -> f64 {
        row.map_or(f64::NAN, |row| self.history.cutoff().days_since(self.prepared.times[row]))
    }

    /// The last row before the cutoff.
    pub(crate) fn last_row(&self) -> Option<usize> {
        self.n_events.checked_sub(1)
    }

    /// The first and the last row of a selection.
    pub(crate) fn first_and_last(&self, selected: &Resolved) -> Option<(usize, usize)> {
        self.forward.first_and_last(self.prepared, selected)
    }

    /// A text attribute as last stated.
    pub(crate) fn last_text(&self, text: usize) -> Option<&'l str> {
        let values = &self.prepared.texts[text];
        (0..self.n_events).rev().find_map(|row| values.get(row))
    }

    /// The first event of the history, no earlier than the window begins.
    pub(crate) fn first_known(&self, counts: &Counts) -> Option<Time> {
        let first = self.prepared.times[..self.n_events].first()?;
        Some(counts.start.map_or(*first, |start| start.max(*first)))
    }

    /// Days of a window in which the entity was known, at least one: a customer of three days has
    /// shown three days of behaviour, not thirty.
    pub(crate) fn known_days(&self, counts: &Counts) -> f64 {
        let start = self.first_known(counts).unwrap_or(counts.end);
        counts.end.days_since(start).max(1.0)
    }

    /// The times of the selected events of a window, ascending.
    pub(crate) fn times(
        &self,
        counts: &Counts,
        selected: &Resolved,
    ) -> impl Iterator<Item = Time> + Clone {
        let rows = counts.rows.clone().filter(|row| self.prepared.is_in(selected, *row));
        rows.map(|row| self.prepared.times[row])
    }

    /// The days of the events of a window, ascending and repeated.
    pub(crate) fn days(&self, counts: &Counts) -> &[i64] {
        &self.prepared.days[counts.rows.clone()]
    }

    /// The days of the selected events of a window, ascending.
    pub(crate) fn days_with(&self, counts: &Counts, selected: &Resolved) -> Vec<i64> {
        let rows = counts.rows.clone().filter(|row| self.prepared.is_in(selected, *row));
        let mut days: Vec<i64> = rows.map(|row| self.prepared.days[row]).collect();
        days.dedup();
        days
    }

    /// The days of the first and the last event of a selection.
    pub(crate) fn first_and_last_day(&self, selected: &Resolved) -> Option<(i64, i64)> {
        let (first, last) = self.first_and_last(selected)?;
        Some((self.prepared.days[first], self.prepared.days[last]))
    }

    /// The day of the cutoff.
    pub(crate) fn day(&self) -> i64 {
        self.prepared.calendar().day(self.history.cutoff())
    }

    /// The numbers of a lane in a window, in the order of the events.
    pub(crate) fn numbers(
        &self,
        counts: &Counts,
        lane: usize,
    ) -> impl Iterator<Item = f64> + Clone {
        let selected = &self.inputs.numbers[lane].1;
        let numbers: &NumberValues<'_> = &self.prepared.numbers[lane];
        let rows = counts.rows.clone().filter(|row| self.prepared.is_in(selected, *row));
        rows.filter_map(|row| numbers.get(row))
    }

    /// Events of a window by the value that they have of a lane.
    pub(crate) fn value_counts(&self, counts: &Counts, lane: usize) -> Vec<u32> {
        let mut found = vec![0; self.prepared.n_values[lane]];
        let values = &self.prepared.values[lane][counts.rows.clone()];
        for value in values.iter().filter(|value| **value != NONE) {
            found[*value as usize] += 1;
        }
        found
    }

    /// Events of a window with another value of a lane than the one stated before them, in the
    /// window or earlier.
    pub(crate) fn value_changes(&self, counts: &Counts, lane: usize) -> usize {
        let values = &self.prepared.values[lane];
        let stated = |value: &u32| *value != NONE;
        let (before, within) = (&values[..counts.rows.start], &values[counts.rows.clone()]);
        let before = before.iter().rev().copied().find(stated);
        let mut stated: Vec<u32> = before.into_iter().collect();
        stated.extend(within.iter().copied().filter(|value| *value != NONE));
        stated.windows(2).filter(|pair| pair[0] != pair[1]).count()
    }

    /// The sessions that began in a window, with their places.
    pub(crate) fn sessions<'s>(
        &'s self,
        counts: &Counts,
    ) -> impl Iterator<Item = (usize, &'s Session)> + Clone + use<'s> {
        let sessions = &self.forward.sessions;
        let before = |time: Time| sessions.partition_point(|session| session.start < time);
        let (first, end) = (counts.start.map_or(0, before), before(counts.end));
        sessions[first.min(end)..end].iter().enumerate().map(move |(at, s)| (first + at, s))
    }

    /// The session after one before the cutoff, whether or not it began in the window.
    pub(crate) fn session_after(&self, index: usize) -> Option<&Session> {
        self.forward.sessions.get(index + 1)
    }

    /// The selected events of a session.
    pub(crate) fn session_count(&self, count: usize, session: usize) -> u32 {
        self.forward.counts[count][session]
    }

    /// Stretches on one plan that began before the cutoff.
    pub(crate) fn plan_runs(&self) -> &[PlanRun] {
        let runs = &self.prepared.plans;
        &runs[..runs.partition_point(|run| run.first_row < self.n_events)]
    }
}
