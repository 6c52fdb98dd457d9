//! Findings of an audit.

mod pattern;

use std::fmt;

use refrain_eval::Interval;

pub use pattern::Pattern;

/// Weight of a finding.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "snake_case"))]
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

/// An AUC that shows how bad a finding is.
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[non_exhaustive]
pub struct Measured {
    /// Column or model that it is the AUC of.
    pub what: String,
    /// The AUC.
    pub auc: Interval,
}

/// Something that an audit found.
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[non_exhaustive]
pub struct AuditFinding {
    /// Pattern that it is an instance of; `None` for an oddity of the table.
    pub pattern: Option<Pattern>,
    /// Its weight.
    pub severity: Severity,
    /// The finding in a sentence.
    pub what: String,
    /// Names of the columns concerned.
    pub columns: Vec<String>,
    /// The first rows concerned, from 0.
    pub rows: Vec<usize>,
    /// AUCs that show how bad it is.
    pub measured: Vec<Measured>,
    /// Advice on what to do.
    pub advice: String,
}

/// Rows named in a finding, at most.
const N_ROWS_NAMED: usize = 5;

impl AuditFinding {
    /// Makes a finding of a pattern, with the pattern's advice.
    ///
    /// # Examples
    ///
    /// ```
    /// use refrain_audit::{AuditFinding, Pattern, Severity};
    ///
    /// // A check of one's own, to be added to a report.
    /// let finding = AuditFinding::new(Pattern::EverAttribute, Severity::Warning, "`plan` is today's")
    ///     .at_columns(["plan"])
    ///     .advising("take the plan as of the cutoff");
    /// assert_eq!((finding.columns, finding.pattern.map(Pattern::name)), (vec!["plan".to_owned()], Some("ever-attribute")));
    /// ```
    pub fn new(pattern: Pattern, severity: Severity, what: impl Into<String>) -> AuditFinding {
        AuditFinding {
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
    ///
    /// # Examples
    ///
    /// ```
    /// use refrain_audit::{AuditFinding, Severity};
    ///
    /// let finding = AuditFinding::odd(Severity::Note, "three days are missing", "ask who made the log");
    /// assert_eq!((finding.pattern, finding.severity.name()), (None, "note"));
    /// ```
    pub fn odd(
        severity: Severity,
        what: impl Into<String>,
        advice: impl Into<String>,
    ) -> AuditFinding {
        AuditFinding {
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
    pub fn at_columns<S: Into<String>>(
        mut self,
        columns: impl IntoIterator<Item = S>,
    ) -> AuditFinding {
        self.columns.extend(columns.into_iter().map(Into::into));
        self
    }

    /// Names the first of the rows concerned.
    pub fn at_rows(mut self, rows: impl IntoIterator<Item = usize>) -> AuditFinding {
        self.rows.extend(rows.into_iter().take(N_ROWS_NAMED));
        self
    }

    /// Says how bad it is.
    pub fn measured(mut self, what: impl Into<String>, auc: Interval) -> AuditFinding {
        self.measured.push(Measured { what: what.into(), auc });
        self
    }

    /// Replaces the advice.
    pub fn advising(self, advice: impl Into<String>) -> AuditFinding {
        AuditFinding { advice: advice.into(), ..self }
    }
}
