//! Values of definitions at one cutoff.

use refrain_core::{CodeMap, History, Span, Time};

use super::forward::{Forward, Session};
use super::inputs::{Compiled, Op, Sel, Value, What};
use super::prepared::{NONE, Prepared};
use super::window::{Counts, Windows};
use crate::Row;
use crate::definition::{AgentPart, PlacePart};
use crate::measure::Statistic;
use crate::profile::{agent, place};

const DAY: Span = Span::from_days(1);
const MILLIS_PER_HOUR: f64 = 3_600_000.0;

/// An entity at a cutoff, with all that was counted.
pub(super) struct Cutoff<'c, 'l> {
    pub(super) compiled: &'c Compiled,
    pub(super) prepared: &'c Prepared<'l>,
    pub(super) forward: &'c Forward,
    pub(super) windows: &'c Windows,
    pub(super) history: &'c History<'l>,
    /// Events before the cutoff.
    pub(super) n_events: usize,
}

impl<'l> Cutoff<'_, 'l> {
    /// Puts the values of all definitions.
    pub(super) fn put_all(&self, row: &mut Row<'l>) {
        for op in &self.compiled.ops {
            match op {
                Op::Last(text) => row.category(self.last_text(*text)),
                Op::Agent(part, text) => row.category(self.last_text(*text).map(match part {
                    AgentPart::Os => agent::operating_system,
                    AgentPart::Browser => agent::browser,
                    AgentPart::Device => agent::device,
                })),
                Op::Place(part, text) => row.category(self.last_text(*text).and_then(match part {
                    PlacePart::State => place::state,
                    PlacePart::Division => place::division,
                })),
                Op::Cohort => {
                    // Rows may state a registration that is still to come.
                    let known = |time: &Time| *time < self.history.cutoff();
                    row.named_category(self.history.registration().filter(known).map(month));
                }
                op => row.number(self.number(op)),
            }
        }
    }

    fn number(&self, op: &Op) -> f64 {
        match op {
            Op::Value(value) => self.value(value),
            // Nothing per nothing is NaN: no occasion, no rate.
            Op::Ratio(value, per) => match self.value(per) {
                0.0 => f64::NAN,
                per => self.value(value) / per,
            },
            Op::Difference(left, right, None) => self.value(left) - self.value(right),
            Op::Difference(left, right, Some((left_days, right_days))) => {
                self.value(left) / self.value(left_days)
                    - self.value(right) / self.value(right_days)
            }
            Op::SinceLast(sel) => self.days_since(self.first_and_last(sel).map(|(_, last)| last)),
            Op::SinceFirst(sel) => {
                self.days_since(self.first_and_last(sel).map(|(first, _)| first))
            }
            Op::Ever(sel) => f64::from(self.first_and_last(sel).is_some()),
            Op::Recency => self.days_since(self.n_events.checked_sub(1)),
            Op::Tenure => self
                .history
                .known_since()
                .map_or(f64::NAN, |since| self.history.cutoff().days_since(since)),
            Op::IsPaid => self.plan_runs().last().map_or(f64::NAN, |run| f64::from(run.pays)),
            Op::SincePlanChange => match self.plan_runs() {
                [_, .., last] => self.history.cutoff().days_since(last.start),
                _ => f64::NAN,
            },
            Op::Last(_) | Op::Agent(..) | Op::Place(..) | Op::Cohort => f64::NAN,
        }
    }

    fn value(&self, value: &Value) -> f64 {
        let counts = self.windows.counts(value.window);
        let of = |sel: &Sel| counts.of(sel) as f64;
        match &value.what {
            What::Count(sel) => of(sel),
            What::Share(sel) => of(sel) / counts.rows.len() as f64,
            What::ActiveDays => f64::from(counts.active_days),
            What::ActiveShare => (f64::from(counts.active_days) / self.known_days(counts)).min(1.0),
            What::KnownDays => self.known_days(counts),
            What::Sessions => f64::from(counts.sessions),
            What::SessionHours => counts.session_millis as f64 / MILLIS_PER_HOUR,
            What::SessionsWith(with, without) => self.sessions_with(counts, *with, *without),
            What::Number(statistic, lane) => self.number_of(counts, *statistic, *lane),
            What::Distinct(lane) => f64::from(counts.distinct[*lane]),
            What::HourEntropy => {
                let of_hour = |hour| counts.hours.iter().skip(hour).step_by(24).copied();
                entropy((0..24).map(|hour| of_hour(hour).sum::<u32>()))
            }
            What::WeekdayEntropy => entropy(counts.hours.chunks(24).map(|day| day.iter().sum())),
            What::KindEntropy => self.kind_entropy(counts),
            What::ValueEntropy(lane) => self.value_entropy(counts, *lane),
            What::SessionSeconds(statistic) => {
                let seconds = |(_, session): (usize, &Session)| seconds(session);
                statistic.of(self.sessions(counts).map(seconds))
            }
            What::SessionEvents(statistic, lane) => {
                let events = |(index, _): (usize, _)| f64::from(self.forward.counts[*lane][index]);
                statistic.of(self.sessions(counts).map(events))
            }
            What::SessionGap(statistic) => self.session_gap(counts, *statistic),
            What::Gap(statistic, sel) => {
                let rows = counts.rows.clone().filter(|row| self.prepared.is_in(sel, *row));
                let times = rows.map(|row| self.prepared.times[row]);
                statistic.of(differences(times, |from, to| to.days_since(from)))
            }
            What::ActiveDayGap(statistic) => {
                let mut days = self.prepared.days[counts.rows.clone()].to_vec();
                days.dedup();
                statistic.of(differences(days.into_iter(), |from, to| (to - from) as f64))
            }
            What::Slope(sel) => self.slope(counts, sel),
            What::PlanDays(pays) => self.plan_days(counts, *pays),
            What::PlanChanges => {
                let changes = self.plan_runs().iter().skip(1);
                let in_window = changes.filter(|run| counts.rows.contains(&run.first_row));
                in_window.count() as f64
            }
            What::Balance(left, right) => (of(left) - of(right)) / (of(left) + of(right)),
        }
    }

    fn days_since(&self, row: Option<usize>) -> f64 {
        row.map_or(f64::NAN, |row| self.history.cutoff().days_since(self.prepared.times[row]))
    }

    fn first_and_last(&self, sel: &Sel) -> Option<(usize, usize)> {
        self.forward.first_and_last(self.prepared, sel)
    }

    fn last_text(&self, text: usize) -> Option<&'l str> {
        let values = &self.prepared.texts[text];
        (0..self.n_events).rev().find_map(|row| values.get(row))
    }

    /// Days of a window in which the entity was known, at least one: a customer of three days has
    /// shown three days of behaviour, not thirty.
    fn known_days(&self, counts: &Counts) -> f64 {
        let first = self.prepared.times[..self.n_events].first().copied().unwrap_or(counts.end);
        let start = counts.start.map_or(first, |start| start.max(first));
        counts.end.days_since(start).max(1.0)
    }

    fn number_of(&self, counts: &Counts, statistic: Statistic, lane: usize) -> f64 {
        let run = &counts.numbers[lane];
        match statistic {
            Statistic::Sum => run.sum,
            Statistic::Mean => run.sum / f64::from(run.n),
            Statistic::Max => run.max,
            Statistic::Last => run.last,
            Statistic::Std => {
                let sel = &self.compiled.numbers[lane].1;
                let rows = counts.rows.clone().filter(|row| self.prepared.is_in(sel, *row));
                let numbers = &self.prepared.numbers[lane];
                statistic.of(rows.filter_map(|row| numbers.get(row)))
            }
        }
    }

    /// The sessions that began in a window, with their places.
    fn sessions<'s>(
        &'s self,
        counts: &Counts,
    ) -> impl Iterator<Item = (usize, &'s Session)> + Clone + use<'s> {
        let sessions = &self.forward.sessions;
        let before = |time: Time| sessions.partition_point(|session| session.start < time);
        let (first, end) = (counts.start.map_or(0, before), before(counts.end));
        sessions[first.min(end)..end].iter().enumerate().map(move |(at, s)| (first + at, s))
    }

    fn sessions_with(&self, counts: &Counts, with: usize, without: Option<usize>) -> f64 {
        let holds = |lane: usize, index: usize| self.forward.counts[lane][index] > 0;
        let sessions = self.sessions(counts).map(|(index, _)| index);
        let found = sessions.filter(|index| {
            holds(with, *index) && !without.is_some_and(|without| holds(without, *index))
        });
        found.count() as f64
    }

    fn session_gap(&self, counts: &Counts, statistic: Statistic) -> f64 {
        let next = |index: usize| self.forward.sessions.get(index + 1);
        let gap = |(index, session): (usize, &Session)| {
            Some(next(index)?.start.millis_since(session.end) as f64 / MILLIS_PER_HOUR)
        };
        statistic.of(self.sessions(counts).filter_map(gap))
    }

    fn kind_entropy(&self, counts: &Counts) -> f64 {
        let Some(events) = &self.prepared.events else { return f64::NAN };
        let mut places: CodeMap<u32> = CodeMap::new();
        let mut found: Vec<u32> = Vec::new();
        for code in &events.kind_codes()[counts.rows.clone()] {
            // Kept plus one, so that zero is a kind that was not met.
            let place = places.entry(*code);
            if *place == 0 {
                found.push(0);
                *place = found.len() as u32;
            }
            found[*place as usize - 1] += 1;
        }
        entropy(found.into_iter())
    }

    fn value_entropy(&self, counts: &Counts, lane: usize) -> f64 {
        let mut found = vec![0; self.prepared.n_values[lane]];
        let values = &self.prepared.values[lane][counts.rows.clone()];
        for value in values.iter().filter(|value| **value != NONE) {
            found[*value as usize] += 1;
        }
        entropy(found.into_iter())
    }

    /// Least squares over days of 24 hours, counted back from the end of the window to the first
    /// event of the history.
    fn slope(&self, counts: &Counts, sel: &Sel) -> f64 {
        let days_back = |time: Time| (counts.end.millis_since(time) - 1).max(0) / DAY.millis();
        let Some(first) = self.prepared.times[..self.n_events].first() else { return f64::NAN };
        let first = counts.start.map_or(*first, |start| start.max(*first));
        let n_days = days_back(first) + 1;
        if n_days < 2 {
            return f64::NAN;
        }
        let middle = (n_days - 1) as f64 / 2.0;
        let rows = counts.rows.clone().filter(|row| self.prepared.is_in(sel, *row));
        // Days run backward, so their sign is turned.
        let product: f64 =
            rows.map(|row| middle - days_back(self.prepared.times[row]) as f64).sum();
        let n_days = n_days as f64;
        product / (n_days * (n_days * n_days - 1.0) / 12.0)
    }

    /// Stretches on one plan that began before the cutoff.
    fn plan_runs(&self) -> &[super::prepared::PlanRun] {
        let runs = &self.prepared.plans;
        &runs[..runs.partition_point(|run| run.first_row < self.n_events)]
    }

    fn plan_days(&self, counts: &Counts, pays: bool) -> f64 {
        let runs = self.plan_runs();
        let Some(first) = runs.first() else { return f64::NAN };
        let start = counts.start.unwrap_or(first.start);
        let ends = runs.iter().skip(1).map(|run| run.start).chain([counts.end]);
        let on_plan = runs.iter().zip(ends).filter(|(run, _)| run.pays == pays);
        let millis =
            on_plan.map(|(run, end)| end.min(counts.end).millis_since(run.start.max(start)).max(0));
        millis.sum::<i64>() as f64 / DAY.millis() as f64
    }
}

fn seconds(session: &Session) -> f64 {
    session.end.millis_since(session.start) as f64 / 1_000.0
}

/// What lies between each and the next.
fn differences<T: Copy>(
    items: impl Iterator<Item = T> + Clone,
    between: impl Fn(T, T) -> f64 + Clone,
) -> impl Iterator<Item = f64> + Clone {
    items.clone().zip(items.skip(1)).map(move |(from, to)| between(from, to))
}

/// Entropy of counts in nats (Shannon 1948); NaN if all are zero.
fn entropy(counts: impl Iterator<Item = u32> + Clone) -> f64 {
    let total: u32 = counts.clone().sum();
    let share = |count: u32| f64::from(count) / f64::from(total);
    let terms = counts.filter(|count| *count > 0).map(|count| -share(count) * share(count).ln());
    match total {
        0 => f64::NAN,
        // The entropy of one value is zero, not -0.
        _ => terms.sum::<f64>().max(0.0),
    }
}

/// Year and month, as `2018-09`.
fn month(time: Time) -> String {
    let text = time.to_string();
    let end = text.match_indices('-').nth(1).map_or(text.len(), |(at, _)| at);
    text[..end].to_owned()
}
