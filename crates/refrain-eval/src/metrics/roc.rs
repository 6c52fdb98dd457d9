//! Receiver operating characteristic: its curve and the area under it.

use refrain_core::Error;

use super::{CurvePoints, RankedRows, Tie};

pub(super) const AREA: &str = "roc_auc";
const CURVE: &str = "roc_curve";

/// Returns the area under the ROC curve: the probability that a churned row scores above a
/// retained one, a tie counting half.
///
/// Pairs are counted in whole numbers (Mann and Whitney's U), so the result is exact up to one
/// division. With weights, a pair counts by the product of its two.
///
/// # Errors
///
/// Those of [all metrics](crate::metrics), and [`ErrorKind::Data`](crate::ErrorKind::Data) unless
/// rows of both classes are there.
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
    RankedRows::new(labels, scores)?.roc_auc()
}

/// Rates of false alarms and of hits at one threshold.
#[derive(Debug, Clone, Copy, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[non_exhaustive]
pub struct RocPoint {
    /// Lowest score at which churn is predicted; infinite at the point where none is.
    pub threshold: f64,
    /// Share of the retained rows that are predicted to churn (false positive rate).
    pub false_alarm_rate: f64,
    /// Share of the churned rows that are predicted to churn (true positive rate).
    pub recall: f64,
}

/// Returns the ROC curve from (0, 0) to (1, 1), by descending threshold.
///
/// Rows of equal score enter together, as one sloping line. With [`CurvePoints::Distinct`] it is
/// scikit-learn's `roc_curve(drop_intermediate=False)`. [`CurvePoints::Corners`] leaves out exactly
/// the points on a line between their neighbours; scikit-learn's `drop_intermediate` leaves out
/// fewer, those between steps of equal size.
///
/// # Errors
///
/// Those of [`roc_auc`].
///
/// # Examples
///
/// ```
/// use refrain_eval::metrics::{CurvePoints, area_under_roc, roc_curve};
///
/// let curve = roc_curve(&[true, false, true], &[0.9, 0.4, 0.4], CurvePoints::Distinct)?;
/// let corners: Vec<_> = curve.iter().map(|point| (point.false_alarm_rate, point.recall)).collect();
/// assert_eq!(corners, [(0.0, 0.0), (0.0, 0.5), (1.0, 1.0)]);
/// assert_eq!(area_under_roc(&curve), 0.75);
/// # Ok::<(), refrain_eval::Error>(())
/// ```
pub fn roc_curve(
    labels: &[bool],
    scores: &[f64],
    points: CurvePoints,
) -> Result<Vec<RocPoint>, Error> {
    RankedRows::new(labels, scores)?.roc_curve(points)
}

/// Returns the area under a ROC curve, by trapezoids.
///
/// It is [`roc_auc`] up to rounding, which counts pairs instead.
pub fn area_under_roc(curve: &[RocPoint]) -> f64 {
    let trapezoid = |pair: &[RocPoint]| {
        (pair[1].false_alarm_rate - pair[0].false_alarm_rate) * (pair[0].recall + pair[1].recall)
    };
    curve.windows(2).map(trapezoid).sum::<f64>() / 2.0
}

impl RankedRows {
    /// Returns the [area under the ROC curve](roc_auc()).
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Data`](crate::ErrorKind::Data) unless rows of both classes are there.
    pub fn roc_auc(&self) -> Result<f64, Error> {
        self.require_both(AREA)?;
        Ok(if self.is_counted() { counted(self) } else { weighed(self) })
    }

    /// Returns the [ROC curve](roc_curve()).
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Data`](crate::ErrorKind::Data) unless rows of both classes are there.
    pub fn roc_curve(&self, points: CurvePoints) -> Result<Vec<RocPoint>, Error> {
        self.require_both(CURVE)?;
        // An infinite threshold, so that the curve begins at (0, 0) whatever the highest score is.
        let start = RocPoint { threshold: f64::INFINITY, false_alarm_rate: 0.0, recall: 0.0 };
        let mut curve = vec![start];
        let (mut churned, mut retained) = (0.0, 0.0);
        let mut line = Line::default();
        for (at, tie) in self.ties().iter().enumerate() {
            churned += tie.churned;
            retained += tie.retained;
            line.extend(tie);
            // Only where the direction changes is there a corner: `Line` keeps whole counts, so that no
            // corner is made by rounding.
            if points == CurvePoints::Distinct || line.turns(self.ties().get(at + 1)) {
                line = Line::default();
                let false_alarm_rate = retained / self.retained();
                let recall = churned / self.churned();
                curve.push(RocPoint { threshold: tie.score, false_alarm_rate, recall });
            }
        }
        Ok(curve)
    }
}

fn counted(rows: &RankedRows) -> f64 {
    // Twice the pairs won, so that a tie, which counts half, stays a whole number.
    let (mut above, mut twice_won) = (0, 0_u128);
    for tie in rows.ties() {
        twice_won += u128::from(tie.retained as u64) * u128::from(2 * above + tie.churned as u64);
        above += tie.churned as u64;
    }
    let n_pairs = rows.churned() as u128 * rows.retained() as u128;
    twice_won as f64 / (2 * n_pairs) as f64
}

/// Adds up in shares of each class, so that no product of large weights is infinite.
fn weighed(rows: &RankedRows) -> f64 {
    // From the highest score down in either form, so that no order of rows enters the sum.
    let (mut above, mut won) = (0.0, 0.0);
    for tie in rows.ties() {
        won += tie.retained / rows.retained() * ((above + tie.churned / 2.0) / rows.churned());
        above += tie.churned;
    }
    won
}

/// Stretch of the curve since the last point returned.
#[derive(Default)]
struct Line {
    churned: f64,
    retained: f64,
}

impl Line {
    fn extend(&mut self, tie: &Tie) {
        self.churned += tie.churned;
        self.retained += tie.retained;
    }

    /// Returns `true` if the curve goes on in another direction, or ends.
    fn turns(&self, next: Option<&Tie>) -> bool {
        next.is_none_or(|next| self.churned * next.retained != self.retained * next.churned)
    }
}
