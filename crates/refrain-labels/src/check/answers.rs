//! Answers of a rule as words, and panics as answers.

use std::panic::{AssertUnwindSafe, catch_unwind};

use refrain_core::{EntityIdx, EventLog, Span, Time};

use crate::ChurnRule;

/// Answer of a rule about a window: when the entity left, or the words of its panic.
pub(super) type Answer = Result<Option<Time>, String>;

/// A window of an entity in a log.
#[derive(Clone, Copy)]
pub(super) struct Window<'l> {
    pub(super) log: &'l EventLog,
    pub(super) entity: EntityIdx,
    pub(super) cutoff: Time,
    pub(super) lead: Span,
    pub(super) horizon: Span,
}

impl Window<'_> {
    pub(super) fn start(&self) -> Time {
        self.cutoff + self.lead
    }

    pub(super) fn end(&self) -> Time {
        self.start() + self.horizon
    }

    pub(super) fn observed_end(&self) -> Time {
        self.end().min(self.log.range().end).max(self.start())
    }

    pub(super) fn is_complete(&self) -> bool {
        self.end() <= self.log.range().end
    }

    /// Returns when the rule says that the entity left in it.
    pub(super) fn churned_at(&self, rule: &dyn ChurnRule) -> Answer {
        self.asked(|window| rule.churned_at(window))
    }

    /// Returns when the rule says that the entity left for good in it.
    pub(super) fn gone_at(&self, rule: &dyn ChurnRule) -> Answer {
        self.asked(|window| rule.gone_at(window))
    }

    /// Returns when the rule says that the entity left in it, given what it was exposed to.
    pub(super) fn churned_after(&self, rule: &dyn ChurnRule) -> Answer {
        let history = self.log.history(self.entity, self.cutoff);
        self.asked(|window| rule.churned_after(&history, window))
    }

    fn asked(&self, ask: impl Fn(&refrain_core::OutcomeWindow<'_>) -> Option<Time>) -> Answer {
        let window = self.log.outcome_window(self.entity, self.cutoff, self.lead, self.horizon);
        caught(|| ask(&window))
    }
}

/// Calls a rule; a panic comes back as words.
pub(super) fn caught<T>(call: impl FnOnce() -> T) -> Result<T, String> {
    // A rule that is left broken by its panic is not asked for more than further sentences.
    catch_unwind(AssertUnwindSafe(call)).map_err(|panic| {
        let text = panic.downcast_ref::<String>().map(String::as_str);
        let text = text.or_else(|| panic.downcast_ref::<&str>().copied());
        format!("panics: {}", text.unwrap_or("no message"))
    })
}

/// An answer as the end of a sentence.
pub(super) fn words(answer: &Answer) -> String {
    match answer {
        Ok(Some(at)) => format!("leaves at {at}"),
        Ok(None) => "does not leave".to_owned(),
        Err(panic) => panic.clone(),
    }
}
