//! DeLong's test of two ROC AUCs.

use refrain_core::{Error, normal_cdf};

use super::auc_components::AucComponents;
use super::problem::ComparisonProblem;

/// Result of DeLong's test of two models on the same rows.
#[derive(Debug, Clone, Copy, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[non_exhaustive]
pub struct DeLong {
    /// ROC AUC of the first scores.
    pub auc_a: f64,
    /// ROC AUC of the second scores.
    pub auc_b: f64,
    /// Difference, first less second.
    pub difference: f64,
    /// Standard error of the difference over samples of entities.
    pub standard_error: f64,
    /// Difference in standard errors.
    pub z: f64,
    /// Probability of a difference as great, up or down, between models that are equally good.
    pub p_value: f64,
}

/// Tests whether two models have the same ROC AUC on the same rows; `groups` says which rows belong
/// together.
///
/// DeLong, DeLong and Clarke-Pearson (*Comparing the Areas under Two or More Correlated Receiver
/// Operating Characteristic Curves*, Biometrics 44, 1988), by ranks (Sun and Xu 2014), with the
/// covariances clustered by entity (Obuchowski 1997). Rows of one entity are no separate
/// witnesses; with one row an entity the test is DeLong's own.
///
/// The normal distribution of z holds for many churners; with fewer than about 20 entities that
/// churned, p-values are too small.
///
/// # Errors
///
/// [`ErrorKind::Mismatch`](crate::ErrorKind::Mismatch) for lists of unequal length;
/// [`ErrorKind::Data`](crate::ErrorKind::Data) for no rows, NaN scores in either list and a single
/// entity, unless each class has rows of two entities, and if the AUCs differ and by the formula
/// neither could come out otherwise, as 1 against one half. Where every entity is placed alike by
/// both, z is 0 and p is 1.
///
/// # Examples
///
/// ```
/// use refrain_eval::delong;
///
/// let labels = [true, true, true, true, false, false, false, false];
/// let model = [0.9, 0.8, 0.7, 0.3, 0.6, 0.4, 0.2, 0.1];
/// let guess = [0.5, 0.2, 0.6, 0.4, 0.7, 0.3, 0.1, 0.8];
/// let test = delong(&labels, &model, &guess, &[0, 1, 2, 3, 4, 5, 6, 7])?;
/// assert_eq!((test.auc_a, test.auc_b), (0.875, 0.4375));
/// assert!(test.p_value > 0.05, "eight customers cannot tell");
/// # Ok::<(), refrain_eval::Error>(())
/// ```
pub fn delong(
    labels: &[bool],
    scores_a: &[f64],
    scores_b: &[f64],
    groups: &[usize],
) -> Result<DeLong, Error> {
    let a = AucComponents::new(labels, scores_a, groups)?;
    let b = AucComponents::new(labels, scores_b, groups)?;
    let (auc_a, auc_b) = (a.auc, b.auc);
    let difference = auc_a - auc_b;
    let scale = a.variance() + b.variance();
    let variance = scale - 2.0 * a.covariance(&b);
    // What is left of equal placements is rounding, and a quotient of roundings would be nonsense.
    let none = variance <= 1e-12 * scale;
    if none && difference != 0.0 {
        return Err(ComparisonProblem::NoVariance { auc_a, auc_b }.into());
    }
    let standard_error = if none { 0.0 } else { variance.sqrt() };
    let z = if none { 0.0 } else { difference / standard_error };
    // Twice the lower tail: 1 minus the upper would be 0 from z = 9 on.
    let p_value = 2.0 * normal_cdf(-z.abs());
    Ok(DeLong { auc_a, auc_b, difference, standard_error, z, p_value })
}
