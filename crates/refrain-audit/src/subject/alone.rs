//! AUC of each column alone.

use refrain_core::{ErrorKind, fold_by_entity};
use refrain_eval::{Interval, group_by_id};

use crate::Error;
use crate::auc::{Oriented, auc, oriented};
use crate::table::{AuditColumn, AuditTable, AuditValues};

/// The AUC of one column alone.
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[non_exhaustive]
pub struct ColumnAlone {
    /// Name of the column.
    pub column: String,
    /// AUC in the direction in which it exceeds one half, over the rows that have a value.
    ///
    /// `None` where the column is constant, and where no interval exists because fewer than two
    /// entities of a class have a value: no finding then rests on the column's AUC.
    pub auc: Option<Interval>,
    /// Set if churned rows have the higher values.
    pub higher_churns: bool,
    /// AUC of the fact that the value is missing, where some are.
    pub missing: Option<Interval>,
}

/// Folds that the churn rates of categories are taken from.
const N_FOLDS: usize = 5;

/// Computes the AUC of each column alone, in the order of the columns.
pub(super) fn alone(table: &AuditTable, seed: u64) -> Result<Vec<ColumnAlone>, Error> {
    let groups = table.groups();
    table.columns.iter().map(|column| column_alone(table, column, &groups, seed)).collect()
}

fn column_alone(
    table: &AuditTable,
    column: &AuditColumn,
    groups: &[usize],
    seed: u64,
) -> Result<ColumnAlone, Error> {
    let (alone, missing) = match &column.values {
        AuditValues::Number(values) => {
            (oriented_of_present(table, values, groups)?, of_missing(table, values, groups)?)
        }
        AuditValues::Text(values) => {
            let present: Vec<f64> =
                values.iter().map(|text| if text.is_some() { 0.0 } else { f64::NAN }).collect();
            let rates = rates(table, values, seed)?;
            let auc = rates.map(|rates| of_present(table, &rates, groups)).transpose()?.flatten();
            // A rate of other rows that points the wrong way has learnt nothing.
            let auc = auc.filter(|auc| auc.estimate >= 0.5);
            let higher_churns = auc.is_some_and(|auc| auc.estimate > 0.5);
            let oriented = auc.map(|auc| Oriented { auc, higher_churns });
            (oriented, of_missing(table, &present, groups)?)
        }
    };
    Ok(ColumnAlone {
        column: column.name.clone(),
        auc: alone.map(|alone| alone.auc),
        higher_churns: alone.is_some_and(|alone| alone.higher_churns),
        missing: missing.map(|missing| missing.auc),
    })
}

/// Rows that have a value, of a column whose values differ.
struct Present {
    labels: Vec<bool>,
    scores: Vec<f64>,
    groups: Vec<usize>,
}

fn present(table: &AuditTable, values: &[f64], groups: &[usize]) -> Option<Present> {
    let rows: Vec<usize> = (0..values.len()).filter(|row| !values[*row].is_nan()).collect();
    let scores: Vec<f64> = rows.iter().map(|row| values[*row]).collect();
    // Evaluation gives a constant one half without doubt; here it is nothing to judge.
    scores.iter().any(|score| *score != scores[0]).then(|| Present {
        labels: rows.iter().map(|row| table.labels[*row]).collect(),
        groups: rows.iter().map(|row| groups[*row]).collect(),
        scores,
    })
}

/// Computes the AUC of the values, the higher the likelier to churn, over the rows that have one.
pub(crate) fn of_present(
    table: &AuditTable,
    values: &[f64],
    groups: &[usize],
) -> Result<Option<Interval>, Error> {
    let Some(present) = present(table, values, groups) else { return Ok(None) };
    auc(&present.labels, &present.scores, &present.groups)
}

/// Computes the AUC of the values in the direction that tells more.
pub(super) fn oriented_of_present(
    table: &AuditTable,
    values: &[f64],
    groups: &[usize],
) -> Result<Option<Oriented>, Error> {
    let Some(present) = present(table, values, groups) else { return Ok(None) };
    oriented(&present.labels, &present.scores, &present.groups)
}

fn of_missing(
    table: &AuditTable,
    values: &[f64],
    groups: &[usize],
) -> Result<Option<Oriented>, Error> {
    let missing: Vec<f64> = values.iter().map(|value| f64::from(value.is_nan())).collect();
    oriented_of_present(table, &missing, groups)
}

