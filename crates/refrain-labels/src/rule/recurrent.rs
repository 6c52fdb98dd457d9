//! Recurrent events: churn as an event that can happen again.

use refrain_core::{EventLog, Events, History, OutcomeWindow, Span, Time};

use super::known_names::{check_any, check_values, values};
use super::problem::RuleProblem;
use crate::kinds::times_of;
use crate::{ChurnRule, Error};

/// An event that can happen to an entity more than once, such as a downgrade among those who pay.
///
/// At risk are those on one of the named plans: an attribute's last value before the cutoff, see
/// [`among`](Self::among). Who has done it before and is on such a plan again can do it again.
/// Without a condition everyone is at risk who has not left.
///
/// An event of the rule's own kinds that states the plan states the one it ends, so it counts as
/// no plan: right after a downgrade nobody can downgrade, until a later event states a plan. (To
/// the rule for upgrades that event is like any other: it takes the plan as stated.) An entity of
/// which no event states a plan is not at risk.
///
/// Who left for good by an event of other kinds, see [`ended_by`](Self::ended_by), is no longer at
/// risk, and what follows such an event in the outcome window does not count. Within the window
/// such an event is no outcome of this rule, so the entity is retained; [`Outcomes`] tells the two
/// apart.
///
/// [`Outcomes`]: crate::Outcomes
///
/// # Examples
///
/// ```
/// use refrain_labels::RecurrentEvent;
///
/// let downgrade = RecurrentEvent::new("downgrade", ["Submit Downgrade"])?
///     .among("level", ["paid"])
///     .ended_by(["Cancellation Confirmation"]);
/// let upgrade = RecurrentEvent::new("upgrade", ["Submit Upgrade"])?.not_among("level", ["paid"]);
/// # let _ = (downgrade, upgrade);
/// # Ok::<(), refrain_labels::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecurrentEvent {
    name: String,
    kinds: Vec<String>,
    exposed: Exposed,
    ended_by: Vec<String>,
}

/// The entities that can have the event.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Exposed {
    Everyone,
    Among { attribute: String, values: Vec<String> },
    NotAmong { attribute: String, values: Vec<String> },
}

impl RecurrentEvent {
    /// Builds the rule from its name and the kinds of event, for everyone.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Argument`](crate::ErrorKind::Argument) without a kind.
    pub fn new<S: Into<String>>(
        name: impl Into<String>,
        kinds: impl IntoIterator<Item = S>,
    ) -> Result<RecurrentEvent, Error> {
        let (name, kinds) = (name.into(), strings(kinds));
        if kinds.is_empty() {
            return Err(RuleProblem::NoKind { rule: name }.into());
        }
        Ok(RecurrentEvent { name, kinds, exposed: Exposed::Everyone, ended_by: Vec::new() })
    }

    /// Confines the rule to entities whose text attribute has one of these values.
    pub fn among<S: Into<String>>(
        self,
        attribute: impl Into<String>,
        values: impl IntoIterator<Item = S>,
    ) -> RecurrentEvent {
        let exposed = Exposed::Among { attribute: attribute.into(), values: strings(values) };
        RecurrentEvent { exposed, ..self }
    }

    /// Confines the rule to entities whose text attribute has another value than these.
    pub fn not_among<S: Into<String>>(
        self,
        attribute: impl Into<String>,
        values: impl IntoIterator<Item = S>,
    ) -> RecurrentEvent {
        let exposed = Exposed::NotAmong { attribute: attribute.into(), values: strings(values) };
        RecurrentEvent { exposed, ..self }
    }

    /// Names the kinds of event after which an entity is gone; the log need not have them.
    pub fn ended_by<S: Into<String>>(self, kinds: impl IntoIterator<Item = S>) -> RecurrentEvent {
        RecurrentEvent { ended_by: strings(kinds), ..self }
    }

    /// The last value that the events state, unless one of the rule's own events states it.
    fn plan<'a>(&self, events: &Events<'a>, attribute: &str) -> Option<&'a str> {
        let values = events.text(attribute)?;
        let last = (0..events.len()).rev().find(|index| values.code(*index).is_some())?;
        let kind = events.kind_codes()[last];
        // A downgrade states the plan that it ends.
        let is_own = self.kinds.iter().any(|own| events.kind_code(own) == kind);
        values.get(last).filter(|_| !is_own)
    }
}

impl ChurnRule for RecurrentEvent {
    fn name(&self) -> String {
        self.name.clone()
    }

    fn check(&self, log: &EventLog, _horizon: Span) -> Result<(), Error> {
        check_any(log, &self.kinds)?;
        match &self.exposed {
            Exposed::Everyone => Ok(()),
            Exposed::NotAmong { attribute, .. } => values(log, &self.name, attribute).map(|_| ()),
            Exposed::Among { attribute, values: wanted } => {
                let known = values(log, &self.name, attribute)?;
                check_values(&self.name, attribute, wanted, known)
            }
        }
    }

    fn churned_at(&self, window: &OutcomeWindow<'_>) -> Option<Time> {
        let first = times_of(&window.events(), &self.kinds).next()?;
        // At one instant both count: the order of such events may mean nothing.
        let ended_before = self.gone_at(window).is_some_and(|ended| ended < first);
        (!ended_before).then_some(first)
    }

    fn left_at(&self, history: &History<'_>) -> Option<Time> {
        times_of(&history.events(), &self.ended_by).next_back()
    }

    fn is_exposed(&self, history: &History<'_>) -> bool {
        let plan = |attribute| self.plan(&history.events(), attribute);
        let is_in = |values: &[String], plan: &str| values.iter().any(|value| value == plan);
        match &self.exposed {
            Exposed::Everyone => true,
            Exposed::Among { attribute, values } => {
                plan(attribute).is_some_and(|plan| is_in(values, plan))
            }
            Exposed::NotAmong { attribute, values } => {
                plan(attribute).is_some_and(|plan| !is_in(values, plan))
            }
        }
    }

    fn gone_at(&self, window: &OutcomeWindow<'_>) -> Option<Time> {
        times_of(&window.events(), &self.ended_by).next()
    }

    fn kinds(&self) -> Vec<String> {
        self.kinds.iter().chain(&self.ended_by).cloned().collect()
    }
}

fn strings<S: Into<String>>(texts: impl IntoIterator<Item = S>) -> Vec<String> {
    texts.into_iter().map(Into::into).collect()
}
