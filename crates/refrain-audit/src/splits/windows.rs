//! Ends of features and of outcome windows.

use refrain_core::{Span, Time};

use crate::Error;
use crate::finding::{AuditFinding, Pattern, Severity};
use crate::subject::{SUSPECT_AUC, Subject};

/// Share of rows that must end at the own last event before it is no accident.
const NEARLY_ALL: f64 = 0.95;

/// Activity so long after a churn is a return.
const RETURNED_AFTER: Span = Span::from_days(1);

pub(crate) fn check(subject: &Subject<'_>, findings: &mut Vec<AuditFinding>) -> Result<(), Error> {
    check_ends(subject, findings)?;
    check_anchor(subject, findings);
    check_churned_before(subject, findings);
    Ok(())
}

fn check_ends(subject: &Subject<'_>, findings: &mut Vec<AuditFinding>) -> Result<(), Error> {
    let table = subject.table;
    let ends =
        [("the cutoff", &table.cutoffs), ("the end of the outcome window", &table.window_ends)];
    for (what, times) in ends {
        let Some(times) = times else { continue };
        let millis: Vec<f64> = times.iter().map(|time| time.millis() as f64).collect();
        if let Some(auc) = subject.auc_of(&millis)?.filter(|auc| auc.low > SUSPECT_AUC) {
            let sentence = format!("{what} of a row tells its label");
            let finding =
                AuditFinding::new(Pattern::LabelDependentWindow, Severity::Severe, sentence);
            findings.push(finding.measured(format!("{what} alone"), auc));
            // Where the cutoff depends on the label the end of the window does too: said once.
            return Ok(());
        }
    }
    Ok(())
}

fn check_anchor(subject: &Subject<'_>, findings: &mut Vec<AuditFinding>) {
    let (Some(cutoffs), Some(last)) = (&subject.table.cutoffs, &subject.table.last_events) else {
        return;
    };
    // A cutoff just after an event still has it as the last one seen.
    let is_own = |row: &usize| {
        let after = cutoffs[*row].millis_since(last[*row]);
        (0..=1_000).contains(&after)
    };
    let own: Vec<usize> = (0..cutoffs.len()).filter(is_own).collect();
    if own.len() as f64 >= NEARLY_ALL * cutoffs.len() as f64 && n_distinct(cutoffs) > 2 {
        let what = format!(
            "the features of {} of {} rows end at the entity's own last event in the log",
            own.len(),
            cutoffs.len()
        );
        let finding = AuditFinding::new(Pattern::OwnLastEventAnchor, Severity::Severe, what);
        findings.push(finding.at_rows(own));
    }
}

fn check_churned_before(subject: &Subject<'_>, findings: &mut Vec<AuditFinding>) {
    let table = subject.table;
    let (Some(cutoffs), Some(churned_at)) = (&table.cutoffs, &table.churned_at) else { return };
    let before = |row: &usize| churned_at[*row].is_some_and(|at| at < cutoffs[*row]);
    let returned = |row: &usize| {
        let last = table.last_events.as_ref().map(|all| all[*row]);
        churned_at[*row].zip(last).is_some_and(|(at, last)| last > at + RETURNED_AFTER)
    };
    let rows = || (0..cutoffs.len()).filter(before).filter(|row| !returned(row));
    let (churned, retained): (Vec<usize>, Vec<usize>) = rows().partition(|row| table.labels[*row]);
    if !churned.is_empty() {
        let what = format!(
            "in {} of {} churned rows the entity had left before the features end",
            churned.len(),
            subject.n_churned()
        );
        let finding = AuditFinding::new(Pattern::EmptyAfterChurn, Severity::Severe, what);
        findings.push(finding.at_rows(churned));
    }
    if !retained.is_empty() {
        let what = format!(
            "{} rows are labelled retained though their entity had left before the cutoff",
            retained.len()
        );
        let finding = AuditFinding::new(Pattern::ChurnedKeptAsNegatives, Severity::Severe, what);
        findings.push(finding.at_rows(retained));
    }
}

