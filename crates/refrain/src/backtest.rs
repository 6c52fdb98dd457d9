//! Testing on later cutoffs of other entities.

use std::collections::BTreeSet;

use refrain_core::{Dataset, Fit, PredictProba, Span, Time};
use refrain_eval::{
    Bootstrap, EntityTimeSplit, Interval, Metric, ObservedRows, Split, StandardMetric, TestCutoffs,
    group_by_id, standard_metrics,
};
use refrain_models::{BaseRate, RecencyRule};

use crate::{Error, Oracle};

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
/// cutoffs whose outcome was known by then: one *split* per cutoff and fold of entities. The
/// figures pool the test rows of all splits, and what is pooled depends on the metric
/// ([`ScoreView`]), so that no model is credited with differences between splits.
///
/// Where entities have cutoffs of their own, too few rows share one. Those of a week are then tested
/// together, by models that saw what was known when the week began.
#[derive(Debug, Clone)]
pub struct Backtest {
    /// The cutoffs tested, or the beginnings of the weeks.
    pub cutoffs: Vec<Time>,
    /// Rows of the dataset that were tested.
    pub test_rows: Vec<usize>,
    /// Number of them that churned.
    pub n_churned: usize,
    /// Number of entities among them.
    pub n_entities: usize,
    /// Number of splits: folds of entities at each cutoff.
    pub n_splits: usize,
    /// Training rows left out, over all splits together, since their outcome window reaches past
    /// the test cutoff.
    pub n_purged: usize,
    /// The estimator first, then what it has to beat.
    pub contenders: Vec<Contender>,
    /// By how much the estimator's ROC AUC exceeds the recency rule's, where there is one.
    pub auc_gain_over_recency: Option<Interval>,
    /// How those did who know more than a model can.
    pub oracles: Vec<OracleTest>,
}

/// An oracle on the same test rows.
#[derive(Debug, Clone)]
pub struct OracleTest {
    /// Its name, probabilities and figures.
    pub oracle: Contender,
    /// By how much the oracle is better than the estimator, in ROC AUC, average precision and log
    /// loss: how much there is to gain. Both are computed on the same resamples.
    pub regret: Vec<Figure>,
}

/// A model's figures.
#[derive(Debug, Clone)]
pub struct Contender {
    /// Its name.
    pub name: String,
    /// The probability of each test row.
    pub probabilities: Vec<f64>,
    /// Each metric with its interval.
    pub figures: Vec<Figure>,
}

/// One metric of one model.
#[derive(Debug, Clone, PartialEq)]
pub struct Figure {
    /// The metric.
    pub metric: StandardMetric,
    /// What it was computed from.
    pub view: ScoreView,
    /// Its value and interval.
    pub interval: Interval,
}

/// What a metric is computed from when rows of several splits are pooled.
///
/// Models of different splits differ in their level for no reason of merit: a fold with many
/// churners was trained on few. Pooled as they are, even one probability for everyone would seem
/// to rank, and against the labels.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ScoreView {
    /// The probability: for log loss and Brier score.
    Probability,
    /// The share of the split's test rows with a lower probability, equal ones counted by half:
    /// for metrics of ranking. One probability for everyone gives one half for everyone.
    RankInSplit,
    /// The probability divided by the share that churned in the split's training rows: for metrics
    /// with a threshold. Churn is predicted from that share on.
    RatioToTrainingShare,
}

impl ScoreView {
    fn of(metric: &StandardMetric) -> ScoreView {
        match metric {
            StandardMetric::LogLoss | StandardMetric::Brier => ScoreView::Probability,
            StandardMetric::BalancedAccuracy { .. }
            | StandardMetric::F1 { .. }
            | StandardMetric::WeightedF1 { .. } => ScoreView::RatioToTrainingShare,
            _ => ScoreView::RankInSplit,
        }
    }
}

/// A ratio of one up to rounding, so that the training share itself predicts churn.
const SHARE_ITSELF: f64 = 1.0 - 1e-9;

/// What an oracle's lead is told in.
const REGRETS: [StandardMetric; 3] =
    [StandardMetric::RocAuc, StandardMetric::AveragePrecision, StandardMetric::LogLoss];

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
    backtest_beside(name, estimator, dataset, &[], options)
}

