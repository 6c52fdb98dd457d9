//! Intervals of figures.

use std::fmt;

use refrain_core::{ErrorKind, Problem};

/// Figure with the uncertainty of the customers it was measured on.
///
/// Displays as `0.742 [0.602, 0.846]`; a precision as in `{:.2}` is that of all three, a sign as in
/// `{:+}` too.
#[derive(Debug, Clone, Copy, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[non_exhaustive]
pub struct Interval {
    /// Figure on the rows as given.
    pub estimate: f64,
    /// Lower end of the interval.
    pub low: f64,
    /// Upper end of the interval.
    pub high: f64,
    /// Confidence: how sure the interval is to hold the true value, such as 0.95.
    pub level: f64,
    /// Number of resamples drawn, 0 for an interval by formula.
    pub n_resamples: usize,
    /// Number of resamples left out because the figure is undefined in them.
    pub n_undefined: usize,
}

impl fmt::Display for Interval {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (digits, Interval { estimate, low, high, .. }) = (f.precision().unwrap_or(3), *self);
        match f.sign_plus() {
            true => write!(f, "{estimate:+.digits$} [{low:+.digits$}, {high:+.digits$}]"),
            false => write!(f, "{estimate:.digits$} [{low:.digits$}, {high:.digits$}]"),
        }
    }
}

/// Checks that a confidence level lies between 0 and 1.
pub(crate) fn check_level(level: f64) -> Result<(), IntervalProblem> {
    if level > 0.0 && level < 1.0 {
        return Ok(());
    }
    Err(IntervalProblem::Level { level })
}

/// Checks that there is a resample, or two, beyond each end of an interval.
pub(crate) fn check_resamples(n_resamples: usize, level: f64) -> Result<(), IntervalProblem> {
    // A level of 1 would ask for infinitely many.
    check_level(level)?;
    // 1 - 0.95 is a little less than 0.05; that must not ask for a 41st resample.
    let needed = (2.0 / (1.0 - level) - 1e-6).ceil() as usize;
    if n_resamples < needed {
        return Err(IntervalProblem::TooFewResamples { found: n_resamples, needed, level });
    }
    Ok(())
}

#[derive(Debug, thiserror::Error)]
pub(crate) enum IntervalProblem {
    #[error("the level of an interval lies between 0 and 1, such as 0.95; found {level}")]
    Level { level: f64 },
    #[error(
        "{found} resamples are too few for an interval of level {level}; take {needed} or more"
    )]
    TooFewResamples { found: usize, needed: usize, level: f64 },
}

impl Problem for IntervalProblem {
    fn kind(&self) -> ErrorKind {
        ErrorKind::Argument
    }
}
