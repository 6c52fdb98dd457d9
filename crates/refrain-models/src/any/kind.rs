//! The models of this crate by name.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::Error;
use crate::nearest::nearest;

/// The models of this crate, as they are named on a command line and in model files.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum ModelKind {
    /// `base-rate`: [`BaseRate`](crate::BaseRate).
    BaseRate,
    /// `recency`: [`RecencyRule`](crate::RecencyRule).
    Recency,
    /// `logistic`: [`Logistic`](crate::Logistic).
    Logistic,
    /// `svm`: [`LinearSvm`](crate::LinearSvm).
    Svm,
    /// `naive-bayes`: [`NaiveBayes`](crate::NaiveBayes).
    NaiveBayes,
    /// `tree`: [`DecisionTree`](crate::DecisionTree).
    Tree,
    /// `forest`: [`RandomForest`](crate::RandomForest).
    Forest,
    /// `boosting`: [`GradientBoosting`](crate::GradientBoosting).
    Boosting,
    /// `exposure-hazard`: [`ExposureHazard`](crate::ExposureHazard).
    ExposureHazard,
    /// `blend`: [`Blend`](crate::Blend).
    Blend,
}

impl ModelKind {
    /// All models, the simplest first.
    pub const ALL: [ModelKind; 10] = [
        ModelKind::BaseRate,
        ModelKind::Recency,
        ModelKind::Logistic,
        ModelKind::Svm,
        ModelKind::NaiveBayes,
        ModelKind::Tree,
        ModelKind::Forest,
        ModelKind::Boosting,
        ModelKind::ExposureHazard,
        ModelKind::Blend,
    ];

    /// Returns the name.
    pub const fn name(self) -> &'static str {
        match self {
            ModelKind::BaseRate => "base-rate",
            ModelKind::Recency => "recency",
            ModelKind::Logistic => "logistic",
            ModelKind::Svm => "svm",
            ModelKind::NaiveBayes => "naive-bayes",
            ModelKind::Tree => "tree",
            ModelKind::Forest => "forest",
            ModelKind::Boosting => "boosting",
            ModelKind::ExposureHazard => "exposure-hazard",
            ModelKind::Blend => "blend",
        }
    }
}

impl fmt::Display for ModelKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

impl FromStr for ModelKind {
    type Err = Error;

    fn from_str(name: &str) -> Result<ModelKind, Error> {
        let found = ModelKind::ALL.into_iter().find(|kind| kind.name() == name);
        found.ok_or_else(|| Error::UnknownModel {
            name: name.to_owned(),
            known: ModelKind::ALL.map(ModelKind::name).join(", "),
            nearest: nearest(name, ModelKind::ALL.map(ModelKind::name)),
        })
    }
}

impl TryFrom<String> for ModelKind {
    type Error = Error;

    fn try_from(name: String) -> Result<ModelKind, Error> {
        name.parse()
    }
}

impl From<ModelKind> for String {
    fn from(kind: ModelKind) -> String {
        kind.name().to_owned()
    }
}
