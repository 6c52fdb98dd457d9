//! Models of linfa that give probabilities.

use linfa::dataset::Pr;
use linfa::traits::PredictInplace;
use ndarray::{Array1, Array2};

/// Gives the probability of the label `true` for each record.
///
/// Whatever predicts [`Pr`] does, such as what linfa-svm fits as `Svm::<f64, Pr>`. Models with
/// probabilities in a method of their own go through
/// [`LinfaEstimator::reading`](super::LinfaEstimator::reading). Models that give labels only do
/// not: a ranking, a threshold and a calibration need probabilities.
#[diagnostic::on_unimplemented(
    message = "`{Self}` gives labels only, and an estimator of churn gives probabilities",
    label = "what it fits does not predict `linfa::dataset::Pr`",
    note = "if the fitted model has probabilities in a method of its own (linfa-logistic, \
            linfa-bayes), read them: `LinfaEstimator::reading(params, |model, records| ..)`",
    note = "if it has none (linfa-trees, linfa-ensemble), take another estimator, such as \
            `DecisionTree`, `RandomForest` or `GradientBoosting` of refrain-models"
)]
pub trait GivesProbabilities {
    /// Returns the probability of `true` for each record.
    fn probabilities(&self, records: &Array2<f64>) -> Array1<f64>;
}

// The compiler would ask for an implementation of linfa's trait, without the reason.
#[diagnostic::do_not_recommend]
impl<M: PredictInplace<Array2<f64>, Array1<Pr>>> GivesProbabilities for M {
    fn probabilities(&self, records: &Array2<f64>) -> Array1<f64> {
        let mut predicted = self.default_target(records);
        self.predict_inplace(records, &mut predicted);
        predicted.mapv(|probability| f64::from(*probability))
    }
}
