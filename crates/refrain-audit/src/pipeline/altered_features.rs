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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn alterations_that_change_a_column_name_its_pattern() {
        use Alteration as A;
        let of = |changed: &[Alteration]| pattern(&changed.iter().copied().collect());
        assert_eq!(of(&[A::LogEndMoved, A::EarlierChurnRemoved]), Pattern::RecencyToLogEnd);
        assert_eq!(of(&[A::EarlierChurnRemoved, A::AttributesAltered]), Pattern::CancelPageTrace);
        assert_eq!(of(&[A::AttributesAltered, A::EventsAdded]), Pattern::EverAttribute);
        assert_eq!(of(&[A::AttributesAltered, A::KindsPermuted]), Pattern::EmptyAfterChurn);
        assert_eq!(of(&[A::AttributesAltered, A::TimesShifted]), Pattern::ExposureToLastEvent);
        assert_eq!(of(&[A::ChurnTurned, A::Removed]), Pattern::CancelPageTrace);
        assert_eq!(of(&[A::ChurnTurned, A::EventsAdded]), Pattern::EmptyAfterChurn);
        assert_eq!(of(&[A::ChurnTurned, A::KindsPermuted]), Pattern::EmptyAfterChurn);
        assert_eq!(of(&[A::ChurnTurned, A::TimesShifted]), Pattern::ExposureToLastEvent);
        assert_eq!(of(&[A::TimesShifted, A::KindsPermuted]), Pattern::OwnLastEventAnchor);
        assert_eq!(of(&[A::TimesShifted, A::EventsAdded]), Pattern::ExposureToLastEvent);
        assert_eq!(of(&[A::Removed]), Pattern::EmptyAfterChurn);
    }

    #[test]
    fn finding_names_the_columns_and_every_way_in_which_they_change() {
        let finding = |columns: &[&str]| {
            let columns = columns.iter().map(|name| (*name).to_owned()).collect();
            let ways = BTreeSet::from([Alteration::EventsAdded, Alteration::Removed]);
            changed_finding(Pattern::EmptyAfterChurn, (columns, ways))
        };
        let one = finding(&["a"]);
        let what = "`a` changes when later events are removed, or when events are added from the cutoff on";
        assert_eq!((one.what.as_str(), one.severity), (what, Severity::Severe));
        let two = finding(&["a", "b"]);
        assert!(two.what.starts_with("2 features change when"), "{}", two.what);
        assert_eq!(two.columns, ["a", "b"]);
    }

    #[test]
    fn each_alteration_has_words() {
        let words: Vec<&str> = Alteration::ALL.into_iter().map(Alteration::words).collect();
        let expected = [
            "later events are removed",
            "later events are of other kinds",
            "later events happen sooner",
            "events are added from the cutoff on",
            "later churn is added or removed",
            "attributes of later events are others",
            "the log goes on for longer",
            "the churn itself is removed",
        ];
        assert_eq!(words, expected);
    }
}
