//! Comparison of two models by a metric, and its verdict.

use std::fmt;

use refrain_core::Error;

use crate::bootstrap::Bootstrap;
use crate::interval::Interval;
use crate::metrics::Metric;

/// Verdict of the rows on one model against another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "snake_case"))]
pub enum Verdict {
    /// The whole interval of the difference is on the better side of zero.
    Better,
    /// The whole interval is on the worse side.
    Worse,
    /// The interval holds zero.
    CannotTell,
}

impl Verdict {
    fn of<M: Metric>(metric: &M, difference: &Interval) -> Verdict {
        let higher = difference.low > 0.0;
        let lower = difference.high < 0.0;
        // An end at 0 exactly tells nothing: both comparisons above are strict.
        match (higher, lower, metric.higher_is_better()) {
            (true, _, true) | (_, true, false) => Verdict::Better,
            (true, _, false) | (_, true, true) => Verdict::Worse,
            _ => Verdict::CannotTell,
        }
    }
}

impl fmt::Display for Verdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Verdict::Better => "better",
            Verdict::Worse => "worse",
            Verdict::CannotTell => "cannot tell",
        })
    }
}

/// Comparison of two models on the same rows by one metric.
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[non_exhaustive]
pub struct Comparison {
    /// Name of the metric.
    pub metric: String,
    /// Difference of the first model's value from the second's, whichever is better.
    pub difference: Interval,
    /// Verdict on the first model.
    pub verdict: Verdict,
}

/// Compares two models on the same rows by several metrics, paired: every resample draws the same
/// entities for both.
///
/// Each verdict stands alone: of many metrics, one in twenty will find a difference where there is
/// none.
///
/// # Errors
///
/// As [`Bootstrap::differences`].
///
/// # Examples
///
/// ```
/// use refrain_eval::{Bootstrap, StandardMetric, Verdict, compare};
///
/// let groups: Vec<usize> = (0..60).collect();
/// let labels: Vec<bool> = groups.iter().map(|group| group % 3 == 0).collect();
/// let guess: Vec<f64> = groups.iter().map(|group| (group * 7 % 60) as f64 / 60.0).collect();
/// let model: Vec<f64> = labels.iter().map(|churned| if *churned { 0.8 } else { 0.1 }).collect();
///
/// let metrics = [StandardMetric::RocAuc, StandardMetric::Brier];
/// let bootstrap = Bootstrap::with_seed(7);
/// let compared = compare(&bootstrap, &metrics, &labels, &model, &guess, &groups)?;
/// assert!(compared[0].difference.low > 0.0 && compared[1].difference.high < 0.0);
/// assert!(compared.iter().all(|comparison| comparison.verdict == Verdict::Better));
/// # Ok::<(), refrain_eval::Error>(())
/// ```
pub fn compare<M: Metric>(
    bootstrap: &Bootstrap,
    metrics: &[M],
    labels: &[bool],
    scores_a: &[f64],
    scores_b: &[f64],
    groups: &[usize],
) -> Result<Vec<Comparison>, Error> {
    let differences = bootstrap.differences(metrics, labels, scores_a, scores_b, groups)?;
    let comparison = |(metric, difference): (&M, Interval)| Comparison {
        metric: metric.name(),
        verdict: Verdict::of(metric, &difference),
        difference,
    };
    Ok(metrics.iter().zip(differences).map(comparison).collect())
}
