//! Inactivity: churn as no sign of life after the cutoff.

use refrain_core::{EventLog, History, OutcomeWindow, Span, Time, TimeRange};

use super::known_names::check_any;
use super::problem::RuleProblem;
use crate::kinds::{signs, silence_name};
use crate::{ChurnRule, Error};

/// Churn is no sign of life in a span after the cutoff, among those who gave one before it.
///
/// This is the question of BG/NBD and of public benchmarks: of the customers who bought in the 60
/// days before the cutoff, who buys nothing in the 60 days after it? It fixes the horizon, which
/// is the span. At risk is whoever gave a sign of life in the span before the cutoff; another such
/// span is set by [`active_within`](Self::active_within). The others are not active: nobody has
/// left by another definition than the label's.
///
/// A sign of life is any event, or one of the kinds named by [`of_kinds`](Self::of_kinds): an
/// automatic invoice or a return is none.
///
/// The rule tells no instant of leaving, so there are no lifetimes by it; the instant of the label
/// is the end of the window, when the silence is known. [`Lapse`](crate::Lapse) tells when a
/// customer had been silent for so long. With a lead the span begins at its end.
///
/// Fader, Hardie and Lee, *Marketing Science* 24 (2005), "Counting Your Customers the Easy Way".
///
/// # Examples
///
/// ```
/// # use refrain_core::{EventLogBuilder, EventRow, Span, Time};
/// # let day = |day| Time::from_millis(0) + Span::from_days(day);
/// # let mut builder = EventLogBuilder::new(&[])?;
/// # let rows = [("ada", 1, "buy"), ("bob", 9, "buy"), ("eve", 8, "buy"), ("eve", 40, "buy")];
/// # for (entity, at, kind) in rows {
/// #     builder.push(&EventRow::new(entity, day(at), kind))?;
/// # }
/// # let log = builder.finish()?;
/// use refrain_labels::{Inactivity, LabelPlan, Schedule};
///
/// let rule = Inactivity::new(Span::from_days(7))?;
/// let plan = LabelPlan::new(Schedule::Dates(vec![day(10)]), Span::from_days(7))?;
/// let labels = plan.label(&log, &rule)?;
/// let counts = labels.counts()[0];
/// // Bob and Eve were there in the week before day 10, and not in the week after it; Ada, seen on
/// // day 1, is not active.
/// assert_eq!((counts.at_risk, counts.churned, counts.not_active), (2, 2, 1));
/// assert_eq!(labels.rows()[0].outcome.churned_at(), Some(day(17)));
/// # Ok::<(), refrain_core::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Inactivity {
    span: Span,
    active_within: Span,
    kinds: Vec<String>,
}

impl Inactivity {
    /// Builds the rule from the span without a sign of life, any event being one.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Argument`](crate::ErrorKind::Argument) if it is zero.
    pub fn new(span: Span) -> Result<Inactivity, Error> {
        if span.is_zero() {
            return Err(RuleProblem::ZeroSilence.into());
        }
        Ok(Inactivity { span, active_within: span, kinds: Vec::new() })
    }

    /// Names the kinds of event that are signs of life; all are, without one.
    pub fn of_kinds<S: Into<String>>(self, kinds: impl IntoIterator<Item = S>) -> Inactivity {
        Inactivity { kinds: kinds.into_iter().map(Into::into).collect(), ..self }
    }

    /// Sets the span before the cutoff within which whoever is at risk gave a sign of life; the
    /// rule's own span by default. A sign exactly that long before counts.
    pub fn active_within(self, active_within: Span) -> Inactivity {
        Inactivity { active_within, ..self }
    }
}

impl ChurnRule for Inactivity {
    fn name(&self) -> String {
        let name = silence_name("inactive", &self.kinds, self.span);
        match self.active_within == self.span {
            true => name,
            false => format!("{name}, active within {}", self.active_within),
        }
    }

    fn check(&self, log: &EventLog, horizon: Span) -> Result<(), Error> {
        if self.active_within.is_zero() {
            return Err(RuleProblem::NobodyActive { rule: self.name() }.into());
        }
        if horizon != self.span {
            let (rule, span) = (self.name(), self.span);
            let lapse = silence_name("lapsed", &self.kinds, span);
            return Err(RuleProblem::OtherHorizon { rule, span, horizon, lapse }.into());
        }
        match self.kinds.is_empty() {
            true => Ok(()),
            false => check_any(log, &self.kinds),
        }
    }

    fn churned_at(&self, window: &OutcomeWindow<'_>) -> Option<Time> {
        let range = window.range();
        if range.span() < self.span || !window.is_complete() {
            return None;
        }
        // In a window that holds a lead too, the silence is the end of it.
        let silence = TimeRange::new(range.end - self.span, range.end);
        let events = window.events().between(silence);
        signs(&events, &self.kinds).next().is_none().then_some(range.end)
    }

    fn left_at(&self, _history: &History<'_>) -> Option<Time> {
        None
    }

    fn gone_at(&self, _window: &OutcomeWindow<'_>) -> Option<Time> {
        None
    }

    fn horizon(&self) -> Option<Span> {
        Some(self.span)
    }

    fn is_active(&self, history: &History<'_>) -> bool {
        signs(&history.last(self.active_within), &self.kinds).next().is_some()
    }

    fn has_lifetimes(&self) -> bool {
        false
    }

    fn kinds(&self) -> Vec<String> {
        self.kinds.clone()
    }
}
