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
            // A name alone proves nothing: `key` may be that of a song.
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::auc::tests::interval;
    use crate::table::{AuditColumn, AuditTable};

    fn table(columns: Vec<AuditColumn>) -> AuditTable {
        let n_rows = columns[0].n_rows();
        AuditTable::new("t", columns, (0..n_rows).map(|row| row % 2 == 0).collect()).unwrap()
    }

    fn said(table: &AuditTable) -> Vec<String> {
        let mut findings = Vec::new();
        check(&Subject::new(table, 7).unwrap(), &mut findings);
        assert!(findings.iter().all(|finding| finding.pattern == Some(Pattern::IdAsFeature)));
        findings.into_iter().map(|finding| finding.what).collect()
    }

    fn numbers(name: &str, n_rows: usize, value: impl Fn(usize) -> f64) -> AuditTable {
        table(vec![AuditColumn::numbers(name, (0..n_rows).map(value).collect())])
    }

    fn texts(name: &str, value: impl Fn(usize) -> String) -> AuditTable {
        table(vec![AuditColumn::texts(name, (0..40).map(|row| Some(value(row))).collect())])
    }

    #[test]
    fn rows_are_numbered_from_zero_or_one_and_twenty_are_needed() {
        let from =
            |first: usize, n_rows: usize| said(&numbers("x", n_rows, |row| (row + first) as f64));
        assert_eq!(from(0, 20), ["`x` numbers the rows"]);
        assert_eq!(from(1, 20), ["`x` numbers the rows"]);
        assert_eq!((from(2, 20), from(0, 19)), (vec![], vec![]));
        assert_eq!(said(&numbers("x", 20, |row| if row == 7 { 0.0 } else { row as f64 })), [""; 0]);
    }

    #[test]
    fn entity_itself_is_found_as_number_and_as_text() {
        let ids = |prefix| (0..40).map(move |row| format!("{prefix}{}", 100 + row * 7 % 40));
        let number = numbers("x", 40, |row| (100 + row * 7 % 40) as f64);
        assert_eq!(
            said(&number.clone().with_entities(ids("")).unwrap()),
            ["`x` is the entity's id"]
        );
        assert_eq!(said(&number.with_entities(ids("u")).unwrap()), [""; 0]);
        let text = texts("x", |row| format!("u{}", 100 + row * 7 % 40));
        assert_eq!(
            said(&text.clone().with_entities(ids("u")).unwrap()),
            ["`x` is the entity's id"]
        );
        let other = said(&text.with_entities(ids("v")).unwrap());
        assert_eq!(other, ["`x` is text of which most occurs once"]);
    }

    #[test]
    fn fold_is_one_by_its_name() {
        assert_eq!(
            said(&numbers("cv_fold", 40, |row| (row % 5) as f64)),
            ["`cv_fold` is the number of a fold"]
        );
        assert_eq!(said(&numbers("folded", 40, |row| (row % 5) as f64)), [""; 0]);
    }

    #[test]
    fn number_is_an_id_by_name_and_by_half_as_many_values_as_entities() {
        let of = |name: &str, n_values: usize, part: f64| {
            said(&numbers(name, 40, |row| (7 + row % n_values) as f64 + part))
        };
        assert_eq!(of("user_id", 20, 0.0), ["`user_id` has the name and the values of an id"]);
        assert_eq!(
            (of("user_id", 19, 0.0), of("user_id", 20, 0.5), of("songs", 20, 0.0)),
            (vec![], vec![], vec![])
        );
    }

    #[test]
    fn text_is_an_id_where_most_occurs_once_or_by_name() {
        let of =
            |name: &str, n_values: usize| said(&texts(name, |row| (row % n_values).to_string()));
        let found = |name: &str| vec![format!("`{name}` is text of which most occurs once")];
        assert_eq!((of("city", 21), of("city", 20)), (found("city"), vec![]));
        assert_eq!((of("device_id", 20), of("device_id", 19)), (found("device_id"), vec![]));
    }

    #[test]
    fn id_that_tells_the_label_is_severe() {
        let table = numbers("x", 40, |row| row as f64);
        let of = |auc| {
            let mut subject = Subject::new(&table, 7).unwrap();
            subject.alone[0].auc = auc;
            let mut findings = Vec::new();
            check(&subject, &mut findings);
            (findings[0].severity, findings[0].measured.len(), findings[0].columns.clone())
        };
        let x = || vec!["x".to_owned()];
        assert_eq!(of(Some(interval(0.7, 0.551))), (Severity::Severe, 1, x()));
        assert_eq!(of(Some(interval(0.7, 0.55))), (Severity::Warning, 1, x()));
        assert_eq!(of(None), (Severity::Warning, 0, x()));
    }
}
