//! Lapse: churn at the end of a silence since the last sign of life.

use refrain_core::{EventLog, History, OutcomeWindow, Span, Time};

use super::known_names::check_any;
use super::problem::RuleProblem;
use crate::kinds::{signs, silence_name};
use crate::{ChurnRule, Error};

/// Churn is the end of a silence of a given length since the last sign of life.
///
/// Who gives a sign of life and then none for 60 days has left at the end of the sixtieth, in
/// labels, risk sets and lifetimes alike, at whatever cutoff one looks. A sign of life is any
/// event, or one of the kinds named by [`of_kinds`](Self::of_kinds). Who has not given one by the
/// cutoff is not active and not at risk.
///
/// A sign exactly that long after the one before comes too late: the customer has lapsed at that
/// instant, and is back with the next sign later than it
/// ([`AfterChurn::MayReturn`](crate::AfterChurn::MayReturn)). A silence that ends with the outcome
/// window lies within it, since at the next cutoff the customer has left.
///
/// The rule is for lifetimes and dates. As a label most of it is arithmetic: who was silent for 55
/// of 60 days at the cutoff lapses within 10 days unless something happens, so that recency alone
/// ranks nearly as well as any model. [`Inactivity`](crate::Inactivity) asks what is open.
///
/// # Examples
///
/// ```
/// # use refrain_core::{EventLogBuilder, EventRow, Span, Time};
/// # let day = |day| Time::from_millis(0) + Span::from_days(day);
/// # let mut builder = EventLogBuilder::new(&[])?;
/// # let rows = [("ada", 1, "buy"), ("ada", 3, "buy"), ("ada", 30, "buy"), ("eve", 40, "buy")];
/// # for (entity, at, kind) in rows {
/// #     builder.push(&EventRow::new(entity, day(at), kind))?;
/// # }
/// # let log = builder.finish()?;
/// use refrain_labels::{AfterChurn, Lapse, episodes};
///
/// // Ada bought on days 1, 3 and 30.
/// let rule = Lapse::new(Span::from_days(7))?;
/// let ada = episodes(&log, &rule, AfterChurn::MayReturn)?;
/// assert_eq!((ada[0].exit, ada[0].churned), (day(10), true));
/// assert_eq!((ada[1].entry, ada[1].exit), (day(30), day(37)));
/// # Ok::<(), refrain_core::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lapse {
    span: Span,
    kinds: Vec<String>,
}

impl Lapse {
    /// Builds the rule from the length of the silence, any event being a sign of life.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Argument`](crate::ErrorKind::Argument) if it is zero.
    pub fn new(span: Span) -> Result<Lapse, Error> {
        if span.is_zero() {
            return Err(RuleProblem::ZeroSilence.into());
        }
        Ok(Lapse { span, kinds: Vec::new() })
    }

    /// Names the kinds of event that are signs of life; all are, without one.
    pub fn of_kinds<S: Into<String>>(self, kinds: impl IntoIterator<Item = S>) -> Lapse {
        Lapse { kinds: kinds.into_iter().map(Into::into).collect(), ..self }
    }

    /// The last lapse by an instant, of signs before it, the latest first.
    fn last_lapse(&self, signs: impl Iterator<Item = Time>, until: Time) -> Option<Time> {
        let mut next = until;
        for sign in signs {
            if sign + self.span <= next {
                return Some(sign + self.span);
            }
            next = sign;
        }
        None
    }

    /// The first lapse after a sign before the window, if there is one, or after one in it.
    fn first_lapse(&self, before: Option<Time>, window: &OutcomeWindow<'_>) -> Option<Time> {
        let events = window.events();
        let mut last = before;
        for next in signs(&events, &self.kinds) {
            if let Some(lapse) = last.map(|last| last + self.span).filter(|lapse| *lapse <= next) {
                return Some(lapse);
            }
            last = Some(next);
        }
        // Up to what the log covers: silence after its end is silence of the log.
        last.map(|last| last + self.span).filter(|lapse| *lapse <= window.observed().end)
    }
}

impl ChurnRule for Lapse {
    fn name(&self) -> String {
        silence_name("lapsed", &self.kinds, self.span)
    }

    fn check(&self, log: &EventLog, _horizon: Span) -> Result<(), Error> {
        match self.kinds.is_empty() {
            true => Ok(()),
            false => check_any(log, &self.kinds),
        }
    }

    fn churned_at(&self, window: &OutcomeWindow<'_>) -> Option<Time> {
        self.first_lapse(None, window)
    }

    fn left_at(&self, history: &History<'_>) -> Option<Time> {
        let events = history.events();
        match self.kinds.is_empty() {
            // Asked of every history at every cutoff: the kinds need not be looked at.
            true => self.last_lapse(events.times().iter().rev().copied(), history.cutoff()),
            false => self.last_lapse(signs(&events, &self.kinds).rev(), history.cutoff()),
        }
    }

    fn churned_after(&self, history: &History<'_>, window: &OutcomeWindow<'_>) -> Option<Time> {
        let last = signs(&history.events(), &self.kinds).next_back();
        // Who had lapsed by then cannot do so again without another sign.
        self.first_lapse(last.filter(|last| *last + self.span > history.cutoff()), window)
    }

    fn is_active(&self, history: &History<'_>) -> bool {
        signs(&history.events(), &self.kinds).next_back().is_some()
    }

    fn is_back(&self, history: &History<'_>, left: Time) -> bool {
        let last = signs(&history.events(), &self.kinds).next_back();
        last.is_some_and(|last| last > left)
    }

    fn kinds(&self) -> Vec<String> {
        self.kinds.clone()
    }
}
