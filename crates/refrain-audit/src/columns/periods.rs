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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::table::{AuditColumn, AuditTable};

    /// Four weeks of songs of 80 customers; `last` is the last week in which each heard one.
    fn findings(n_weeks: u32, last: impl Fn(usize) -> u32) -> Vec<AuditFinding> {
        // The families are found whatever the order of the columns.
        let weeks = (1..=n_weeks).rev().map(|week| {
            let values = (0..80).map(|row| f64::from(u8::from(week <= last(row)))).collect();
            AuditColumn::numbers(format!("songs_week_{week}"), values)
        });
        let labels = (0..80).map(|row| row % 2 == 0).collect();
        let table = AuditTable::new("t", weeks.collect(), labels).unwrap();
        let mut findings = Vec::new();
        check(&Subject::new(&table, 7).unwrap(), &mut findings).unwrap();
        findings
    }

    fn silent_churned(row: usize) -> u32 {
        if row.is_multiple_of(2) { 1 + row as u32 % 3 } else { 9 }
    }

    #[test]
    fn three_periods_that_fall_silent_are_a_family() {
        let found = findings(3, |row| if row % 2 == 0 { 1 } else { 9 });
        assert_eq!(
            (found[0].pattern, found[0].severity),
            (Some(Pattern::EmptyAfterChurn), Severity::Severe)
        );
        let what = "the last of the 3 periods `songs_week_…` are empty for the churned: they lie after the churn";
        assert_eq!(found[0].what, what);
        assert_eq!(found[0].columns, ["songs_week_1", "songs_week_2", "songs_week_3"]);
        assert_eq!(found[0].measured[0].what, "empty periods at the end alone");
        assert_eq!(findings(2, |row| if row % 2 == 0 { 1 } else { 9 }), []);
    }

    #[test]
    fn silence_counts_from_the_end_and_only_that_of_the_churned() {
        assert_eq!(findings(4, silent_churned)[0].severity, Severity::Severe);
        assert_eq!(findings(4, |row| silent_churned(row + 1)), [], "the retained fall silent");
        // A gap in the middle is no silence at the end.
        let labels: Vec<bool> = (0..80).map(|row| row % 2 == 0).collect();
        let weeks = (1..=4).map(|week| {
            let values =
                labels.iter().map(|churned| f64::from(u8::from(week == 4 || !churned))).collect();
            AuditColumn::numbers(format!("songs_week_{week}"), values)
        });
        let table = AuditTable::new("t", weeks.collect(), labels.clone()).unwrap();
        let mut findings = Vec::new();
        check(&Subject::new(&table, 7).unwrap(), &mut findings).unwrap();
        assert_eq!(findings, []);
    }

    #[test]
    fn severity_follows_the_interval() {
        // One in eight, or one in four, of either class behaves like the other.
        let mixed = |every: usize| {
            findings(4, |row| silent_churned(if row / 2 % every == 0 { row + 1 } else { row }))
        };
        let severity = |every| mixed(every).first().map(|finding| finding.severity);
        assert_eq!(
            [60, 10, 4].map(severity),
            [Some(Severity::Severe), Some(Severity::Warning), None]
        );
    }
}
