//! Windows: counts over each lookback, taken backward from its near end.

use std::ops::Range;

use refrain_core::{Span, Time};

use super::inputs::{HOURS, Inputs, Resolved};
use super::prepared::{NONE, Prepared};
use crate::lookback::Lookback;

/// The counts of every window at one cutoff.
#[derive(Debug)]
pub(super) struct Windows {
    passes: Vec<Pass>,
    /// One per window.
    counts: Vec<Counts>,
    running: Counts,
    seen: Seen,
}

/// Windows with one near end: the farther ones continue where the nearer ones stop.
#[derive(Debug)]
struct Pass {
    near: Span,
    windows: Vec<usize>,
}

/// Counts between the near end of a window and its far end.
#[derive(Debug, Clone, Default)]
pub(crate) struct Counts {
    pub(crate) rows: Range<usize>,
    /// The window, as far as it is bounded.
    pub(crate) start: Option<Time>,
    pub(crate) end: Time,
    kinds: Vec<u32>,
    pub(crate) hours: Vec<u32>,
    mixed: Vec<u32>,
    pub(crate) active_days: u32,
    pub(crate) sessions: u32,
    pub(crate) session_millis: i64,
    pub(crate) numbers: Vec<NumberRun>,
    pub(crate) distinct: Vec<u32>,
}

/// Numbers added up from the last to the first.
#[derive(Debug, Clone, Copy)]
pub(crate) struct NumberRun {
    pub(crate) n: u32,
    pub(crate) sum: f64,
    pub(crate) max: f64,
    /// The first met, which is the last in time.
    pub(crate) last: f64,
}

const NO_NUMBERS: NumberRun = NumberRun { n: 0, sum: 0.0, max: f64::NAN, last: f64::NAN };

/// Days, sessions and values met on the way.
#[derive(Debug, Default)]
struct Seen {
    round: u32,
    day: Option<i64>,
    /// For each session the round in which it was met, and its earliest event.
    sessions: Vec<(u32, Time)>,
    /// For each lane and value the round in which it was met.
    values: Vec<Vec<u32>>,
}

impl Counts {
    fn empty(inputs: &Inputs) -> Counts {
        Counts {
            kinds: vec![0; inputs.other_kind() + 1],
            hours: vec![0; if inputs.uses_hours { HOURS } else { 0 }],
            mixed: vec![0; inputs.mixed.len()],
            numbers: vec![NO_NUMBERS; inputs.numbers.len()],
            distinct: vec![0; inputs.lanes.len()],
            ..Counts::default()
        }
    }

    fn clear(&mut self) {
        self.kinds.fill(0);
        self.hours.fill(0);
        self.mixed.fill(0);
        self.numbers.fill(NO_NUMBERS);
        self.distinct.fill(0);
        (self.active_days, self.sessions, self.session_millis) = (0, 0, 0);
    }

    /// Number of selected events.
    pub(crate) fn of(&self, selected: &Resolved) -> u64 {
        match selected {
            Resolved::All => self.rows.len() as u64,
            Resolved::Kinds(slots) => slots.iter().map(|slot| u64::from(self.kinds[*slot])).sum(),
            Resolved::Clock(hours) => {
                let selected = self.hours.iter().zip(hours).filter(|(_, is_in)| **is_in);
                selected.map(|(count, _)| u64::from(*count)).sum()
            }
            Resolved::Mixed(bit) => u64::from(self.mixed[*bit]),
        }
    }
}

impl Windows {
    pub(super) fn new(inputs: &Inputs) -> Windows {
        let mut passes: Vec<Pass> = Vec::new();
        for (index, window) in inputs.windows.iter().enumerate() {
            match passes.iter_mut().find(|pass| pass.near == window.near()) {
                Some(pass) => pass.windows.push(index),
                None => passes.push(Pass { near: window.near(), windows: vec![index] }),
            }
        }
        Windows {
            passes,
            counts: inputs.windows.iter().map(|_| Counts::empty(inputs)).collect(),
            running: Counts::empty(inputs),
            seen: Seen::default(),
        }
    }

    pub(super) fn counts(&self, window: usize) -> &Counts {
        &self.counts[window]
    }

    /// Counts all windows of a cutoff, before which there are `n_events`.
    pub(super) fn count(
        &mut self,
        inputs: &Inputs,
        prepared: &Prepared<'_>,
        cutoff: Time,
        n_events: usize,
    ) {
        let times = &prepared.times[..n_events];
        for (counts, window) in self.counts.iter_mut().zip(&inputs.windows) {
            let end = cutoff - window.near();
            let end_row = match window.near().is_zero() {
                true => n_events,
                false => times.partition_point(|time| *time < end),
            };
            let (start, start_row) = match window.far() {
                Lookback::All => (None, 0),
                Lookback::Last(span) => {
                    let start = cutoff - span;
                    (Some(start), times.partition_point(|time| *time < start))
                }
                Lookback::SincePlanChange => since_plan_change(prepared, n_events),
            };
            (counts.rows, counts.start, counts.end) = (start_row.min(end_row)..end_row, start, end);
        }
        for pass in &mut self.passes {
            let counts = &mut self.counts;
            // The nearest start first: each window continues where the one before it stopped.
            pass.windows.sort_by_key(|window| std::cmp::Reverse(counts[*window].rows.start));
            self.running.clear();
            self.seen.begin(prepared);
            let Some(mut at) = pass.windows.first().map(|window| counts[*window].rows.end) else {
                continue;
            };
            for window in &pass.windows {
                let start = counts[*window].rows.start;
                self.running.take(inputs, prepared, start..at, &mut self.seen);
                at = start;
                counts[*window].copy(&self.running);
            }
        }
    }
}

