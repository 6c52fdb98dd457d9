//! Rows that reach the log later than others of their time.

use std::collections::BTreeMap;

use crate::corruption::damage::Damage;
use crate::corruption::line::Line;

/// Rows that are held back until they are due.
#[derive(Default)]
pub(crate) struct Lateness {
    /// By the time when they are due; rows of one time by their number.
    held: BTreeMap<(i64, u64), Line>,
    /// The latest row that went on.
    latest_row: u64,
}

impl Lateness {
    pub(crate) fn hold(&mut self, line: Line, due: i64) {
        self.held.insert((due, line.row), line);
    }

    /// Takes the next row that is due before a row of this time.
    pub(crate) fn pop_due(&mut self, ts: i64) -> Option<Line> {
        let (due, _) = *self.held.first_key_value()?.0;
        if due < ts { self.pop() } else { None }
    }

    /// Takes the next row that is due, whenever that is.
    pub(crate) fn pop(&mut self) -> Option<Line> {
        let ((due, _), mut line) = self.held.pop_first()?;
        // If nothing has overtaken it, it stands where it would anyway.
        if line.row < self.latest_row {
            line.damages.push(Damage::Late { due });
        }
        self.pass(&line);
        Some(line)
    }

    /// Takes note of a row that goes on.
    pub(crate) fn pass(&mut self, line: &Line) {
        self.latest_row = self.latest_row.max(line.row);
    }
}
