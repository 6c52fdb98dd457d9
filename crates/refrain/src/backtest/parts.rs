//! Rows to fit on and rows to predict.

use refrain_core::{Dataset, Fit, predict_checked};
use refrain_eval::{Split, fold_by_entity};

use crate::Error;

/// Row numbers of training and test.
#[derive(Debug, Clone)]
pub struct Part {
    /// Rows to fit on.
    pub train: Vec<usize>,
    /// Rows to predict.
    pub test: Vec<usize>,
}

impl From<Split> for Part {
    fn from(split: Split) -> Part {
        Part { train: split.train, test: split.test }
    }
}

/// Returns the ids of the rows' entities.
pub fn ids(dataset: &Dataset) -> Vec<&str> {
    (0..dataset.n_rows()).map(|row| dataset.features().entity_id(row)).collect()
}

/// Divides rows so that each fold of ids is tested once.
///
/// # Errors
///
/// If there are fewer than two folds, or fewer ids than folds.
pub fn cross_validation<S: AsRef<str>>(
    ids: &[S],
    n_folds: usize,
    seed: u64,
) -> Result<Vec<Part>, Error> {
    let folds = fold_by_entity(ids, n_folds, seed)?;
    let part = |fold| {
        let (test, train) = (0..ids.len()).partition(|row| folds[*row] == fold);
        Part { train, test }
    };
    Ok((0..n_folds).map(part).collect())
}

/// Fits on the training rows and predicts the test rows.
///
/// # Errors
///
/// If the estimator fails.
pub fn predict<E: Fit>(estimator: &E, dataset: &Dataset, part: &Part) -> Result<Vec<f64>, Error> {
    let model = estimator.fit(&dataset.select(&part.train)).map_err(Error::other)?;
    let test = dataset.features().select(&part.test);
    predict_checked(&model, &test)
}
