//! Kinds of events and the instants at which they happened.

use refrain_core::{Code, EventLog, Events, Time};

/// Iterates over the instants of the events of these kinds, ascending.
pub(crate) fn times_of<'a>(
    events: &Events<'a>,
    kinds: &[String],
) -> impl DoubleEndedIterator<Item = Time> + use<'a> {
    let codes: Vec<Code> = kinds.iter().map(|kind| events.kind_code(kind)).collect();
    let events = events.times().iter().zip(events.kind_codes());
    events.filter(move |(_, kind)| codes.contains(kind)).map(|(time, _)| *time)
}

/// Returns the kinds of a log.
pub(crate) fn known(log: &EventLog) -> Vec<String> {
    log.kinds().iter().map(str::to_owned).collect()
}
