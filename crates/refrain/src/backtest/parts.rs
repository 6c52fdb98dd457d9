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
///
/// # Examples
///
/// ```
/// use refrain::parts::cross_validation;
///
/// let ids = ["ada", "bob", "ada", "cid", "dan", "bob"];
/// let parts = cross_validation(&ids, 2, 7)?;
/// let tested: usize = parts.iter().map(|part| part.test.len()).sum();
/// assert_eq!((parts.len(), tested), (2, 6));
/// // All rows of a customer are on one side.
/// assert_eq!(parts[0].test.contains(&0), parts[0].test.contains(&2));
/// # Ok::<(), refrain::Error>(())
/// ```
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
///
/// # Examples
///
/// ```
/// use refrain::models::Logistic;
/// use refrain::parts::{self, cross_validation, predict};
///
/// # use refrain::base::{Column, Dataset, Span, Time};
/// # let cutoff = |row: u32| Time::from_millis(0) + Span::from_days(10 * (row / 40));
/// # let silent = |row: u32| (row * 7 + row / 40 * 3) % 20;
/// # let left = |row: u32| (silent(row) > 13) != (row % 9 == 0);
/// # let ids: Vec<String> = (0..160).map(|row| format!("{:02}", row % 40)).collect();
/// # let cutoffs: Vec<Time> = (0..160).map(cutoff).collect();
/// # let recency = Column::number("recency_days", "days since the last event");
/// # let columns = vec![(recency, (0..160).map(|row| f64::from(silent(row))).collect())];
/// # let (left, horizon) = ((0..160).map(left).collect(), Span::from_days(10));
/// # let dataset = Dataset::from_columns(&ids, &cutoffs, columns, left, horizon)?;
/// let parts = cross_validation(&parts::ids(&dataset), 5, 7)?;
/// let churn = predict(&Logistic::default(), &dataset, &parts[0])?;
/// assert_eq!(churn.len(), parts[0].test.len());
/// # Ok::<(), refrain::Error>(())
/// ```
pub fn predict<E: Fit>(estimator: &E, dataset: &Dataset, part: &Part) -> Result<Vec<f64>, Error> {
    let model = estimator.fit(&dataset.select(&part.train)).map_err(Error::other)?;
    let test = dataset.features().select(&part.test);
    predict_checked(&model, &test)
}
