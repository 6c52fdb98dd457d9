//! Testing on later cutoffs of other entities.

mod candidate;
mod model_comparison;
mod options;
mod oracle;
pub mod parts;
mod problem;
mod score_view;
mod test_rows;
mod test_splits;
mod thresholds;

use std::collections::BTreeSet;

use refrain_core::{Dataset, Fit, Time, predict_checked};
use refrain_eval::{Interval, Protocol, Split, TestSize};
use refrain_models::{BaseRate, RecencyRule};

pub use candidate::{Candidate, Figure};
pub use model_comparison::ModelComparison;
pub use options::BacktestOptions;
pub use oracle::{Oracle, OracleTest};
pub use score_view::{ScoreView, shares_below};
pub(crate) use test_rows::TestRows;
pub use test_splits::test_splits;
pub use thresholds::{ThresholdAtCutoff, ThresholdTest};

use problem::{FailedOnSplit, NoEstimator};

use crate::Error;

/// Name of the candidate that ranks by recency alone.
pub(crate) const RECENCY_RULE: &str = "recency rule";

/// Results of an estimator at the test cutoffs, beside the base rate and the recency rule.
///
/// At each test cutoff every entity is scored by a model that saw only what the
/// [`Protocol`] lets it: other entities, unless it says otherwise, at earlier cutoffs whose outcome
/// was known by then. That is one *split* per cutoff and fold of entities. The figures pool the test rows of all splits, and what is pooled depends on the metric
/// ([`ScoreView`]), so that no model is credited with differences between splits.
///
/// Where entities have cutoffs of their own, too few rows share one. Those of a week are then tested
/// together, by models that saw what was known when the week began.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Backtest {
    /// Protocol that says which rows were trained on and tested.
    pub protocol: Protocol,
    /// The cutoffs tested, or the beginnings of the weeks.
    pub cutoffs: Vec<Time>,
    /// Rows of the dataset that were tested.
    pub test_rows: Vec<usize>,
    /// Number of them that churned.
    pub n_churned: usize,
    /// Number of entities among them.
    pub n_entities: usize,
    /// Number of entities that churned and were retained, and what that many can tell.
    pub test_size: TestSize,
    /// Number of splits: folds of entities at each cutoff.
    pub n_splits: usize,
    /// Training rows left out, over all splits together, since their outcome window reaches past
    /// the test cutoff.
    pub n_purged: usize,
    /// Training rows left out for the embargo, likewise.
    pub n_embargoed: usize,
    /// The estimator first, then what it has to beat.
    pub candidates: Vec<Candidate>,
    /// By how much the estimator's ROC AUC exceeds the recency rule's, where there is one.
    pub auc_gain_over_recency: Option<Interval>,
    /// Comparisons of the estimator with each baseline that was given.
    pub comparisons: Vec<ModelComparison>,
    /// Results of those who know more than a model can.
    pub oracles: Vec<OracleTest>,
}

/// Tests an estimator on a dataset.
///
/// # Errors
///
/// If the dataset does not allow it: one class, too few cutoffs or entities, or an estimator that
/// fails.
///
/// # Examples
///
/// ```
/// use refrain::models::Logistic;
/// use refrain::{BacktestOptions, backtest};
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
/// // At each later cutoff, 40 customers are tested by models that have not met them.
/// let options = BacktestOptions::default().n_resamples(50);
/// let test = backtest("logistic", &Logistic::default(), &dataset, options)?;
/// let names: Vec<&str> = test.candidates.iter().map(|model| model.name.as_str()).collect();
/// assert_eq!(names, ["logistic", "base rate", "recency rule"]);
/// assert_eq!(test.test_rows.len(), 80);
/// # Ok::<(), refrain::Error>(())
/// ```
pub fn backtest<E>(
    name: &str,
    estimator: &E,
    dataset: &Dataset,
    options: BacktestOptions,
) -> Result<Backtest, Error>
where
    E: Fit,
{
    backtest_beside(name, estimator, dataset, &[], options)
}

/// Tests an estimator on a dataset, beside oracles that know more than a model can.
///
/// # Errors
///
/// As [`backtest`], and if an oracle has not one probability for each row of the dataset.
///
/// # Examples
///
/// ```
/// use refrain::models::Logistic;
/// use refrain::{BacktestOptions, Oracle, backtest_beside};
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
/// let seer = |churned: &bool| if *churned { 0.9 } else { 0.1 };
/// let probabilities = dataset.labels().iter().map(seer).collect();
/// let oracle = Oracle { name: "sees the future".to_owned(), probabilities };
/// let options = BacktestOptions::default().n_resamples(50);
/// let test = backtest_beside("logistic", &Logistic::default(), &dataset, &[oracle], options)?;
/// let roc_auc = test.oracles[0].oracle.figure("roc_auc").expect("it is a standard metric");
/// assert_eq!(roc_auc.estimate, 1.0);
/// # Ok::<(), refrain::Error>(())
/// ```
pub fn backtest_beside<E>(
    name: &str,
    estimator: &E,
    dataset: &Dataset,
    oracles: &[Oracle],
    options: BacktestOptions,
) -> Result<Backtest, Error>
where
    E: Fit,
{
    oracles.iter().try_for_each(|oracle| check_length(oracle, dataset))?;
    // Every model is fitted on the same splits, so that differences are of models and not of rows.
    let splits = test_splits(dataset, &options.protocol)?;
    let test = TestRows::new(dataset, &splits, &options)?;
    let scores = out_of_fold(estimator, dataset, &splits)?;
    let base_rate = out_of_fold(&BaseRate, dataset, &splits)?;
    let mut auc_gain_over_recency = None;
    let mut candidates =
        vec![test.candidate(name, &scores)?, test.candidate("base rate", &base_rate)?];
    if dataset.features().position(RecencyRule::DEFAULT_COLUMN).is_some() {
        let recency = out_of_fold(&RecencyRule::default(), dataset, &splits)?;
        auc_gain_over_recency = Some(test.auc_gain(&scores, &recency)?);
        candidates.push(test.candidate(RECENCY_RULE, &recency)?);
    }
    let oracles = oracles.iter().map(|oracle| test.oracle(oracle, &scores, &splits));
    let cutoffs: BTreeSet<Time> = splits.iter().map(|split| split.cutoff).collect();
    Ok(Backtest {
        oracles: oracles.collect::<Result<_, Error>>()?,
        cutoffs: cutoffs.into_iter().collect(),
        n_churned: test.labels.iter().filter(|churned| **churned).count(),
        n_entities: test.groups.iter().collect::<BTreeSet<_>>().len(),
        test_size: TestSize::of_rows(&test.labels, &test.groups)?,
        n_splits: splits.len(),
        n_purged: splits.iter().map(|split| split.n_purged).sum(),
        n_embargoed: splits.iter().map(|split| split.n_embargoed).sum(),
        test_rows: splits.iter().flat_map(|split| split.test.clone()).collect(),
        protocol: options.protocol,
        candidates,
        auc_gain_over_recency,
        comparisons: Vec::new(),
    })
}

