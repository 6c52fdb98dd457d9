//! Intervals by resampling entities.

mod by_arm;
mod draws;
mod problem;
mod resampling;
mod sorted_rows;
mod tail;

use refrain_core::Error;

use crate::groups::{EntityCounts, check_grouped};
use crate::interval::{Interval, check_resamples};
use crate::metrics::{Metric, check_rows, undefined};
use draws::Draws;
use resampling::Resampling;
use sorted_rows::{Sample, SortedRows};
use tail::tail;

/// Percentile intervals by bootstrap over groups: all rows of an entity are drawn together.
///
/// Rows of one entity resemble each other, so resampling single rows would make intervals too
/// narrow. Here each resample draws as many groups as there are, with replacement, and takes every
/// row of a group as often as the group was drawn (Davison and Hinkley, *Bootstrap Methods and
/// their Application*, 1997). The interval reaches between two quantiles of the metric over the
/// resamples, interpolated linearly: (1 - level) / 2 and (1 + level) / 2 where entities are many,
/// and farther out where few churned or few were retained (Hesterberg's expanded percentiles,
/// 2015), because plain quantiles would then hold the truth too seldom. How often these do is
/// measured by `cargo run --release -p refrain-eval --example coverage`. For a single ROC AUC,
/// [`auc_interval`](crate::auc_interval) holds it more truly with few churners, and at no cost.
///
/// A resample in which a metric is undefined (no row in it churned, say) is left out of that
/// metric's interval, which reports how many were. If they are more than half, that is an error.
///
/// # Determinism
///
/// The resamples depend on the seed, the number of groups and the order of the groups' numbers
/// alone: not on the metrics, the scores or the order of rows. So all metrics of one call, and of
/// any call on the same groups, see the same resamples.
///
/// # Examples
///
/// Is the second model better than the first on the same customers?
///
/// ```
/// use refrain_eval::{Bootstrap, StandardMetric};
///
/// let groups: Vec<usize> = (0..40).map(|row| row / 2).collect();
/// let labels: Vec<bool> = groups.iter().map(|group| group % 4 == 0).collect();
/// let guess: Vec<f64> = (0..40).map(|row| f64::from(row * 7 % 40)).collect();
/// let bonus = |churned: &bool| if *churned { 20.0 } else { 0.0 };
/// let model: Vec<f64> = labels.iter().zip(&guess).map(|(label, g)| g + bonus(label)).collect();
///
/// let bootstrap = Bootstrap::new(200, 0.95, 7)?;
/// let gain = bootstrap.difference(&StandardMetric::RocAuc, &labels, &model, &guess, &groups)?;
/// assert!(gain.low > 0.0);
/// # Ok::<(), refrain_eval::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(try_from = "RawBootstrap"))]
pub struct Bootstrap {
    n_resamples: usize,
    level: f64,
    seed: u64,
}

/// A bootstrap that is not checked yet.
#[cfg(feature = "serde")]
#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct RawBootstrap {
    n_resamples: usize,
    level: f64,
    seed: u64,
}

#[cfg(feature = "serde")]
impl TryFrom<RawBootstrap> for Bootstrap {
    type Error = Error;

    fn try_from(raw: RawBootstrap) -> Result<Bootstrap, Error> {
        Bootstrap::new(raw.n_resamples, raw.level, raw.seed)
    }
}

impl Bootstrap {
    /// Sets up 1,000 resamples for intervals of level 0.95.
    pub fn with_seed(seed: u64) -> Bootstrap {
        Bootstrap { n_resamples: 1_000, level: 0.95, seed }
    }