/// The first event of the present plan, if the plan ever changed.
fn since_plan_change(prepared: &Prepared<'_>, n_events: usize) -> (Option<Time>, usize) {
    let n_runs = prepared.plans.partition_point(|run| run.first_row < n_events);
    match prepared.plans[..n_runs].last() {
        // A plan that never changed began before the log, so all of the history counts.
        Some(run) if n_runs > 1 => (Some(run.start), run.first_row),
        _ => (None, 0),
    }
}

impl Seen {
    fn begin(&mut self, prepared: &Prepared<'_>) {
        // A new round forgets all marks without a pass over them; after 2^32 rounds they are wiped.
        self.round = self.round.wrapping_add(1);
        if self.round == 0 {
            self.sessions.clear();
            self.values.clear();
            self.round = 1;
        }
        self.day = None;
        if self.sessions.len() < prepared.n_sessions {
            self.sessions.resize(prepared.n_sessions, (0, Time::MIN));
        }
        self.values.resize(prepared.values.len(), Vec::new());
        for (seen, n_values) in self.values.iter_mut().zip(&prepared.n_values) {
            if seen.len() < *n_values {
                seen.resize(*n_values, 0);
            }
        }
    }
}

impl Counts {
    /// Takes over what was counted, and leaves the window as it is.
    fn copy(&mut self, running: &Counts) {
        self.kinds.copy_from_slice(&running.kinds);
        self.hours.copy_from_slice(&running.hours);
        self.mixed.copy_from_slice(&running.mixed);
        self.numbers.copy_from_slice(&running.numbers);
        self.distinct.copy_from_slice(&running.distinct);
        self.active_days = running.active_days;
        self.sessions = running.sessions;
        self.session_millis = running.session_millis;
    }

    /// Counts events, from the last to the first.
    fn take(
        &mut self,
        inputs: &Inputs,
        prepared: &Prepared<'_>,
        rows: Range<usize>,
        seen: &mut Seen,
    ) {
        for kind in &prepared.kinds[rows.clone()] {
            self.kinds[*kind as usize] += 1;
        }
        if inputs.uses_hours {
            for hour in &prepared.hours[rows.clone()] {
                self.hours[usize::from(*hour)] += 1;
            }
        }
        if !inputs.mixed.is_empty() {
            for mask in &prepared.masks[rows.clone()] {
                let mut rest = *mask;
                // Bit by bit: most events are in few of the selections.
                while rest != 0 {
                    self.mixed[rest.trailing_zeros() as usize] += 1;
                    rest &= rest - 1;
                }
            }
        }
        if inputs.uses_days {
            for day in prepared.days[rows.clone()].iter().rev() {
                self.active_days += u32::from(seen.day != Some(*day));
                seen.day = Some(*day);
            }
        }
        if inputs.uses_sessions {
            self.take_sessions(prepared, rows.clone(), seen);
        }
        for (lane, values) in prepared.values.iter().enumerate() {
            let seen_values = &mut seen.values[lane];
            for value in &values[rows.clone()] {
                if *value != NONE {
                    let met = &mut seen_values[*value as usize];
                    self.distinct[lane] += u32::from(*met != seen.round);
                    *met = seen.round;
                }
            }
        }
        for (lane, (_, selected)) in inputs.numbers.iter().enumerate() {
            let numbers = &prepared.numbers[lane];
            for row in rows.clone().rev().filter(|row| prepared.is_in(selected, *row)) {
                if let Some(number) = numbers.get(row) {
                    self.numbers[lane].take(number);
                }
            }
        }
    }

    fn take_sessions(&mut self, prepared: &Prepared<'_>, rows: Range<usize>, seen: &mut Seen) {
        for row in rows.rev() {
            let ordinal = prepared.sessions[row];
            if ordinal == NONE {
                continue;
            }
            let time = prepared.times[row];
            // Going backward, the event met last is the earliest so far.
            let (round, earliest) = &mut seen.sessions[ordinal as usize];
            match *round == seen.round {
                true => self.session_millis += earliest.millis_since(time),
                false => {
                    *round = seen.round;
                    self.sessions += 1;
                }
            }
            *earliest = time;
        }
    }
}

impl NumberRun {
    fn take(&mut self, number: f64) {
        // Going backward, the first number met is the last in time.
        if self.n == 0 {
            self.last = number;
        }
        self.n += 1;
        self.sum += number;
        // `f64::max` takes the number beside a NaN, with which the run begins.
        self.max = self.max.max(number);
    }
}
