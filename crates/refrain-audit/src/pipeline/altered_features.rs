//! Features of altered logs, compared with those of the log as it is.

use std::collections::{BTreeMap, BTreeSet};

use refrain_core::{Column, ColumnKind, EventLog, FeatureMatrix, Observation};

use super::alteration::{Alteration, Workshop};
use super::compute::{ComputeFeatures, compute};
use super::rows::PipelineRows;
use crate::Error;
use crate::finding::{AuditFinding, Pattern, Severity};

/// Entities whose later events are altered, at most.
pub(super) const MAX_SAMPLE: usize = 200;

/// Looks for columns that change when what they must not see changes.
pub(super) fn altered_findings(
    log: &EventLog,
    features: &dyn ComputeFeatures,
    rows: &PipelineRows<'_>,
) -> Result<Vec<AuditFinding>, Error> {
    let sample = sample(log, rows.observations);
    if sample.is_empty() {
        return Ok(Vec::new());
    }
    let workshop = Workshop::new(log, &sample, rows.churn_kinds);
    let matrix_of = |alteration| {
        let altered = workshop.log(alteration)?;
        compute(features, &altered, &workshop.observations(&altered))
    };
    let as_given = matrix_of(None)?;
    let mut changed: BTreeMap<String, BTreeSet<Alteration>> = BTreeMap::new();
    for alteration in Alteration::ALL {
        for column in differing(&as_given, &matrix_of(Some(alteration))?) {
            changed.entry(column).or_default().insert(alteration);
        }
    }
    let mut by_pattern: BTreeMap<Pattern, (Vec<String>, BTreeSet<Alteration>)> = BTreeMap::new();
    for (column, alterations) in changed {
        let entry = by_pattern.entry(pattern(&alterations)).or_default();
        entry.0.push(column);
        entry.1.extend(alterations);
    }
    Ok(by_pattern.into_iter().map(|(pattern, found)| changed_finding(pattern, found)).collect())
}

fn changed_finding(
    pattern: Pattern,
    (columns, alterations): (Vec<String>, BTreeSet<Alteration>),
) -> AuditFinding {
    let ways: Vec<&str> = alterations.into_iter().map(Alteration::words).collect();
    let features = match columns.len() {
        1 => format!("`{}` changes", columns[0]),
        n => format!("{n} features change"),
    };
    let what = format!("{features} when {}", ways.join(", or when "));
    AuditFinding::new(pattern, Severity::Severe, what).at_columns(columns)
}

/// Draws one observation each of entities spread over all, of those with a history.
fn sample(log: &EventLog, observations: &[Observation]) -> Vec<Observation> {
    let mut of_entity: BTreeMap<usize, Vec<Observation>> = BTreeMap::new();
    for row in observations {
        if !log.history(row.entity, row.cutoff).is_empty() {
            of_entity.entry(row.entity.position()).or_default().push(*row);
        }
    }
    let stride = of_entity.len().div_ceil(MAX_SAMPLE).max(1);
    // Another of its cutoffs for each entity, so that early and late ones are among them.
    let one = |(index, (_, rows)): (usize, (&usize, &Vec<Observation>))| rows[index % rows.len()];
    of_entity.iter().step_by(stride).enumerate().map(one).collect()
}

/// Names the pattern of a column that changes under these alterations.
fn pattern(changed: &BTreeSet<Alteration>) -> Pattern {
    let has = |alteration| changed.contains(&alteration);
    let (kinds, times) = (has(Alteration::KindsPermuted), has(Alteration::TimesShifted));
    if has(Alteration::LogEndMoved) {
        Pattern::RecencyToLogEnd
    } else if has(Alteration::EarlierChurnRemoved) {
        Pattern::CancelPageTrace
    } else if has(Alteration::AttributesAltered) && !kinds && !times {
        Pattern::EverAttribute
    } else if has(Alteration::ChurnTurned) && !kinds && !times && !has(Alteration::EventsAdded) {
        Pattern::CancelPageTrace
    } else if times && kinds {
        Pattern::OwnLastEventAnchor
    } else if times {
        Pattern::ExposureToLastEvent
    } else {
        Pattern::EmptyAfterChurn
    }
}

/// Returns the names of the columns that differ in a bit of some row.
fn differing(left: &FeatureMatrix, right: &FeatureMatrix) -> Vec<String> {
    let differs = |(index, column): (usize, &Column)| {
        let (a, b) = (left.values(index), right.values(index));
        let same = match (&column.kind, right.columns().get(index).map(|column| &column.kind)) {
            (ColumnKind::Category(names), Some(ColumnKind::Category(others))) => {
                a.iter().zip(b).all(|(a, b)| name_of(names, *a) == name_of(others, *b))
            }
            _ => a.iter().zip(b).all(|(a, b)| a.to_bits() == b.to_bits()),
        };
        (!same).then(|| column.name.clone())
    };
    if left.columns().len() != right.columns().len() {
        return left.names().map(str::to_owned).collect();
    }
    left.columns().iter().enumerate().filter_map(differs).collect()
}

fn name_of(names: &[String], code: f64) -> Option<&String> {
    names.get(code as usize).filter(|_| !code.is_nan())
}
