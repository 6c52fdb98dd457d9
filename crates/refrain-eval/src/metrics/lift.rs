//! Lift of the deciles.

use super::ranking::Ranking;
use crate::Error;

pub(super) const NAME: &str = "decile_lift";

/// Returns the lift of the top decile: the share churned among the tenth of the rows with the
/// highest scores, over the share churned among all.
///
/// It is the first of [`lift_by_decile`], where ties and boundaries are explained.
///
/// # Errors
///
/// Those of [all metrics](crate::metrics), and [`Error::OneClass`] if no row churned.
pub fn decile_lift(labels: &[bool], scores: &[f64]) -> Result<f64, Error> {
    Ok(lift_by_decile(labels, scores)?[0])
}

/// Returns the lift of each decile, highest scores first; their mean is 1.
///
/// A decile is exactly a tenth of the rows. Where `n` rows are not divisible by 10, the row on a
/// boundary belongs to both sides by fractions: with 25 rows, the top decile is two rows and half
/// of the third. Rows of equal score share alike, which is the expected value if ties are broken
/// at random. So the result does not depend on the order of rows. Fewer than 10 rows are enough.
///
/// # Errors
///
/// Those of [all metrics](crate::metrics), and [`Error::OneClass`] if no row churned.
///
/// # Examples
///
/// ```
/// use refrain_eval::metrics::lift_by_decile;
///
/// let labels: Vec<bool> = (0..20).map(|row| row < 4).collect();
/// let scores: Vec<f64> = (0..20).map(|row| 1.0 - 0.05 * f64::from(row)).collect();
/// let lift = lift_by_decile(&labels, &scores)?;
/// assert_eq!(lift, [5.0, 5.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0]);
/// # Ok::<(), refrain_eval::Error>(())
/// ```
pub fn lift_by_decile(labels: &[bool], scores: &[f64]) -> Result<[f64; 10], Error> {
    let ranking = Ranking::new(labels, scores)?;
    ranking.require_churned(NAME)?;
    let n_rows = ranking.n_rows() as f64;
    let found = |n_deciles: usize| ranking.churned_in_top(n_rows * n_deciles as f64 / 10.0);
    let n_churned = ranking.n_churned as f64;
    Ok(std::array::from_fn(|decile| 10.0 * (found(decile + 1) - found(decile)) / n_churned))
}
