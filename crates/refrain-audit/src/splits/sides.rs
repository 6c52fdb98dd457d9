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
        // Sampled after the split, as it should be.
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
    // Strictly: rows of one time are dealt, not ordered.
    of(false).max() < of(true).min()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::table::AuditColumn;
    use refrain_core::Time;

    /// Rows with two columns of many values; `like` says which row each repeats.
    fn table(
        n_rows: usize,
        churned: impl Fn(usize) -> bool,
        like: impl Fn(usize) -> usize,
    ) -> AuditTable {
        let column = |name, by: usize| {
            let values = (0..n_rows).map(|row| (like(row) * by % 1_009) as f64);
            AuditColumn::numbers(name, values.collect())
        };
        let labels = (0..n_rows).map(|row| churned(like(row))).collect();
        AuditTable::new("t", vec![column("a", 37), column("b", 101)], labels).unwrap()
    }

    fn with_sides(table: AuditTable, test: impl Fn(usize) -> bool) -> AuditTable {
        let sides: Vec<&str> =
            (0..table.n_rows()).map(|row| if test(row) { "test" } else { "train" }).collect();
        table.with_parts(Parts::new(&sides)).unwrap()
    }

    fn findings(table: &AuditTable) -> Vec<AuditFinding> {
        let mut findings = Vec::new();
        check(&Subject::new(table, 7).unwrap(), &mut findings);
        findings
    }

    fn of(table: &AuditTable) -> Vec<(Option<Pattern>, Severity)> {
        findings(table).iter().map(|finding| (finding.pattern, finding.severity)).collect()
    }

    const SAMPLED_WARNING: (Option<Pattern>, Severity) =
        (Some(Pattern::OversampledBeforeSplit), Severity::Warning);
    const COPIES_NOTE: (Option<Pattern>, Severity) = (None, Severity::Note);

    /// Two hundred rows, the last `n` of which repeat churned ones: every second row from 0.
    fn copied(n: usize) -> AuditTable {
        table(
            200,
            |row| row % 2 == 0,
            move |row| if row >= 200 - n { (row + n - 200) * 2 } else { row },
        )
    }

    #[test]
    fn a_tenth_of_one_class_copied_and_a_hundredth_of_the_other_is_sampling() {
        // 11 of 105.5 or so: n rows of the end are churned copies, half of them had been retained.
        let share = |n: usize| n as f64 / (100.0 + n as f64 / 2.0);
        let n = (3..60).step_by(2).find(|n| share(*n) >= 0.11).unwrap();
        assert_eq!(of(&copied(n)), [SAMPLED_WARNING]);
        assert_eq!(of(&copied(n - 4)), [COPIES_NOTE]);
        assert_eq!(of(&copied(2)), [], "two copies may be accidents");
        assert_eq!(of(&copied(3)), [COPIES_NOTE]);
        let finding = &findings(&copied(3))[0];
        assert_eq!(finding.what, "3 rows equal an earlier row in every column and the label");
        assert_eq!(finding.rows, [197, 198, 199]);
    }

    #[test]
    fn copies_of_both_classes_are_a_note() {
        // 100 rows, then 20 churned and `n` retained ones again.
        let both = |n: usize| {
            table(
                120 + n,
                |row| row % 2 == 0,
                |row| match row {
                    0..100 => row,
                    100..120 => (row - 100) * 2,
                    _ => (row - 120) * 2 + 1,
                },
            )
        };
        assert_eq!((of(&both(0)), of(&both(1))), (vec![SAMPLED_WARNING], vec![COPIES_NOTE]));
        let what = &findings(&both(0))[0].what;
        let expected =
            "20 rows of the churned class are copies: a split after this puts copies on both sides";
        assert_eq!(what, expected);
    }

    #[test]
    fn copies_on_two_sides_are_severe_and_copies_on_one_are_none() {
        let crossing = with_sides(copied(30), |row| row >= 170);
        let found = findings(&crossing);
        assert_eq!(of(&crossing), [(Some(Pattern::OversampledBeforeSplit), Severity::Severe)]);
        assert_eq!(found[0].what, "60 churned rows have a copy on another side of the split");
        assert_eq!(found[0].rows, [0, 2, 4, 6, 8]);
        assert_eq!(of(&with_sides(copied(30), |row| row % 2 == 1 && row < 170)), []);
    }

    #[test]
    fn equal_rows_of_poor_columns_are_no_copies() {
        let poor = |n_values: usize| {
            let values: Vec<f64> = (0..200).map(|row| (row % n_values) as f64).collect();
            let columns =
                vec![AuditColumn::numbers("a", values.clone()), AuditColumn::numbers("b", values)];
            AuditTable::new("t", columns, (0..200).map(|row| row % 2 == 0).collect()).unwrap()
        };
        assert_eq!((of(&poor(9)), of(&poor(10))), (vec![], vec![COPIES_NOTE]));
        let one = AuditColumn::numbers("a", (0..200).map(|row| f64::from(row % 10)).collect());
        let single = AuditTable::new("t", vec![one], (0..200).map(|row| row % 2 == 0).collect());
        assert_eq!(of(&single.unwrap()), [], "one rich column is too few");
    }

    /// Forty entities of two rows each, in two weeks; in the first `n` the later row is trained on.
    fn pairs(n_mixed: usize, n_ordered: usize) -> AuditTable {
        let ids = (0..80).map(|row| format!("user {:02}", row / 2));
        let cutoffs = (0..80).map(|row| Time::from_millis(row % 2)).collect();
        let table = table(80, |row| row % 4 == 0, |row| row).with_entities(ids).unwrap();
        let is_tested = move |row: usize| match row / 2 {
            entity if entity < n_mixed => row.is_multiple_of(2),
            entity if entity < n_mixed + n_ordered => !row.is_multiple_of(2),
            entity => entity.is_multiple_of(2),
        };
        with_sides(table.with_cutoffs(cutoffs).unwrap(), is_tested)
    }

    #[test]
    fn half_of_the_entities_on_both_sides_out_of_order_is_a_split_of_rows() {
        let (shared, rows) = (Some(Pattern::EntityOnBothSides), Some(Pattern::RowLevelSplit));
        assert_eq!(of(&pairs(0, 0)), []);
        assert_eq!(of(&pairs(20, 0)), [(rows, Severity::Severe)]);
        assert_eq!(of(&pairs(19, 0)), [(shared, Severity::Severe)]);
        assert_eq!(of(&pairs(0, 20)), [(shared, Severity::Warning)], "earlier ones are trained on");
        let found = findings(&pairs(20, 3));
        assert_eq!(
            found[0].what,
            "23 of 40 entities with several rows are on more than one side, and not in the order of \
             time: rows were dealt, not entities"
        );
        let found = findings(&pairs(1, 0));
        let what = "1 of 40 entities are on more than one side of the split, such as `user 00`";
        assert_eq!((&found[0].what[..], &found[0].rows[..]), (what, &[0, 1][..]));
    }

    #[test]
    fn ten_entities_out_of_order_are_needed_for_a_split_of_rows() {
        let few = |n: usize| {
            let ids = (0..2 * n).map(|row| format!("user {:02}", row / 2));
            let table = table(2 * n, |row| row % 4 == 0, |row| row).with_entities(ids).unwrap();
            of(&with_sides(table, |row| row % 2 == 0))
        };
        assert_eq!(few(9), [(Some(Pattern::EntityOnBothSides), Severity::Severe)]);
        assert_eq!(few(10), [(Some(Pattern::RowLevelSplit), Severity::Severe)]);
    }

    #[test]
    fn rows_of_one_time_are_not_in_order() {
        let table = pairs(0, 20).with_cutoffs(vec![Time::from_millis(5); 80]).unwrap();
        assert_eq!(of(&table), [(Some(Pattern::RowLevelSplit), Severity::Severe)]);
    }

    #[test]
    fn copies_do_not_count_as_shared_entities_as_well() {
        let ids =
            (0..200).map(|row| format!("u{}", if row >= 170 { (row - 170) * 2 } else { row }));
        let table = with_sides(copied(30).with_entities(ids).unwrap(), |row| row >= 170);
        assert_eq!(of(&table), [(Some(Pattern::OversampledBeforeSplit), Severity::Severe)]);
    }
}
