//! Places in a file.

use crate::Error;
use crate::config::problem::FileProblem;

/// A value's place in its file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Place {
    /// Its position in bytes: lines are counted only once something is wrong.
    pub(crate) at: usize,
    /// The path of its key, such as `transitions[3].p`; empty for the whole file.
    pub(crate) key: String,
}

impl Place {
    /// Returns the place of an entry of a table at this place.
    pub(crate) fn entry(&self, key: &str, at: usize) -> Place {
        let key = quoted(key);
        Place { at, key: if self.key.is_empty() { key } else { format!("{}.{key}", self.key) } }
    }

    /// Returns the place of an item of a list at this place.
    pub(crate) fn item(&self, idx: usize, at: usize) -> Place {
        Place { at, key: format!("{}[{idx}]", self.key) }
    }

    /// Adds the place to a fault of what was made of the value here.
    pub(crate) fn fault_in(&self, text: &str, fault: Error) -> Error {
        FileProblem::Content { line: self.line(text), key: self.key.clone(), fault }.into()
    }

    /// Counts the line, from 1.
    pub(crate) fn line(&self, text: &str) -> usize {
        line_and_column(text, self.at).0
    }
}

/// Writes a key as TOML does: quoted unless it is a word.
fn quoted(key: &str) -> String {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-');
    match !key.is_empty() && key.chars().all(is_plain) {
        true => key.to_owned(),
        // JSON's escapes are all TOML's.
        false => serde_json::Value::from(key).to_string(),
    }
}

/// Counts line and column of a byte, both from 1.
pub(crate) fn line_and_column(text: &str, at: usize) -> (usize, usize) {
    // A parser may point into a character or past the end.
    let before = text.get(..at).unwrap_or(text);
    let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
    (before.matches('\n').count() + 1, before[line_start..].chars().count() + 1)
}
