//! Events of some kinds.

use refrain_core::{Code, EventLog, Events, Time};

use crate::Error;
use crate::nearest::nearest;

/// Iterates over the instants of the events of these kinds, ascending.
pub(crate) fn times_of<'a>(
    events: &Events<'a>,
    kinds: &[String],
) -> impl DoubleEndedIterator<Item = Time> + use<'a> {
    let codes: Vec<Code> = kinds.iter().map(|kind| events.kind_code(kind)).collect();
    let events = events.times().iter().zip(events.kind_codes());
    events.filter(move |(_, kind)| codes.contains(kind)).map(|(time, _)| *time)
}

/// Checks that the log has an event of one of these kinds.
pub(crate) fn check_any(log: &EventLog, kinds: &[String]) -> Result<(), Error> {
    if kinds.iter().any(|kind| log.kinds().code(kind).is_some()) {
        return Ok(());
    }
    let known = known(log);
    let nearest = nearest(kinds, &known);
    Err(Error::UnknownChurnKind { kinds: kinds.to_vec(), nearest, known })
}

/// The kinds of a log.
pub(crate) fn known(log: &EventLog) -> Vec<String> {
    log.kinds().iter().map(str::to_owned).collect()
}
