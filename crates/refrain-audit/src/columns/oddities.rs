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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::table::{AuditColumn, AuditTable};

    fn said(columns: Vec<AuditColumn>) -> Vec<(String, Vec<String>)> {
        let table = AuditTable::new("t", columns, vec![true, false, false]).unwrap();
        let mut findings = Vec::new();
        check(&Subject::new(&table, 7).unwrap(), &mut findings);
        assert!(findings.iter().all(|f| f.pattern.is_none() && f.severity == Severity::Note));
        findings.into_iter().map(|finding| (finding.what, finding.columns)).collect()
    }

    fn numbers(name: &str, values: [f64; 3]) -> AuditColumn {
        AuditColumn::numbers(name, values.to_vec())
    }

    fn texts(name: &str, values: [&str; 3]) -> AuditColumn {
        AuditColumn::texts(name, values.map(|text| Some(text.to_owned())).to_vec())
    }

    fn of(what: &str, columns: &[&str]) -> (String, Vec<String>) {
        (what.to_owned(), columns.iter().map(|name| (*name).to_owned()).collect())
    }

    #[test]
    fn constant_columns_are_counted_and_named_once() {
        let varied = || numbers("v", [1.0, 2.0, f64::NAN]);
        assert_eq!(said(vec![varied()]), []);
        assert_eq!(
            said(vec![numbers("a", [1.0; 3]), varied()]),
            [of("one column is constant", &["a"])]
        );
        let missing = numbers("b", [f64::NAN; 3]);
        let columns = vec![numbers("a", [1.0; 3]), missing, texts("c", ["x"; 3]), varied()];
        assert_eq!(said(columns), [of("3 columns are constant", &["a", "b", "c"])]);
        assert_eq!(said(vec![texts("c", ["x", "x", "y"])]), []);
    }

    #[test]
    fn equal_columns_are_named_with_the_first_of_them() {
        let a = || numbers("a", [1.0, 2.0, f64::NAN]);
        let equal = said(vec![a(), numbers("b", [1.0, 2.0, f64::NAN])]);
        assert_eq!(equal, [of("`b` equals `a` in every row", &["a", "b"])]);
        assert_eq!(said(vec![a(), numbers("b", [1.0, 2.0, 3.0])]), []);
        let texts = said(vec![texts("c", ["x", "y", "x"]), a(), texts("d", ["x", "y", "x"])]);
        assert_eq!(texts, [of("`d` equals `c` in every row", &["c", "d"])]);
    }
}
