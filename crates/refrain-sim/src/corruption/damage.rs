//! Entries of the manifest.

use serde::Serialize;

use crate::corruption::line::Line;

/// One thing done to a log, and what undoes it.
#[derive(Serialize)]
#[serde(untagged)]
pub(crate) enum Damage {
    DoubleEncoded { rounds: u32, fields: Vec<&'static str> },
    Rounded { written: String },
    Truncated { lost: String },
    Corrupt { offset: usize, was: String },
    Duplicate { original: u64 },
    Late { due: i64 },
    Shuffled { stood: u64 },
    Missing { was: String },
    Gap { from: i64, until: i64, rows: u64 },
    NumericIds { rows: u64 },
    GuestId { id: u64, rows: u64 },
}

impl Damage {
    fn kind(&self) -> &'static str {
        match self {
            Damage::DoubleEncoded { .. } => "double-encoded",
            Damage::Rounded { .. } => "rounded",
            Damage::Truncated { .. } => "truncated",
            Damage::Corrupt { .. } => "corrupt",
            Damage::Duplicate { .. } => "duplicate",
            Damage::Late { .. } => "late",
            Damage::Shuffled { .. } => "shuffled",
            Damage::Missing { .. } => "missing",
            Damage::Gap { .. } => "gap",
            Damage::NumericIds { .. } => "numeric-ids",
            Damage::GuestId { .. } => "guest-id",
        }
    }
}

/// A line of the manifest.
#[derive(Serialize)]
pub(crate) struct Entry<'a> {
    // First in every line, so that `grep` finds a kind without a parser.
    kind: &'static str,
    line: Option<u64>,
    row: Option<u64>,
    #[serde(rename = "userId")]
    user_id: Option<String>,
    ts: Option<i64>,
    #[serde(flatten)]
    damage: &'a Damage,
}

impl<'a> Entry<'a> {
    /// Builds an entry about a row; `number` is its line in the log, if it has one.
    pub(crate) fn of_row(damage: &'a Damage, line: &Line, number: Option<u64>) -> Entry<'a> {
        Entry {
            line: number,
            row: Some(line.row),
            user_id: Some(line.user_id.map_or_else(String::new, |id| id.to_string())),
            ts: Some(line.ts),
            ..Entry::of_log(damage)
        }
    }

    /// Builds an entry about the whole log or a time of it.
    pub(crate) fn of_log(damage: &'a Damage) -> Entry<'a> {
        Entry { kind: damage.kind(), line: None, row: None, user_id: None, ts: None, damage }
    }

    pub(crate) fn damage(&self) -> &'a Damage {
        self.damage
    }
}
