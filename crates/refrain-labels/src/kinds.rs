//! Kinds of events and the instants at which they happened.

use refrain_core::{Code, EventLog, Events, Span, Time};

/// Iterates over the instants of the events of these kinds, ascending.
pub(crate) fn times_of<'a>(
    events: &Events<'a>,
    kinds: &[String],
) -> impl DoubleEndedIterator<Item = Time> + use<'a> {
    let codes: Vec<Code> = kinds.iter().map(|kind| events.kind_code(kind)).collect();
    let events = events.times().iter().zip(events.kind_codes());
    events.filter(move |(_, kind)| codes.contains(kind)).map(|(time, _)| *time)
}

/// Iterates over the instants of signs of life, ascending: events of these kinds, or of any kind
/// where none is named.
pub(crate) fn signs<'a>(
    events: &Events<'a>,
    kinds: &[String],
) -> impl DoubleEndedIterator<Item = Time> + use<'a> {
    let codes: Vec<Code> = kinds.iter().map(|kind| events.kind_code(kind)).collect();
    let events = events.times().iter().zip(events.kind_codes());
    let is_sign = move |kind: &Code| codes.is_empty() || codes.contains(kind);
    events.filter(move |(_, kind)| is_sign(kind)).map(|(time, _)| *time)
}

/// Returns the kinds of a log.
pub(crate) fn known(log: &EventLog) -> Vec<String> {
    log.kinds().iter().map(str::to_owned).collect()
}

/// Writes a rule of silence as the command line takes it: its word, the kinds, the span.
pub(crate) fn silence_name(word: &str, kinds: &[String], span: Span) -> String {
    match kinds.is_empty() {
        true => format!("{word}:{span}"),
        false => format!("{word}:{}:{span}", kinds.join("+")),
    }
}
