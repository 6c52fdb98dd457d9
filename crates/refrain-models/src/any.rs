//! Any model of this crate, chosen at run time.

use refrain_core::{Dataset, FeatureMatrix, Fit, PredictProba};
use serde::{Deserialize, Serialize};

use crate::signature::Signature;
use crate::{
    BaseRate, Error, Explain, Explanation, FittedBaseRate, FittedLogistic, FittedRecencyRule,
    Logistic, ModelKind, RecencyRule,
};

/// Any estimator of this crate with its parameters.
///
/// For programs that take the model's name from their user. Code that evaluates or serves models
/// should take any [`Fit`] and [`PredictProba`] instead, so that other people's work with it too.
#[derive(Debug, Clone, PartialEq)]
pub enum AnyEstimator {
    /// The same probability for everyone.
    BaseRate(BaseRate),
    /// The rule of thumb.
    Recency(RecencyRule),
    /// Logistic regression.
    Logistic(Logistic),
}

/// Any fitted model of this crate.
///
/// Variants are stored by position in model files: new ones go to the end.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum AnyModel {
    /// The same probability for everyone.
    BaseRate(FittedBaseRate),
    /// The rule of thumb.
    Recency(FittedRecencyRule),
    /// Logistic regression.
    Logistic(FittedLogistic),
}

impl From<ModelKind> for AnyEstimator {
    /// The estimator of this kind with its default parameters.
    fn from(kind: ModelKind) -> AnyEstimator {
        match kind {
            ModelKind::BaseRate => AnyEstimator::BaseRate(BaseRate),
            ModelKind::Recency => AnyEstimator::Recency(RecencyRule::default()),
            ModelKind::Logistic => AnyEstimator::Logistic(Logistic::default()),
        }
    }
}

impl AnyEstimator {
    /// Returns which of the models it is.
    pub fn kind(&self) -> ModelKind {
        match self {
            AnyEstimator::BaseRate(_) => ModelKind::BaseRate,
            AnyEstimator::Recency(_) => ModelKind::Recency,
            AnyEstimator::Logistic(_) => ModelKind::Logistic,
        }
    }
}

impl Fit for AnyEstimator {
    type Fitted = AnyModel;
    type Error = Error;

    fn fit(&self, train: &Dataset) -> Result<AnyModel, Error> {
        match self {
            AnyEstimator::BaseRate(estimator) => estimator.fit(train).map(AnyModel::BaseRate),
            AnyEstimator::Recency(estimator) => estimator.fit(train).map(AnyModel::Recency),
            AnyEstimator::Logistic(estimator) => estimator.fit(train).map(AnyModel::Logistic),
        }
    }
}

impl AnyModel {
    /// Returns which of the models it is.
    pub fn kind(&self) -> ModelKind {
        match self {
            AnyModel::BaseRate(_) => ModelKind::BaseRate,
            AnyModel::Recency(_) => ModelKind::Recency,
            AnyModel::Logistic(_) => ModelKind::Logistic,
        }
    }

    fn inner(&self) -> &dyn Explain<Error = Error> {
        match self {
            AnyModel::BaseRate(model) => model,
            AnyModel::Recency(model) => model,
            AnyModel::Logistic(model) => model,
        }
    }

    /// Returns the features it was fitted on.
    pub(crate) fn signature(&self) -> &Signature {
        match self {
            AnyModel::BaseRate(model) => model.signature(),
            AnyModel::Recency(model) => model.signature(),
            AnyModel::Logistic(model) => model.preprocess().signature(),
        }
    }

    /// Returns what is wrong with a model that came from a file, so that predicting cannot panic.
    pub(crate) fn defect(&self) -> Option<&'static str> {
        match self {
            AnyModel::BaseRate(model) => model.defect(),
            AnyModel::Recency(model) => model.defect(),
            AnyModel::Logistic(model) => model.defect(),
        }
    }
}

impl PredictProba for AnyModel {
    type Error = Error;

    fn feature_names(&self) -> &[String] {
        self.inner().feature_names()
    }

    fn predict_proba(&self, features: &FeatureMatrix) -> Result<Vec<f64>, Error> {
        self.inner().predict_proba(features)
    }
}

impl Explain for AnyModel {
    fn explain(&self, features: &FeatureMatrix) -> Result<Explanation, Error> {
        self.inner().explain(features)
    }
}
