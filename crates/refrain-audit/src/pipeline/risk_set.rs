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
