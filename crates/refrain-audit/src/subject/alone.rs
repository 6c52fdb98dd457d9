//! AUC of each column alone.

use refrain_core::{ErrorKind, fold_by_entity};
use refrain_eval::{Interval, group_by_id};

use crate::Error;
use crate::auc::{Oriented, auc, oriented};
use crate::table::{AuditColumn, AuditTable, AuditValues};

/// The AUC of one column alone.
#[derive(Debug, Clone, PartialEq)]
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
    let folds = match fold_by_entity(&ids, N_FOLDS, seed).map_err(Error::from) {
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
