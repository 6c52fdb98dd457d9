//! Maximum profit.

use refrain_core::Error;

use super::Campaign;
use super::acceptance::check_share;
use super::cuts::{Cut, Cuts};
use crate::metrics::MetricProblem;

/// Maximum profit: the most a campaign could have earned with these scores.
#[derive(Debug, Clone, Copy, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[non_exhaustive]
pub struct MaximumProfit {
    /// Profit per row, contacted or not; 0 where it is best to contact nobody.
    pub profit: f64,
    /// Share of the rows contacted.
    pub share: f64,
    /// The lowest score contacted; `None` where nobody is.
    pub threshold: Option<f64>,
}

/// Returns the maximum profit of scores for a known acceptance (MPC of Verbraken et al. 2013,
/// equation 5): the highest average profit of contacting all rows from some score up.
///
/// Rows of equal score are contacted together or not at all. Of cuts with equal profit the smallest
/// counts.
///
/// # Errors
///
/// Those of [all metrics](crate::metrics), [`ErrorKind::Data`](crate::ErrorKind::Data) unless
/// rows of both classes are there, [`ErrorKind::Argument`](crate::ErrorKind::Argument) for an acceptance
/// outside `[0, 1]`.
///
/// # Examples
///
/// ```
/// use refrain_eval::{Campaign, profit::maximum_profit};
///
/// let labels = [true, false, true, false];
/// let campaign = Campaign::new(200.0, 10.0, 1.0)?;
/// let best = maximum_profit(&labels, &[0.9, 0.6, 0.4, 0.1], &campaign, 0.3)?;
/// // Three contacts: 2 * (0.3 * 190 - 1) - 11, over four rows.
/// assert_eq!((best.profit, best.share, best.threshold), (25.25, 0.75, Some(0.4)));
/// # Ok::<(), refrain_eval::Error>(())
/// ```
pub fn maximum_profit(
    labels: &[bool],
    scores: &[f64],
    campaign: &Campaign,
    acceptance: f64,
) -> Result<MaximumProfit, Error> {
    let cuts = Cuts::new(labels, scores)?;
    cuts.require_both("maximum_profit")?;
    check_share("the acceptance", acceptance)?;
    Ok(best(&cuts, campaign, acceptance))
}

/// Returns the profit per row of contacting all rows with score >= `threshold`.
///
/// # Errors
///
/// As [`maximum_profit`], and [`ErrorKind::Argument`](crate::ErrorKind::Argument) if the threshold is
/// NaN; one class is enough.
///
/// # Examples
///
/// ```
/// use refrain_eval::{Campaign, profit::profit_at_threshold};
///
/// let campaign = Campaign::new(200.0, 10.0, 1.0)?;
/// // One contacted of four: would leave, and accepts with .3; a row brings a quarter of that.
/// let labels = [true, false, true, false];
/// let profit = profit_at_threshold(&labels, &[0.9, 0.6, 0.4, 0.1], 0.7, &campaign, 0.3)?;
/// assert!((profit - (0.3 * 190.0 - 1.0) / 4.0).abs() < 1e-12);
/// # Ok::<(), refrain_eval::Error>(())
/// ```
pub fn profit_at_threshold(
    labels: &[bool],
    scores: &[f64],
    threshold: f64,
    campaign: &Campaign,
    acceptance: f64,
) -> Result<f64, Error> {
    let cuts = Cuts::new(labels, scores)?;
    check_share("the acceptance", acceptance)?;
    if threshold.is_nan() {
        return Err(MetricProblem::NanThreshold.into());
    }
    // Scores fall along the cuts, and the cut of nobody reaches any threshold.
    let reaches = |cut: &Cut| cut.threshold.is_none_or(|score| score >= threshold);
    let contacted = &cuts.all()[cuts.all().partition_point(reaches) - 1];
    Ok(profit_of(contacted, campaign, acceptance) / cuts.everybody().n_rows() as f64)
}

/// The most that one of the cuts earns.
pub(crate) fn best(cuts: &Cuts, campaign: &Campaign, acceptance: f64) -> MaximumProfit {
    let (profit, cut) = cuts.best(|cut| profit_of(cut, campaign, acceptance));
    let n_rows = cuts.everybody().n_rows() as f64;
    let share = cut.n_rows() as f64 / n_rows;
    MaximumProfit { profit: profit / n_rows, share, threshold: cut.threshold }
}

/// The profit of a cut over all its rows.
fn profit_of(cut: &Cut, campaign: &Campaign, acceptance: f64) -> f64 {
    let churned = campaign.expected_profit(1.0, acceptance);
    let retained = campaign.expected_profit(0.0, acceptance);
    cut.n_churned as f64 * churned + cut.n_retained as f64 * retained
}
