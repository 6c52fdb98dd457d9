//! The control model: cross-validated AUCs of an estimator that sees some of the columns.

mod dataset;
mod model;

use refrain_core::{Dataset, Fit, PredictProba, fold_by_entity};
use refrain_eval::{Interval, auc_interval};

use crate::Error;
use crate::problem::AuditProblem;
use crate::table::{AuditColumn, AuditTable};
use dataset::dataset;

pub use model::{ControlModel, FittedControlModel};

/// Cross-validated AUCs of one estimator on some of the columns.
///
/// Entities are dealt to folds, each is scored by a model of the other folds, and scores are ranked
/// within their fold.
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[non_exhaustive]
pub struct Control {
    /// Names of the exposure-time proxies, rebuilt ones as `total / rate`.
    pub exposure_proxies: Vec<String>,
    /// AUC with the exposure-time proxies alone.
    pub exposure_proxies_alone: Interval,
    /// AUC with all columns.
    pub all_columns: Interval,
    /// AUC with all columns but the exposure-time proxies and the rates that make one; `None` if
    /// no other is left.
    pub without_exposure_proxies: Option<Interval>,
}

/// Folds that entities are dealt to.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Folds {
    pub(crate) n_folds: usize,
    pub(crate) seed: u64,
}

/// Scores an estimator by cross-validation over folds of entities.
///
/// # Errors
///
/// If there are fewer entities than folds, or a fold cannot be fitted.
pub(crate) fn cross_validated<E: Fit>(
    table: &AuditTable,
    columns: &[&AuditColumn],
    labels: &[bool],
    estimator: &E,
    folds: Folds,
) -> Result<Interval, Error> {
    let dataset = dataset(table, columns, labels)?;
    scored(&dataset, estimator, &folds.sides(&table.ids())?)
}

impl Folds {
    /// Returns the rows to train on and to test for each fold.
    pub(crate) fn sides<S: AsRef<str>>(self, ids: &[S]) -> Result<Vec<Sides>, Error> {
        let fold_of_row = fold_by_entity(ids, self.n_folds, self.seed)?;
        let side = |fold| {
            let (test, train) = (0..ids.len()).partition(|row| fold_of_row[*row] == fold);
            (train, test)
        };
        Ok((0..self.n_folds).map(side).collect())
    }
}

/// Rows to train on and rows to test.
pub(crate) type Sides = (Vec<usize>, Vec<usize>);

/// Scores an estimator on the test rows of splits, ranked within each.
pub(crate) fn scored<E: Fit>(
    dataset: &Dataset,
    estimator: &E,
    splits: &[Sides],
) -> Result<Interval, Error> {
    let (mut ranks, mut rows) = (Vec::new(), Vec::new());
    for (train, test) in splits {
        let failed = |error: E::Error| AuditProblem::ControlModel(Box::new(error));
        let model = estimator.fit(&dataset.select(train)).map_err(failed)?;
        let scores = model.predict_proba(&dataset.features().select(test));
        ranks.extend(shares_below(&scores.map_err(|e| AuditProblem::ControlModel(Box::new(e)))?));
        rows.extend_from_slice(test);
    }
    let labels: Vec<bool> = rows.iter().map(|row| dataset.labels()[*row]).collect();
    let groups = dataset.groups();
    let groups: Vec<usize> = rows.iter().map(|row| groups[*row]).collect();
    auc_interval(&labels, &ranks, &groups, crate::auc::LEVEL)
}

/// Returns the share of the scores below each, equal ones counted by half.
fn shares_below(scores: &[f64]) -> Vec<f64> {
    // Models of two folds give other levels for the same risk; ranks within the fold do not.
    let mut sorted = scores.to_vec();
    sorted.sort_unstable_by(f64::total_cmp);
    let share = |score: &f64| {
        let below = sorted.partition_point(|other| other < score);
        let up_to = sorted.partition_point(|other| other <= score);
        (below + up_to) as f64 / (2 * sorted.len()) as f64
    };
    scores.iter().map(share).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranks_within_a_fold_are_shares_with_ties_by_half() {
        assert_eq!(shares_below(&[0.2, 0.9, 0.2, 0.5]), [0.25, 0.875, 0.25, 0.625]);
        assert_eq!(shares_below(&[7.0]), [0.5]);
    }

    #[test]
    fn each_fold_is_tested_once_by_models_of_the_others() {
        let ids: Vec<String> = (0..30).map(|row| format!("user {}", row / 2)).collect();
        let sides = Folds { n_folds: 3, seed: 7 }.sides(&ids).unwrap();
        let fold_of_row = fold_by_entity(&ids, 3, 7).unwrap();
        assert_eq!(sides.len(), 3);
        for (fold, (train, test)) in sides.iter().enumerate() {
            assert!(test.iter().all(|row| fold_of_row[*row] == fold), "{test:?}");
            assert!(train.iter().all(|row| fold_of_row[*row] != fold), "{train:?}");
            assert_eq!(train.len() + test.len(), 30);
        }
    }
}
