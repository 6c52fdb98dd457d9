//! A line on its way into the log.

use crate::SimEvent;
use crate::corruption::damage::Damage;

/// A line on its way into the log, with the damage done to it so far.
pub(crate) struct Line {
    /// The row of the simulation, counted from 1.
    pub(crate) row: u64,
    pub(crate) user_id: Option<u64>,
    /// The true time, in milliseconds.
    pub(crate) ts: i64,
    /// Without the line end.
    pub(crate) text: String,
    pub(crate) damages: Vec<Damage>,
    pub(crate) role: Role,
    /// A copy, with the number of lines after this one at which it is due.
    pub(crate) copy: Option<(u32, Box<Line>)>,
}

/// The part of a line among those of its row: a line is written once or twice.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Role {
    Single,
    Original,
    Copy,
}

impl Line {
    pub(crate) fn new(event: &SimEvent<'_>, row: u64) -> Line {
        let mut json = Vec::with_capacity(512);
        event.write_json_line(&mut json).expect("memory takes every write");
        let mut text = String::from_utf8(json).expect("JSON is UTF-8");
        text.truncate(text.trim_end().len());
        Line {
            row,
            user_id: event.customer.map(|customer| customer.user_id),
            ts: event.time.millis(),
            text,
            damages: Vec::new(),
            role: Role::Single,
            copy: None,
        }
    }

    /// Makes the line the first of two, both as it stands now.
    pub(crate) fn duplicate(&mut self, lines_later: u32) {
        let text = self.text.clone();
        let copy = Line { text, damages: Vec::new(), role: Role::Copy, copy: None, ..*self };
        self.role = Role::Original;
        self.copy = Some((lines_later, Box::new(copy)));
    }
}
