//! Switches of the rules of cleaning.

use refrain_core::Error;

use crate::report::rule::{CleaningRule, RuleProblem};

/// The rules that are switched off.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Switches {
    off: Vec<CleaningRule>,
}

impl Switches {
    /// Switches a rule off; an error for a rule whose rows could not be kept.
    pub(crate) fn off(&mut self, rule: CleaningRule) -> Result<(), Error> {
        if !rule.is_switchable() {
            return Err(RuleProblem::Fixed { rule }.into());
        }
        self.off.push(rule);
        Ok(())
    }

    pub(crate) fn is_on(&self, rule: CleaningRule) -> bool {
        !self.off.contains(&rule)
    }
}
