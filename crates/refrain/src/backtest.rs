//! Testing on later cutoffs of other entities.

use std::collections::BTreeSet;

use refrain_core::{Dataset, Fit, PredictProba, Time};
use refrain_eval::{
    Bootstrap, EntityTimeSplit, Interval, Metric, Split, StandardMetric, TestCutoffs, group_by_id,
    standard_metrics,
};
use refrain_models::{BaseRate, RecencyRule};

use crate::Error;

/// How models are tested.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BacktestOptions {
    /// Folds of entities: each is tested by a model trained on the others. Default 5.
    pub n_folds: usize,
    /// How many of the latest cutoffs are tested; `None` is the later half.
    pub n_test_cutoffs: Option<usize>,
    /// How many rows a campaign reaches, for precision and recall at k; `None` is a tenth of the
    /// test rows.
    pub k: Option<usize>,
    /// Resamples of the bootstrap. Default 1,000.
    pub n_resamples: usize,
    /// Seed of the folds and the bootstrap. Default 7.
    pub seed: u64,
}

impl Default for BacktestOptions {
    fn default() -> BacktestOptions {
        BacktestOptions { n_folds: 5, n_test_cutoffs: None, k: None, n_resamples: 1_000, seed: 7 }
    }
}

/// How an estimator did at the test cutoffs, beside the base rate and the recency rule.
///
/// At each test cutoff every entity is scored by a model that saw only other entities at earlier
/// cutoffs whose outcome was known by then. The figures pool all test rows.
#[derive(Debug, Clone)]
pub struct Backtest {
    /// The cutoffs tested.
    pub cutoffs: Vec<Time>,
    /// Rows of the dataset that were tested.
    pub test_rows: Vec<usize>,
    /// Number of them that churned.
    pub n_churned: usize,
    /// Number of entities among them.
    pub n_entities: usize,
    /// Number of splits: folds of entities at each cutoff.
    pub n_splits: usize,
    /// Training rows left out, over all splits together, since their outcome window reaches past the test
    /// cutoff.
    pub n_purged: usize,
    /// Probability from which churn is predicted: the share that churned among the rows whose
    /// outcome was known at the first test cutoff.
    pub threshold: f64,
    /// The estimator first, then what it has to beat.
    pub contenders: Vec<Contender>,
    /// By how much the estimator's ROC AUC exceeds the recency rule's, where there is one.
    pub auc_gain_over_recency: Option<Interval>,
}

/// A model's figures.
#[derive(Debug, Clone)]
pub struct Contender {
    /// Its name.
    pub name: String,
    /// The probability of each test row.
    pub scores: Vec<f64>,
    /// Each metric with its interval; `None` where it says nothing about this model.
    pub figures: Vec<Figure>,
}

/// One metric of one model.
#[derive(Debug, Clone, PartialEq)]
pub struct Figure {
    /// The metric.
    pub metric: StandardMetric,
    /// Its value and interval; `None` for a metric of ranking where a model does not rank.
    pub interval: Option<Interval>,
}

/// Tests an estimator on a dataset.
///
/// # Errors
///
/// If the dataset does not allow it: one class, too few cutoffs or entities, or an estimator that
/// fails.
pub fn backtest<E>(
    name: &str,
    estimator: &E,
    dataset: &Dataset,
    options: BacktestOptions,
) -> Result<Backtest, Error>
where
    E: Fit,
{
    let splits = splits(dataset, options)?;
    let test_rows: Vec<usize> = splits.iter().flat_map(|split| split.test.clone()).collect();
    let test = Test::new(dataset, &splits, &test_rows, options)?;

    let scores = out_of_fold(estimator, dataset, &splits)?;
    let base_rate = out_of_fold(&BaseRate, dataset, &splits)?;
    let mut contenders = vec![
        test.contender(name, scores, Ranking::Of)?,
        test.contender("base rate", base_rate, Ranking::None)?,
    ];
    let mut auc_gain_over_recency = None;
    if dataset.features().position(RecencyRule::DEFAULT_COLUMN).is_some() {
        let recency = out_of_fold(&RecencyRule::default(), dataset, &splits)?;
        auc_gain_over_recency = Some(test.auc_gain(&contenders[0].scores, &recency)?);
        contenders.push(test.contender("recency rule", recency, Ranking::Of)?);
    }
    let cutoffs: BTreeSet<Time> = splits.iter().map(|split| split.cutoff).collect();
    Ok(Backtest {
        cutoffs: cutoffs.into_iter().collect(),
        n_churned: test.labels.iter().filter(|churned| **churned).count(),
        n_entities: test.groups.iter().collect::<BTreeSet<_>>().len(),
        n_splits: splits.len(),
        n_purged: splits.iter().map(|split| split.n_purged).sum(),
        threshold: test.threshold,
        test_rows,
        contenders,
        auc_gain_over_recency,
    })
}

