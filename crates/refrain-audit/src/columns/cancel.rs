//! Traces of the cancel page: counts that only those who leave have.

use crate::finding::{AuditFinding, Pattern, Severity};
use refrain_eval::Interval;

use crate::subject::{ColumnAlone, SUSPECT_AUC, Subject, names};

/// Logarithm of the chance, 1 in a million, below which it is no accident that all churned.
const LN_CHANCE: f64 = -13.8;

pub(crate) fn check(subject: &Subject<'_>, findings: &mut Vec<AuditFinding>) {
    for (column, alone) in subject.columns() {
        let Some(values) = column.as_numbers() else { continue };
        if !names::is_cancel_trace(&column.name) {
            continue;
        }
        let finding = match only_churned(subject, values) {
            Some((n_entities, row)) => found(
                alone,
                Severity::Severe,
                format!(
                    "`{}` differs from zero for {n_entities} churned and for no retained",
                    column.name
                ),
            )
            .at_rows([row]),
            None if alone.auc.is_some_and(|auc| auc.low > SUSPECT_AUC) => found(
                alone,
                Severity::Severe,
                format!("`{}` is named after the way out and tells the label", column.name),
            ),
            None => continue,
        };
        findings.push(finding);
    }
}

fn found(alone: &ColumnAlone, severity: Severity, what: String) -> AuditFinding {
    let finding =
        AuditFinding::new(Pattern::CancelPageTrace, severity, what).at_columns([&alone.column]);
    let measure = |auc: Interval| (format!("`{}` alone", alone.column), auc);
    match alone.auc.map(measure) {
        Some((what, auc)) => finding.measured(what, auc),
        None => finding,
    }
}

/// Counts the entities with a value other than zero, if all of them churned and that is no accident,
/// and names a row of one.
fn only_churned(subject: &Subject<'_>, values: &[f64]) -> Option<(usize, usize)> {
    let present: Vec<usize> =
        (0..values.len()).filter(|row| values[*row] != 0.0 && !values[*row].is_nan()).collect();
    if present.iter().any(|row| !subject.table.labels[*row]) {
        return None;
    }
    let mut entities: Vec<usize> = present.iter().map(|row| subject.groups[*row]).collect();
    entities.sort_unstable();
    entities.dedup();
    let share = subject.n_churned() as f64 / values.len() as f64;
    (entities.len() as f64 * share.ln() < LN_CHANCE).then(|| (entities.len(), present[0]))
}
