//! Precision against recall.

use super::{CurvePoints, RankedRows};
use crate::Error;

const NAME: &str = "precision_recall_curve";
pub(super) const AREA_NAME: &str = "pr_auc";

/// Precision and recall at one threshold.
#[derive(Debug, Clone, Copy, PartialEq)]
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
/// Those of [all metrics](crate::metrics), and [`Error::OneClass`] if no row churned (scikit-learn
/// warns and calls recall 1).
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

/// Returns the area under the precision-recall curve by trapezoids; before its first point,
/// precision is held to be that of the first point.
///
/// It is the area that many libraries report, and optimistic, since no threshold reaches the lines
/// between points: prefer [`average_precision`](super::average_precision()). scikit-learn's `auc`
/// of its curve differs by a triangle, as it starts at precision 1.
///
/// # Errors
///
/// Those of [all metrics](crate::metrics), and [`Error::OneClass`] if no row churned.
pub fn pr_auc(labels: &[bool], scores: &[f64]) -> Result<f64, Error> {
    RankedRows::new(labels, scores)?.pr_auc()
}

impl RankedRows {
    /// Returns the [precision-recall curve](precision_recall_curve()).
    ///
    /// # Errors
    ///
    /// [`Error::OneClass`] if no row churned.
    pub fn precision_recall_curve(
        &self,
        points: CurvePoints,
    ) -> Result<Vec<PrecisionRecallPoint>, Error> {
        self.require_churned(NAME)?;
        let gains = |at: usize| self.ties().get(at).is_none_or(|tie| tie.churned > 0.0);
        let keep = |at: usize| match points {
            CurvePoints::Distinct => true,
            CurvePoints::Corners => at == 0 || gains(at) || gains(at + 1),
        };
        let points = self.precisions().enumerate().filter(|(at, _)| keep(*at));
        Ok(points.map(|(_, point)| point).collect())
    }

    /// Returns the [area under the precision-recall curve](pr_auc()).
    ///
    /// # Errors
    ///
    /// [`Error::OneClass`] if no row churned.
    pub fn pr_auc(&self) -> Result<f64, Error> {
        self.require_churned(AREA_NAME)?;
        let (mut area, mut before) = (0.0, None);
        for PrecisionRecallPoint { precision, recall, .. } in self.precisions() {
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