    /// Sets up a number of resamples for intervals of a level, such as 0.95.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Argument`](crate::ErrorKind::Argument) if the level is not between 0 and 1, and if there would not
    /// be one resample beyond each end of the interval: 2 / (1 - level) are needed, which is 40 for
    /// 0.95.
    ///
    /// # Examples
    ///
    /// ```
    /// use refrain_eval::Bootstrap;
    ///
    /// assert!(Bootstrap::new(2_000, 0.9, 7).is_ok());
    /// let error = Bootstrap::new(20, 0.95, 7).unwrap_err();
    /// assert_eq!(error.to_string(), "20 resamples are too few for an interval of level 0.95; take 40 or more");
    /// ```
    pub fn new(n_resamples: usize, level: f64, seed: u64) -> Result<Bootstrap, Error> {
        check_resamples(n_resamples, level)?;
        Ok(Bootstrap { n_resamples, level, seed })
    }

    /// Computes a metric and its interval; `groups` says which rows belong together.
    ///
    /// # Errors
    ///
    /// As [`intervals`](Bootstrap::intervals).
    ///
    /// # Examples
    ///
    /// ```
    /// use refrain_eval::{Bootstrap, StandardMetric, group_by_id};
    ///
    /// let customers = ["ada", "ada", "bob", "cleo", "dan", "eve"];
    /// let labels = [true, false, false, true, false, false];
    /// let scores = [0.8, 0.3, 0.4, 0.6, 0.1, 0.2];
    /// let groups = group_by_id(&customers);
    /// let brier = Bootstrap::with_seed(7).interval(StandardMetric::Brier, &labels, &scores, &groups)?;
    /// assert!(brier.low < brier.estimate && brier.estimate < brier.high);
    /// assert_eq!((brier.level, brier.n_resamples), (0.95, 1_000));
    /// # Ok::<(), refrain_eval::Error>(())
    /// ```
    pub fn interval<M: Metric>(
        &self,
        metric: M,
        labels: &[bool],
        scores: &[f64],
        groups: &[usize],
    ) -> Result<Interval, Error> {
        Ok(self.intervals(&[metric], labels, scores, groups)?[0])
    }

    /// Computes metrics and their intervals, in the order of the metrics, over the same resamples.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Mismatch`](crate::ErrorKind::Mismatch) for lists of unequal length; [`ErrorKind::Data`](crate::ErrorKind::Data) for no rows, NaN scores
    /// and fewer than two groups; what a metric returns on the rows as given; and
    /// [`ErrorKind::Data`](crate::ErrorKind::Data) if one is undefined in more than half of the resamples.
    pub fn intervals<M: Metric>(
        &self,
        metrics: &[M],
        labels: &[bool],
        scores: &[f64],
        groups: &[usize],
    ) -> Result<Vec<Interval>, Error> {
        let groups = check_grouped(labels, scores, groups)?;
        let estimate = |metric: &M| evaluate(metric, labels, scores);
        // Undefined on the rows as given is an error; undefined in a resample is left out.
        let estimates = metrics.iter().map(estimate).collect::<Result<Vec<f64>, Error>>()?;
        let rows = SortedRows::new(labels, scores, &groups);
        let mut sample = Sample::default();
        let draws = self.draws(metrics.len(), groups.n_groups, |times_drawn, draws| {
            rows.repeat(times_drawn, &mut sample);
            for (metric, draws) in metrics.iter().zip(draws) {
                draws.push(evaluate(metric, &sample.labels, &sample.scores));
            }
        });
        self.summarize(metrics, &estimates, draws, EntityCounts::new(labels, &groups))
    }

    /// Computes how much a metric of `scores_a` exceeds the same metric of `scores_b`, paired:
    /// every resample draws the same rows for both.
    ///
    /// # Errors
    ///
    /// As [`intervals`](Bootstrap::intervals), for either list of scores.
    pub fn difference<M: Metric>(
        &self,
        metric: M,
        labels: &[bool],
        scores_a: &[f64],
        scores_b: &[f64],
        groups: &[usize],
    ) -> Result<Interval, Error> {
        Ok(self.differences(&[metric], labels, scores_a, scores_b, groups)?[0])
    }

