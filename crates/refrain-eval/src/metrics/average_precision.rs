//! Average precision.

use super::ranking::Ranking;
use crate::Error;

pub(super) const NAME: &str = "average_precision";

/// Returns the average precision: the precision at each distinct score as a threshold, weighted
/// by the recall gained there.
///
/// The curve is a step function, not interpolated, as in scikit-learn's
/// `average_precision_score`; rows of equal score enter together. Random scores get the share of
/// churned rows.
///
/// # Errors
///
/// Those of [all metrics](crate::metrics), and [`Error::OneClass`] if no row churned. Where all
/// churned it is 1.
pub fn average_precision(labels: &[bool], scores: &[f64]) -> Result<f64, Error> {
    let ranking = Ranking::new(labels, scores)?;
    ranking.require_churned(NAME)?;
    let (mut n_churned, mut n_rows, mut sum) = (0, 0, 0.0);
    for tie in &ranking.ties {
        n_churned += tie.n_churned;
        n_rows += tie.n_rows();
        sum += tie.n_churned as f64 * (n_churned as f64 / n_rows as f64);
    }
    Ok(sum / ranking.n_churned as f64)
}
