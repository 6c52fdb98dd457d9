//! Second lines of duplicates, some lines after the first.

use std::collections::BTreeMap;

use crate::corruption::line::Line;

/// Copies that wait for their place.
#[derive(Default)]
pub(crate) struct Copies {
    /// By the number of the line they are to be; those of one number by their row.
    waiting: BTreeMap<(u64, u64), Line>,
}

impl Copies {
    pub(crate) fn put(&mut self, copy: Line, number: u64) {
        // The row tells copies apart that are due at one line: none may replace another.
        self.waiting.insert((number, copy.row), copy);
    }

    /// Takes the next copy that is to be the line of this number or one before it.
    pub(crate) fn pop_due(&mut self, number: u64) -> Option<Line> {
        let first = self.waiting.first_entry().filter(|first| first.key().0 <= number)?;
        Some(first.remove())
    }
}
