//! What an audit finds.

use std::fmt;

use crate::auc::AucInterval;

mod pattern;

pub use pattern::Pattern;

/// How much a finding weighs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// Figures made from this cannot be believed: an honest pipeline does not do it.
    Severe,
    /// It may be honest, and should be explained before anything is believed.
    Warning,
    /// Worth knowing.
    Note,
}

impl Severity {
    /// Returns the word for it: `severe`, `warning` or `note`.
    pub fn name(self) -> &'static str {
        match self {
            Severity::Severe => "severe",
            Severity::Warning => "warning",
            Severity::Note => "note",
        }
    }
}

impl fmt::Display for Severity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// One AUC that shows how bad a finding is.
#[derive(Debug, Clone, PartialEq)]
pub struct Measured {
    /// What it is the AUC of, such as a column or `all columns`.
    pub what: String,
    /// The AUC.
    pub auc: AucInterval,
}

/// Something found.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Finding {
    /// What it is an instance of; `None` for what is merely odd about a table.
    pub pattern: Option<Pattern>,
    /// How much it weighs.
    pub severity: Severity,
    /// What was found, in a sentence.
    pub what: String,
    /// Names of the columns concerned.
    pub columns: Vec<String>,
    /// The first rows concerned, from 0.
    pub rows: Vec<usize>,
    /// How bad it is.
    pub measured: Vec<Measured>,
    /// What to do.
    pub advice: String,
}

/// Rows named in a finding, at most.
const N_ROWS_NAMED: usize = 5;

impl Finding {
    /// Makes a finding of a pattern, with the pattern's advice.
    pub fn new(pattern: Pattern, severity: Severity, what: impl Into<String>) -> Finding {
        Finding {
            pattern: Some(pattern),
            severity,
            what: what.into(),
            columns: Vec::new(),
            rows: Vec::new(),
            measured: Vec::new(),
            advice: pattern.advice().to_owned(),
        }
    }

    /// Makes a finding that is no pattern.
    pub fn odd(severity: Severity, what: impl Into<String>, advice: impl Into<String>) -> Finding {
        Finding {
            pattern: None,
            severity,
            what: what.into(),
            columns: Vec::new(),
            rows: Vec::new(),
            measured: Vec::new(),
            advice: advice.into(),
        }
    }

    /// Names the columns concerned.
    pub fn at_columns<S: Into<String>>(mut self, columns: impl IntoIterator<Item = S>) -> Finding {
        self.columns.extend(columns.into_iter().map(Into::into));
        self
    }

    /// Names the first of the rows concerned.
    pub fn at_rows(mut self, rows: impl IntoIterator<Item = usize>) -> Finding {
        self.rows.extend(rows.into_iter().take(N_ROWS_NAMED));
        self
    }

    /// Says how bad it is.
    pub fn measured(mut self, what: impl Into<String>, auc: AucInterval) -> Finding {
        self.measured.push(Measured { what: what.into(), auc });
        self
    }

    /// Replaces the advice.
    pub fn advising(self, advice: impl Into<String>) -> Finding {
        Finding { advice: advice.into(), ..self }
    }
}
