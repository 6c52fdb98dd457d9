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
    match auc_interval(labels, scores, groups, LEVEL) {
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

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    /// Makes an interval of any ends.
    pub(crate) fn interval(estimate: f64, low: f64) -> Interval {
        let (labels, scores) = ([true, true, false, false], [0.1, 0.4, 0.2, 0.3]);
        let mut auc = auc_interval(&labels, &scores, &[0, 1, 2, 3], LEVEL).expect("both classes");
        (auc.estimate, auc.low, auc.high) = (estimate, low, 1.0);
        auc
    }

    #[test]
    fn direction_is_the_one_that_tells_more() {
        let labels = [true, true, false, false, false];
        let oriented = |scores: [f64; 5]| {
            let found = oriented(&labels, &scores, &[0, 1, 2, 3, 4]).unwrap().unwrap();
            (found.auc.estimate, found.higher_churns)
        };
        assert_eq!(oriented([5.0, 3.0, 4.0, 2.0, 1.0]), (5.0 / 6.0, true));
        assert_eq!(oriented([1.0, 3.0, 2.0, 4.0, 5.0]), (5.0 / 6.0, false));
        assert_eq!(oriented([2.0, 2.0, 1.0, 2.0, 3.0]), (0.5, false));
    }

    #[test]
    fn no_interval_is_no_error_and_an_unequal_length_is() {
        assert_eq!(auc(&[true, true], &[1.0, 2.0], &[0, 1]).unwrap(), None);
        assert_eq!(auc(&[true, false, false], &[1.0, 2.0, 3.0], &[0, 1, 2]).unwrap(), None);
        assert!(oriented(&[true, false, false], &[1.0, 2.0, 3.0], &[0, 1, 2]).unwrap().is_none());
        let error = auc(&[true, false], &[1.0], &[0, 1]).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Mismatch);
    }
}
