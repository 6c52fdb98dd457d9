//! What is found by contacting from the highest score down.

use super::RankedRows;
use crate::Error;

const NAME: &str = "cumulative_gains";

/// What contacting all rows down to a score finds.
#[derive(Debug, Clone, Copy, PartialEq)]
#[non_exhaustive]
pub struct GainsPoint {
    /// Lowest score contacted.
    pub threshold: f64,
    /// Share of all rows that are contacted.
    pub contacted: f64,
    /// Share of the churned rows that are contacted.
    pub found: f64,
    /// How many times as many churned rows are found as by contacting as many at random.
    pub lift: f64,
}

/// Returns the cumulative gains curve (`found` against `contacted`) and the lift curve (`lift`
/// against `contacted`): one point for each distinct score, highest first, the last at (1, 1).
///
/// The gains curve starts at (0, 0), where lift is undefined, so that the point is not returned.
/// Between two points, rows of equal score are contacted in random order: the gains curve is a
/// straight line.
///
/// # Errors
///
/// Those of [all metrics](crate::metrics), and [`Error::OneClass`] if no row churned.
///
/// # Examples
///
/// ```
/// use refrain_eval::metrics::cumulative_gains;
///
/// let gains = cumulative_gains(&[true, false, true, false], &[0.9, 0.4, 0.4, 0.1])?;
/// assert_eq!((gains[0].contacted, gains[0].found, gains[0].lift), (0.25, 0.5, 2.0));
/// assert_eq!((gains[1].contacted, gains[1].found), (0.75, 1.0));
/// # Ok::<(), refrain_eval::Error>(())
/// ```
pub fn cumulative_gains(labels: &[bool], scores: &[f64]) -> Result<Vec<GainsPoint>, Error> {
    RankedRows::new(labels, scores)?.cumulative_gains()
}

impl RankedRows {
    /// Returns the [cumulative gains and the lift](cumulative_gains()) at each score.
    ///
    /// # Errors
    ///
    /// [`Error::OneClass`] if no row churned.
    pub fn cumulative_gains(&self) -> Result<Vec<GainsPoint>, Error> {
        self.require_churned(NAME)?;
        let (mut churned, mut total) = (0.0, 0.0);
        let point = |tie: &super::Tie| {
            churned += tie.churned;
            total += tie.total();
            let (contacted, found) = (total / self.total(), churned / self.churned());
            GainsPoint { threshold: tie.score, contacted, found, lift: found / contacted }
        };
        Ok(self.ties().iter().map(point).collect())
    }
}
