//! The sessions of a history.

use std::collections::BTreeMap;

use refrain_core::{Code, Events, Time};

/// One session of one entity.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Session {
    code: Code,
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
    let mut sessions: Vec<Session> = Vec::new();
    let mut positions: BTreeMap<Code, usize> = BTreeMap::new();
    let mut current: Option<usize> = None;
    for (index, time) in events.times().iter().enumerate() {
        let Some(code) = events.session_code(index) else { continue };
        let is_main = Some(events.kind_codes()[index]) == main_code;
        // Sessions rarely interleave, so the last one is nearly always the right one.
        let position = match current {
            Some(position) if sessions[position].code == code => position,
            _ => *positions.entry(code).or_insert_with(|| {
                sessions.push(Session { code, start: *time, end: *time, n_main: 0 });
                sessions.len() - 1
            }),
        };
        current = Some(position);
        sessions[position].end = *time;
        sessions[position].n_main += u64::from(is_main);
    }
    sessions.sort_by_key(|session| (session.start, session.code));
    sessions
}
