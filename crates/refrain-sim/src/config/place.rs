//! Places in a file.

use crate::Error;
use crate::config::quote;

/// A value's place in its file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Place {
    /// Its position in bytes: lines are counted only once something is wrong.
    pub(crate) at: usize,
    /// The path of its key, such as `transitions[3].p`; empty for the whole file.
    pub(crate) key: String,
}

impl Place {
    /// The place of an entry of a table at this place.
    pub(crate) fn entry(&self, key: &str, at: usize) -> Place {
        let key = quote::key(key);
        Place { at, key: if self.key.is_empty() { key } else { format!("{}.{key}", self.key) } }
    }

    /// The place of an item of a list at this place.
    pub(crate) fn item(&self, idx: usize, at: usize) -> Place {
        Place { at, key: format!("{}[{idx}]", self.key) }
    }

    /// Says that what was made of the value at this place of a text is at fault.
    pub(crate) fn fault_in(&self, text: &str, fault: Error) -> Error {
        Error::InConfig { line: self.line(text), key: self.key.clone(), fault: Box::new(fault) }
    }

    /// Counts the line, from 1.
    pub(crate) fn line(&self, text: &str) -> usize {
        line_and_column(text, self.at).0
    }
}

/// Counts line and column of a byte, both from 1.
pub(crate) fn line_and_column(text: &str, at: usize) -> (usize, usize) {
    let before = text.get(..at).unwrap_or(text);
    let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
    (before.matches('\n').count() + 1, before[line_start..].chars().count() + 1)
}
