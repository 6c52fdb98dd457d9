//! The report as JSON.

use crate::control::Control;
use crate::finding::AuditFinding;
use crate::report::AuditReport;
use refrain_eval::Interval;
use serde_json::{Value, json};

/// Returns the report as a JSON document: the same findings as on the terminal, rows counted from 1.
///
/// # Examples
///
/// ```
/// use refrain_audit::{audit_columns, audit_json};
///
/// let labels: Vec<bool> = (0..60).map(|row| row % 3 == 0).collect();
/// let report = audit_columns("mine", vec![("left", labels.clone()).into()], &labels, 0..60)?;
/// assert!(audit_json(&report).contains(r#""pattern": "label-proxy""#));
/// # Ok::<(), refrain_audit::Error>(())
/// ```
pub fn audit_json(report: &AuditReport) -> String {
    let findings: Vec<Value> = report.findings.iter().map(finding).collect();
    let alone = report.alone.iter().map(|alone| {
        json!({
            "column": alone.column,
            "roc_auc": alone.auc.map(interval),
            "higher_churns": alone.higher_churns,
            "roc_auc_of_missing": alone.missing.map(interval),
        })
    });
    let document = json!({
        "subject": report.subject,
        "rows": report.n_rows,
        "churned": report.n_churned,
        "entities": report.n_entities,
        "severe": report.has_severe(),
        "findings": findings,
        "control": report.control.as_ref().map(control),
        "columns": alone.collect::<Vec<_>>(),
        "notes": report.notes,
    });
    format!("{document:#}\n")
}

fn finding(finding: &AuditFinding) -> Value {
    let measured = finding
        .measured
        .iter()
        .map(|measured| json!({ "what": measured.what, "roc_auc": interval(measured.auc) }));
    json!({
        "pattern": finding.pattern.map(|pattern| pattern.name()),
        "explanation": finding.pattern.map(|pattern| pattern.explanation()),
        "severity": finding.severity.name(),
        "what": finding.what,
        "columns": finding.columns,
        "rows": finding.rows.iter().map(|row| row + 1).collect::<Vec<_>>(),
        "measured": measured.collect::<Vec<_>>(),
        "advice": finding.advice,
    })
}

fn control(control: &Control) -> Value {
    json!({
        "exposure_proxies": control.exposure_proxies,
        "exposure_proxies_alone": interval(control.exposure_proxies_alone),
        "all_columns": interval(control.all_columns),
        "without_exposure_proxies": control.without_exposure_proxies.map(interval),
    })
}

fn interval(auc: Interval) -> Value {
    json!({ "estimate": auc.estimate, "low": auc.low, "high": auc.high })
}
