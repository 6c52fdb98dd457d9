//! Matthews's correlation coefficient.

use super::{Class, Confusion};
use crate::Error;

pub(super) const NAME: &str = "mcc";

/// Returns Matthews's correlation coefficient: the correlation between label and prediction, from
/// -1 to 1, with churn predicted where score >= threshold.
///
/// With `h` hits, `m` misses, `a` false alarms and `c` correct rejections it is
/// (h c - m a) / √((h + a)(h + m)(c + a)(c + m)) (Matthews, *Biochimica et Biophysica Acta* 405,
/// 1975).
///
/// # Errors
///
/// Those of [all metrics](crate::metrics), [`Error::NanThreshold`], and, where scikit-learn returns
/// 0: [`Error::OneClass`] unless rows of both classes are there, and [`Error::NothingPredicted`] if
/// all rows are predicted alike.
pub fn mcc(labels: &[bool], scores: &[f64], threshold: f64) -> Result<f64, Error> {
    Confusion::new(labels, scores, threshold)?.mcc()
}

impl Confusion {
    /// Returns [Matthews's correlation coefficient](mcc()).
    ///
    /// # Errors
    ///
    /// [`Error::OneClass`] unless rows of both classes are there, [`Error::NothingPredicted`] if
    /// all are predicted alike.
    pub fn mcc(&self) -> Result<f64, Error> {
        for class in [Class::Churned, Class::Retained] {
            self.require(NAME, class)?;
            self.require_predicted(NAME, class)?;
        }
        // As shares, so that no product of large weights is infinite.
        let share = |rows: f64| rows / self.total();
        let agreement = share(self.hits) * share(self.correct_rejections);
        let disagreement = share(self.misses) * share(self.false_alarms);
        let spread_of_labels = share(self.churned()) * share(self.retained());
        let predicted = |class| share(self.predicted(class));
        let spread_of_predictions = predicted(Class::Churned) * predicted(Class::Retained);
        Ok((agreement - disagreement) / (spread_of_labels.sqrt() * spread_of_predictions.sqrt()))
    }
}
