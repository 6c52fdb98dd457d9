//! What counts as leaving.

use refrain_core::{Code, EventLog, Events, History, OutcomeWindow, Span, Time};

use crate::Error;

/// Decides who has left and when.
///
/// A rule is shown either what happened before a cutoff or what happened in the outcome window
/// after it, never both, and gives the same answer whatever the rest of the log holds.
pub trait ChurnRule: Send + Sync {
    /// Returns the name of the rule for tables and reports.
    fn name(&self) -> String;

    /// Checks that the rule makes sense for this log and horizon.
    ///
    /// # Errors
    ///
    /// If no outcome could ever follow from it.
    fn check(&self, log: &EventLog, horizon: Span) -> Result<(), Error>;

    /// Returns when the entity left within the window, as far as the log shows it.
    fn churned_at(&self, window: &OutcomeWindow<'_>) -> Option<Time>;

    /// Whether the entity had left by the cutoff, so that it is no longer at risk.
    fn has_left(&self, history: &History<'_>) -> bool;
}

/// Churn is an event of one of these kinds, such as a cancellation confirmed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cancellation {
    kinds: Vec<String>,
}

impl Cancellation {
    /// Builds the rule from the kinds that end a subscription.
    ///
    /// # Errors
    ///
    /// [`Error::NoChurnKind`] without a kind.
    pub fn new<S: Into<String>>(kinds: impl IntoIterator<Item = S>) -> Result<Cancellation, Error> {
        let kinds: Vec<String> = kinds.into_iter().map(Into::into).collect();
        if kinds.is_empty() {
            return Err(Error::NoChurnKind);
        }
        Ok(Cancellation { kinds })
    }

    fn first_in(&self, events: &Events<'_>) -> Option<Time> {
        let codes: Vec<Code> = self.kinds.iter().map(|kind| events.kind_code(kind)).collect();
        let position = events.kind_codes().iter().position(|code| codes.contains(code))?;
        Some(events.times()[position])
    }
}

impl ChurnRule for Cancellation {
    fn name(&self) -> String {
        "cancel".to_owned()
    }

    fn check(&self, log: &EventLog, _horizon: Span) -> Result<(), Error> {
        if self.kinds.iter().any(|kind| log.kinds().code(kind).is_some()) {
            return Ok(());
        }
        let known = log.kinds().iter().map(str::to_owned).collect();
        Err(Error::UnknownChurnKind { kinds: self.kinds.clone(), known })
    }

    fn churned_at(&self, window: &OutcomeWindow<'_>) -> Option<Time> {
        self.first_in(&window.events())
    }

    fn has_left(&self, history: &History<'_>) -> bool {
        self.first_in(&history.events()).is_some()
    }
}

/// Churn is a silence of a given length, completed within the outcome window.
///
/// The silence is counted from the start of the window or from an event in it, so the rule never
/// needs to know what happened before. Who was silent for that long up to the cutoff has left
/// already. The instant of churn is when the silence becomes that long.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Inactivity {
    silence: Span,
}

impl Inactivity {
    /// Builds the rule from the length of the silence.
    ///
    /// # Errors
    ///
    /// [`Error::ZeroSilence`] if it is zero.
    pub fn new(silence: Span) -> Result<Inactivity, Error> {
        if silence.is_zero() {
            return Err(Error::ZeroSilence);
        }
        Ok(Inactivity { silence })
    }
}

impl ChurnRule for Inactivity {
    fn name(&self) -> String {
        format!("inactive:{}", self.silence)
    }

    fn check(&self, _log: &EventLog, horizon: Span) -> Result<(), Error> {
        if self.silence <= horizon {
            return Ok(());
        }
        Err(Error::SilenceLongerThanHorizon { silence: self.silence, horizon })
    }

    fn churned_at(&self, window: &OutcomeWindow<'_>) -> Option<Time> {
        let observed = window.observed();
        let events = window.events();
        let starts = std::iter::once(observed.start).chain(events.times().iter().copied());
        let ends = events.times().iter().copied().chain([observed.end]);
        let mut silences = starts.zip(ends);
        silences
            .find_map(|(start, end)| (start + self.silence <= end).then(|| start + self.silence))
    }

    fn has_left(&self, history: &History<'_>) -> bool {
        let last = history.events().times().last().copied().or(history.registration());
        last.is_some_and(|last| last + self.silence <= history.cutoff())
    }
}
