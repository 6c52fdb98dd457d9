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

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(n: usize, n_churned: usize) -> Vec<bool> {
        (0..n).map(|row| row < n_churned).collect()
    }

    /// Severity where 100 are kept, of whom 20 churned, and 100 are left out.
    fn severity(n_churned_out: usize) -> Option<Severity> {
        let mut findings = Vec::new();
        check(&rows(100, 20), &rows(100, n_churned_out), &mut findings);
        findings.first().map(|finding| finding.severity)
    }

    #[test]
    fn churn_rates_differ_by_three_and_six_standard_errors() {
        // z is 2.95 at 39 of 100 against 20, and 3.09 at 40.
        assert_eq!([39, 40].map(severity), [None, Some(Severity::Warning)]);
        let z = |out: f64| {
            let pooled = (0.2 + out) / 2.0;
            (out - 0.2) / (pooled * (1.0 - pooled) * 0.02).sqrt()
        };
        let last = (40..99).take_while(|n| z(f64::from(*n) / 100.0) < 6.0).last().unwrap();
        let (below, above) = (severity(last as usize), severity(last as usize + 1));
        assert_eq!((below, above), (Some(Severity::Warning), Some(Severity::Severe)));
    }

    #[test]
    fn lower_rate_of_those_left_out_counts_as_well() {
        let mut findings = Vec::new();
        check(&rows(50, 30), &rows(200, 20), &mut findings);
        assert_eq!(
            (findings[0].pattern, findings[0].severity),
            (Some(Pattern::SelectedByOutcome), Severity::Severe)
        );
        assert_eq!(
            findings[0].what,
            "200 of those who could be observed are left out; 10.0 % of them churned, and 60.0 % of those kept"
        );
    }

    #[test]
    fn nobody_left_out_or_kept_and_equal_rates_are_no_finding() {
        let found = |kept: &[bool], out: &[bool]| {
            let mut findings = Vec::new();
            check(kept, out, &mut findings);
            findings.len()
        };
        assert_eq!((found(&rows(100, 50), &[]), found(&[], &rows(100, 50))), (0, 0));
        assert_eq!((found(&rows(9, 0), &rows(9, 0)), found(&rows(9, 9), &rows(9, 9))), (0, 0));
    }
}
