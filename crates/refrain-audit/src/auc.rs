//! The ROC AUC of a column or a model, with the interval that evaluation gives it.

use refrain_core::ErrorKind;
use refrain_eval::{Interval, auc_interval};

use crate::Error;

/// Level of every interval of an audit.
pub(crate) const LEVEL: f64 = 0.95;

/// Computes the AUC of scores with its interval; `groups` says which rows belong together.
///
/// `None` where evaluation has none: rows of one class, or a class of one entity alone.
pub(crate) fn auc(
    labels: &[bool],
    scores: &[f64],
    groups: &[usize],
) -> Result<Option<Interval>, Error> {
    match auc_interval(labels, scores, groups, LEVEL).map_err(Error::from) {
        Ok(auc) => Ok(Some(auc)),
        Err(error) if error.kind() == ErrorKind::Data => Ok(None),
        Err(error) => Err(error),
    }
}

/// An AUC in the direction in which it is one half or more.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Oriented {
    pub(crate) auc: Interval,
    pub(crate) higher_churns: bool,
}

/// Computes the AUC of scores in the direction in which it is one half or more.
pub(crate) fn oriented(
    labels: &[bool],
    scores: &[f64],
    groups: &[usize],
) -> Result<Option<Oriented>, Error> {
    let Some(as_given) = auc(labels, scores, groups)? else { return Ok(None) };
    if as_given.estimate >= 0.5 {
        return Ok(Some(Oriented { auc: as_given, higher_churns: as_given.estimate > 0.5 }));
    }
    // Computed anew: one minus the ends would differ from evaluation's interval in the last bits.
    let reversed: Vec<f64> = scores.iter().map(|score| -score).collect();
    let found = auc(labels, &reversed, groups)?;
    Ok(found.map(|auc| Oriented { auc, higher_churns: false }))
}
