//! The trait of metrics.

use crate::Error;

/// A figure for scores against labels.
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

    /// Whether a better model has a higher value.
    fn higher_is_better(&self) -> bool;

    /// Computes the value from one label and one score per row.
    ///
    /// # Errors
    ///
    /// Where the metric is undefined, such as [`Error::Undefined`]; never `Ok(NaN)`.
    fn compute(&self, labels: &[bool], scores: &[f64]) -> Result<f64, Error>;
}

impl<M: Metric + ?Sized> Metric for &M {
    fn name(&self) -> String {
        (**self).name()
    }

    fn higher_is_better(&self) -> bool {
        (**self).higher_is_better()
    }

    fn compute(&self, labels: &[bool], scores: &[f64]) -> Result<f64, Error> {
        (**self).compute(labels, scores)
    }
}

impl<M: Metric + ?Sized> Metric for Box<M> {
    fn name(&self) -> String {
        (**self).name()
    }

    fn higher_is_better(&self) -> bool {
        (**self).higher_is_better()
    }

    fn compute(&self, labels: &[bool], scores: &[f64]) -> Result<f64, Error> {
        (**self).compute(labels, scores)
    }
}
