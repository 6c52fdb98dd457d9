//! The first line of a log of trials: which search it belongs to.

use serde::Serialize;
use serde_json::Value;

use super::data_mark::DataMark;
use crate::search::{SearchSpace, Strategy};

/// Version of the log's format, and of how settings are drawn.
const VERSION: u32 = 2;

/// Terms that two searches must have in common to give the same trials.
#[derive(Debug, Clone, Serialize)]
pub(in crate::search) struct LogHeader<'a> {
    #[serde(rename = "refrain_search")]
    version: u32,
    seed: u64,
    batch: usize,
    strategy: Strategy,
    space: &'a SearchSpace,
    score: &'a str,
    data: Option<DataMark>,
}

/// The fields, each with what it is called in an error.
const FIELDS: [(&str, &str); 7] = [
    ("refrain_search", "format"),
    ("seed", "seed"),
    ("batch", "batch"),
    ("strategy", "strategy"),
    ("space", "space"),
    ("score", "score"),
    ("data", "dataset or its splits"),
];

/// A difference between two headers.
#[derive(Debug)]
pub(in crate::search) struct Difference {
    pub(in crate::search) what: &'static str,
    pub(in crate::search) expected: String,
    pub(in crate::search) found: String,
}

impl<'a> LogHeader<'a> {
    pub(in crate::search) fn new(
        (seed, batch, strategy): (u64, usize, Strategy),
        space: &'a SearchSpace,
        score: &'a str,
        data: Option<DataMark>,
    ) -> LogHeader<'a> {
        LogHeader { version: VERSION, seed, batch, strategy, space, score, data }
    }

    /// Returns the line, its end included.
    pub(in crate::search) fn line(&self) -> String {
        serde_json::to_string(self).expect("numbers and texts encode") + "\n"
    }

    /// Returns what a log's first line says otherwise; `Err` if it is no such line.
    pub(in crate::search) fn difference(&self, line: &str) -> Result<Option<Difference>, NoHeader> {
        let found: Value = serde_json::from_str(line).map_err(|_| NoHeader)?;
        if found.get(FIELDS[0].0).is_none() {
            return Err(NoHeader);
        }
        let own: Value = serde_json::from_str(&self.line()).expect("it was just written");
        let differs = FIELDS.iter().find(|(field, _)| own.get(field) != found.get(field));
        Ok(differs.map(|(field, what)| {
            let said =
                |of: &Value| of.get(field).map_or_else(|| "absent".to_owned(), Value::to_string);
            Difference { what, expected: said(&own), found: said(&found) }
        }))
    }
}

/// A line that is no header of a log of trials.
#[derive(Debug)]
pub(in crate::search) struct NoHeader;
