//! Rows of a pipeline, compared with who was at risk.

use std::collections::{BTreeMap, BTreeSet};

use refrain_core::{EventLog, Time};

use super::rows::PipelineRows;
use crate::finding::{AuditFinding, Pattern, Severity};
use crate::splits::selection;

/// Fewer entities left out prove no selection.
const MIN_LEFT_OUT: usize = 5;

/// Compares the rows with who was at risk at each cutoff.
pub(super) fn check_risk_set(
    log: &EventLog,
    rows: &PipelineRows<'_>,
    findings: &mut Vec<AuditFinding>,
) {
    let mut at: BTreeMap<Time, (Time, BTreeSet<usize>)> = BTreeMap::new();
    for (row, end) in rows.observations.iter().zip(rows.window_ends) {
        at.entry(row.cutoff)
            .or_insert_with(|| (*end, BTreeSet::new()))
            .1
            .insert(row.entity.position());
    }
    // Cutoffs of each entity's own leave most entities out of most of them.
    if rows.churned_at.is_empty() || at.len() * 2 > rows.observations.len() {
        return;
    }
    let (mut kept, mut left_out) = (Vec::new(), Vec::new());
    let mut is_active = [Vec::new(), Vec::new()];
    for (cutoff, (end, observed)) in &at {
        for entity in log.entities() {
            let churned_at = rows.churned_at[entity.position()];
            // Who leaves within the lead has no outcome, so gives no row.
            let gone = churned_at.is_some_and(|churned| churned < *cutoff + rows.lead);
            if gone || log.history(entity, *cutoff).is_empty() {
                continue;
            }
            let is_kept = observed.contains(&entity.position());
            let churned = churned_at.is_some_and(|churned| churned < *end);
            if is_kept {
                kept.push(churned)
            } else {
                left_out.push(churned)
            }
            let all = log.history(entity, log.range().end).events();
            is_active[usize::from(is_kept)].push(all.times().last() >= Some(cutoff));
        }
    }
    // An inner join with later events drops exactly those without one, however few churned.
    let [of_left_out, of_kept] = is_active;
    let joined = of_kept.iter().all(|active| *active) && !of_left_out.iter().any(|active| *active);
    if joined && of_left_out.len() >= MIN_LEFT_OUT {
        let what = format!(
            "the {} rows that are left out are those without an event after the cutoff",
            of_left_out.len()
        );
        findings.push(AuditFinding::new(Pattern::SelectedByOutcome, Severity::Severe, what));
        return;
    }
    selection::check(&kept, &left_out, findings);
}

#[cfg(test)]
mod tests {
    use refrain_core::{EntityIdx, EventLogBuilder, EventRow, Observation, Span};

    use super::*;

    fn day(day: u32) -> Time {
        Time::from_millis(0) + Span::from_days(day)
    }

    /// A log of twelve customers seen on day 1, and on these further days.
    fn log(later: impl Fn(usize) -> Option<Time>) -> EventLog {
        let mut builder = EventLogBuilder::new(&[]).expect("no attributes");
        for customer in 0..12 {
            let entity = format!("{customer:02}");
            for time in [Some(day(1)), later(customer)].into_iter().flatten() {
                builder
                    .push(&EventRow::new(&entity, time, "song"))
                    .expect("rows have no attributes");
            }
        }
        builder.finish().expect("there are events")
    }

    /// Rows of the first customers at cutoffs of theirs, with outcome windows of ten days.
    fn said(
        log: &EventLog,
        n_kept: usize,
        cutoff: impl Fn(usize) -> Time,
        lead: Span,
        churned_at: &[Option<Time>],
    ) -> Option<String> {
        let row =
            |customer| Observation { entity: EntityIdx::new(customer), cutoff: cutoff(customer) };
        let observations: Vec<Observation> = (0..n_kept).map(row).collect();
        let window_ends: Vec<Time> =
            observations.iter().map(|row| row.cutoff + lead + Span::from_days(10)).collect();
        let rows = PipelineRows {
            observations: &observations,
            labels: &vec![false; n_kept],
            window_ends: &window_ends,
            lead,
            churned_at,
            churn_kinds: &[],
        };
        let mut findings = Vec::new();
        check_risk_set(log, &rows, &mut findings);
        findings.pop().map(|finding| finding.what)
    }

    const NOBODY: [Option<Time>; 12] = [None; 12];

    fn joined(n_active: usize) -> EventLog {
        // An event at the cutoff itself is one after it: history is half-open.
        log(|customer| (customer < n_active).then(|| day(10)))
    }

    #[test]
    fn join_with_later_events_is_found_from_five_rows_left_out_on() {
        let found = |n_kept| said(&joined(n_kept), n_kept, |_| day(10), Span::ZERO, &NOBODY);
        let expected = "the 5 rows that are left out are those without an event after the cutoff";
        assert_eq!(found(7).as_deref(), Some(expected));
        assert_eq!(found(8), None);
        // One of the left out was active: no join has made these rows.
        assert_eq!(said(&joined(7), 6, |_| day(10), Span::ZERO, &NOBODY), None);
        // One of the kept was not.
        assert_eq!(said(&joined(6), 7, |_| day(10), Span::ZERO, &NOBODY), None);
    }

    #[test]
    fn who_left_before_the_outcome_window_is_not_left_out() {
        let left = |at: Time| -> Vec<Option<Time>> {
            (0..12).map(|customer| (customer >= 7).then_some(at)).collect()
        };
        let found = |at, lead| said(&joined(7), 7, |_| day(10), lead, &left(at)).is_some();
        assert!(!found(day(9), Span::ZERO));
        assert!(found(day(10), Span::ZERO), "at the cutoff is in the window");
        assert!(!found(day(10), Span::from_days(1)), "in the lead there is no outcome");
        assert!(found(day(11), Span::from_days(1)));
    }

    #[test]
    fn rows_left_out_because_they_churned_are_found() {
        let active = log(|_| Some(day(15)));
        let left = |at: Time| -> Vec<Option<Time>> {
            (0..12).map(|customer| (customer >= 6).then_some(at)).collect()
        };
        let found = |at| said(&active, 6, |_| day(10), Span::ZERO, &left(at));
        let expected = "6 of those who could be observed are left out; 100.0 % of them churned, and \
                        0.0 % of those kept";
        assert_eq!(found(day(19)).as_deref(), Some(expected));
        assert_eq!(found(day(20)), None, "at its end is after the window");
    }

    #[test]
    fn cutoffs_of_each_customer_s_own_leave_the_others_out_rightly() {
        let own = |customer: usize| day(10 + customer as u32);
        assert_eq!(said(&joined(7), 7, own, Span::ZERO, &NOBODY), None);
        // Without knowing who churned when, nobody is known to be left out.
        assert_eq!(said(&joined(7), 7, |_| day(10), Span::ZERO, &[]), None);
    }
}
