//! Any model of this crate, chosen at run time by its name.
//!
//! The list below is the only place that knows all models: their names, parameters, search spaces
//! and summaries stand beside each ([`NamedEstimator`]).

mod kind;
mod list;
mod numbered;
mod parameters;
mod soft_voting;

use refrain_core::{Dataset, FeatureMatrix, Fit, PredictProba};
use serde::de::{Error as _, SeqAccess};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use self::list::models;
use self::numbered::{Numbered, next, numbered};
use crate::estimators::named::{NamedEstimator, Parameter};
use crate::estimators::stored::{Stored, refuse};
use crate::rows::signature::Signature;
use crate::search::Range;
use crate::{
    BaseRate, BgNbd, Calibrated, Cox, DecisionTree, DiscreteHazard, Error, Explain, Explanation,
    ExposureHazard, FittedBaseRate, FittedBgNbd, FittedCalibrated, FittedCox, FittedDiscreteHazard,
    FittedExposureHazard, FittedLinearSvm, FittedLogistic, FittedNaiveBayes, FittedRecencyRule,
    FittedResampled, FittedSoftVoting, FittedTrees, GradientBoosting, LinearSvm, Logistic,
    ModelSummary, NaiveBayes, RandomForest, RecencyRule, Resampled, SoftVoting,
};

models! {
    /// The same probability for everyone.
    0 BaseRate: BaseRate => FittedBaseRate,
    /// The rule of thumb.
    1 Recency: RecencyRule => FittedRecencyRule,
    /// Logistic regression.
    2 Logistic: Logistic => FittedLogistic,
    /// A linear support vector machine.
    3 Svm: LinearSvm => FittedLinearSvm,
    /// Naive Bayes.
    4 NaiveBayes: NaiveBayes => FittedNaiveBayes,
    /// One decision tree.
    5 Tree: DecisionTree => FittedTrees,
    /// A random forest.
    6 Forest: RandomForest => FittedTrees,
    /// Gradient boosting.
    7 Boosting: GradientBoosting => FittedTrees,
    /// Rates of visits to places where leaving begins, and how often a visit ends in it.
    8 ExposureHazard: ExposureHazard => FittedExposureHazard,
    /// The probability of leaving on each day along the tenure: a discrete-time hazard.
    12 Hazard: DiscreteHazard => FittedDiscreteHazard,
    /// Relative risks over a baseline hazard along the tenure: Cox's proportional hazards.
    13 Cox: Cox => FittedCox,
    /// Purchases until a customer drops out unseen.
    14 BgNbd: BgNbd => FittedBgNbd,
    /// Soft voting: the mean of several.
    9 SoftVoting: SoftVoting<AnyEstimator> => FittedSoftVoting<AnyModel>,
}

/// Numbers of the steps around a model, which are among those of the list.
const RESAMPLED: u32 = 10;
const CALIBRATED: u32 = 11;

impl From<Resampled<AnyEstimator>> for AnyEstimator {
    fn from(step: Resampled<AnyEstimator>) -> AnyEstimator {
        AnyEstimator::Resampled(Box::new(step))
    }
}

impl From<Calibrated<AnyEstimator>> for AnyEstimator {
    fn from(step: Calibrated<AnyEstimator>) -> AnyEstimator {
        AnyEstimator::Calibrated(Box::new(step))
    }
}

impl<'de> Deserialize<'de> for AnyModel {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<AnyModel, D::Error> {
        let model: AnyModel = numbered(from)?;
        match model.defect() {
            None => Ok(model),
            Some(defect) => Err(refuse(defect)),
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

impl AnyModel {
    /// Returns the trees of a tree, a forest or boosting that stands alone, to be looked at or
    /// exported; `None` of other models and of calibrated or resampled ones, whose probabilities
    /// are not those of their trees.
    ///
    /// # Examples
    ///
    /// ```
    /// use refrain_core::Fit;
    /// use refrain_models::{AnyEstimator, ModelKind, conformance};
    ///
    /// let train = conformance::customers(300, 60, 7);
    /// let tree = AnyEstimator::from(ModelKind::Tree).fit(&train)?;
    /// assert_eq!(tree.trees().expect("it has one").trees().len(), 1);
    /// assert!(AnyEstimator::from(ModelKind::Logistic).fit(&train)?.trees().is_none());
    /// # Ok::<(), refrain_models::Error>(())
    /// ```
    pub fn trees(&self) -> Option<&refrain_trees::TreeModel> {
        match self {
            AnyModel::Tree(model) | AnyModel::Forest(model) | AnyModel::Boosting(model) => {
                Some(model.trees())
            }
            _ => None,
        }
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

    fn explainer(&self) -> Option<&dyn Explain<Error = Error>> {
        Some(self)
    }
}

impl Explain for AnyModel {
    fn explain(&self, features: &FeatureMatrix) -> Result<Explanation, Error> {
        self.stored().explain(features)
    }
}
