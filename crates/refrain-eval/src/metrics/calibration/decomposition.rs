//! Decomposition of the Brier score: reliability, resolution and uncertainty.

use refrain_core::Error;

use super::bins::{Bin, Bins};
use crate::metrics::RankedRows;

pub(in crate::metrics) const RELIABILITY: &str = "brier_reliability";
pub(in crate::metrics) const RESOLUTION: &str = "brier_resolution";
const DECOMPOSITION: &str = "brier_decomposition";

/// Parts of the Brier score over bins of probabilities.
///
/// [`brier`](crate::metrics::brier()) = reliability - resolution + uncertainty + within-bin variance -
/// within-bin covariance. The first three are Murphy's (*Journal of Applied Meteorology* 12, 1973)
/// and make the score where each bin is one probability; the last two are what binning neglects
/// (Stephenson, Coelho and Jolliffe, *Weather and Forecasting* 23, 2008) and are 0 then.
#[derive(Debug, Clone, Copy, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[non_exhaustive]
pub struct BrierDecomposition {
    /// Mean squared distance between a bin's mean score and its share churned; 0 is best.
    pub reliability: f64,
    /// Mean squared distance between a bin's share churned and that of all rows; more is better.
    pub resolution: f64,
    /// Share churned times share retained of all rows: the score of telling everyone the share.
    pub uncertainty: f64,
    /// Mean squared distance between a score and its bin's mean.
    pub within_bin_variance: f64,
    /// Twice the covariance of score and label within bins.
    pub within_bin_covariance: f64,
}

impl BrierDecomposition {
    /// Returns the Brier score that the parts make.
    pub fn brier(&self) -> f64 {
        self.reliability - self.resolution + self.uncertainty + self.within_bin_variance
            - self.within_bin_covariance
    }

    fn add(&mut self, bin: &Bin<'_>, overall_share: f64) {
        let square = |value: f64| value * value;
        self.reliability += bin.total * square(bin.mean_score - bin.churned_share);
        self.resolution += bin.total * square(bin.churned_share - overall_share);
        // What follows vanishes where every bin is a single score.
        for tie in bin.ties {
            let distance = tie.score - bin.mean_score;
            let surplus = tie.churned - tie.total() * bin.churned_share;
            self.within_bin_variance += tie.total() * square(distance);
            self.within_bin_covariance += 2.0 * surplus * distance;
        }
    }
}

/// Returns the decomposition of the Brier score over bins of probabilities.
///
/// # Errors
///
/// Those of [`calibration_curve`](super::calibration_curve()).
///
/// # Examples
///
/// ```
/// use refrain_eval::metrics::{Bins, brier, brier_decomposition};
///
/// let (labels, scores) = ([false, true, false, true], [0.1, 0.2, 0.2, 0.9]);
/// let parts = brier_decomposition(&labels, &scores, Bins::EqualWidth(4))?;
/// assert_eq!(parts.uncertainty, 0.25);
/// assert!((parts.brier() - brier(&labels, &scores)?).abs() < 1e-15);
/// # Ok::<(), refrain_eval::Error>(())
/// ```
pub fn brier_decomposition(
    labels: &[bool],
    scores: &[f64],
    bins: Bins,
) -> Result<BrierDecomposition, Error> {
    RankedRows::new(labels, scores)?.brier_decomposition(bins)
}

impl RankedRows {
    /// Returns the [decomposition of the Brier score](brier_decomposition()).
    ///
    /// # Errors
    ///
    /// As the function.
    pub fn brier_decomposition(&self, bins: Bins) -> Result<BrierDecomposition, Error> {
        self.require_probabilities(DECOMPOSITION)?;
        let mut sums = BrierDecomposition {
            reliability: 0.0,
            resolution: 0.0,
            uncertainty: self.uncertainty(),
            within_bin_variance: 0.0,
            within_bin_covariance: 0.0,
        };
        let overall_share = self.churned() / self.total();
        self.bins(bins)?.for_each(|bin| sums.add(&bin, overall_share));
        Ok(BrierDecomposition {
            reliability: sums.reliability / self.total(),
            resolution: sums.resolution / self.total(),
            within_bin_variance: sums.within_bin_variance / self.total(),
            within_bin_covariance: sums.within_bin_covariance / self.total(),
            ..sums
        })
    }
}