fn splits(dataset: &Dataset, options: BacktestOptions) -> Result<Vec<Split>, Error> {
    let cutoffs: BTreeSet<Time> = dataset.cutoffs().into_iter().collect();
    if cutoffs.len() < 2 {
        return Err(Error::TooFewCutoffs { found: cutoffs.len() });
    }
    let n_test = options.n_test_cutoffs.unwrap_or(cutoffs.len() / 2);
    let split = EntityTimeSplit::new(options.n_folds, TestCutoffs::Latest(n_test), options.seed)?;
    Ok(split.split(dataset)?)
}

/// Probabilities of the test rows of all splits, in their order.
fn out_of_fold<E: Fit>(
    estimator: &E,
    dataset: &Dataset,
    splits: &[Split],
) -> Result<Vec<f64>, Error> {
    let mut scores = Vec::new();
    for split in splits {
        let model = estimator.fit(&dataset.select(&split.train)).map_err(Error::estimator)?;
        let test = dataset.features().select(&split.test);
        scores.extend(model.predict_proba(&test).map_err(Error::estimator)?);
    }
    Ok(scores)
}

/// Whether a model ranks entities at all.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Ranking {
    /// It does.
    Of,
    /// It gives all entities of a split one probability. Pooled over splits these differ, and
    /// against the labels: a fold with many churners was trained on few. What looks like a
    /// ranking is an artefact, so it is not reported.
    None,
}

/// The test rows and how they are judged.
struct Test {
    labels: Vec<bool>,
    groups: Vec<usize>,
    threshold: f64,
    metrics: Vec<StandardMetric>,
    bootstrap: Bootstrap,
}

impl Test {
    fn new(
        dataset: &Dataset,
        splits: &[Split],
        test_rows: &[usize],
        options: BacktestOptions,
    ) -> Result<Test, Error> {
        let labels: Vec<bool> = test_rows.iter().map(|row| dataset.labels()[*row]).collect();
        let ids: Vec<&str> =
            test_rows.iter().map(|row| dataset.features().entity_id(*row)).collect();
        let threshold = share_known_before(dataset, splits);
        let k = options.k.unwrap_or(test_rows.len().div_ceil(10));
        Ok(Test {
            labels,
            groups: group_by_id(&ids),
            threshold,
            metrics: standard_metrics(k, threshold).to_vec(),
            bootstrap: Bootstrap::new(options.n_resamples, 0.95, options.seed)?,
        })
    }

    fn contender(
        &self,
        name: &str,
        scores: Vec<f64>,
        ranking: Ranking,
    ) -> Result<Contender, Error> {
        let applies = |metric: &StandardMetric| {
            ranking == Ranking::Of
                || matches!(metric, StandardMetric::LogLoss | StandardMetric::Brier)
        };
        let applying: Vec<StandardMetric> = self.metrics.iter().copied().filter(applies).collect();
        let intervals = self.bootstrap.intervals(&applying, &self.labels, &scores, &self.groups)?;
        let interval = |metric: &StandardMetric| {
            let position = applying.iter().position(|applying| applying == metric)?;
            Some(intervals[position])
        };
        let figures = self.metrics.iter();
        let figures =
            figures.map(|metric| Figure { metric: *metric, interval: interval(metric) }).collect();
        Ok(Contender { name: name.to_owned(), scores, figures })
    }

    fn auc_gain(&self, scores: &[f64], other: &[f64]) -> Result<Interval, Error> {
        let metric = StandardMetric::RocAuc;
        Ok(self.bootstrap.difference(metric, &self.labels, scores, other, &self.groups)?)
    }
}

/// The share that churned among the rows whose outcome was known at the first test cutoff.
fn share_known_before(dataset: &Dataset, splits: &[Split]) -> f64 {
    let first = splits.iter().map(|split| split.cutoff).min().unwrap_or(Time::MIN);
    let known: Vec<bool> = (0..dataset.n_rows())
        .filter(|row| dataset.window_ends()[*row] <= first)
        .map(|row| dataset.labels()[row])
        .collect();
    known.iter().filter(|churned| **churned).count() as f64 / known.len() as f64
}

impl Contender {
    /// Returns the figure of a metric, by its name.
    pub fn figure(&self, metric: &str) -> Option<&Interval> {
        let figure = self.figures.iter().find(|figure| figure.metric.name() == metric)?;
        figure.interval.as_ref()
    }
}
