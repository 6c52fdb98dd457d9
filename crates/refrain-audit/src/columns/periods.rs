//! Families of columns, one a period, that fall silent.

use std::collections::BTreeMap;

use crate::Error;
use crate::finding::{AuditFinding, Pattern, Severity};
use crate::subject::{IMPOSSIBLE_AUC, SUSPECT_AUC, Subject, names};

/// Fewer periods tell no silence.
const MIN_PERIODS: usize = 3;

/// A family of columns: their numbers, names and values.
type Family<'a> = Vec<(u32, &'a str, &'a [f64])>;

pub(crate) fn check(subject: &Subject<'_>, findings: &mut Vec<AuditFinding>) -> Result<(), Error> {
    let mut families: BTreeMap<String, Family<'_>> = BTreeMap::new();
    for (column, _) in subject.columns() {
        if let (Some((stem, number)), Some(values)) =
            (names::period(&column.name), column.as_numbers())
        {
            families.entry(stem).or_default().push((number, &column.name, values));
        }
    }
    for (stem, mut family) in families {
        family.sort_unstable_by_key(|(number, ..)| *number);
        if family.len() >= MIN_PERIODS {
            findings.extend(check_family(subject, &stem, &family)?);
        }
    }
    Ok(())
}

fn check_family(
    subject: &Subject<'_>,
    stem: &str,
    family: &Family<'_>,
) -> Result<Option<AuditFinding>, Error> {
    let is_empty = |value: f64| value == 0.0 || value.is_nan();
    let n_empty_at_end = |row: usize| {
        family.iter().rev().take_while(|(.., values)| is_empty(values[row])).count() as f64
    };
    let silence: Vec<f64> = (0..subject.table.n_rows()).map(n_empty_at_end).collect();
    // Only a silence that lasts longer for the churned is the one looked for.
    let auc = crate::subject::of_present(subject.table, &silence, &subject.groups)?;
    let Some(auc) = auc.filter(|auc| auc.low > SUSPECT_AUC) else { return Ok(None) };
    let severity = if auc.low > IMPOSSIBLE_AUC { Severity::Severe } else { Severity::Warning };
    let what = format!(
        "the last of the {} periods `{stem}…` are empty for the churned: they lie after the churn",
        family.len()
    );
    let finding = AuditFinding::new(Pattern::EmptyAfterChurn, severity, what);
    let names = family.iter().map(|(_, name, _)| *name);
    Ok(Some(finding.at_columns(names).measured("empty periods at the end alone", auc)))
}
