//! Estimators: the traits of training and of prediction.

use crate::{Dataset, FeatureMatrix};

/// Learns from a dataset.
///
/// The implementor holds checked parameters; the fitted model is another type, so that an
/// unfitted one cannot predict.
pub trait Fit {
    /// The model that comes out.
    type Fitted: PredictProba;
    /// Error of the estimator.
    type Error: std::error::Error + Send + Sync + 'static;

    /// Fits a model on every row of the dataset.
    ///
    /// # Errors
    ///
    /// If the rows do not allow it, such as labels of one class only.
    fn fit(&self, train: &Dataset) -> Result<Self::Fitted, Self::Error>;
}

/// Gives the probability of churn.
pub trait PredictProba {
    /// Error of the estimator.
    type Error: std::error::Error + Send + Sync + 'static;

    /// Returns the names of the features it was fitted on, in order.
    fn feature_names(&self) -> &[String];

    /// Returns the probability, in `[0, 1]`, that each row's entity churns.
    ///
    /// # Errors
    ///
    /// If the features are not the ones the model was fitted on.
    fn predict_proba(&self, features: &FeatureMatrix) -> Result<Vec<f64>, Self::Error>;
}
