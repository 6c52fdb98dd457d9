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
}
