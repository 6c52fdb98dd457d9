//! The receiver operating characteristic.

use super::{CurvePoints, RankedRows, Tie};
use crate::Error;

const NAME: &str = "roc_curve";

/// What a threshold finds, and what it wrongly takes.
#[derive(Debug, Clone, Copy, PartialEq)]
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
/// Those of [all metrics](crate::metrics), and [`Error::OneClass`] unless rows of both classes
/// are there.
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
/// It is [`roc_auc`](super::roc_auc()) up to rounding, which counts pairs instead.
pub fn area_under_roc(curve: &[RocPoint]) -> f64 {
    let trapezoid = |pair: &[RocPoint]| {
        (pair[1].false_alarm_rate - pair[0].false_alarm_rate) * (pair[0].recall + pair[1].recall)
    };
    curve.windows(2).map(trapezoid).sum::<f64>() / 2.0
}

impl RankedRows {
    /// Returns the [ROC curve](roc_curve()).
    ///
    /// # Errors
    ///
    /// [`Error::OneClass`] unless rows of both classes are there.
    pub fn roc_curve(&self, points: CurvePoints) -> Result<Vec<RocPoint>, Error> {
        self.require_both(NAME)?;
        let start = RocPoint { threshold: f64::INFINITY, false_alarm_rate: 0.0, recall: 0.0 };
        let mut curve = vec![start];
        let (mut churned, mut retained) = (0.0, 0.0);
        let mut line = Line::default();
        for (at, tie) in self.ties().iter().enumerate() {
            churned += tie.churned;
            retained += tie.retained;
            line.extend(tie);
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

/// The stretch of the curve since the last point returned.
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

    /// Whether the curve goes on in another direction, or ends.
    fn turns(&self, next: Option<&Tie>) -> bool {
        next.is_none_or(|next| self.churned * next.retained != self.retained * next.churned)
    }
}
