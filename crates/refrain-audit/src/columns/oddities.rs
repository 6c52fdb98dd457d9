//! Oddities of a table that are no leak: constant and equal columns.

use crate::finding::{AuditFinding, Severity};
use crate::subject::Subject;
use crate::table::AuditValues;

pub(crate) fn check(subject: &Subject<'_>, findings: &mut Vec<AuditFinding>) {
    let columns = &subject.table.columns;
    let constant: Vec<&str> = columns
        .iter()
        .filter(|column| is_constant(&column.values))
        .map(|column| column.name.as_str())
        .collect();
    if !constant.is_empty() {
        let what = match constant.len() {
            1 => "one column is constant".to_owned(),
            n => format!("{n} columns are constant"),
        };
        let advice = "drop them, or find out why they are: they tell nothing";
        findings.push(AuditFinding::odd(Severity::Note, what, advice).at_columns(constant.clone()));
    }
    for (index, column) in columns.iter().enumerate() {
        if constant.contains(&column.name.as_str()) {
            continue;
        }
        let earlier = columns[..index].iter().find(|other| equal(&other.values, &column.values));
        if let Some(earlier) = earlier {
            let what = format!("`{}` equals `{}` in every row", column.name, earlier.name);
            let finding = AuditFinding::odd(Severity::Note, what, "keep one of them");
            findings.push(finding.at_columns([&earlier.name, &column.name]));
        }
    }
}

fn is_constant(values: &AuditValues) -> bool {
    match values {
        AuditValues::Number(values) => values.iter().all(|value| same(*value, values[0])),
        AuditValues::Text(values) => values.iter().all(|value| *value == values[0]),
    }
}

fn equal(left: &AuditValues, right: &AuditValues) -> bool {
    match (left, right) {
        (AuditValues::Number(left), AuditValues::Number(right)) => {
            left.iter().zip(right).all(|(left, right)| same(*left, *right))
        }
        (AuditValues::Text(left), AuditValues::Text(right)) => left == right,
        _ => false,
    }
}

fn same(left: f64, right: f64) -> bool {
    left == right || left.is_nan() && right.is_nan()
}
