//! Cancellation: churn as an event that ends a subscription.

use refrain_core::{EventLog, History, OutcomeWindow, Span, Time};

use super::known_names::check_any;
use super::problem::RuleProblem;
use crate::kinds::times_of;
use crate::{ChurnRule, Error};

/// Churn is an event of one of these kinds, such as a cancellation confirmed.
///
/// Where several events make one cancellation, name the last of them: one that is named earlier
/// would be followed by the others, which looks like a return
/// ([`AfterChurn::MayReturn`](crate::AfterChurn::MayReturn)).
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
/// use refrain_labels::{Cancellation, ChurnRule};
///
/// let rule = Cancellation::new(["cancel"])?;
/// let bob = log.entity("bob").expect("bob is in the log");
/// let window = log.outcome_window(bob, day(3), Span::ZERO, Span::from_days(10));
/// assert_eq!(rule.churned_at(&window), Some(day(6)));
/// # Ok::<(), refrain_core::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cancellation {
    kinds: Vec<String>,
}

impl Cancellation {
    /// Builds the rule from the kinds that end a subscription.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Argument`](crate::ErrorKind::Argument) without a kind.
    pub fn new<S: Into<String>>(kinds: impl IntoIterator<Item = S>) -> Result<Cancellation, Error> {
        let kinds: Vec<String> = kinds.into_iter().map(Into::into).collect();
        if kinds.is_empty() {
            return Err(RuleProblem::NoChurnKind.into());
        }
        Ok(Cancellation { kinds })
    }
}

impl ChurnRule for Cancellation {
    fn name(&self) -> String {
        "cancel".to_owned()
    }

    fn check(&self, log: &EventLog, _horizon: Span) -> Result<(), Error> {
        check_any(log, &self.kinds)
    }

    fn churned_at(&self, window: &OutcomeWindow<'_>) -> Option<Time> {
        times_of(&window.events(), &self.kinds).next()
    }

    fn left_at(&self, history: &History<'_>) -> Option<Time> {
        times_of(&history.events(), &self.kinds).next_back()
    }

    fn kinds(&self) -> Vec<String> {
        self.kinds.clone()
    }
}