/// Computes by how much the churn rate of a text exceeds the mean, in rows of entities of other
/// folds; `None` where most texts occur once.
fn rates(
    table: &AuditTable,
    texts: &[Option<String>],
    seed: u64,
) -> Result<Option<Vec<f64>>, Error> {
    let keys: Vec<&str> = texts.iter().map(|text| text.as_deref().unwrap_or_default()).collect();
    let codes = group_by_id(&keys);
    let n_codes = codes.iter().max().map_or(0, |code| code + 1);
    let ids = table.ids();
    if n_codes * 2 > texts.len() || n_codes < 2 {
        return Ok(None);
    }
    let folds = match fold_by_entity(&ids, N_FOLDS, seed) {
        Ok(folds) => folds,
        // Fewer entities than folds.
        Err(error) if error.kind() == ErrorKind::Data => return Ok(None),
        Err(error) => return Err(error),
    };
    let mut scores = vec![f64::NAN; texts.len()];
    for fold in 0..N_FOLDS {
        let elsewhere = (0..texts.len()).filter(|row| folds[*row] != fold);
        let rates = rates_of(table, &codes, n_codes, elsewhere);
        for row in (0..texts.len()).filter(|row| folds[*row] == fold && texts[*row].is_some()) {
            scores[row] = rates[codes[row]];
        }
    }
    Ok(Some(scores))
}

fn rates_of(
    table: &AuditTable,
    codes: &[usize],
    n_codes: usize,
    rows: impl Iterator<Item = usize>,
) -> Vec<f64> {
    let (mut counts, mut all) = (vec![[0.0_f64; 2]; n_codes], [0.0_f64; 2]);
    for row in rows {
        let churned = f64::from(table.labels[row]);
        for sums in [&mut counts[codes[row]], &mut all] {
            sums[0] += churned;
            sums[1] += 1.0;
        }
    }
    let mean = all[0] / all[1];
    // One row of the mean beside those seen, so that a text met once does not state its label.
    counts.iter().map(|[churned, n]| (churned + mean) / (n + 1.0) - mean).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table(labels: Vec<bool>, column: AuditColumn) -> AuditTable {
        AuditTable::new("t", vec![column], labels).unwrap()
    }

    fn only(table: &AuditTable) -> ColumnAlone {
        alone(table, 7).unwrap().remove(0)
    }

    #[test]
    fn numbers_are_ranked_where_they_are_and_gaps_by_themselves() {
        let labels = vec![true, true, true, false, false, false];
        let values = vec![3.0, 2.0, f64::NAN, 2.0, 1.0, 0.0];
        let column = only(&table(labels, AuditColumn::numbers("a", values)));
        // Of the six pairs with values five and a half are in order; one gap of three is churned.
        assert_eq!(column.auc.unwrap().estimate, 5.5 / 6.0);
        assert!(column.higher_churns);
        assert_eq!(column.missing.unwrap().estimate, 2.0 / 3.0);
    }

    #[test]
    fn constant_and_complete_columns_have_no_auc() {
        let labels = vec![true, true, false, false];
        let column = only(&table(labels.clone(), AuditColumn::numbers("a", vec![1.0; 4])));
        assert_eq!((column.auc, column.missing), (None, None));
        let column = only(&table(labels, AuditColumn::numbers("a", vec![f64::NAN; 4])));
        assert_eq!((column.auc, column.missing), (None, None));
    }

    fn texts(n_rows: usize, text: impl Fn(usize) -> Option<String>) -> ColumnAlone {
        let labels = (0..n_rows).map(|row| row % 4 < 2).collect();
        only(&table(labels, AuditColumn::texts("plan", (0..n_rows).map(text).collect())))
    }

    #[test]
    fn text_that_follows_the_label_ranks_by_the_rates_of_other_folds() {
        let column = texts(80, |row| Some(if row % 4 < 2 { "left" } else { "there" }.to_owned()));
        assert_eq!(column.auc.map(|auc| auc.estimate), Some(1.0));
        assert!(column.higher_churns && column.missing.is_none());
    }

    #[test]
    fn text_that_says_nothing_or_occurs_once_has_no_auc() {
        let noise = texts(80, |row| Some(format!("{}", row % 2)));
        assert!(noise.auc.is_none_or(|auc| auc.estimate < 0.6), "{:?}", noise.auc);
        let by_code = |n_codes: usize| texts(80, move |row| Some(format!("{}", row % n_codes)));
        assert!(by_code(41).auc.is_none(), "more than half are different");
        assert!(texts(80, |_| Some("same".to_owned())).auc.is_none());
        let four = texts(4, |row| Some(format!("{}", row / 2)));
        assert!(four.auc.is_none(), "fewer entities than folds");
    }

    #[test]
    fn missing_text_is_ranked_as_missing_alone() {
        let column = texts(80, |row| (row % 4 >= 2).then(|| format!("{}", row % 3)));
        assert_eq!(column.missing.map(|auc| auc.estimate), Some(1.0));
    }

    #[test]
    fn rate_of_a_text_is_drawn_to_the_mean_by_one_row() {
        let labels = vec![true, true, false, true, false, false];
        let table = table(labels, AuditColumn::numbers("a", vec![0.0; 6]));
        let rates = rates_of(&table, &[0, 0, 0, 1, 1, 1], 3, 0..6);
        // Mean one half; two of three churned, one of three, and a text that was not met.
        assert_eq!(rates, [2.5 / 4.0 - 0.5, 1.5 / 4.0 - 0.5, 0.0]);
        assert_eq!(rates_of(&table, &[0, 0, 0, 1, 1, 1], 2, 0..2), [3.0 / 3.0 - 1.0, 0.0]);
    }
}
