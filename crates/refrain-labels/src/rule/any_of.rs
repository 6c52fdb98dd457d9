//! Churn by any of several rules.

use refrain_core::{EventLog, History, OutcomeWindow, Span, Time};

use super::problem::RuleProblem;
use crate::{ChurnRule, Error, ErrorKind};

/// Churn by whichever of several rules says so first.
///
/// An entity has left if it has by any of them, and is exposed if it is to any of them. What it is
/// not exposed to at the cutoff cannot happen to it in the window. It is active, and back after it
/// left, if all of them say so. Where one of them fixes the horizon, it is fixed.
///
/// # Examples
///
/// ```
/// use refrain_core::Span;
/// use refrain_labels::{AnyOf, Cancellation, ChurnRule, Inactivity};
///
/// let rule = AnyOf::new(vec![
///     Box::new(Cancellation::new(["cancel"])?),
///     Box::new(Inactivity::new(Span::from_days(14))?),
/// ])?;
/// assert_eq!(rule.name(), "any:cancel+inactive:14d");
/// # Ok::<(), refrain_core::Error>(())
/// ```
pub struct AnyOf {
    rules: Vec<Box<dyn ChurnRule>>,
}

impl std::fmt::Debug for AnyOf {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("AnyOf").field(&self.name()).finish()
    }
}

impl AnyOf {
    /// Builds the rule from others.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Argument`] without one.
    pub fn new(rules: Vec<Box<dyn ChurnRule>>) -> Result<AnyOf, Error> {
        match rules.is_empty() {
            true => Err(RuleProblem::NoRule.into()),
            false => Ok(AnyOf { rules }),
        }
    }

    /// Returns which rule an entity of this history left by within the window, and when: the one
    /// of the earliest instant, the first of those with one instant.
    pub fn first_after(
        &self,
        history: &History<'_>,
        window: &OutcomeWindow<'_>,
    ) -> Option<(usize, Time)> {
        let rules = self.rules.iter().enumerate();
        let churned =
            rules.filter_map(|(index, rule)| Some((index, rule.churned_after(history, window)?)));
        // The first of equal ones, so that the order of the rules decides.
        churned.min_by_key(|(_, at)| *at)
    }
}

impl ChurnRule for AnyOf {
    fn name(&self) -> String {
        let names: Vec<String> = self.rules.iter().map(|rule| rule.name()).collect();
        format!("any:{}", names.join("+"))
    }

    fn check(&self, log: &EventLog, horizon: Span) -> Result<(), Error> {
        // A log in which nobody cancels may still have those who fall silent.
        let mut absent = None;
        let mut n_absent = 0;
        for rule in &self.rules {
            match rule.check(log, horizon) {
                Err(error) if error.kind() == ErrorKind::Data => {
                    n_absent += 1;
                    absent = Some(error);
                }
                checked => checked?,
            }
        }
        match absent {
            Some(error) if n_absent == self.rules.len() => Err(error),
            _ => Ok(()),
        }
    }

    fn churned_at(&self, window: &OutcomeWindow<'_>) -> Option<Time> {
        self.rules.iter().filter_map(|rule| rule.churned_at(window)).min()
    }

    fn left_at(&self, history: &History<'_>) -> Option<Time> {
        // The latest: a return must be later than all that ended the entity.
        self.rules.iter().filter_map(|rule| rule.left_at(history)).max()
    }

    fn is_exposed(&self, history: &History<'_>) -> bool {
        self.rules.iter().any(|rule| rule.is_exposed(history))
    }

    fn churned_after(&self, history: &History<'_>, window: &OutcomeWindow<'_>) -> Option<Time> {
        self.first_after(history, window).map(|(_, at)| at)
    }

    fn gone_at(&self, window: &OutcomeWindow<'_>) -> Option<Time> {
        self.rules.iter().filter_map(|rule| rule.gone_at(window)).min()
    }

    fn horizon(&self) -> Option<Span> {
        self.rules.iter().find_map(|rule| rule.horizon())
    }

    fn is_active(&self, history: &History<'_>) -> bool {
        self.rules.iter().all(|rule| rule.is_active(history))
    }

    fn is_back(&self, history: &History<'_>, left: Time) -> bool {
        self.rules.iter().all(|rule| rule.is_back(history, left))
    }

    fn has_lifetimes(&self) -> bool {
        self.rules.iter().all(|rule| rule.has_lifetimes())
    }

    fn kinds(&self) -> Vec<String> {
        self.rules.iter().flat_map(|rule| rule.kinds()).collect()
    }
}