/// Tests an estimator on a dataset, beside oracles that know more than a model can.
///
/// # Errors
///
/// As [`backtest`], and if an oracle has not one probability for each row of the dataset.
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
    let splits = splits(dataset, options)?;
    let test = Test::new(dataset, &splits, options)?;
    let scores = out_of_fold(estimator, dataset, &splits)?;
    let base_rate = out_of_fold(&BaseRate, dataset, &splits)?;
    let mut auc_gain_over_recency = None;
    let mut contenders =
        vec![test.contender(name, &scores)?, test.contender("base rate", &base_rate)?];
    if dataset.features().position(RecencyRule::DEFAULT_COLUMN).is_some() {
        let recency = out_of_fold(&RecencyRule::default(), dataset, &splits)?;
        auc_gain_over_recency = Some(test.auc_gain(&scores, &recency)?);
        contenders.push(test.contender("recency rule", &recency)?);
    }
    let oracles = oracles.iter().map(|oracle| test.oracle(oracle, &scores, &splits));
    let cutoffs: BTreeSet<Time> = splits.iter().map(|split| split.cutoff).collect();
    Ok(Backtest {
        oracles: oracles.collect::<Result<_, Error>>()?,
        cutoffs: cutoffs.into_iter().collect(),
        n_churned: test.labels.iter().filter(|churned| **churned).count(),
        n_entities: test.groups.iter().collect::<BTreeSet<_>>().len(),
        n_splits: splits.len(),
        n_purged: splits.iter().map(|split| split.n_purged).sum(),
        test_rows: splits.iter().flat_map(|split| split.test.clone()).collect(),
        contenders,
        auc_gain_over_recency,
    })
}

fn check_length(oracle: &Oracle, dataset: &Dataset) -> Result<(), Error> {
    let (expected, found) = (dataset.n_rows(), oracle.probabilities.len());
    if found == expected {
        return Ok(());
    }
    let what = format!("the oracle that {}", oracle.name);
    Err(refrain_core::Error::Length { what, expected, found }.into())
}

fn splits(dataset: &Dataset, options: BacktestOptions) -> Result<Vec<Split>, Error> {
    let cutoffs = test_times(dataset);
    let distinct: BTreeSet<Time> = cutoffs.iter().copied().collect();
    if distinct.len() < 2 {
        return Err(Error::TooFewCutoffs { found: distinct.len() });
    }
    let n_test = options.n_test_cutoffs.unwrap_or(distinct.len() / 2);
    let split = EntityTimeSplit::new(options.n_folds, TestCutoffs::Latest(n_test), options.seed)?;
    let ids = (0..dataset.n_rows()).map(|row| dataset.features().entity_id(row));
    Ok(split.split_rows(&ObservedRows::new(ids, &cutoffs, dataset.window_ends())?)?)
}

/// Fewer rows than this at a cutoff, on average, are too few to rank.
const MIN_ROWS_PER_CUTOFF: usize = 2;

/// By when a model that scores each row must have been trained: the cutoff, or the beginning of its
/// week where entities have cutoffs of their own. Weeks count from the first day.
fn test_times(dataset: &Dataset) -> Vec<Time> {
    let cutoffs = dataset.cutoffs();
    let distinct: BTreeSet<Time> = cutoffs.iter().copied().collect();
    let Some(first) = distinct.first().map(|first| first.start_of_utc_day()) else {
        return cutoffs;
    };
    if distinct.len() * MIN_ROWS_PER_CUTOFF <= cutoffs.len() {
        return cutoffs;
    }
    let week_ms = Span::from_days(7).millis();
    let begin = |cutoff: &Time| {
        let weeks = cutoff.millis_since(first) / week_ms;
        Time::from_millis(first.millis() + weeks * week_ms)
    };
    cutoffs.iter().map(begin).collect()
}

/// Probabilities of the test rows of each split.
fn out_of_fold<E: Fit>(
    estimator: &E,
    dataset: &Dataset,
    splits: &[Split],
) -> Result<Vec<Vec<f64>>, Error> {
    let predict = |split: &Split| {
        let failed = |source: Box<dyn std::error::Error + Send + Sync>| Error::Split {
            cutoff: split.cutoff,
            fold: split.fold,
            source,
        };
        let model = estimator.fit(&dataset.select(&split.train)).map_err(|e| failed(e.into()))?;
        let test = dataset.features().select(&split.test);
        model.predict_proba(&test).map_err(|e| failed(e.into()))
    };
    splits.iter().map(predict).collect()
}

/// The test rows and how they are judged.
struct Test {
    labels: Vec<bool>,
    groups: Vec<usize>,
    /// Share that churned in the training rows of each split.
    training_shares: Vec<f64>,
    metrics: Vec<StandardMetric>,
    bootstrap: Bootstrap,
}

