//! Preparation of rows before a model is fitted.

use refrain::base::{Dataset, FeatureMatrix, Fit, PredictProba};
use refrain::models::{AnyEstimator, AnyModel, Error as ModelError};

use crate::columns::with_features;
use crate::min_max::MinMax;
use crate::repetition::repeated;

/// A step before the model.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Preparation {
    /// None.
    Nothing,
    /// Numbers are moved to the range from 0 to 1.
    MinMax,
    /// The rarer class is repeated.
    Repetition,
}

impl Preparation {
    /// Prepares all rows at once, those to be tested included: what is published.
    pub(crate) fn of_all_rows(self, dataset: &Dataset) -> Dataset {
        match self {
            Preparation::Nothing => dataset.clone(),
            Preparation::MinMax => {
                let features = dataset.features();
                with_features(dataset, MinMax::fit(features).transform(features))
            }
            Preparation::Repetition => repeated(dataset),
        }
    }
}

/// An estimator whose preparation sees training rows only.
#[derive(Debug, Clone)]
pub(crate) struct Prepared {
    pub(crate) preparation: Preparation,
    pub(crate) estimator: AnyEstimator,
}

/// The model, and the ranges that its training rows had.
pub(crate) struct FittedPrepared {
    ranges: Option<MinMax>,
    model: AnyModel,
}

impl Fit for Prepared {
    type Fitted = FittedPrepared;
    type Error = ModelError;

    fn fit(&self, train: &Dataset) -> Result<FittedPrepared, ModelError> {
        let is_scaled = self.preparation == Preparation::MinMax;
        let ranges = is_scaled.then(|| MinMax::fit(train.features()));
        let model = self.estimator.fit(&self.preparation.of_all_rows(train))?;
        Ok(FittedPrepared { ranges, model })
    }
}

impl PredictProba for FittedPrepared {
    type Error = ModelError;

    fn feature_names(&self) -> &[String] {
        self.model.feature_names()
    }

    fn predict_proba(&self, features: &FeatureMatrix) -> Result<Vec<f64>, ModelError> {
        match &self.ranges {
            Some(ranges) => self.model.predict_proba(&ranges.transform(features)),
            None => self.model.predict_proba(features),
        }
    }
}
