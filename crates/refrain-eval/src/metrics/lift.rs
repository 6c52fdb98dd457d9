//! Lift of the deciles.

use super::RankedRows;
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
    RankedRows::new(labels, scores)?.decile_lift()
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
    RankedRows::new(labels, scores)?.lift_by_decile()
}

impl RankedRows {
    /// Returns the [lift of the top decile](decile_lift()).
    ///
    /// # Errors
    ///
    /// [`Error::OneClass`] if no row churned.
    pub fn decile_lift(&self) -> Result<f64, Error> {
        self.require_churned(NAME)?;
        Ok(10.0 * self.churned_in_top(self.total() / 10.0) / self.churned())
    }

    /// Returns the [lift of each decile](lift_by_decile()), highest scores first.
    ///
    /// # Errors
    ///
    /// [`Error::OneClass`] if no row churned.
    pub fn lift_by_decile(&self) -> Result<[f64; 10], Error> {
        self.require_churned(NAME)?;
        let top = |n_deciles: usize| self.total() * n_deciles as f64 / 10.0;
        let found: [f64; 11] = std::array::from_fn(|deciles| self.churned_in_top(top(deciles)));
        let lift = |at: usize| 10.0 * (found[at + 1] - found[at]) / self.churned();
        Ok(std::array::from_fn(lift))
    }
}