impl Test {
    fn new(dataset: &Dataset, splits: &[Split], options: BacktestOptions) -> Result<Test, Error> {
        let rows: Vec<usize> = splits.iter().flat_map(|split| split.test.clone()).collect();
        let ids: Vec<&str> = rows.iter().map(|row| dataset.features().entity_id(*row)).collect();
        let share = |split: &Split| {
            let churned = split.train.iter().filter(|row| dataset.labels()[**row]);
            churned.count() as f64 / split.train.len() as f64
        };
        let k = options.k.unwrap_or(rows.len().div_ceil(10));
        Ok(Test {
            labels: rows.iter().map(|row| dataset.labels()[*row]).collect(),
            groups: group_by_id(&ids),
            training_shares: splits.iter().map(share).collect(),
            metrics: standard_metrics(k, SHARE_ITSELF).to_vec(),
            bootstrap: Bootstrap::new(options.n_resamples, 0.95, options.seed)?,
        })
    }

    fn contender(&self, name: &str, scores: &[Vec<f64>]) -> Result<Contender, Error> {
        let mut figures = Vec::new();
        for metrics in self.metrics.chunk_by(|a, b| ScoreView::of(a) == ScoreView::of(b)) {
            let view = ScoreView::of(&metrics[0]);
            let scores = self.seen(view, scores);
            let intervals =
                self.bootstrap.intervals(metrics, &self.labels, &scores, &self.groups)?;
            let figure = |(metric, interval): (&StandardMetric, Interval)| Figure {
                metric: *metric,
                view,
                interval,
            };
            figures.extend(metrics.iter().zip(intervals).map(figure));
        }
        Ok(Contender { name: name.to_owned(), probabilities: scores.concat(), figures })
    }

    fn oracle(
        &self,
        oracle: &Oracle,
        scores: &[Vec<f64>],
        splits: &[Split],
    ) -> Result<OracleTest, Error> {
        let of_split =
            |split: &Split| split.test.iter().map(|row| oracle.probabilities[*row]).collect();
        let known: Vec<Vec<f64>> = splits.iter().map(of_split).collect();
        let regret = REGRETS.into_iter().map(|metric| self.regret(metric, &known, scores));
        Ok(OracleTest {
            oracle: self.contender(&format!("oracle that {}", oracle.name), &known)?,
            regret: regret.collect::<Result<_, Error>>()?,
        })
    }

    fn regret(
        &self,
        metric: StandardMetric,
        known: &[Vec<f64>],
        scores: &[Vec<f64>],
    ) -> Result<Figure, Error> {
        let view = ScoreView::of(&metric);
        // Less is better in losses.
        let (better, worse) = match metric {
            StandardMetric::LogLoss => (scores, known),
            _ => (known, scores),
        };
        let (better, worse) = (self.seen(view, better), self.seen(view, worse));
        let interval =
            self.bootstrap.difference(metric, &self.labels, &better, &worse, &self.groups)?;
        Ok(Figure { metric, view, interval })
    }

    fn auc_gain(&self, scores: &[Vec<f64>], other: &[Vec<f64>]) -> Result<Interval, Error> {
        let (scores, other) =
            (self.seen(ScoreView::RankInSplit, scores), self.seen(ScoreView::RankInSplit, other));
        let metric = StandardMetric::RocAuc;
        Ok(self.bootstrap.difference(metric, &self.labels, &scores, &other, &self.groups)?)
    }

    /// The scores of all splits as a metric is to see them.
    fn seen(&self, view: ScoreView, scores: &[Vec<f64>]) -> Vec<f64> {
        match view {
            ScoreView::Probability => scores.concat(),
            ScoreView::RankInSplit => {
                scores.iter().flat_map(|of_split| shares_below(of_split)).collect()
            }
            ScoreView::RatioToTrainingShare => {
                let splits = scores.iter().zip(&self.training_shares);
                splits.flat_map(|(scores, share)| scores.iter().map(move |p| p / share)).collect()
            }
        }
    }
}

/// The share of the scores that are lower than each, equal ones counted by half.
pub(crate) fn shares_below(scores: &[f64]) -> Vec<f64> {
    let mut sorted = scores.to_vec();
    sorted.sort_unstable_by(f64::total_cmp);
    let share = |score: &f64| {
        let below = sorted.partition_point(|other| other < score);
        let not_above = sorted.partition_point(|other| other <= score);
        (below + not_above) as f64 / (2 * sorted.len()) as f64
    };
    scores.iter().map(share).collect()
}

impl Contender {
    /// Returns the figure of a metric, by its name.
    pub fn figure(&self, metric: &str) -> Option<&Interval> {
        let figure = self.figures.iter().find(|figure| figure.metric.name() == metric)?;
        Some(&figure.interval)
    }
}
