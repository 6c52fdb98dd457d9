//! Precision against recall: the curve, its area, and average precision.

use refrain_core::Error;

use super::{CurvePoints, RankedRows};

pub(super) const AVERAGE: &str = "average_precision";
pub(super) const AREA: &str = "pr_auc";
const CURVE: &str = "precision_recall_curve";

/// Returns the average precision: the precision at each distinct score as a threshold, weighted
/// by the recall gained there.
///
/// The curve is a step function, not interpolated, as in scikit-learn's
/// `average_precision_score`; rows of equal score enter together. Random scores get the share of
/// churned rows.
///
/// # Errors
///
/// Those of [all metrics](crate::metrics), and [`ErrorKind::Data`](crate::ErrorKind::Data) if no
/// row churned. Where all churned it is 1.
///
/// # Examples
///
/// ```
/// use refrain_eval::metrics;
///
/// let labels = [true, false, true, false, false];
/// let scores = [0.9, 0.6, 0.4, 0.3, 0.1];
/// // Precision is 1 where the first churner is found, and 2/3 where the second is.
/// assert!((metrics::average_precision(&labels, &scores)? - 5.0 / 6.0).abs() < 1e-12);
/// # Ok::<(), refrain_eval::Error>(())
/// ```
pub fn average_precision(labels: &[bool], scores: &[f64]) -> Result<f64, Error> {
    RankedRows::new(labels, scores)?.average_precision()
}

/// Precision and recall at one threshold.
#[derive(Debug, Clone, Copy, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[non_exhaustive]
pub struct PrecisionRecallPoint {
    /// Lowest score at which churn is predicted.
    pub threshold: f64,
    /// Share of churned rows among those predicted to churn.
    pub precision: f64,
    /// Share of the churned rows that are predicted to churn.
    pub recall: f64,
}

/// Returns precision and recall at each distinct score as a threshold, highest first.
///
/// It is scikit-learn's `precision_recall_curve` from back to front, without the point of recall 0
/// and precision 1 that is added there and that no threshold reaches. [`CurvePoints::Corners`]
/// leaves out what scikit-learn's `drop_intermediate` does: points that have the recall of both
/// their neighbours.
///
/// Two points must not be joined by a straight line, which is above what can be had between them
/// (Davis and Goadrich, *ICML*, 2006).
///
/// # Errors
///
/// Those of [all metrics](crate::metrics), and [`ErrorKind::Data`](crate::ErrorKind::Data) if no
/// row churned (scikit-learn warns and calls recall 1).
///
/// # Examples
///
/// ```
/// use refrain_eval::metrics::{CurvePoints, precision_recall_curve};
///
/// let labels = [true, false, true];
/// let curve = precision_recall_curve(&labels, &[0.9, 0.4, 0.4], CurvePoints::Distinct)?;
/// assert_eq!((curve[0].precision, curve[0].recall), (1.0, 0.5));
/// assert_eq!((curve[1].precision, curve[1].recall), (2.0 / 3.0, 1.0));
/// # Ok::<(), refrain_eval::Error>(())
/// ```
pub fn precision_recall_curve(
    labels: &[bool],
    scores: &[f64],
    points: CurvePoints,
) -> Result<Vec<PrecisionRecallPoint>, Error> {
    RankedRows::new(labels, scores)?.precision_recall_curve(points)
}

impl RankedRows {
    /// Returns the [`average_precision`].
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Data`](crate::ErrorKind::Data) if no row churned.
    pub fn average_precision(&self) -> Result<f64, Error> {
        self.require_churned(AVERAGE)?;
        let (mut churned, mut total, mut sum) = (0.0, 0.0, 0.0);
        for tie in self.ties() {
            churned += tie.churned;
            total += tie.total();
            sum += tie.churned * (churned / total);
        }
        Ok(sum / self.churned())
    }

    /// Returns the [precision-recall curve](precision_recall_curve()).
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Data`](crate::ErrorKind::Data) if no row churned.
    pub fn precision_recall_curve(
        &self,
        points: CurvePoints,
    ) -> Result<Vec<PrecisionRecallPoint>, Error> {
        self.require_churned(CURVE)?;
        // Where neither a point nor the next gains recall, the curve falls straight through it.
        let gains = |at: usize| self.ties().get(at).is_none_or(|tie| tie.churned > 0.0);
        let keep = |at: usize| match points {
            CurvePoints::Distinct => true,
            CurvePoints::Corners => at == 0 || gains(at) || gains(at + 1),
        };
        let points = self.precisions().enumerate().filter(|(at, _)| keep(*at));
        Ok(points.map(|(_, point)| point).collect())
    }

    /// Returns the area under the [precision-recall curve](precision_recall_curve()) by trapezoids;
    /// before its first point, precision is held to be that of the first point.
    ///
    /// It is the area that many libraries report, and optimistic, since no threshold reaches the
    /// lines between points: prefer [`average_precision`]. scikit-learn's `auc` of its curve differs
    /// by a triangle, as it starts at precision 1.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Data`](crate::ErrorKind::Data) if no row churned.
    ///
    /// # Examples
    ///
    /// ```
    /// use refrain_eval::metrics::RankedRows;
    ///
    /// let labels = [true, false, true, false, false];
    /// let scores = [0.9, 0.6, 0.4, 0.3, 0.1];
    /// let rows = RankedRows::new(&labels, &scores)?;
    /// assert!(rows.pr_auc()? > 0.7 && rows.pr_auc()? < rows.average_precision()?);
    /// # Ok::<(), refrain_eval::Error>(())
    /// ```
    pub fn pr_auc(&self) -> Result<f64, Error> {
        self.require_churned(AREA)?;
        let (mut area, mut before) = (0.0, None);
        for PrecisionRecallPoint { precision, recall, .. } in self.precisions() {
            // Before the first point precision is unknown; scikit-learn takes 1 there.
            let (precision_before, recall_before) = before.unwrap_or((precision, 0.0));
            area += (recall - recall_before) * (precision_before + precision);
            before = Some((precision, recall));
        }
        Ok(area / 2.0)
    }

    fn precisions(&self) -> impl Iterator<Item = PrecisionRecallPoint> {
        let (mut churned, mut total) = (0.0, 0.0);
        self.ties().iter().map(move |tie| {
            churned += tie.churned;
            total += tie.total();
            let (precision, recall) = (churned / total, churned / self.churned());
            PrecisionRecallPoint { threshold: tie.score, precision, recall }
        })
    }
}
