//! Events of clocks that are far away from all others.

use refrain_core::{Span, Time, TimeRange};

/// A silence this long may part a wrong clock from the rest: no shorter one is beyond doubt.
const LEAST_SILENCE: Span = Span::from_days(30);

/// Rows of a wrong clock are at most this part of the log: one in a thousand, or a single one.
const ROWS_PER_STRAY: u64 = 1_000;

/// Below this many rows none is stray: there is no log to be away from.
const LEAST_ROWS: u64 = 20;

/// Wrong clocks that are found in a log too small for more: each may be one row.
const MOST_STRAYS: u64 = 3;

/// The events of one day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct DayRows {
    pub(crate) first: Time,
    pub(crate) last: Time,
    pub(crate) n_rows: u64,
}

/// Events at one end of a log that are not of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Stray {
    /// The times of these events.
    pub(crate) range: TimeRange,
    pub(crate) n_rows: u64,
    /// The silence between them and the rest.
    pub(crate) silence: TimeRange,
}

impl Stray {
    pub(crate) fn is_after(&self) -> bool {
        self.silence.end == self.range.start
    }
}

/// Finds the events of wrong clocks, by the days of a log in their order. Days that touch
/// `observed`, in which the log is known to have been kept, are none.
pub(crate) fn stray_clocks(days: &[DayRows], observed: Option<TimeRange>) -> Vec<Stray> {
    let mut strays = Vec::new();
    let mut rest = days;
    let mut room = MOST_STRAYS.max(n_rows(days) / ROWS_PER_STRAY);
    // One at a time, from either end: one that is gone may uncover another.
    while let Some((stray, other)) = last(rest, observed).or_else(|| first(rest, observed))
        && stray.n_rows <= room
    {
        room -= stray.n_rows;
        rest = other;
        strays.push(stray);
    }
    strays
}

/// The times of the events that are not stray.
pub(crate) fn rest(strays: &[Stray]) -> TimeRange {
    let mut range = TimeRange::new(Time::MIN, Time::MAX);
    for stray in strays {
        match stray.is_after() {
            true => range.end = range.end.min(stray.range.start),
            false => range.start = range.start.max(stray.silence.end),
        }
    }
    range
}

fn last(days: &[DayRows], observed: Option<TimeRange>) -> Option<(Stray, &[DayRows])> {
    let cuts = (1..days.len()).rev().map(|cut| (&days[..cut], &days[cut..]));
    let cuts = cuts.take_while(|(_, out)| !is_observed(out, observed));
    first_cut(days, cuts, |rest, out| TimeRange::new(times(rest).1, times(out).0))
}

fn first(days: &[DayRows], observed: Option<TimeRange>) -> Option<(Stray, &[DayRows])> {
    let cuts = (1..days.len()).map(|cut| (&days[cut..], &days[..cut]));
    let cuts = cuts.take_while(|(_, out)| !is_observed(out, observed));
    first_cut(days, cuts, |rest, out| TimeRange::new(times(out).1, times(rest).0))
}

/// The outermost cut at a silence that leaves a log on one side and few rows on the other.
fn first_cut<'d>(
    days: &[DayRows],
    cuts: impl Iterator<Item = (&'d [DayRows], &'d [DayRows])>,
    silence: impl Fn(&[DayRows], &[DayRows]) -> TimeRange,
) -> Option<(Stray, &'d [DayRows])> {
    let n_all = n_rows(days);
    if n_all < LEAST_ROWS {
        return None;
    }
    let few = (n_all / ROWS_PER_STRAY).max(1);
    let mut cuts = cuts.take_while(|(_, out)| n_rows(out) <= few);
    cuts.find_map(|(rest, out)| {
        let silence = silence(rest, out);
        let (first, last) = times(rest);
        // A pause of a log that was kept for longer than it is a pause.
        let is_stray =
            silence.span() >= LEAST_SILENCE && silence.span() >= TimeRange::new(first, last).span();
        let (first, last) = times(out);
        let range = TimeRange::new(first, last + Span::MILLISECOND);
        is_stray.then_some((Stray { range, n_rows: n_rows(out), silence }, rest))
    })
}

fn is_observed(days: &[DayRows], observed: Option<TimeRange>) -> bool {
    let (first, last) = times(days);
    observed.is_some_and(|observed| first < observed.end && observed.start <= last)
}

fn times(days: &[DayRows]) -> (Time, Time) {
    (days[0].first, days[days.len() - 1].last)
}

fn n_rows(days: &[DayRows]) -> u64 {
    days.iter().map(|day| day.n_rows).sum()
}
