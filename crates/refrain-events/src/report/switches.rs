//! Which rules of cleaning apply.

use crate::error::Error;
use crate::report::cleaning_report::Rule;

/// The rules that are switched off.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Switches {
    off: Vec<Rule>,
}

impl Switches {
    /// Switches a rule off; an error for a rule whose rows could not be kept.
    pub(crate) fn off(&mut self, rule: Rule) -> Result<(), Error> {
        if !rule.is_switchable() {
            return Err(Error::FixedRule { rule });
        }
        self.off.push(rule);
        Ok(())
    }

    pub(crate) fn is_on(&self, rule: Rule) -> bool {
        !self.off.contains(&rule)
    }
}
