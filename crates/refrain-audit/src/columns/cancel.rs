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
    // The chance that so many entities, drawn whatever they do later, all churned.
    let share = subject.n_churned() as f64 / values.len() as f64;
    (entities.len() as f64 * share.ln() < LN_CHANCE).then(|| (entities.len(), present[0]))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::auc::tests::interval;
    use crate::table::{AuditColumn, AuditTable};

    /// Sixty rows of which a quarter churned, and a column that is 1 in some of them.
    fn table(name: &str, visits: impl Fn(usize) -> f64) -> AuditTable {
        let labels = (0..60).map(|row| row % 4 == 0).collect();
        let values = (0..60).map(visits).collect();
        AuditTable::new("t", vec![AuditColumn::numbers(name, values)], labels).unwrap()
    }

    fn found(table: &AuditTable, alone: Option<Interval>) -> Vec<AuditFinding> {
        let mut subject = Subject::new(table, 7).unwrap();
        subject.alone[0].auc = alone;
        let mut findings = Vec::new();
        check(&subject, &mut findings);
        findings
    }

    #[test]
    fn ten_churned_of_a_quarter_and_no_retained_are_no_accident() {
        // .25 ^ 10 is below one in a million, .25 ^ 9 above.
        let of = |n: usize| {
            found(
                &table("page_cancel", |row| {
                    f64::from(row % 4 == 0 && row / 4 >= 2 && row / 4 < 2 + n)
                }),
                None,
            )
        };
        assert_eq!(of(9), []);
        let findings = of(10);
        assert_eq!(findings[0].pattern, Some(Pattern::CancelPageTrace));
        assert_eq!(findings[0].severity, Severity::Severe);
        assert_eq!(
            findings[0].what,
            "`page_cancel` differs from zero for 10 churned and for no retained"
        );
        assert_eq!((&findings[0].columns[0][..], &findings[0].rows[..]), ("page_cancel", &[8][..]));
        assert_eq!(findings[0].measured, []);
    }

    #[test]
    fn one_retained_visitor_makes_it_honest() {
        let of = |also: usize| {
            found(&table("page_cancel", |row| f64::from(row % 4 == 0 || row == also)), None)
        };
        assert_eq!((of(0).len(), of(1).len()), (1, 0));
        let missing =
            table("page_cancel", |row| if row == 1 { f64::NAN } else { f64::from(row % 4 == 0) });
        assert_eq!(found(&missing, None).len(), 1, "a missing value is no visit");
    }

    #[test]
    fn rows_of_one_entity_count_once() {
        let one_by_one = table("page_cancel", |row| f64::from(row % 4 == 0));
        let ids = (0..60).map(|row| row / 8);
        let by_entity = one_by_one.clone().with_entities(ids).unwrap();
        assert_eq!((found(&one_by_one, None).len(), found(&by_entity, None).len()), (1, 0));
    }

    #[test]
    fn name_of_the_way_out_is_severe_where_it_ranks_better_than_behaviour() {
        let honest = table("page_cancel", |row| f64::from(row % 3 == 0));
        let of = |low| found(&honest, Some(interval(0.9, low)));
        assert_eq!(of(0.75), []);
        let findings = of(0.751);
        assert_eq!(findings[0].severity, Severity::Severe);
        assert_eq!(
            findings[0].what,
            "`page_cancel` is named after the way out and tells the label"
        );
        assert_eq!(findings[0].measured[0].what, "`page_cancel` alone");
        let songs = table("songs", |row| f64::from(row % 4 == 0));
        assert_eq!(found(&songs, Some(interval(0.9, 0.8))), []);
    }
}
