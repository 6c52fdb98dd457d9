//! Schedules: the cutoffs at which entities are observed.

pub(crate) mod cutoffs;
mod own_cutoffs;
mod problem;

use std::fmt;

use refrain_core::{Calendar, EventLog, Span, Time, TimeRange};

use crate::Error;
use cutoffs::Cutoffs;
use own_cutoffs::{at_events, at_tenures};
use problem::ScheduleProblem;

/// More cutoffs than this, of the log or of one entity, are a slip: hourly ones over a year are
/// fewer.
pub(crate) const MAX_CUTOFFS: i64 = 10_000;

/// The cutoffs at which entities are observed.
///
/// By the first three all entities are observed at the same cutoffs; by the others each has its
/// own. A cutoff outside the log, or at which nothing is known of the entity, gives no observation.
///
/// No cutoff depends on what happens at or after it.
///
/// # Examples
///
/// ```
/// # use refrain_core::{EventLogBuilder, EventRow, Span, Time};
/// # let day = |day| Time::from_millis(0) + Span::from_days(day);
/// # let mut builder = EventLogBuilder::new(&[])?;
/// # let rows = [("ada", 1, "play"), ("bob", 1, "play"), ("bob", 6, "cancel"), ("eve", 40, "play")];
/// # for (entity, at, kind) in rows {
/// #     builder.push(&EventRow::new(entity, day(at), kind))?;
/// # }
/// # let log = builder.finish()?;
/// use refrain_labels::Schedule;
///
/// let weekly = Schedule::Every(Span::from_days(7));
/// assert_eq!(weekly.to_string(), "every 7d");
/// // A log of days 1 to 40 has five cutoffs, the first a week after its first midnight.
/// assert_eq!(weekly.cutoffs(log.range(), log.calendar())?.first(), Some(&day(8)));
/// assert_eq!(weekly.cutoffs(log.range(), log.calendar())?.len(), 5);
/// # Ok::<(), refrain_core::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Schedule {
    /// The end of the log: 1 ms after its last event.
    End,
    /// These cutoffs.
    Dates(Vec<Time>),
    /// Every stride from midnight of the log's first day in its calendar, the first one stride
    /// after it, up to the end of the log. Strides of whole days go from midnight to midnight.
    Every(Span),
    /// The instants at which an entity's tenure is each of these: so long after the registration
    /// that its events before the cutoff state, or after its first event where they state none.
    Tenures(Vec<Span>),
    /// 1 ms after each event of one of these kinds, so that the event is history; once for events
    /// of one instant.
    AtEvents(Vec<String>),
}

impl Schedule {
    /// Returns the cutoffs of each entity of a log.
    ///
    /// # Errors
    ///
    /// As [`cutoffs`](Self::cutoffs); [`ErrorKind::Argument`](crate::ErrorKind::Argument) if a
    /// tenure is zero, [`ErrorKind::Mismatch`](crate::ErrorKind::Mismatch) if no event is of a
    /// kind, [`ErrorKind::Data`](crate::ErrorKind::Data) if nobody has a tenure while the log lasts
    /// or an entity has more than 10,000 cutoffs.
    pub fn of_log(&self, log: &EventLog) -> Result<Cutoffs, Error> {
        match self {
            Schedule::Tenures(tenures) => at_tenures(tenures, log),
            Schedule::AtEvents(kinds) => at_events(kinds, log),
            Schedule::End | Schedule::Dates(_) | Schedule::Every(_) => {
                Ok(Cutoffs::shared(self.cutoffs(log.range(), log.calendar())?))
            }
        }
    }

    /// Returns the cutoffs for a log of this range and calendar, ascending and distinct.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Argument`](crate::ErrorKind::Argument) if there is none, the stride is zero, or
    /// each entity has its own, see [`of_log`](Self::of_log);
    /// [`ErrorKind::Data`](crate::ErrorKind::Data) if one is not after the first event and at most
    /// at the end of the log, or the stride gives none or more than 10,000.
    pub fn cutoffs(&self, log: TimeRange, calendar: &Calendar) -> Result<Vec<Time>, Error> {
        match self {
            Schedule::End => Ok(vec![log.end]),
            Schedule::Dates(dates) => given(dates, log),
            Schedule::Every(stride) => strides(*stride, log, calendar),
            Schedule::Tenures(_) | Schedule::AtEvents(_) => {
                Err(ScheduleProblem::OwnCutoffs { schedule: self.to_string() }.into())
            }
        }
    }
}

/// As `end`, `2018-11-01T00:00:00Z,…`, `every 7d`, `tenure 30d,60d` or `at event Settings,…`.
impl fmt::Display for Schedule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Schedule::End => f.write_str("end"),
            Schedule::Dates(dates) => f.write_str(&listed(dates)),
            Schedule::Every(stride) => write!(f, "every {stride}"),
            Schedule::Tenures(tenures) => write!(f, "tenure {}", listed(tenures)),
            Schedule::AtEvents(kinds) => write!(f, "at event {}", kinds.join(",")),
        }
    }
}

fn listed<T: fmt::Display>(items: &[T]) -> String {
    items.iter().map(ToString::to_string).collect::<Vec<_>>().join(",")
}

fn given(dates: &[Time], log: TimeRange) -> Result<Vec<Time>, Error> {
    let mut cutoffs = dates.to_vec();
    cutoffs.sort_unstable();
    cutoffs.dedup();
    // At the first event nothing is known yet; at the end of the log everything is.
    let outside = cutoffs.iter().find(|cutoff| **cutoff <= log.start || **cutoff > log.end);
    match (cutoffs.is_empty(), outside) {
        (true, _) => Err(ScheduleProblem::NoCutoff.into()),
        (_, Some(cutoff)) => Err(ScheduleProblem::CutoffOutsideLog { cutoff: *cutoff, log }.into()),
        (_, None) => Ok(cutoffs),
    }
}

fn strides(stride: Span, log: TimeRange, calendar: &Calendar) -> Result<Vec<Time>, Error> {
    if stride.is_zero() {
        return Err(ScheduleProblem::ZeroStride.into());
    }
    let first = step(calendar.start_of_day(log.start), stride, calendar);
    // At the end of time an addition saturates and the series would not end.
    let next = |cutoff: &Time| Some(step(*cutoff, stride, calendar)).filter(|next| next > cutoff);
    let n_cutoffs = Span::between(first, log.end).millis() / stride.millis() + 1;
    if n_cutoffs > MAX_CUTOFFS {
        return Err(
            ScheduleProblem::TooManyCutoffs { stride, n_cutoffs, limit: MAX_CUTOFFS }.into()
        );
    }
    let within = |cutoff: &Time| *cutoff <= log.end;
    let strides = std::iter::successors(Some(first), next).take_while(within);
    // A stride below a day can fall before the first event of the first day.
    let cutoffs: Vec<Time> = strides.filter(|cutoff| *cutoff > log.start).collect();
    match cutoffs.is_empty() {
        true => Err(ScheduleProblem::StrideTooLong { stride, log }.into()),
        false => Ok(cutoffs),
    }
}

/// The cutoff a stride after a midnight, or after another cutoff.
fn step(from: Time, stride: Span, calendar: &Calendar) -> Time {
    let day = Span::from_days(1).millis();
    match stride.millis() % day {
        // A day of a calendar may have 23 hours, or 25.
        0 if !calendar.is_utc() => calendar.midnight(calendar.day(from) + stride.millis() / day),
        _ => from + stride,
    }
}
