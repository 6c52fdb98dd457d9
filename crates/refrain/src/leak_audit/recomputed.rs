//! Columns of a table held against the log that it was made from.

use refrain_audit::{AuditFinding, Pattern, Severity};
use refrain_core::{EventLog, FeatureMatrix, Observation, Time};
use refrain_events::EventSchema;
use refrain_features::{Definition, FeatureSet};
use refrain_labels::ChurnRule;

use super::problem::RoleProblem;
use super::roles::{TableRoles, ids, instants};
use super::{churns, roles};
use crate::Error;
use crate::table::{Cells, Table};

/// Relative difference up to which two values are one, after a file has rounded them.
const TOLERANCE: f64 = 1e-6;

/// Share of the rows that must agree with the end of the log before a column is said to be of it.
const NEARLY_ALL: f64 = 0.99;

/// Recomputes those columns of a table whose names refrain knows, as of each row's cutoff, and says
/// which see more; and looks for rows labelled retained whose entity had left.
///
/// The cutoff is the table's column of that role, or else the end of the log.
///
/// # Errors
///
/// If the table names no entity, or none that is in the log.
pub fn audit_against_log(
    table: &Table,
    roles: &TableRoles,
    log: &EventLog,
    schema: &EventSchema,
    rule: &dyn ChurnRule,
) -> Result<Vec<AuditFinding>, Error> {
    let entity = table.told(roles.entity_of(table, &mut Vec::new()))?;
    let entity = entity.ok_or(RoleProblem::NoEntity);
    let entity = table.told(entity.map_err(Error::from))?;
    let ids = table.told(ids(entity))?;
    let cutoffs = match table.column(roles.cutoff.as_deref().unwrap_or("cutoff")) {
        Some(column) => table.told(instants(column))?,
        None => vec![log.range().end; ids.len()],
    };
    let known: Vec<(usize, Observation)> = ids
        .iter()
        .zip(&cutoffs)
        .enumerate()
        .filter_map(|(row, (id, cutoff))| {
            log.entity(id).map(|entity| (row, Observation { entity, cutoff: *cutoff }))
        })
        .collect();
    let (rows, observations): (Vec<usize>, Vec<Observation>) = known.into_iter().unzip();
    if rows.is_empty() {
        let (entity, found) = (entity.name.clone(), ids[0].clone());
        return table.told(Err(RoleProblem::StrangeEntities { entity, found }.into()));
    }
    let mut findings = recomputed(table, log, schema, &rows, &observations)?;
    if rule.name() != super::CANCEL {
        return Ok(findings);
    }
    let churned_at = churns(log, rule);
    findings.extend(left_before(table, roles, &rows, &observations, &churned_at)?);
    Ok(findings)
}

fn recomputed(
    table: &Table,
    log: &EventLog,
    schema: &EventSchema,
    rows: &[usize],
    observations: &[Observation],
) -> Result<Vec<AuditFinding>, Error> {
    let Some(set) = known_features(table, schema) else {
        let what = "no column has a name that refrain computes, so none was recomputed";
        let advice = "audit the features as a pipeline: `refrain audit LOG --set FILE`";
        return Ok(vec![AuditFinding::odd(Severity::Note, what, advice)]);
    };
    let as_of_cutoff = set.compute(log, observations)?;
    let end = log.range().end;
    let at_end: Vec<Observation> =
        observations.iter().map(|row| Observation { cutoff: end, ..*row }).collect();
    let at_end = set.compute(log, &at_end)?;
    let names: Vec<String> = as_of_cutoff.names().map(str::to_owned).collect();
    let found = names.iter().filter_map(|name| {
        let stated = stated(table, name, rows)?;
        compared(name, &stated, &as_of_cutoff, &at_end)
    });
    Ok(found.collect())
}

/// The features whose names the table has, if there are any: those of the named sets, and those that
/// parse.
fn known_features(table: &Table, schema: &EventSchema) -> Option<FeatureSet> {
    let words = schema.vocabulary();
    let is_number = |cells: &Cells| matches!(cells, Cells::Number(_));
    let columns = table.columns().iter().filter(|column| is_number(&column.values));
    let names: Vec<&str> = columns
        .map(|column| column.name.as_str())
        .filter(|name| Definition::parse(name, &words).is_ok())
        .collect();
    if names.is_empty() {
        return None;
    }
    FeatureSet::new("of the table").with_named(&names, &words).ok()
}

/// The values of a column in the rows that the log knows.
fn stated(table: &Table, name: &str, rows: &[usize]) -> Option<Vec<f64>> {
    match &table.column(name)?.values {
        Cells::Number(values) => Some(rows.iter().map(|row| values[*row]).collect()),
        _ => None,
    }
}

fn compared(
    name: &str,
    stated: &[f64],
    as_of_cutoff: &FeatureMatrix,
    at_end: &FeatureMatrix,
) -> Option<AuditFinding> {
    let values = |matrix: &FeatureMatrix| matrix.column(name).map(<[f64]>::to_vec).ok();
    let (cutoff, end) = (values(as_of_cutoff)?, values(at_end)?);
    let differing: Vec<usize> =
        (0..stated.len()).filter(|row| !same(stated[*row], cutoff[*row])).collect();
    if differing.is_empty() {
        return None;
    }
    let of_end = differing.iter().filter(|row| same(stated[**row], end[**row])).count();
    let n = differing.len();
    let finding = if of_end as f64 >= NEARLY_ALL * n as f64 {
        let what = format!(
            "`{name}` is that of the end of the log, not of the cutoff, in {n} of {} rows",
            stated.len()
        );
        AuditFinding::new(Pattern::EverAttribute, Severity::Severe, what)
    } else {
        let what =
            format!("`{name}` is another than refrain computes in {n} of {} rows", stated.len());
        let advice = "it may be another feature of the same name; if not, find out what it sees";
        AuditFinding::odd(Severity::Note, what, advice)
    };
    Some(finding.at_columns([name]).at_rows(differing))
}

fn same(left: f64, right: f64) -> bool {
    left.is_nan() && right.is_nan()
        || (left - right).abs() <= TOLERANCE * left.abs().max(right.abs()).max(1.0)
}

/// Rows labelled retained whose entity had churned before the cutoff.
fn left_before(
    table: &Table,
    roles: &TableRoles,
    rows: &[usize],
    observations: &[Observation],
    churned_at: &[Option<Time>],
) -> Result<Option<AuditFinding>, Error> {
    let labels = roles::labels(roles, table)?;
    let gone = |(row, seen): &(&usize, &Observation)| {
        !labels[**row] && churned_at[seen.entity.position()].is_some_and(|at| at < seen.cutoff)
    };
    let gone: Vec<usize> =
        rows.iter().zip(observations).filter(gone).map(|(row, _)| *row).collect();
    if gone.is_empty() {
        return Ok(None);
    }
    let what = format!(
        "{} rows are labelled retained though the log says that their entity had left",
        gone.len()
    );
    let finding = AuditFinding::new(Pattern::ChurnedKeptAsNegatives, Severity::Severe, what);
    Ok(Some(finding.at_rows(gone)))
}