    /// Computes the [`difference`](Bootstrap::difference) of several metrics over the same
    /// resamples, in the order of the metrics.
    ///
    /// # Errors
    ///
    /// As [`difference`](Bootstrap::difference).
    ///
    /// # Examples
    ///
    /// ```
    /// use refrain_eval::{Bootstrap, StandardMetric};
    ///
    /// let groups: Vec<usize> = (0..30).collect();
    /// let labels: Vec<bool> = groups.iter().map(|group| group % 3 == 0).collect();
    /// let sure: Vec<f64> = labels.iter().map(|churned| if *churned { 0.7 } else { 0.2 }).collect();
    /// let metrics = [StandardMetric::RocAuc, StandardMetric::Brier];
    /// let bootstrap = Bootstrap::with_seed(7);
    /// let gains = bootstrap.differences(&metrics, &labels, &sure, &[0.3; 30], &groups)?;
    /// assert_eq!(gains[0].estimate, 0.5, "an AUC of 1 against one of a half");
    /// # Ok::<(), refrain_eval::Error>(())
    /// ```
    pub fn differences<M: Metric>(
        &self,
        metrics: &[M],
        labels: &[bool],
        scores_a: &[f64],
        scores_b: &[f64],
        groups: &[usize],
    ) -> Result<Vec<Interval>, Error> {
        // The metric may look at one list of scores only.
        check_rows(labels, scores_b)?;
        let groups = check_grouped(labels, scores_a, groups)?;
        let estimate = |metric: &M| {
            Ok(evaluate(metric, labels, scores_a)? - evaluate(metric, labels, scores_b)?)
        };
        let estimates = metrics.iter().map(estimate).collect::<Result<Vec<f64>, Error>>()?;
        let rows = [scores_a, scores_b].map(|scores| SortedRows::new(labels, scores, &groups));
        // One draw for both, or the difference would hold the chance of two samples.
        let mut samples = [Sample::default(), Sample::default()];
        let draws = self.draws(metrics.len(), groups.n_groups, |times_drawn, draws| {
            for (rows, sample) in rows.iter().zip(&mut samples) {
                rows.repeat(times_drawn, sample);
            }
            for (metric, draws) in metrics.iter().zip(draws) {
                draws.push(gain(metric, &samples));
            }
        });
        self.summarize(metrics, &estimates, draws, EntityCounts::new(labels, &groups))
    }

    /// Draws the resamples; `evaluate` gets how often each group was drawn.
    fn draws(
        &self,
        n_metrics: usize,
        n_groups: usize,
        mut evaluate: impl FnMut(&[u32], &mut [Draws]),
    ) -> Vec<Draws> {
        let mut draws = vec![Draws::default(); n_metrics];
        let mut resampling = Resampling::new(n_groups, self.seed);
        for _ in 0..self.n_resamples {
            evaluate(resampling.draw(), &mut draws);
        }
        draws
    }

    fn summarize<M: Metric>(
        &self,
        metrics: &[M],
        estimates: &[f64],
        draws: Vec<Draws>,
        entities: EntityCounts,
    ) -> Result<Vec<Interval>, Error> {
        let tail = tail(self.level, entities.n_of_rarer());
        let parts = metrics.iter().zip(estimates).zip(draws);
        parts
            .map(|((metric, estimate), draws)| draws.interval(metric, *estimate, self.level, tail))
            .collect()
    }
}

/// Computes a metric and holds it to its contract: no quantile can be taken over NaN or infinity.
fn evaluate<M: Metric>(metric: &M, labels: &[bool], scores: &[f64]) -> Result<f64, Error> {
    let value = metric.compute(labels, scores)?;
    if value.is_finite() {
        return Ok(value);
    }
    Err(undefined(metric.name(), format!("it returned {value}")))
}

fn gain<M: Metric>(metric: &M, [a, b]: &[Sample; 2]) -> Result<f64, Error> {
    Ok(evaluate(metric, &a.labels, &a.scores)? - evaluate(metric, &b.labels, &b.scores)?)
}
