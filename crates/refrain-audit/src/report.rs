//! What an audit says in the end.

use crate::control::Control;
use crate::finding::{Finding, Severity};
use crate::subject::ColumnAlone;
use std::fmt::Write as _;

mod json;

pub use json::audit_json;

/// Findings of an audit with what they rest on.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct AuditReport {
    /// What was audited.
    pub subject: String,
    /// Number of rows.
    pub n_rows: usize,
    /// Number of them that churned.
    pub n_churned: usize,
    /// Number of entities, or of rows where no entity is known.
    pub n_entities: usize,
    /// The findings: severe ones first, then by pattern.
    pub findings: Vec<Finding>,
    /// What clocks tell together, if there are any.
    pub control: Option<Control>,
    /// What each column tells alone, the loudest first.
    pub alone: Vec<ColumnAlone>,
    /// What was assumed, and what could not be looked at.
    pub notes: Vec<String>,
}

/// Columns shown with what they tell alone.
const N_SHOWN: usize = 8;

/// Columns named in one finding.
const N_NAMED: usize = 12;

impl AuditReport {
    /// Whether something severe was found.
    pub fn has_severe(&self) -> bool {
        self.n_of(Severity::Severe) > 0
    }

    /// Returns the number of findings of a severity.
    pub fn n_of(&self, severity: Severity) -> usize {
        self.findings.iter().filter(|finding| finding.severity == severity).count()
    }

    /// Adds findings and puts all in order.
    pub fn add(&mut self, findings: impl IntoIterator<Item = Finding>) {
        self.findings.extend(findings);
        // Those that are no pattern come last of their severity.
        let key = |finding: &Finding| {
            (finding.severity, finding.pattern.is_none(), finding.pattern, finding.columns.clone())
        };
        self.findings.sort_by_key(key);
    }

    /// Lays the report out for a terminal of this width.
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
        let mut line = |what: &str, auc: Option<crate::auc::AucInterval>| {
            if let Some(auc) = auc {
                let _ = writeln!(text, "  {what:<26}{auc}");
            }
        };
        line("clocks alone", Some(control.clocks_alone));
        line("all columns", Some(control.all_columns));
        line("all without the clocks", control.without_clocks);
        let _ = writeln!(text, "  the clocks: {}", listed(&control.clocks));
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
            let _ = writeln!(text, "  {:<32} {auc}  {direction}", alone.column);
        }
        text
    }
}

/// Puts the loudest columns first.
pub(crate) fn loudest_first(mut alone: Vec<ColumnAlone>) -> Vec<ColumnAlone> {
    let loudness = |alone: &ColumnAlone| alone.auc.map_or(0.0, |auc| auc.estimate);
    alone.sort_by(|a, b| loudness(b).total_cmp(&loudness(a)).then_with(|| a.column.cmp(&b.column)));
    alone
}

fn shown(finding: &Finding, width: usize) -> String {
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
        let _ = writeln!(text, "    {:<40} {}", measured.what, measured.auc);
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
