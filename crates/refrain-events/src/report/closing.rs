//! Closing a log: what is asked of all its rows together.

use refrain_core::{Error, ErrorKind, EventLog, EventLogBuilder, Problem, Span, Time, TimeRange};

use crate::report::rule::CleaningRule;
use crate::report::stray_clocks::{DayRows, Stray, stray_clocks};
use crate::report::switches::Switches;

/// Settings of a read that count once all rows are there.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Closing<'s> {
    pub(crate) switches: &'s Switches,
    /// The time in which the log was kept, where that was said.
    pub(crate) observed: Option<TimeRange>,
    pub(crate) time_column: &'s str,
}

impl Closing<'_> {
    /// Finds the rows of stray clocks, by the days of a log.
    pub(crate) fn strays(&self, days: &[DayRows]) -> Vec<Stray> {
        match self.switches.is_on(CleaningRule::StrayClock) {
            true => stray_clocks(days, self.observed),
            false => Vec::new(),
        }
    }

    /// The range of a log whose events lie in `found`; an error if some lie outside of the time in
    /// which it was kept.
    pub(crate) fn observed_range(&self, found: TimeRange) -> Result<TimeRange, Error> {
        match self.observed {
            Some(observed) if found.start < observed.start || observed.end < found.end => {
                let first = found.start;
                Err(EventsOutsideObserved { first, last: found.end - Span::MILLISECOND, observed }
                    .into())
            }
            Some(observed) => Ok(observed),
            None => Ok(found),
        }
    }

    /// Refuses a log with events outside of the time in which it was kept.
    fn check_observed(&self, log: &EventLog) -> Result<(), Error> {
        let Some(observed) = self.observed else { return Ok(()) };
        let outside = log.as_columns().times().iter().filter(|time| !observed.contains(**time));
        match outside.clone().min() {
            Some(first) => {
                let n_events = outside.count();
                Err(OutsideObserved { n_events, first: *first, observed }.into())
            }
            None => Ok(()),
        }
    }
}

/// Lays out a log and says which rows were left out as duplicates.
pub(crate) fn lay_out(
    builder: EventLogBuilder,
    closing: &Closing<'_>,
) -> Result<(EventLog, Vec<u32>), Error> {
    let builder = match closing.observed {
        Some(observed) => builder.observed(observed),
        None => builder,
    };
    let (log, repeated) = match closing.switches.is_on(CleaningRule::Duplicate) {
        true => builder.finish_without_duplicates()?,
        false => (builder.finish()?, Vec::new()),
    };
    closing.check_observed(&log)?;
    Ok((log, repeated))
}

#[derive(Debug, thiserror::Error)]
#[error(
    "{} outside of the observed time {}..{}, the first at {first}: \
     widen it, or cut the log with `until`",
    events(*n_events), observed.start, observed.end
)]
struct OutsideObserved {
    n_events: usize,
    first: Time,
    observed: TimeRange,
}

#[derive(Debug, thiserror::Error)]
#[error(
    "events lie outside of the observed time {}..{}, which are from {first} to {last}: \
     widen it, or cut the log with `until`",
    observed.start, observed.end
)]
struct EventsOutsideObserved {
    first: Time,
    last: Time,
    observed: TimeRange,
}

impl Problem for EventsOutsideObserved {
    fn kind(&self) -> ErrorKind {
        ErrorKind::Data
    }
}

fn events(n_events: usize) -> String {
    if n_events == 1 { "1 event lies".to_owned() } else { format!("{n_events} events lie") }
}

impl Problem for OutsideObserved {
    fn kind(&self) -> ErrorKind {
        ErrorKind::Data
    }
}
