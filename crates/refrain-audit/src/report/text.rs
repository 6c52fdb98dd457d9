//! The report as text for a terminal.

use std::fmt::Write as _;

use refrain_eval::Interval;

use crate::finding::{AuditFinding, Severity};
use crate::report::AuditReport;

/// Columns shown with the AUC of each alone.
const N_SHOWN: usize = 8;

/// Columns named in one finding.
const N_NAMED: usize = 12;

impl AuditReport {
    /// Lays the report out for a terminal of this width.
    ///
    /// # Examples
    ///
    /// ```
    /// use refrain_audit::audit_columns;
    ///
    /// let labels: Vec<bool> = (0..60).map(|row| row % 3 == 0).collect();
    /// let report = audit_columns("mine", vec![("left", labels.clone()).into()], &labels, 0..60)?;
    /// let text = report.show(80);
    /// assert!(text.starts_with("mine: 60 rows of 60 entities, 20 churned (33.3 %)"));
    /// assert!(text.lines().all(|line| line.chars().count() <= 80));
    /// # Ok::<(), refrain_audit::Error>(())
    /// ```
    pub fn show(&self, width: usize) -> String {
        let mut text = format!(
            "{}: {} rows of {} entities, {} churned ({:.1} %)\n",
            self.subject,
            self.n_rows,
            self.n_entities,
            self.n_churned,
            100.0 * self.n_churned as f64 / self.n_rows.max(1) as f64,
        );
        for note in &self.notes {
            text.push_str(&wrapped(note, "  ", width));
        }
        let _ = writeln!(text, "\n{}", self.verdict());
        for finding in &self.findings {
            text.push_str(&shown(finding, width));
        }
        text.push_str(&self.control_lines());
        text.push_str(&self.alone_lines());
        text
    }

    fn verdict(&self) -> String {
        let count = |severity, one: &str, many: &str| match self.n_of(severity) {
            1 => format!("1 {one}"),
            n => format!("{n} {many}"),
        };
        let counts = [
            count(Severity::Severe, "severe finding", "severe findings"),
            count(Severity::Warning, "warning", "warnings"),
            count(Severity::Note, "note", "notes"),
        ];
        let trust = if self.has_severe() {
            "figures made from this cannot be believed"
        } else {
            "nothing that an honest pipeline cannot produce"
        };
        format!("{}: {trust}", counts.join(", "))
    }

    fn control_lines(&self) -> String {
        let Some(control) = &self.control else { return String::new() };
        let mut text = "\ncontrol model, cross-validated ROC AUC\n".to_owned();
        let mut line = |what: &str, auc: Option<Interval>| {
            if let Some(auc) = auc {
                let _ = writeln!(text, "  {what:<30}{}", figure(auc));
            }
        };
        line("exposure-time proxies alone", Some(control.exposure_proxies_alone));
        line("all columns", Some(control.all_columns));
        line("all without the proxies", control.without_exposure_proxies);
        let _ = writeln!(text, "  the proxies: {}", listed(&control.exposure_proxies));
        text
    }

    fn alone_lines(&self) -> String {
        let telling = self.alone.iter().filter_map(|alone| Some((alone, alone.auc?)));
        let mut text = String::new();
        for (alone, auc) in telling.take(N_SHOWN) {
            if text.is_empty() {
                text.push_str("\ncolumns that tell most alone, ROC AUC\n");
            }
            let direction = if alone.higher_churns { "higher churns" } else { "lower churns" };
            let _ = writeln!(text, "  {:<32} {}  {direction}", alone.column, figure(auc));
        }
        text
    }
}

/// Writes an AUC and its interval.
fn figure(auc: Interval) -> String {
    format!("{:.3} [{:.3}, {:.3}]", auc.estimate, auc.low, auc.high)
}

fn shown(finding: &AuditFinding, width: usize) -> String {
    let pattern = finding.pattern.map_or("table", |pattern| pattern.name());
    let mut text = format!("\n{}  {pattern}\n", finding.severity.name().to_uppercase());
    text.push_str(&wrapped(&finding.what, "  ", width));
    if finding.columns.len() > 1
        || !finding.what.contains(finding.columns.first().map_or("", String::as_str))
    {
        text.push_str(&wrapped(&format!("columns: {}", listed(&finding.columns)), "  ", width));
    }
    if !finding.rows.is_empty() {
        // Rows are counted from 1 for people, as in a file below its header.
        let rows: Vec<String> = finding.rows.iter().map(|row| (row + 1).to_string()).collect();
        let _ = writeln!(text, "  rows: {}", rows.join(", "));
    }
    for measured in &finding.measured {
        let _ = writeln!(text, "    {:<40} {}", measured.what, figure(measured.auc));
    }
    text.push_str(&wrapped(&format!("to do: {}", finding.advice), "  ", width));
    text
}

fn listed(names: &[String]) -> String {
    let shown: Vec<&str> = names.iter().take(N_NAMED).map(String::as_str).collect();
    let rest = names.len() - shown.len();
    let more = if rest > 0 { format!(" and {rest} more") } else { String::new() };
    format!("{}{more}", shown.join(", "))
}

/// Breaks a sentence between words, every line indented.
fn wrapped(sentence: &str, indent: &str, width: usize) -> String {
    let (mut text, mut line) = (String::new(), String::new());
    for word in sentence.split(' ') {
        let length = indent.len() + line.chars().count() + 1 + word.chars().count();
        if !line.is_empty() && length > width.max(40) {
            let _ = writeln!(text, "{indent}{line}");
            line.clear();
        }
        if !line.is_empty() {
            line.push(' ');
        }
        line.push_str(word);
    }
    let _ = writeln!(text, "{indent}{line}");
    text
}
