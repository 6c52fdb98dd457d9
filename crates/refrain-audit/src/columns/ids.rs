//! Ids among the features.

use crate::finding::{AuditFinding, Pattern, Severity};
use crate::subject::{ColumnAlone, Subject, names};
use crate::table::AuditValues;

/// A table shorter than this has columns of distinct values by accident.
const MIN_ROWS: usize = 20;

/// The AUC that an id needs before it does harm, as far as one table tells.
const TELLING_AUC: f64 = 0.55;

pub(crate) fn check(subject: &Subject<'_>, findings: &mut Vec<AuditFinding>) {
    if subject.table.n_rows() < MIN_ROWS {
        return;
    }
    for (column, alone) in subject.columns() {
        let name = &column.name;
        let Some(reason) = reason(subject, name, &column.values) else { continue };
        let telling = alone.auc.is_some_and(|auc| auc.low > TELLING_AUC);
        let severity = if telling { Severity::Severe } else { Severity::Warning };
        let finding =
            AuditFinding::new(Pattern::IdAsFeature, severity, format!("`{name}` {reason}"));
        findings.push(with_auc(finding.at_columns([name]), alone));
    }
}

fn with_auc(finding: AuditFinding, alone: &ColumnAlone) -> AuditFinding {
    match alone.auc {
        Some(auc) => finding.measured(format!("`{}` alone", alone.column), auc),
        None => finding,
    }
}

fn reason(subject: &Subject<'_>, name: &str, values: &AuditValues) -> Option<&'static str> {
    let n_rows = subject.table.n_rows();
    if is_entity(subject, values) {
        return Some("is the entity's id");
    }
    if names::words(name).iter().any(|word| word == "fold") {
        return Some("is the number of a fold");
    }
    match values {
        AuditValues::Number(numbers) => {
            let n_distinct = n_distinct(numbers);
            if is_row_number(numbers) {
                return Some("numbers the rows");
            }
            let whole = numbers.iter().all(|number| number.fract() == 0.0);
            (whole && names::is_id(name) && n_distinct * 2 >= subject.n_entities())
                .then_some("has the name and the values of an id")
        }
        AuditValues::Text(texts) => {
            let mut present: Vec<&String> = texts.iter().flatten().collect();
            present.sort_unstable();
            present.dedup();
            let distinct = present.len() * 2 > n_rows
                || names::is_id(name) && present.len() * 2 >= subject.n_entities();
            distinct.then_some("is text of which most occurs once")
        }
    }
}

fn is_entity(subject: &Subject<'_>, values: &AuditValues) -> bool {
    let Some(ids) = &subject.table.entities else { return false };
    match values {
        AuditValues::Number(numbers) => numbers
            .iter()
            .zip(ids)
            .all(|(number, id)| id.parse::<f64>().is_ok_and(|id| id == *number)),
        AuditValues::Text(texts) => {
            texts.iter().zip(ids).all(|(text, id)| text.as_ref() == Some(id))
        }
    }
}

fn is_row_number(numbers: &[f64]) -> bool {
    let first = numbers[0];
    (first == 0.0 || first == 1.0)
        && numbers.iter().enumerate().all(|(row, number)| *number == first + row as f64)
}

fn n_distinct(numbers: &[f64]) -> usize {
    let mut bits: Vec<u64> = numbers.iter().map(|number| number.to_bits()).collect();
    bits.sort_unstable();
    bits.dedup();
    bits.len()
}
