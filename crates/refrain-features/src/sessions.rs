//! The sessions of a history.

use std::collections::BTreeMap;

use refrain_core::{Code, Events, Time};

/// One session of one entity.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Session {
    pub(crate) start: Time,
    pub(crate) end: Time,
    /// Events of the main kind in it.
    pub(crate) n_main: u64,
}

impl Session {
    pub(crate) fn seconds(&self) -> f64 {
        self.end.millis_since(self.start) as f64 / 1_000.0
    }
}

/// Sessions by start time; sessions of one start by their code. Events without a session belong
/// to none.
pub(crate) fn sessions(events: &Events<'_>, main_code: Option<Code>) -> Vec<Session> {
    let begin = |start| Session { start, end: start, n_main: 0 };
    grouped(events, begin, |session, index| {
        session.end = events.times()[index];
        session.n_main += u64::from(Some(events.kind_codes()[index]) == main_code);
    })
}

/// Groups events by session: each is begun at the time of its first event, and then given the
/// positions of all its events in order.
///
/// In the order of [`sessions`]: not by first event, or the order of events of one instant would
/// change sums over sessions.
pub(crate) fn grouped<S>(
    events: &Events<'_>,
    begin: impl Fn(Time) -> S,
    mut add: impl FnMut(&mut S, usize),
) -> Vec<S> {
    let mut groups: Vec<(Code, Time, S)> = Vec::new();
    let mut positions: BTreeMap<Code, usize> = BTreeMap::new();
    let mut current: Option<usize> = None;
    for (index, time) in events.times().iter().enumerate() {
        let Some(code) = events.session_code(index) else { continue };
        // Sessions rarely interleave, so the last one is nearly always the right one.
        let position = match current {
            Some(position) if groups[position].0 == code => position,
            _ => *positions.entry(code).or_insert_with(|| {
                groups.push((code, *time, begin(*time)));
                groups.len() - 1
            }),
        };
        current = Some(position);
        add(&mut groups[position].2, index);
    }
    groups.sort_by_key(|(code, start, _)| (*start, *code));
    groups.into_iter().map(|(_, _, group)| group).collect()
}
