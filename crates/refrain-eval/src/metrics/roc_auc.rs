//! Area under the receiver operating characteristic.

use super::ranking::Ranking;
use crate::Error;

pub(super) const NAME: &str = "roc_auc";

/// Returns the area under the ROC curve: the probability that a churned row scores above a
/// retained one, a tie counting half.
///
/// Pairs are counted in whole numbers (Mann and Whitney's U), so the result is exact up to one
/// division.
///
/// # Errors
///
/// Those of [all metrics](crate::metrics), and [`Error::OneClass`] unless rows of both classes
/// are there.
///
/// # Examples
///
/// ```
/// use refrain_eval::metrics::roc_auc;
///
/// let labels = [true, true, false, false];
/// assert_eq!(roc_auc(&labels, &[0.9, 0.4, 0.4, 0.1])?, 0.875);
/// # Ok::<(), refrain_eval::Error>(())
/// ```
pub fn roc_auc(labels: &[bool], scores: &[f64]) -> Result<f64, Error> {
    let ranking = Ranking::new(labels, scores)?;
    ranking.require_churned(NAME)?;
    ranking.require_retained(NAME)?;
    let (mut above, mut twice_won) = (0, 0_u128);
    for tie in &ranking.ties {
        let retained = u128::from(tie.n_retained);
        twice_won += retained * u128::from(2 * above + tie.n_churned);
        above += tie.n_churned;
    }
    let n_pairs = u128::from(ranking.n_churned) * u128::from(ranking.n_retained);
    Ok(twice_won as f64 / (2 * n_pairs) as f64)
}
