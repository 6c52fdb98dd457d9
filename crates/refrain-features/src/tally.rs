//! What happened within one lookback.

use refrain_core::{Code, Events, History, KindCounts, Span};

use crate::days::active_days;
use crate::sessions::{Session, sessions};
use crate::sum::sum;

/// Totals over the events of one lookback.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Tally {
    pub(crate) events: f64,
    pub(crate) active_days: f64,
    pub(crate) sessions: f64,
    pub(crate) session_hours: f64,
    pub(crate) seconds: f64,
    kinds: KindCounts,
    /// Days of the lookback in which the entity was known at all.
    pub(crate) known_days: f64,
}

impl Tally {
    pub(crate) fn new(history: &History<'_>, lookback: Span, duration: Option<&str>) -> Tally {
        let events = history.last(lookback);
        let sessions = sessions(&events, None);
        Tally {
            events: events.len() as f64,
            active_days: active_days(events.times()) as f64,
            sessions: sessions.len() as f64,
            session_hours: sum(sessions.iter().map(Session::seconds)) / 3_600.0,
            seconds: duration.map_or(0.0, |attribute| total(&events, attribute)),
            kinds: events.kind_counts(),
            known_days: known_days(history, lookback),
        }
    }

    pub(crate) fn kind(&self, code: Code) -> f64 {
        self.kinds.get(code) as f64
    }
}

fn total(events: &Events<'_>, attribute: &str) -> f64 {
    let values = events.number(attribute).expect("checked against the needs before");
    sum((0..events.len()).filter_map(|index| values.get(index)))
}

/// Days since the first event, at most the lookback and at least one: a customer of three days
/// has shown three days of behaviour, not thirty.
fn known_days(history: &History<'_>, lookback: Span) -> f64 {
    let first = history.events().times().first().copied().unwrap_or(history.cutoff());
    history.cutoff().days_since(first).min(lookback.days()).max(1.0)
}
