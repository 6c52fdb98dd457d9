//! Churn rules: what counts as leaving.

pub(crate) mod any_of;
pub(crate) mod cancellation;
pub(crate) mod inactivity;
mod known_names;
pub(crate) mod lapse;
pub(crate) mod problem;
pub(crate) mod recurrent;

use refrain_core::{EventLog, History, OutcomeWindow, Span, Time};

use crate::Error;
use problem::RuleProblem;

/// Churn rule: decides who has left and when.
///
/// A rule decides who is at risk from what happened before a cutoff, and what became of them from
/// the outcome window after it. It gives the same answer whatever the rest of the log holds.
///
/// Three methods make a rule after which an entity is gone, such as [`Cancellation`]; the provided
/// ones are for rules that are about some entities only, such as [`RecurrentEvent`], and for those
/// that ask about one span of time, such as [`Inactivity`].
///
/// [`Cancellation`]: crate::Cancellation
/// [`RecurrentEvent`]: crate::RecurrentEvent
/// [`Inactivity`]: crate::Inactivity
///
/// # Examples
///
/// ```
/// use refrain_core::{EventLog, History, OutcomeWindow, SampleLog, Span, Time};
/// use refrain_labels::{ChurnRule, Error, check_rule};
///
/// /// Whoever complains has left.
/// struct Complaint;
///
/// impl ChurnRule for Complaint {
///     fn name(&self) -> String {
///         "complaint".to_owned()
///     }
///     fn check(&self, _log: &EventLog, _horizon: Span) -> Result<(), Error> {
///         Ok(())
///     }
///     fn churned_at(&self, window: &OutcomeWindow<'_>) -> Option<Time> {
///         let mut events = window.events().iter();
///         events.find(|event| event.kind() == "complaint").map(|event| event.time())
///     }
///     fn left_at(&self, history: &History<'_>) -> Option<Time> {
///         let mut events = history.events().iter().rev();
///         events.find(|event| event.kind() == "complaint").map(|event| event.time())
///     }
/// }
///
/// let log = SampleLog::new(["play", "complaint"]).build()?;
/// assert_eq!(check_rule(&Complaint, &log)?, []);
/// # Ok::<(), refrain_core::Error>(())
/// ```
pub trait ChurnRule: Send + Sync {
    /// Returns the name of the rule for tables and reports.
    fn name(&self) -> String;

    /// Checks that the rule makes sense for this log and horizon.
    ///
    /// # Errors
    ///
    /// If no outcome could ever follow from it; of kind [`ErrorKind::Data`](crate::ErrorKind::Data)
    /// if the log merely holds none of the events that it looks for. A rule of your own says why it
    /// cannot be applied by [`unfit`].
    fn check(&self, log: &EventLog, horizon: Span) -> Result<(), Error>;

    /// Returns when the entity left within the window, as far as the log shows it.
    fn churned_at(&self, window: &OutcomeWindow<'_>) -> Option<Time>;

    /// Returns when the entity had left by the cutoff, the latest such instant; `None` if it had
    /// not.
    fn left_at(&self, history: &History<'_>) -> Option<Time>;

    /// Returns `true` if the entity had left by the cutoff, so that it is no longer at risk.
    fn has_left(&self, history: &History<'_>) -> bool {
        self.left_at(history).is_some()
    }

    /// Returns `true` if what the rule looks for could happen to an entity that has not left, so
    /// that it is exposed to the risk. Everyone is, unless a rule says otherwise.
    fn is_exposed(&self, _history: &History<'_>) -> bool {
        true
    }

    /// Returns when an entity of this history left within the window.
    ///
    /// The window begins at the history's cutoff. The history decides what the entity is exposed
    /// to, and where a silence began that ends in the window; rules made of several rules need it
    /// too.
    fn churned_after(&self, history: &History<'_>, window: &OutcomeWindow<'_>) -> Option<Time> {
        self.is_exposed(history).then(|| self.churned_at(window)).flatten()
    }

    /// Returns when the entity left within the window so that nothing can happen to it any more;
    /// when it churned, unless a rule says otherwise.
    fn gone_at(&self, window: &OutcomeWindow<'_>) -> Option<Time> {
        self.churned_at(window)
    }

    /// Returns the horizon that the rule fixes; `None` if any will do.
    fn horizon(&self) -> Option<Span> {
        None
    }

    /// Returns `true` if the entity is active at the cutoff, in the sense of the rule; else it is
    /// not observed. Everyone is, unless a rule says otherwise.
    fn is_active(&self, _history: &History<'_>) -> bool {
        true
    }

    /// Returns `true` if an entity that left at an instant is back by the cutoff, so that a new
    /// episode has begun: by an event later than that instant, unless a rule says otherwise.
    fn is_back(&self, history: &History<'_>, left: Time) -> bool {
        history.events().times().last().is_some_and(|last| *last > left)
    }

    /// Returns `true` if the rule tells at which instant an entity left, so that there are
    /// lifetimes by it.
    fn has_lifetimes(&self) -> bool {
        true
    }

    /// Returns the kinds of event that the rule looks for by name, if any.
    fn kinds(&self) -> Vec<String> {
        Vec::new()
    }
}

/// Makes the error of a rule that does not fit a log or a horizon, of kind
/// [`ErrorKind::Mismatch`](crate::ErrorKind::Mismatch); the reason ends the sentence.
///
/// # Examples
///
/// ```
/// use refrain_labels::{Cancellation, ErrorKind, unfit};
///
/// let error = unfit(&Cancellation::new(["cancel"])?, "the log is shorter than a billing period");
/// assert_eq!(error.kind(), ErrorKind::Mismatch);
/// let sentence = "the rule cancel cannot be applied: the log is shorter than a billing period";
/// assert_eq!(error.to_string(), sentence);
/// # Ok::<(), refrain_core::Error>(())
/// ```
pub fn unfit(rule: &dyn ChurnRule, reason: impl Into<String>) -> Error {
    RuleProblem::Unfit { rule: rule.name(), reason: reason.into() }.into()
}
