//! Estimators and models whose type is forgotten.

use std::any::Any;
use std::fmt;

use crate::estimator::{check_probabilities, explain::explain_with};
use crate::{Dataset, Error, Explain, Explanation, FeatureMatrix, Fit, PredictProba};

/// Any estimator, whatever its model and its error: what a list of different ones holds.
///
/// Every [`Fit`] that may cross threads implements it, so that `Box<dyn DynEstimator>` is made by
/// `Box::new`. The box is itself an estimator ([`Fit`]), whose model is a [`BoxedModel`], and goes
/// wherever one does: into a backtest, a search, a calibration or soft voting.
///
/// # Errors
///
/// An error of refrain passes through as it is; another is of kind
/// [`External`](crate::ErrorKind::External), with its sentence and its source.
///
/// # Examples
///
/// ```
/// use refrain_core::{Dataset, DynEstimator, Error, Fit, PredictProba};
///
/// /// The mean probability of churn that each estimator gives its own training rows.
/// fn means(
///     estimators: &[(&str, Box<dyn DynEstimator>)],
///     train: &Dataset,
/// ) -> Result<Vec<f64>, Error> {
///     let mean = |(_, estimator): &(&str, Box<dyn DynEstimator>)| {
///         let churn = estimator.fit(train)?.predict_proba(train.features())?;
///         Ok(churn.iter().sum::<f64>() / churn.len() as f64)
///     };
///     estimators.iter().map(mean).collect()
/// }
/// ```
pub trait DynEstimator: Send + Sync {
    /// Fits a model on every row of the dataset, as [`Fit::fit`] does.
    ///
    /// # Errors
    ///
    /// Those of the estimator.
    fn fit_boxed(&self, train: &Dataset) -> Result<BoxedModel, Error>;

    /// Returns which of the features it also reads of the population, as
    /// [`Fit::population_features`] does.
    fn population_features_boxed(&self, features: &FeatureMatrix) -> Vec<String>;
}

impl<E> DynEstimator for E
where
    E: Fit + Send + Sync,
    E::Fitted: Send + Sync + 'static,
{
    fn fit_boxed(&self, train: &Dataset) -> Result<BoxedModel, Error> {
        self.fit(train).map(BoxedModel::new).map_err(Error::other)
    }

    fn population_features_boxed(&self, features: &FeatureMatrix) -> Vec<String> {
        self.population_features(features)
    }
}

impl Fit for dyn DynEstimator {
    type Fitted = BoxedModel;
    type Error = Error;

    fn fit(&self, train: &Dataset) -> Result<BoxedModel, Error> {
        self.fit_boxed(train)
    }

    fn population_features(&self, features: &FeatureMatrix) -> Vec<String> {
        self.population_features_boxed(features)
    }
}

impl fmt::Debug for dyn DynEstimator {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("DynEstimator").finish_non_exhaustive()
    }
}

/// Any fitted model, whatever its type and its error.
///
/// It explains itself if the model in it does ([`PredictProba::explainer`]).
///
/// # Examples
///
/// ```
/// use refrain_core::{BoxedModel, FeatureMatrix, PredictProba};
///
/// /// Scores features by several models, as a service would that holds one for each country.
/// fn scores(models: &[BoxedModel], features: &FeatureMatrix) -> Result<Vec<Vec<f64>>, refrain_core::Error> {
///     models.iter().map(|model| model.predict_proba(features)).collect()
/// }
/// ```
pub struct BoxedModel(Box<dyn ErasedModel>);

impl BoxedModel {
    /// Boxes a model.
    pub fn new<M: PredictProba + Send + Sync + 'static>(model: M) -> BoxedModel {
        BoxedModel(Box::new(model))
    }

    /// Returns the model in the box if it is of this type.
    ///
    /// # Examples
    ///
    /// ```
    /// use refrain_core::BoxedModel;
    /// # use refrain_core::{Error, FeatureMatrix, PredictProba};
    /// # struct Coin(Vec<String>);
    /// # impl PredictProba for Coin {
    /// #     type Error = Error;
    /// #     fn feature_names(&self) -> &[String] {
    /// #         &self.0
    /// #     }
    /// #     fn predict_proba(&self, features: &FeatureMatrix) -> Result<Vec<f64>, Error> {
    /// #         Ok(vec![0.5; features.n_rows()])
    /// #     }
    /// # }
    /// let model = BoxedModel::new(Coin(Vec::new()));
    /// assert!(model.downcast_ref::<Coin>().is_some());
    /// assert!(model.downcast_ref::<String>().is_none());
    /// ```
    pub fn downcast_ref<M: 'static>(&self) -> Option<&M> {
        self.0.as_any().downcast_ref()
    }
}

impl PredictProba for BoxedModel {
    type Error = Error;

    fn feature_names(&self) -> &[String] {
        self.0.names()
    }

    /// Returns the probabilities, once they are known to be one a row and between 0 and 1: nobody
    /// has looked at what is in the box.
    fn predict_proba(&self, features: &FeatureMatrix) -> Result<Vec<f64>, Error> {
        let churn = self.0.probabilities(features)?;
        check_probabilities(features.n_rows(), &churn)?;
        Ok(churn)
    }

    fn explainer(&self) -> Option<&dyn Explain<Error = Error>> {
        if self.0.can_explain() { Some(self) } else { None }
    }
}

impl Explain for BoxedModel {
    /// Explains as the model in the box does.
    ///
    /// # Errors
    ///
    /// Those of the model, and [`ErrorKind::Data`](crate::ErrorKind::Data) if it has no [explainer](PredictProba::explainer).
    fn explain(&self, features: &FeatureMatrix) -> Result<Explanation, Error> {
        self.0.explanation(features)
    }
}

impl fmt::Debug for BoxedModel {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("BoxedModel").field("feature_names", &self.0.names()).finish_non_exhaustive()
    }
}

/// A model without its types.
trait ErasedModel: Send + Sync {
    fn names(&self) -> &[String];
    fn probabilities(&self, features: &FeatureMatrix) -> Result<Vec<f64>, Error>;
    fn can_explain(&self) -> bool;
    fn explanation(&self, features: &FeatureMatrix) -> Result<Explanation, Error>;
    fn as_any(&self) -> &dyn Any;
}

impl<M: PredictProba + Send + Sync + 'static> ErasedModel for M {
    fn names(&self) -> &[String] {
        self.feature_names()
    }

    fn probabilities(&self, features: &FeatureMatrix) -> Result<Vec<f64>, Error> {
        self.predict_proba(features).map_err(Error::other)
    }

    fn can_explain(&self) -> bool {
        self.explainer().is_some()
    }

    fn explanation(&self, features: &FeatureMatrix) -> Result<Explanation, Error> {
        explain_with(self, features)
    }

    fn as_any(&self) -> &dyn Any {
        self
    }
}