fn n_distinct(times: &[Time]) -> usize {
    let mut distinct = times.to_vec();
    distinct.sort_unstable();
    distinct.dedup();
    distinct.len()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::table::{AuditColumn, AuditTable};

    const DAY: i64 = 86_400_000;

    fn table() -> AuditTable {
        let labels = (0..40).map(|row| row % 2 == 0).collect();
        let values = (0..40).map(|row| f64::from(row % 7)).collect();
        AuditTable::new("t", vec![AuditColumn::numbers("a", values)], labels).unwrap()
    }

    fn times(of_row: impl Fn(i64) -> i64) -> Vec<Time> {
        (0..40).map(|row| Time::from_millis(of_row(row))).collect()
    }

    fn findings(table: &AuditTable) -> Vec<AuditFinding> {
        let mut findings = Vec::new();
        check(&Subject::new(table, 7).unwrap(), &mut findings).unwrap();
        findings
    }

    fn of(finding: &AuditFinding) -> (Option<Pattern>, Severity, &str) {
        (finding.pattern, finding.severity, &finding.what)
    }

    #[test]
    fn end_of_features_and_of_outcomes_must_not_tell_the_label() {
        let telling = || times(|row| if row % 2 == 0 { row } else { 1_000 + row });
        let weekly = || times(|row| row / 4 * 7);
        let found = findings(
            &table().with_cutoffs(telling()).unwrap().with_window_ends(telling()).unwrap(),
        );
        let dependent = |what| (Some(Pattern::LabelDependentWindow), Severity::Severe, what);
        assert_eq!(found.len(), 1, "said once");
        assert_eq!(of(&found[0]), dependent("the cutoff of a row tells its label"));
        assert_eq!(found[0].measured[0].what, "the cutoff alone");
        let ends =
            findings(&table().with_cutoffs(weekly()).unwrap().with_window_ends(telling()).unwrap());
        assert_eq!(
            of(&ends[0]),
            dependent("the end of the outcome window of a row tells its label")
        );
        assert_eq!(findings(&table().with_cutoffs(weekly()).unwrap()), []);
        // Ranked better than chance, and not beyond what behaviour may: AUC .80 from .65 on.
        let drifting = times(|row| if row % 2 == 0 { row } else { 16 + row });
        assert_eq!(findings(&table().with_cutoffs(drifting).unwrap()), []);
    }

    #[test]
    fn windows_end_within_a_second_of_the_own_last_event_in_95_of_100_rows() {
        let found = |n_own: i64, after: i64| {
            let cutoffs = times(|row| row / 2 * DAY);
            let last = times(|row| row / 2 * DAY - if row < n_own { after } else { 5_000 });
            findings(&table().with_cutoffs(cutoffs).unwrap().with_last_events(last).unwrap())
        };
        for after in [0, 1_000] {
            let found = found(38, after);
            let what =
                "the features of 38 of 40 rows end at the entity's own last event in the log";
            assert_eq!(of(&found[0]), (Some(Pattern::OwnLastEventAnchor), Severity::Severe, what));
            assert_eq!(found[0].rows, [0, 1, 2, 3, 4]);
        }
        assert_eq!((found(37, 0), found(38, 1_001), found(38, -1)), (vec![], vec![], vec![]));
    }

    #[test]
    fn two_cutoffs_for_everybody_are_no_own_anchors() {
        let found = |n_cutoffs: i64| {
            let cutoffs = times(|row| row / 2 % n_cutoffs * DAY);
            let table = table().with_cutoffs(cutoffs.clone()).unwrap();
            findings(&table.with_last_events(cutoffs).unwrap()).len()
        };
        assert_eq!((found(2), found(3)), (0, 1));
    }

    #[test]
    fn churn_before_the_cutoff_is_named_by_the_label() {
        let cutoffs = || times(|row| (row / 2 % 2 + 10) * DAY);
        let churned = |which: usize, at: i64| {
            let at = move |row: usize| (row == which).then(|| Time::from_millis(at));
            table()
                .with_cutoffs(cutoffs())
                .unwrap()
                .with_churned_at((0..40).map(at).collect())
                .unwrap()
        };
        let before = findings(&churned(4, 10 * DAY - 1));
        let what = "in 1 of 20 churned rows the entity had left before the features end";
        assert_eq!(of(&before[0]), (Some(Pattern::EmptyAfterChurn), Severity::Severe, what));
        assert_eq!(before[0].rows, [4]);
        assert_eq!(findings(&churned(4, 10 * DAY)), [], "at the cutoff is after");
        let kept = findings(&churned(5, 9 * DAY));
        let what = "1 rows are labelled retained though their entity had left before the cutoff";
        assert_eq!(of(&kept[0]), (Some(Pattern::ChurnedKeptAsNegatives), Severity::Severe, what));
        assert_eq!(kept[0].rows, [5]);
        // Activity more than a day after the churn is a return.
        let returned = |after: i64| {
            let last = times(|_| 9 * DAY + after);
            findings(&churned(5, 9 * DAY).with_last_events(last).unwrap()).len()
        };
        assert_eq!((returned(DAY), returned(DAY + 1)), (1, 0));
    }
}
