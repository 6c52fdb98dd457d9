//! Trait of metrics.

use refrain_core::Error;

use super::RankedRows;
use super::problem::MetricProblem;

/// Metric: a figure for scores against labels.
///
/// Implement it to use a metric of one's own with [`Bootstrap`](crate::Bootstrap) and beside the
/// [`StandardMetric`](crate::StandardMetric)s.
///
/// The value must not depend on the order of rows: the bootstrap hands rows over by ascending
/// score, repeated as often as they were drawn.
///
/// # Examples
///
/// ```
/// use refrain_eval::{Error, Metric, metrics};
///
/// /// Gini coefficient of the ROC curve.
/// struct Gini;
///
/// impl Metric for Gini {
///     fn name(&self) -> String {
///         "gini".to_owned()
///     }
///     fn higher_is_better(&self) -> bool {
///         true
///     }
///     fn compute(&self, labels: &[bool], scores: &[f64]) -> Result<f64, Error> {
///         Ok(2.0 * metrics::roc_auc(labels, scores)? - 1.0)
///     }
/// }
/// assert_eq!(Gini.compute(&[true, false], &[0.7, 0.2])?, 1.0);
/// # Ok::<(), Error>(())
/// ```
pub trait Metric {
    /// Returns the name for tables, with the parameters that tell it from its like.
    fn name(&self) -> String;

    /// Returns `true` if a better model has a higher value; says nothing where there is an
    /// [`ideal`](Metric::ideal).
    fn higher_is_better(&self) -> bool;

    /// Returns the value that is best where both higher and lower ones are worse, such as 1 of a
    /// calibration slope. There is none for most metrics.
    fn ideal(&self) -> Option<f64> {
        None
    }

    /// Computes the value from one label and one score per row.
    ///
    /// # Errors
    ///
    /// Where the metric is undefined, such as [`undefined`](super::undefined); never `Ok(NaN)`.
    fn compute(&self, labels: &[bool], scores: &[f64]) -> Result<f64, Error>;

    /// Computes the value from rows that count by weights: a row of weight 2 as two equal rows, one
    /// of weight 0 as none.
    ///
    /// # Errors
    ///
    /// As [`compute`](Metric::compute), for weights that are not finite or negative, and, unless
    /// it is implemented, [`ErrorKind::Argument`](crate::ErrorKind::Argument).
    fn compute_weighted(
        &self,
        labels: &[bool],
        scores: &[f64],
        weights: &[f64],
    ) -> Result<f64, Error> {
        let _ = (labels, scores, weights);
        Err(MetricProblem::TakesNoWeights { metric: self.name() }.into())
    }

    /// Computes the value from rows that are sorted already, with weights or without, if the metric
    /// needs no more than they hold; the same to the last bit as from the rows. `None`, unless it is
    /// implemented.
    ///
    /// # Errors
    ///
    /// As [`compute`](Metric::compute), within the option.
    fn compute_ranked(&self, rows: &RankedRows) -> Option<Result<f64, Error>> {
        let _ = rows;
        None
    }
}

impl<M: Metric + ?Sized> Metric for &M {
    fn name(&self) -> String {
        (**self).name()
    }

    fn higher_is_better(&self) -> bool {
        (**self).higher_is_better()
    }

    fn ideal(&self) -> Option<f64> {
        (**self).ideal()
    }

    fn compute(&self, labels: &[bool], scores: &[f64]) -> Result<f64, Error> {
        (**self).compute(labels, scores)
    }

    fn compute_weighted(
        &self,
        labels: &[bool],
        scores: &[f64],
        weights: &[f64],
    ) -> Result<f64, Error> {
        (**self).compute_weighted(labels, scores, weights)
    }

    fn compute_ranked(&self, rows: &RankedRows) -> Option<Result<f64, Error>> {
        (**self).compute_ranked(rows)
    }
}

impl<M: Metric + ?Sized> Metric for Box<M> {
    fn name(&self) -> String {
        (**self).name()
    }

    fn higher_is_better(&self) -> bool {
        (**self).higher_is_better()
    }

    fn ideal(&self) -> Option<f64> {
        (**self).ideal()
    }

    fn compute(&self, labels: &[bool], scores: &[f64]) -> Result<f64, Error> {
        (**self).compute(labels, scores)
    }

    fn compute_weighted(
        &self,
        labels: &[bool],
        scores: &[f64],
        weights: &[f64],
    ) -> Result<f64, Error> {
        (**self).compute_weighted(labels, scores, weights)
    }

    fn compute_ranked(&self, rows: &RankedRows) -> Option<Result<f64, Error>> {
        (**self).compute_ranked(rows)
    }
}