/// Tests estimators on the same rows of a dataset, side by side: the first as [`backtest`] does, and
/// each of the others [against](Backtest::against) it.
///
/// Estimators of different types go in as boxes ([`DynEstimator`](refrain_core::DynEstimator)).
///
/// # Errors
///
/// [`ErrorKind::Argument`](refrain_core::ErrorKind::Argument) without an estimator, and as
/// [`backtest`].
///
/// # Examples
///
/// ```
/// use refrain::base::{Dataset, DynEstimator};
/// use refrain::models::{GradientBoosting, Logistic};
/// use refrain::{Backtest, BacktestOptions, Error, backtest_side_by_side};
///
/// fn test(dataset: &Dataset) -> Result<Backtest, Error> {
///     let estimators: [(&str, Box<dyn DynEstimator>); 2] = [
///         ("logistic", Box::new(Logistic::default())),
///         ("boosting", Box::new(GradientBoosting::default())),
///     ];
///     backtest_side_by_side(&estimators, dataset, BacktestOptions::default())
/// }
/// ```
pub fn backtest_side_by_side<N, E>(
    estimators: &[(N, E)],
    dataset: &Dataset,
    options: BacktestOptions,
) -> Result<Backtest, Error>
where
    N: AsRef<str>,
    E: Fit,
{
    let [(name, first), others @ ..] = estimators else { return Err(NoEstimator.into()) };
    let tested = backtest(name.as_ref(), first, dataset, options.clone())?;
    let beside = |tested: Backtest, (name, other): &(N, E)| {
        tested.against(name.as_ref(), other, dataset, &options)
    };
    others.iter().try_fold(tested, beside)
}

impl Backtest {
    /// Compares the estimator with a baseline, trained and tested on the same rows; `options` are those
    /// of the backtest. The baseline joins the candidates.
    ///
    /// # Errors
    ///
    /// If the baseline fails, or the dataset is not the one that was tested.
    ///
    /// # Examples
    ///
    /// ```
    /// use refrain::models::{Logistic, NaiveBayes};
    /// use refrain::{BacktestOptions, backtest};
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
    /// let options = BacktestOptions::default().n_resamples(50);
    /// let test = backtest("logistic", &Logistic::default(), &dataset, options.clone())?;
    /// let test = test.against("naive Bayes", &NaiveBayes::default(), &dataset, &options)?;
    /// assert_eq!(test.comparisons[0].baseline, "naive Bayes");
    /// # Ok::<(), refrain::Error>(())
    /// ```
    pub fn against<R: Fit>(
        mut self,
        name: &str,
        baseline: &R,
        dataset: &Dataset,
        options: &BacktestOptions,
    ) -> Result<Backtest, Error> {
        let splits = test_splits(dataset, &self.protocol)?;
        let test = TestRows::new(dataset, &splits, options)?;
        let scores = test.of_splits(&self.candidates[0].probabilities, &splits)?;
        let others = out_of_fold(baseline, dataset, &splits)?;
        self.comparisons.push(test.comparison(name, &scores, &others)?);
        self.candidates.push(test.candidate(name, &others)?);
        Ok(self)
    }
}

fn check_length(oracle: &Oracle, dataset: &Dataset) -> Result<(), Error> {
    let what = format!("the oracle that {}", oracle.name);
    refrain_core::check_length(&what, dataset.n_rows(), oracle.probabilities.len())
}

/// Probabilities of the test rows of each split.
pub(crate) fn out_of_fold<E: Fit>(
    estimator: &E,
    dataset: &Dataset,
    splits: &[Split],
) -> Result<Vec<Vec<f64>>, Error> {
    let predict = |split: &Split| {
        let model = estimator.fit(&dataset.select(&split.train)).map_err(Error::other)?;
        predict_checked(&model, &dataset.features().select(&split.test))
    };
    let of_split = |split: &Split| {
        let (cutoff, fold) = (split.cutoff, split.fold);
        predict(split).map_err(|source| FailedOnSplit { cutoff, fold, source }.into())
    };
    splits.iter().map(of_split).collect()
}
