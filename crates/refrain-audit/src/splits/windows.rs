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
