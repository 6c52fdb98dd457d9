//! Checks of a stranger's churn rule: what every rule must keep to.

mod answers;
mod laws;

use std::fmt;

use refrain_core::{EventLog, Time};

use crate::{ChurnRule, Error};

/// A requirement that every churn rule meets, checked by [`check_rule`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum RuleLaw {
    /// Asked again, it answers the same, and does not panic.
    Repeatable,
    /// Whoever leaves in a window leaves within it, and within what the log covers of it; the end
    /// counts as within, for what is complete then. Nobody leaves in a window of no length.
    InsideWindow,
    /// One window has one answer, by whatever lead and horizon it is reached.
    OneWindowOneAnswer,
    /// Whoever leaves in a window leaves at the same instant in a longer one, and in a shorter one
    /// that reaches beyond that instant.
    AnyHorizon,
    /// Whoever leaves, seen from a later cutoff, has not stayed in the window of an earlier cutoff
    /// that covers that instant, and has not left later.
    EarlierCutoff,
    /// Whoever has left by a cutoff left before it, and was not retained in an earlier window that
    /// covers that instant and all that tells it.
    Hindsight,
    /// Whoever is not exposed does not leave; whoever leaves for good does so within the window.
    Exposure,
    /// The events of the window alone decide: neither those before it, nor those after it, nor
    /// other entities, nor what the entities are called.
    WindowAlone,
    /// Where the log ends within the window, whoever left by then has left, and whoever did not is
    /// left open: the end of the log is no silence.
    Censoring,
    /// Nobody is back after leaving without an event later than that, and whoever is back stays so,
    /// whatever else happens.
    Return,
    /// Who is active follows from the history alone: neither what comes after it nor other entities
    /// have a part in it.
    Activity,
}

/// A requirement that a rule does not meet, with an entity and a cutoff that show it.
///
/// Displays as a sentence; so does `{:?}`, for the messages of tests.
#[derive(Clone, PartialEq)]
#[non_exhaustive]
pub struct RuleViolation {
    /// The requirement.
    pub law: RuleLaw,
    /// Id of the entity.
    pub entity: String,
    /// The cutoff.
    pub cutoff: Time,
    /// The answer of the rule, and why that cannot be.
    pub message: String,
}

impl fmt::Display for RuleViolation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "entity `{}`, cutoff {}: {}", self.entity, self.cutoff, self.message)
    }
}

impl fmt::Debug for RuleViolation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// Checks a churn rule on a log: that its answers are coherent over cutoffs, leads and horizons,
/// and follow from the window alone.
///
/// Labels made by a rule that breaks one of these contradict each other: a customer retained at
/// one cutoff is lost at the next, although the first window covers that day. Up to 40 entities of
/// the log are looked at, each at up to 24 cutoffs and four horizons, or the one that the rule
/// fixes. A
/// [`SampleLog`](refrain_core::SampleLog) of the rule's own kinds and attributes will do, and a
/// real log shows more. A rule must not depend on ids, so those are exchanged.
///
/// Returns for each requirement the first two entities that show it broken; nothing if all are met.
///
/// # Errors
///
/// The error of [`ChurnRule::check`] if that refuses the horizon that the rule fixes, or every one
/// from an hour to 60 days.
///
/// # Examples
///
/// ```
/// use refrain_core::{EventLog, History, OutcomeWindow, SampleLog, Span, Time};
/// use refrain_labels::{ChurnRule, Error, Inactivity, RuleLaw, check_rule};
///
/// let log = SampleLog::new(["play", "cancel"]).build()?;
/// assert_eq!(check_rule(&Inactivity::new(Span::from_days(7))?, &log)?, []);
///
/// /// Whoever has no event in the window left as it began.
/// struct NoEvent;
///
/// impl ChurnRule for NoEvent {
///     fn name(&self) -> String {
///         "no event".to_owned()
///     }
///     fn check(&self, _log: &EventLog, _horizon: Span) -> Result<(), Error> {
///         Ok(())
///     }
///     fn churned_at(&self, window: &OutcomeWindow<'_>) -> Option<Time> {
///         window.events().is_empty().then_some(window.range().start)
///     }
///     fn left_at(&self, _history: &History<'_>) -> Option<Time> {
///         None
///     }
/// }
///
/// // Retained on day 10 by an event of that day, lost on day 11, which the first window covers.
/// let violations = check_rule(&NoEvent, &log)?;
/// assert!(violations.iter().any(|violation| violation.law == RuleLaw::EarlierCutoff));
/// # Ok::<(), refrain_labels::Error>(())
/// ```
pub fn check_rule(rule: &dyn ChurnRule, log: &EventLog) -> Result<Vec<RuleViolation>, Error> {
    laws::violations(rule, log)
}
