//! Selection of rows: those left out and how often they churned.

use crate::finding::{AuditFinding, Pattern, Severity};

/// Standard errors by which the churn rates of those kept and those left out may differ.
const SUSPECT: f64 = 3.0;
const IMPOSSIBLE: f64 = 6.0;

/// Compares how often those left out churned with how often those kept did.
pub(crate) fn check(kept: &[bool], left_out: &[bool], findings: &mut Vec<AuditFinding>) {
    if kept.is_empty() || left_out.is_empty() {
        return;
    }
    let count = |labels: &[bool]| labels.iter().filter(|churned| **churned).count() as f64;
    let (n_kept, n_out) = (kept.len() as f64, left_out.len() as f64);
    let (of_kept, of_out) = (count(kept) / n_kept, count(left_out) / n_out);
    let pooled = (count(kept) + count(left_out)) / (n_kept + n_out);
    let error = (pooled * (1.0 - pooled) * (1.0 / n_kept + 1.0 / n_out)).sqrt();
    let z = if error > 0.0 { (of_out - of_kept).abs() / error } else { 0.0 };
    if z < SUSPECT {
        return;
    }
    let severity = if z >= IMPOSSIBLE { Severity::Severe } else { Severity::Warning };
    let what = format!(
        "{} of those who could be observed are left out; {:.1} % of them churned, and {:.1} % of \
         those kept",
        left_out.len(),
        100.0 * of_out,
        100.0 * of_kept,
    );
    findings.push(AuditFinding::new(Pattern::SelectedByOutcome, severity, what));
}
