//! Views of scores for metrics over the pooled rows of several splits.

use refrain_eval::StandardMetric;

/// View of the scores from which a metric over several splits is computed.
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
    pub(crate) fn of(metric: &StandardMetric) -> ScoreView {
        match metric {
            StandardMetric::LogLoss | StandardMetric::Brier => ScoreView::Probability,
            StandardMetric::BalancedAccuracy { .. }
            | StandardMetric::FBeta { .. }
            | StandardMetric::WeightedFBeta { .. } => ScoreView::RatioToTrainingShare,
            _ => ScoreView::RankInSplit,
        }
    }
}

/// Returns the share of the scores that are lower than each, equal ones counted by half.
///
/// # Examples
///
/// ```
/// use refrain::shares_below;
///
/// assert_eq!(shares_below(&[0.7, 0.1, 0.4, 0.4]), [0.875, 0.125, 0.5, 0.5]);
/// ```
pub fn shares_below(scores: &[f64]) -> Vec<f64> {
    let mut sorted = scores.to_vec();
    sorted.sort_unstable_by(f64::total_cmp);
    let share = |score: &f64| {
        let below = sorted.partition_point(|other| other < score);
        let not_above = sorted.partition_point(|other| other <= score);
        (below + not_above) as f64 / (2 * sorted.len()) as f64
    };
    scores.iter().map(share).collect()
}
