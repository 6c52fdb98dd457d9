//! The test rows and how models are judged on them.

use refrain_core::{Dataset, check_length};
use refrain_eval::{
    Bootstrap, ErrorKind, Interval, Split, StandardMetric, auc_interval, compare, delong,
    group_by_id, standard_metrics,
};

use super::candidate::{Candidate, Figure};
use super::model_comparison::ModelComparison;
use super::options::BacktestOptions;
use super::oracle::{Oracle, OracleTest};
use super::score_view::{ScoreView, shares_below};
use crate::Error;

/// A ratio of one up to rounding, so that the training share itself predicts churn.
const SHARE_ITSELF: f64 = 1.0 - 1e-9;

/// Metrics of the regret to an oracle.
const REGRETS: [StandardMetric; 3] =
    [StandardMetric::RocAuc, StandardMetric::AveragePrecision, StandardMetric::LogLoss];

/// Metrics of the comparison with a baseline.
const COMPARED: [StandardMetric; 4] = [
    StandardMetric::RocAuc,
    StandardMetric::AveragePrecision,
    StandardMetric::LogLoss,
    StandardMetric::Brier,
];

/// The test rows and how they are judged.
pub(crate) struct TestRows {
    pub(crate) labels: Vec<bool>,
    pub(crate) groups: Vec<usize>,
    /// Share that churned in the training rows of each split.
    training_shares: Vec<f64>,
    metrics: Vec<StandardMetric>,
    pub(crate) bootstrap: Bootstrap,
}

impl TestRows {
    pub(crate) fn new(
        dataset: &Dataset,
        splits: &[Split],
        options: &BacktestOptions,
    ) -> Result<TestRows, Error> {
        let rows: Vec<usize> = splits.iter().flat_map(|split| split.test.clone()).collect();
        let ids: Vec<&str> = rows.iter().map(|row| dataset.features().entity_id(*row)).collect();
        let share = |split: &Split| {
            let churned = split.train.iter().filter(|row| dataset.labels()[**row]);
            churned.count() as f64 / split.train.len() as f64
        };
        let k = options.k.unwrap_or(rows.len().div_ceil(10));
        Ok(TestRows {
            labels: rows.iter().map(|row| dataset.labels()[*row]).collect(),
            groups: group_by_id(&ids),
            training_shares: splits.iter().map(share).collect(),
            metrics: standard_metrics(k, SHARE_ITSELF).to_vec(),
            bootstrap: Bootstrap::new(options.n_resamples, 0.95, options.seed)?,
        })
    }

    pub(crate) fn candidate(&self, name: &str, scores: &[Vec<f64>]) -> Result<Candidate, Error> {
        let mut figures = Vec::new();
        for metrics in self.metrics.chunk_by(|a, b| ScoreView::of(a) == ScoreView::of(b)) {
            let view = ScoreView::of(&metrics[0]);
            let intervals = self.intervals(metrics, &self.seen(view, scores))?;
            let figure = |(metric, interval): (&StandardMetric, Interval)| Figure {
                metric: *metric,
                view,
                interval,
            };
            figures.extend(metrics.iter().zip(intervals).map(figure));
        }
        Ok(Candidate { name: name.to_owned(), probabilities: scores.concat(), figures })
    }

    /// Intervals by the bootstrap, and of ROC AUC by formula, which holds the truth more often where
    /// few churned (decision 11).
    pub(crate) fn intervals(
        &self,
        metrics: &[StandardMetric],
        scores: &[f64],
    ) -> Result<Vec<Interval>, Error> {
        let (labels, groups) = (&self.labels, &self.groups);
        let mut intervals = self.bootstrap.intervals(metrics, labels, scores, groups)?;
        for (metric, interval) in metrics.iter().zip(&mut intervals) {
            if *metric == StandardMetric::RocAuc {
                match auc_interval(labels, scores, groups, interval.level) {
                    Ok(by_formula) => *interval = by_formula,
                    // One entity of a class has no variance; the bootstrap shows what it can.
                    Err(error) if error.kind() == ErrorKind::Data => {}
                    Err(error) => return Err(error),
                }
            }
        }
        Ok(intervals)
    }

    /// Probabilities in the order of the test rows, taken apart by split.
    pub(crate) fn of_splits(
        &self,
        probabilities: &[f64],
        splits: &[Split],
    ) -> Result<Vec<Vec<f64>>, Error> {
        check_length("the list of probabilities", self.labels.len(), probabilities.len())?;
        let mut left = probabilities;
        let of_split = |split: &Split| {
            let (own, others) = left.split_at(split.test.len());
            left = others;
            own.to_vec()
        };
        Ok(splits.iter().map(of_split).collect())
    }

    pub(crate) fn comparison(
        &self,
        baseline: &str,
        scores: &[Vec<f64>],
        others: &[Vec<f64>],
    ) -> Result<ModelComparison, Error> {
        let (labels, groups) = (&self.labels, &self.groups);
        let mut comparisons = Vec::new();
        for metrics in COMPARED.chunk_by(|a, b| ScoreView::of(a) == ScoreView::of(b)) {
            let view = ScoreView::of(&metrics[0]);
            let (a, b) = (self.seen(view, scores), self.seen(view, others));
            comparisons.extend(compare(&self.bootstrap, metrics, labels, &a, &b, groups)?);
        }
        let view = ScoreView::RankInSplit;
        let delong = delong(labels, &self.seen(view, scores), &self.seen(view, others), groups);
        Ok(ModelComparison { baseline: baseline.to_owned(), comparisons, delong: delong.ok() })
    }

    pub(crate) fn oracle(
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
            oracle: self.candidate(&format!("oracle that {}", oracle.name), &known)?,
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

    pub(crate) fn auc_gain(
        &self,
        scores: &[Vec<f64>],
        other: &[Vec<f64>],
    ) -> Result<Interval, Error> {
        let (scores, other) =
            (self.seen(ScoreView::RankInSplit, scores), self.seen(ScoreView::RankInSplit, other));
        let metric = StandardMetric::RocAuc;
        self.bootstrap.difference(metric, &self.labels, &scores, &other, &self.groups)
    }

    /// The scores of all splits as a metric is to see them.
    pub(crate) fn seen(&self, view: ScoreView, scores: &[Vec<f64>]) -> Vec<f64> {
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
