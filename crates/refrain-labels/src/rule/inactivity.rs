//! Inactivity: churn as silence.

use refrain_core::{EventLog, History, OutcomeWindow, Span, Time};

use super::problem::RuleProblem;
use crate::{ChurnRule, Error};

/// Churn is a silence of a given length, completed within the outcome window.
///
/// The silence is counted from the start of the window or from an event in it, so the rule never
/// needs to know what happened before. Who was silent for that long up to the cutoff has left
/// already; who came back is at risk again. The instant of churn is when the silence becomes that
/// long.
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
/// use refrain_labels::{ChurnRule, Inactivity};
///
/// let rule = Inactivity::new(Span::from_days(7))?;
/// let ada = log.entity("ada").expect("ada is in the log");
/// let window = log.outcome_window(ada, day(3), Span::ZERO, Span::from_days(10));
/// assert_eq!(rule.churned_at(&window), Some(day(10)));
/// // By day 9 she has been silent for eight days.
/// assert!(rule.has_left(&log.history(ada, day(9))));
/// # Ok::<(), refrain_core::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Inactivity {
    silence: Span,
}

impl Inactivity {
    /// Builds the rule from the length of the silence.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Argument`](crate::ErrorKind::Argument) if it is zero.
    pub fn new(silence: Span) -> Result<Inactivity, Error> {
        if silence.is_zero() {
            return Err(RuleProblem::ZeroSilence.into());
        }
        Ok(Inactivity { silence })
    }
}

impl ChurnRule for Inactivity {
    fn name(&self) -> String {
        format!("inactive:{}", self.silence)
    }

    fn check(&self, _log: &EventLog, horizon: Span) -> Result<(), Error> {
        if self.silence <= horizon {
            return Ok(());
        }
        Err(RuleProblem::SilenceLongerThanHorizon { silence: self.silence, horizon }.into())
    }

    fn churned_at(&self, window: &OutcomeWindow<'_>) -> Option<Time> {
        let observed = window.observed();
        let events = window.events();
        // Up to what the log covers: silence after its end is silence of the log.
        let starts = std::iter::once(observed.start).chain(events.times().iter().copied());
        let ends = events.times().iter().copied().chain([observed.end]);
        let mut silences = starts.zip(ends);
        silences
            .find_map(|(start, end)| (start + self.silence <= end).then(|| start + self.silence))
    }

    fn left_at(&self, history: &History<'_>) -> Option<Time> {
        // Who registered and did nothing has been silent since.
        let last = history.events().times().last().copied().or(history.registration());
        last.map(|last| last + self.silence).filter(|left| *left <= history.cutoff())
    }
}
