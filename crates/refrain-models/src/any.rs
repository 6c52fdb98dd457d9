//! Any model of this crate, chosen at run time.

mod kind;
mod parameters;
mod spaces;
mod summary;

use refrain_core::{Dataset, FeatureMatrix, Fit, PredictProba};
use serde::{Deserialize, Serialize};

use crate::estimators::stored::Stored;
use crate::meta::nesting::nested;
use crate::rows::signature::Signature;
use crate::{
    BaseRate, Blend, Calibrated, DecisionTree, Error, Explain, Explanation, ExposureHazard,
    FittedBaseRate, FittedBlend, FittedCalibrated, FittedExposureHazard, FittedLinearSvm,
    FittedLogistic, FittedNaiveBayes, FittedRebalanced, FittedRecencyRule, FittedTrees,
    GradientBoosting, LinearSvm, Logistic, NaiveBayes, RandomForest, Rebalanced, RecencyRule,
    Voter,
};

pub use kind::ModelKind;
pub use summary::{Learned, ModelSummary};

/// Any estimator of this crate with its parameters.
///
/// For programs that take the model's name from their user. Code that evaluates or serves models
/// should take any [`Fit`] and [`PredictProba`] instead, so that other people's work with it too.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum AnyEstimator {
    /// The same probability for everyone.
    BaseRate(BaseRate),
    /// The rule of thumb.
    Recency(RecencyRule),
    /// Logistic regression.
    Logistic(Logistic),
    /// A linear support vector machine.
    Svm(LinearSvm),
    /// Naive Bayes.
    NaiveBayes(NaiveBayes),
    /// One decision tree.
    Tree(DecisionTree),
    /// A random forest.
    Forest(RandomForest),
    /// Gradient boosting.
    Boosting(GradientBoosting),
    /// How often customers come to where leaving begins, and how often that ends it.
    ExposureHazard(ExposureHazard),
    /// The mean of several.
    Blend(Blend),
    /// One of them on classes in other proportions.
    Rebalanced(Box<Rebalanced<AnyEstimator>>),
    /// One of them with a calibration of its own.
    Calibrated(Box<Calibrated<AnyEstimator>>),
}

