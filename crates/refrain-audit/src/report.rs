//! The report of an audit.

mod json;
mod text;

use crate::control::Control;
use crate::finding::{AuditFinding, Severity};
use crate::subject::ColumnAlone;

pub use json::audit_json;

/// Findings of an audit with what they rest on.
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[non_exhaustive]
pub struct AuditReport {
    /// Name of what was audited.
    pub subject: String,
    /// Number of rows.
    pub n_rows: usize,
    /// Number of them that churned.
    pub n_churned: usize,
    /// Number of entities, or of rows where no entity is known.
    pub n_entities: usize,
    /// The findings: severe ones first, then by pattern.
    pub findings: Vec<AuditFinding>,
    /// AUCs of the control model, if there are exposure-time proxies.
    pub control: Option<Control>,
    /// AUC of each column alone, the highest first.
    pub alone: Vec<ColumnAlone>,
    /// Assumptions, and checks that could not be made.
    pub notes: Vec<String>,
}

impl AuditReport {
    /// Tells whether something severe was found.
    pub fn has_severe(&self) -> bool {
        self.n_of(Severity::Severe) > 0
    }

    /// Returns the number of findings of a severity.
    ///
    /// # Examples
    ///
    /// ```
    /// use refrain_audit::{Severity, audit_columns};
    ///
    /// let labels: Vec<bool> = (0..60).map(|row| row % 3 == 0).collect();
    /// let columns = vec![("left", labels.clone()).into(), ("country", vec!["fr"; 60]).into()];
    /// let report = audit_columns("mine", columns, &labels, 0..60)?;
    /// assert_eq!(report.n_of(Severity::Severe), 1, "the label among the features");
    /// assert_eq!(report.n_of(Severity::Note), 1, "a column of one value");
    /// # Ok::<(), refrain_audit::Error>(())
    /// ```
    pub fn n_of(&self, severity: Severity) -> usize {
        self.findings.iter().filter(|finding| finding.severity == severity).count()
    }

    /// Adds findings and puts all in order.
    ///
    /// # Examples
    ///
    /// ```
    /// use refrain_audit::{AuditFinding, Severity, audit_columns};
    ///
    /// let labels: Vec<bool> = (0..60).map(|row| row % 3 == 0).collect();
    /// let songs: Vec<i64> = (0..60).map(|row| row * 7 % 31).collect();
    /// let mut report = audit_columns("mine", vec![("songs", songs).into()], &labels, 0..60)?;
    /// report.add([AuditFinding::odd(Severity::Severe, "customers asked to leave are missing", "add them")]);
    /// assert!(report.has_severe());
    /// # Ok::<(), refrain_audit::Error>(())
    /// ```
    pub fn add(&mut self, findings: impl IntoIterator<Item = AuditFinding>) {
        self.findings.extend(findings);
        // Those that are no pattern come last of their severity.
        let key = |finding: &AuditFinding| {
            (finding.severity, finding.pattern.is_none(), finding.pattern, finding.columns.clone())
        };
        self.findings.sort_by_key(key);
    }
}

/// Puts the columns of the highest AUC first.
pub(crate) fn highest_first(mut alone: Vec<ColumnAlone>) -> Vec<ColumnAlone> {
    let estimate = |alone: &ColumnAlone| alone.auc.map_or(0.0, |auc| auc.estimate);
    alone.sort_by(|a, b| estimate(b).total_cmp(&estimate(a)).then_with(|| a.column.cmp(&b.column)));
    alone
}
