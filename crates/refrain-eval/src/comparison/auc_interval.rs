//! Interval of one ROC AUC.

use refrain_core::{Error, log_odds, logistic};

use super::auc_components::AucComponents;
use crate::interval::{Interval, check_level};
use crate::special::t_quantile;

/// Computes ROC AUC with an interval by formula; `groups` says which rows belong together.
///
/// The variance is DeLong's (1988), clustered by entity (Obuchowski 1997); the interval is
/// symmetric for the logarithm of AUC / (1 - AUC), as wide as Student's t with one degree of
/// freedom less than the rarer class has entities. The logarithm keeps the ends within 0 and 1
/// (Pepe, *The Statistical Evaluation of Medical Tests*, 2003, section 5.2.4), Student's t makes
/// up for a variance that few churners tell badly. How often it holds the truth is measured by
/// `cargo run --release -p refrain-eval --example coverage`.
///
/// Where every churned row scores above every retained one the formula has no variance. The far
/// end is then that of a share of 1 in as many trials as the rarer class has entities (Clopper and
/// Pearson 1934), likewise for an AUC of 0. Where all rows score alike it is one half, without doubt.
///
/// # Errors
///
/// [`ErrorKind::Argument`](crate::ErrorKind::Argument) if the level is not between 0 and 1;
/// [`ErrorKind::Mismatch`](crate::ErrorKind::Mismatch) for lists of unequal length;
/// [`ErrorKind::Data`](crate::ErrorKind::Data) for no rows, NaN scores and a single entity, unless rows
/// of both classes are there, and unless each class has two entities.
///
/// # Determinism
///
/// No random number is drawn, and the order of rows changes no bit.
///
/// # Examples
///
/// ```
/// use refrain_eval::auc_interval;
///
/// let labels = [true, true, true, false, false, false, false];
/// let scores = [0.9, 0.7, 0.4, 0.6, 0.3, 0.2, 0.1];
/// let auc = auc_interval(&labels, &scores, &[0, 1, 2, 3, 4, 5, 6], 0.95)?;
/// assert!((auc.estimate - 11.0 / 12.0).abs() < 1e-15);
/// assert!(auc.low < 0.5 && auc.high < 1.0, "three churners say little");
/// # Ok::<(), refrain_eval::Error>(())
/// ```
pub fn auc_interval(
    labels: &[bool],
    scores: &[f64],
    groups: &[usize],
    level: f64,
) -> Result<Interval, Error> {
    check_level(level)?;
    let components = AucComponents::new(labels, scores, groups)?;
    let (low, high) = ends(&components, 1.0 - (1.0 - level) / 2.0);
    Ok(Interval { estimate: components.auc, low, high, level, n_resamples: 0, n_undefined: 0 })
}

/// The ends, given the probability below the upper one.
fn ends(components: &AucComponents, probability: f64) -> (f64, f64) {
    let auc = components.auc;
    let n_of_rarer = components.entities.n_of_rarer() as f64;
    // The share whose n-th power is the tail: had the truth been lower, so many in a row right
    // would have been less likely than that (Clopper and Pearson 1934).
    let far = (1.0 - probability).powf(1.0 / n_of_rarer);
    if auc >= 1.0 {
        return (far, 1.0);
    }
    if auc <= 0.0 {
        return (0.0, 1.0 - far);
    }
    // By the delta method: the derivative of the log odds is 1 / (auc (1 - auc)).
    let standard_error = components.variance().max(0.0).sqrt() / (auc * (1.0 - auc));
    // Not the normal quantile, which holds the truth in as few as 88.4 % of samples (decision 11).
    let reach = t_quantile(probability, n_of_rarer - 1.0) * standard_error;
    // All rows score alike: rounding through the logarithm would open a gap around one half.
    if reach == 0.0 {
        return (auc, auc);
    }
    let centre = log_odds(auc);
    (logistic(centre - reach), logistic(centre + reach))
}
