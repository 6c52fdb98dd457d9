//! Sides of a split: entities and copies on more than one.

use crate::finding::{AuditFinding, Pattern, Severity};
use crate::splits::copies::Copies;
use crate::subject::Subject;
use crate::subject::relations::n_distinct;
use crate::table::{AuditTable, Parts};
use std::collections::BTreeMap;

/// Share of the entities with several rows that a split of rows puts on several sides, at least.
const MOST: f64 = 0.5;

/// Fewer entities on several sides prove no split of rows.
const MIN_STRADDLING: usize = 10;

/// Share of a class that must be copies, and that the other may be, for it to have been sampled.
const SAMPLED: f64 = 0.1;
const UNSAMPLED: f64 = 0.01;

/// Columns of so many values that make equal rows remarkable.
const MIN_RICH: usize = 2;
const MIN_DISTINCT: usize = 10;

/// Fewer copies than this may be accidents.
const MIN_COPIES: usize = 3;

pub(crate) fn check(subject: &Subject<'_>, findings: &mut Vec<AuditFinding>) {
    let copies = Copies::find(subject.table);
    let sampled = check_copies(subject.table, &copies, findings);
    if let (Some(parts), Some(ids)) = (&subject.table.parts, &subject.table.entities) {
        // Rows that were copied on purpose do not count a second time as shared entities.
        let counts = |row: &usize| !(sampled && copies.is_copy[*row]);
        let rows: Vec<usize> = (0..ids.len()).filter(counts).collect();
        findings.extend(shared(subject, parts, &rows));
    }
}

/// Says whether rows of one class were copied.
fn check_copies(table: &AuditTable, copies: &Copies, findings: &mut Vec<AuditFinding>) -> bool {
    let n_copies = copies.is_copy.iter().filter(|copy| **copy).count();
    // Where columns take few values, rows are equal by accident.
    if n_copies < MIN_COPIES || n_rich(table) < MIN_RICH {
        return false;
    }
    let shares = [copies.share(table, true), copies.share(table, false)];
    let (more, fewer) = (shares[0].max(shares[1]), shares[0].min(shares[1]));
    let rows = (0..table.n_rows()).filter(|row| copies.is_copy[*row]);
    if more < SAMPLED || fewer > UNSAMPLED {
        let what = format!("{n_copies} rows equal an earlier row in every column and the label");
        let advice = "find out whether they are the same entities twice";
        findings.push(AuditFinding::odd(Severity::Note, what, advice).at_rows(rows));
        return false;
    }
    let class = if shares[0] > shares[1] { "churned" } else { "retained" };
    let crossing = crossing(table, copies);
    let (severity, what) = match crossing.len() {
        0 if table.parts.is_some() => return true,
        0 => (
            Severity::Warning,
            format!(
                "{n_copies} rows of the {class} class are copies: a split after this puts copies on \
                 both sides"
            ),
        ),
        n => {
            (Severity::Severe, format!("{n} {class} rows have a copy on another side of the split"))
        }
    };
    let rows: Vec<usize> = if crossing.is_empty() { rows.collect() } else { crossing };
    let finding = AuditFinding::new(Pattern::OversampledBeforeSplit, severity, what);
    findings.push(finding.at_rows(rows));
    true
}

/// Number of columns of many values.
fn n_rich(table: &AuditTable) -> usize {
    let is_rich = |values: &[f64]| n_distinct(values, MIN_DISTINCT) >= MIN_DISTINCT;
    table.columns.iter().filter(|column| column.as_numbers().is_some_and(is_rich)).count()
}

/// Rows with a copy in another part.
fn crossing(table: &AuditTable, copies: &Copies) -> Vec<usize> {
    let Some(parts) = &table.parts else { return Vec::new() };
    let mut parts_of: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for (row, group) in copies.of_row.iter().enumerate() {
        let known = parts_of.entry(*group).or_default();
        if !known.contains(&parts.of_row[row]) {
            known.push(parts.of_row[row]);
        }
    }
    let crosses = |row: &usize| parts_of[&copies.of_row[*row]].len() > 1;
    (0..table.n_rows()).filter(crosses).collect()
}

/// An entity's rows by part.
#[derive(Default)]
struct Spread {
    rows: Vec<usize>,
    parts: Vec<usize>,
}

fn shared(subject: &Subject<'_>, parts: &Parts, rows: &[usize]) -> Option<AuditFinding> {
    let mut entities: BTreeMap<usize, Spread> = BTreeMap::new();
    for row in rows {
        let spread = entities.entry(subject.groups[*row]).or_default();
        spread.rows.push(*row);
        if !spread.parts.contains(&parts.of_row[*row]) {
            spread.parts.push(parts.of_row[*row]);
        }
    }
    let straddling: Vec<&Spread> =
        entities.values().filter(|spread| spread.parts.len() > 1).collect();
    let first = straddling.first()?;
    let n_several = entities.values().filter(|spread| spread.rows.len() > 1).count();
    let ids = subject.table.entities.as_ref()?;
    let example = &ids[first.rows[0]];
    let n_mixed = straddling.iter().filter(|s| !in_order(subject, parts, &s.rows)).count();
    let row_level = n_mixed >= MIN_STRADDLING && n_mixed as f64 >= MOST * n_several as f64;
    let (pattern, severity, what) = if row_level {
        let what = format!(
            "{} of {n_several} entities with several rows are on more than one side, and not in the \
             order of time: rows were dealt, not entities",
            straddling.len()
        );
        (Pattern::RowLevelSplit, Severity::Severe, what)
    } else {
        let what = format!(
            "{} of {} entities are on more than one side of the split, such as `{example}`",
            straddling.len(),
            entities.len()
        );
        let severity = if n_mixed == 0 { Severity::Warning } else { Severity::Severe };
        (Pattern::EntityOnBothSides, severity, what)
    };
    Some(AuditFinding::new(pattern, severity, what).at_rows(first.rows.clone()))
}

/// Tells whether all rows of an entity that are trained on are earlier than those tested; unknown
/// times and sides are not in order.
fn in_order(subject: &Subject<'_>, parts: &Parts, rows: &[usize]) -> bool {
    let (Some(cutoffs), Some(test)) = (&subject.table.cutoffs, parts.test()) else { return false };
    let of = |tested: bool| {
        rows.iter()
            .filter(move |row| (parts.of_row[**row] == test) == tested)
            .map(|row| cutoffs[*row])
    };
    of(false).max() < of(true).min()
}
