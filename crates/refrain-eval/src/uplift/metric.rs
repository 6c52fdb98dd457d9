//! Single figures of uplift.

use refrain_core::Error;

use super::curve::{area, drawn, random_area};
use super::rows::{Counts, Row};
use super::{TreatmentRows, UpliftPoint};
use crate::metrics::undefined;

/// Figure of how well scores tell whom a treatment keeps.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum UpliftMetric {
    /// The uplift of all rows, whatever the scores: the average effect of the treatment.
    Effect,
    /// Area under the [uplift curve](super::uplift_curve), over the square of the number of rows.
    ///
    /// It is the gain per customer, averaged over how large a share is treated. Scores that tell
    /// nothing have half the effect on average.
    Auuc,
    /// The area between the uplift curve and the straight line to its end, over the same area of
    /// the best order there is (treated kept, untreated churned, then the more numerous of the
    /// untreated kept and the treated churned, then the others).
    ///
    /// 0 is chance, 1 the best; scikit-uplift's `uplift_auc_score`.
    NormalizedAuuc,
    /// The area between the [Qini curve](super::qini_curve) and the straight line to its end, over
    /// the same area of the best order there is (treated kept, then all whom the treatment did not
    /// change, then untreated kept).
    ///
    /// Radcliffe's Qini coefficient, with negative effects allowed in the best order;
    /// scikit-uplift's `qini_auc_score`. 0 is chance, 1 the best.
    Qini,
}

impl UpliftMetric {
    /// Returns the name for tables.
    pub fn name(&self) -> &'static str {
        match self {
            UpliftMetric::Effect => "effect",
            UpliftMetric::Auuc => "auuc",
            UpliftMetric::NormalizedAuuc => "normalized_auuc",
            UpliftMetric::Qini => "qini",
        }
    }

    /// Computes the figure.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Data`](crate::ErrorKind::Data) if no order of the rows would be better than chance, for the
    /// figures that compare with the best.
    ///
    /// # Examples
    ///
    /// ```
    /// use refrain_eval::uplift::{TreatmentRows, UpliftMetric};
    ///
    /// let treated = [true, false, true, false];
    /// let churned = [false, true, false, false];
    /// let rows = TreatmentRows::new(&treated, &churned, &[0.9, 0.8, 0.2, 0.1])?;
    /// assert!(UpliftMetric::Qini.compute(&rows)?.is_finite());
    /// # Ok::<(), refrain_eval::Error>(())
    /// ```
    pub fn compute(&self, rows: &TreatmentRows) -> Result<f64, Error> {
        self.weighted(rows, |_| 1)
    }

    /// Computes the figure with each row as often as its weight says.
    pub(crate) fn weighted(
        &self,
        rows: &TreatmentRows,
        weight: impl Fn(usize) -> u64,
    ) -> Result<f64, Error> {
        let counts = rows.cumulated(|row| weight(row.row));
        let all = counts.last().expect("the first point is always there");
        match self {
            UpliftMetric::Effect => Ok(all.effect()),
            UpliftMetric::Auuc => {
                let n_rows = all.n_rows() as f64;
                Ok(area(&drawn(&counts, Counts::uplift)) / (n_rows * n_rows))
            }
            UpliftMetric::NormalizedAuuc => {
                let best = by_rank(rows, weight, |row| uplift_rank(row, all));
                self.over_best(&drawn(&counts, Counts::uplift), &drawn(&best, Counts::uplift))
            }
            UpliftMetric::Qini => {
                let best = by_rank(rows, weight, qini_rank);
                self.over_best(&drawn(&counts, Counts::qini), &drawn(&best, Counts::qini))
            }
        }
    }

    fn over_best(&self, curve: &[UpliftPoint], best: &[UpliftPoint]) -> Result<f64, Error> {
        let above = |points: &[UpliftPoint]| area(points) - random_area(points);
        let most = above(best);
        // With nothing to gain, 0 / 0 would say chance or perfection by rounding.
        if most > 0.0 {
            return Ok(above(curve) / most);
        }
        Err(undefined(self.name(), "no order of these rows is better than chance"))
    }
}

/// Ranks in the best order of either curve.
const N_RANKS: usize = 4;

/// The counts down to each rank in use, from none.
fn by_rank(
    rows: &TreatmentRows,
    weight: impl Fn(usize) -> u64,
    rank: impl Fn(&Row) -> usize,
) -> Vec<Counts> {
    let mut of_rank: [Vec<&Row>; N_RANKS] = Default::default();
    for row in &rows.rows {
        of_rank[rank(row)].push(row);
    }
    let mut counts = Counts::default();
    let mut points = vec![counts];
    for ranked in of_rank {
        ranked.iter().for_each(|row| counts.add(row, weight(row.row)));
        points.push(counts);
    }
    points
}

fn qini_rank(row: &Row) -> usize {
    match (row.is_treated, row.is_kept) {
        (true, true) => 0,
        (_, false) => 1,
        (false, true) => 2,
    }
}

fn uplift_rank(row: &Row, all: &Counts) -> usize {
    let treated_churned = all.n_treated - all.kept_treated;
    let kept_first = all.kept_untreated > treated_churned;
    match (row.is_treated, row.is_kept) {
        (true, true) => 0,
        (false, false) => 1,
        (false, true) => {
            if kept_first {
                2
            } else {
                3
            }
        }
        (true, false) => {
            if kept_first {
                3
            } else {
                2
            }
        }
    }
}