/// Any fitted model of this crate.
///
/// Variants are stored by position in model files: new ones go to the end.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub enum AnyModel {
    /// The same probability for everyone.
    BaseRate(FittedBaseRate),
    /// The rule of thumb.
    Recency(FittedRecencyRule),
    /// Logistic regression.
    Logistic(FittedLogistic),
    /// A linear support vector machine.
    Svm(FittedLinearSvm),
    /// Naive Bayes.
    NaiveBayes(FittedNaiveBayes),
    /// One decision tree.
    Tree(FittedTrees),
    /// A random forest.
    Forest(FittedTrees),
    /// Gradient boosting.
    Boosting(FittedTrees),
    /// How often customers come to where leaving begins, and how often that ends it.
    ExposureHazard(FittedExposureHazard),
    /// The mean of several.
    Blend(FittedBlend),
    /// One of them fitted on classes in other proportions.
    Rebalanced(#[serde(deserialize_with = "nested")] Box<FittedRebalanced<AnyModel>>),
    /// One of them with a calibration of its own.
    Calibrated(#[serde(deserialize_with = "nested")] Box<FittedCalibrated<AnyModel>>),
}

impl From<ModelKind> for AnyEstimator {
    /// The estimator of this kind with its default parameters; the blend is of logistic regression
    /// and gradient boosting in equal parts.
    fn from(kind: ModelKind) -> AnyEstimator {
        match kind {
            ModelKind::BaseRate => AnyEstimator::BaseRate(BaseRate),
            ModelKind::Recency => AnyEstimator::Recency(RecencyRule::default()),
            ModelKind::Logistic => AnyEstimator::Logistic(Logistic::default()),
            ModelKind::Svm => AnyEstimator::Svm(LinearSvm::default()),
            ModelKind::NaiveBayes => AnyEstimator::NaiveBayes(NaiveBayes::default()),
            ModelKind::Tree => AnyEstimator::Tree(DecisionTree::default()),
            ModelKind::Forest => AnyEstimator::Forest(RandomForest::default()),
            ModelKind::Boosting => AnyEstimator::Boosting(GradientBoosting::default()),
            ModelKind::ExposureHazard => AnyEstimator::ExposureHazard(ExposureHazard::default()),
            ModelKind::Blend => {
                let members = [ModelKind::Logistic, ModelKind::Boosting];
                let voter = |kind| Voter { estimator: AnyEstimator::from(kind), weight: 1.0 };
                let blend = Blend::new(members.map(voter).to_vec());
                AnyEstimator::Blend(blend.expect("there are members, and their weights are 1"))
            }
        }
    }
}

impl AnyEstimator {
    /// Returns which of the models it is; of a model inside steps such as rebalancing, which that
    /// is.
    pub fn kind(&self) -> ModelKind {
        match self {
            AnyEstimator::BaseRate(_) => ModelKind::BaseRate,
            AnyEstimator::Recency(_) => ModelKind::Recency,
            AnyEstimator::Logistic(_) => ModelKind::Logistic,
            AnyEstimator::Svm(_) => ModelKind::Svm,
            AnyEstimator::NaiveBayes(_) => ModelKind::NaiveBayes,
            AnyEstimator::Tree(_) => ModelKind::Tree,
            AnyEstimator::Forest(_) => ModelKind::Forest,
            AnyEstimator::Boosting(_) => ModelKind::Boosting,
            AnyEstimator::ExposureHazard(_) => ModelKind::ExposureHazard,
            AnyEstimator::Blend(_) => ModelKind::Blend,
            AnyEstimator::Rebalanced(step) => step.estimator().kind(),
            AnyEstimator::Calibrated(step) => step.estimator().kind(),
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
            AnyEstimator::Svm(estimator) => estimator.fit(train).map(AnyModel::Svm),
            AnyEstimator::NaiveBayes(estimator) => estimator.fit(train).map(AnyModel::NaiveBayes),
            AnyEstimator::Tree(estimator) => estimator.fit(train).map(AnyModel::Tree),
            AnyEstimator::Forest(estimator) => estimator.fit(train).map(AnyModel::Forest),
            AnyEstimator::Boosting(estimator) => estimator.fit(train).map(AnyModel::Boosting),
            AnyEstimator::ExposureHazard(estimator) => {
                estimator.fit(train).map(AnyModel::ExposureHazard)
            }
            AnyEstimator::Blend(estimator) => estimator.fit(train).map(AnyModel::Blend),
            AnyEstimator::Rebalanced(estimator) => {
                estimator.fit(train).map(|fitted| AnyModel::Rebalanced(Box::new(fitted)))
            }
            AnyEstimator::Calibrated(estimator) => {
                estimator.fit(train).map(|fitted| AnyModel::Calibrated(Box::new(fitted)))
            }
        }
    }
}

impl AnyModel {
    /// Returns which of the models it is; of a model inside steps such as rebalancing, which that
    /// is.
    pub fn kind(&self) -> ModelKind {
        match self {
            AnyModel::BaseRate(_) => ModelKind::BaseRate,
            AnyModel::Recency(_) => ModelKind::Recency,
            AnyModel::Logistic(_) => ModelKind::Logistic,
            AnyModel::Svm(_) => ModelKind::Svm,
            AnyModel::NaiveBayes(_) => ModelKind::NaiveBayes,
            AnyModel::Tree(_) => ModelKind::Tree,
            AnyModel::Forest(_) => ModelKind::Forest,
            AnyModel::Boosting(_) => ModelKind::Boosting,
            AnyModel::ExposureHazard(_) => ModelKind::ExposureHazard,
            AnyModel::Blend(_) => ModelKind::Blend,
            AnyModel::Rebalanced(step) => step.model().kind(),
            AnyModel::Calibrated(step) => step.model().kind(),
        }
    }

    fn stored(&self) -> &dyn Stored {
        match self {
            AnyModel::BaseRate(model) => model,
            AnyModel::Recency(model) => model,
            AnyModel::Logistic(model) => model,
            AnyModel::Svm(model) => model,
            AnyModel::NaiveBayes(model) => model,
            AnyModel::Tree(model) | AnyModel::Forest(model) | AnyModel::Boosting(model) => model,
            AnyModel::ExposureHazard(model) => model,
            AnyModel::Blend(model) => model,
            AnyModel::Rebalanced(model) => model.as_ref(),
            AnyModel::Calibrated(model) => model.as_ref(),
        }
    }
}

impl Stored for AnyModel {
    fn signature(&self) -> &Signature {
        self.stored().signature()
    }

    fn defect(&self) -> Option<&'static str> {
        self.stored().defect()
    }
}

impl PredictProba for AnyModel {
    type Error = Error;

    fn feature_names(&self) -> &[String] {
        self.stored().feature_names()
    }

    fn predict_proba(&self, features: &FeatureMatrix) -> Result<Vec<f64>, Error> {
        self.stored().predict_proba(features)
    }
}

impl Explain for AnyModel {
    fn explain(&self, features: &FeatureMatrix) -> Result<Explanation, Error> {
        self.stored().explain(features)
    }
}
