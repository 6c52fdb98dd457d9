//! When entities are observed.

use refrain_core::{Span, Time, TimeRange};

use crate::Error;

/// More cutoffs than this are a slip: hourly ones over a year are fewer.
const MAX_CUTOFFS: i64 = 10_000;

/// The cutoffs at which entities are observed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Schedule {
    /// The end of the log: 1 ms after its last event.
    End,
    /// These cutoffs.
    Dates(Vec<Time>),
    /// Every stride from midnight (UTC) of the log's first day, the first one stride after it, up
    /// to the end of the log.
    Every(Span),
}

impl Schedule {
    /// Returns the cutoffs for a log of this range, ascending and distinct.
    ///
    /// # Errors
    ///
    /// If there is none, or one that is not after the first event and at most at the end of the
    /// log.
    pub fn cutoffs(&self, log: TimeRange) -> Result<Vec<Time>, Error> {
        match self {
            Schedule::End => Ok(vec![log.end]),
            Schedule::Dates(dates) => given(dates, log),
            Schedule::Every(stride) => strides(*stride, log),
        }
    }
}

fn given(dates: &[Time], log: TimeRange) -> Result<Vec<Time>, Error> {
    let mut cutoffs = dates.to_vec();
    cutoffs.sort_unstable();
    cutoffs.dedup();
    let outside = cutoffs.iter().find(|cutoff| **cutoff <= log.start || **cutoff > log.end);
    match (cutoffs.is_empty(), outside) {
        (true, _) => Err(Error::NoCutoff),
        (_, Some(cutoff)) => Err(Error::CutoffOutsideLog { cutoff: *cutoff, log }),
        (_, None) => Ok(cutoffs),
    }
}

fn strides(stride: Span, log: TimeRange) -> Result<Vec<Time>, Error> {
    if stride.is_zero() {
        return Err(Error::ZeroStride);
    }
    let first = log.start.start_of_utc_day() + stride;
    let next = |cutoff: &Time| Some(*cutoff + stride).filter(|next| next > cutoff);
    let n_cutoffs = Span::between(first, log.end).millis() / stride.millis() + 1;
    if n_cutoffs > MAX_CUTOFFS {
        return Err(Error::TooManyCutoffs { stride, n_cutoffs, limit: MAX_CUTOFFS });
    }
    let within = |cutoff: &Time| *cutoff <= log.end;
    let strides = std::iter::successors(Some(first), next).take_while(within);
    // A stride below a day can fall before the first event of the first day.
    let cutoffs: Vec<Time> = strides.filter(|cutoff| *cutoff > log.start).collect();
    match cutoffs.is_empty() {
        true => Err(Error::StrideTooLong { stride, log }),
        false => Ok(cutoffs),
    }
}
