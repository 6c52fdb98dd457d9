//! Fitted trees of `refrain-trees`, and what all estimators of trees share.

mod columns;
pub(super) mod parameters;
mod training;

use refrain_core::{FeatureMatrix, PredictProba};
use refrain_trees::{Scale, TreeModel};

use self::columns::TreeColumns;
use super::stored::{Stored, checked_when_read};
use super::summary::{Learned, ModelSummary};
use crate::rows::signature::Signature;
use crate::{Error, Explain, Explanation, Unit};

pub(super) use training::Training;

checked_when_read! {
    /// Fitted trees.
    #[derive(Debug, Clone, PartialEq)]
    pub struct FittedTrees {
        columns: TreeColumns,
        model: TreeModel,
    }
}

impl FittedTrees {
    /// Returns the trees, whose columns are the features by name.
    ///
    /// # Examples
    ///
    /// ```
    /// use refrain_core::Fit;
    /// use refrain_models::{GradientBoosting, conformance};
    ///
    /// let model = GradientBoosting::default().fit(&conformance::customers(300, 60, 7))?;
    /// assert_eq!(model.trees().names()[1..3], ["plan", "recency_days"]);
    /// let gain = model.trees().gain_importance();
    /// assert!(gain[2] > gain[1], "silence tells more than the plan");
    /// # Ok::<(), refrain_models::Error>(())
    /// ```
    pub fn trees(&self) -> &TreeModel {
        &self.model
    }

    /// Returns the share of the total gain that each feature brings.
    pub(super) fn summary(&self, model: &'static str) -> ModelSummary {
        let gains = self.model.gain_importance();
        let total: f64 = gains.iter().sum();
        let share = |gain: f64| if total > 0.0 { gain / total } else { 0.0 };
        let named = self.model.names().iter().zip(&gains);
        let learned = named.map(|(name, gain)| Learned::alone(name.clone(), share(*gain)));
        ModelSummary::sorted(model, "share of total gain", learned)
    }
}

impl PredictProba for FittedTrees {
    type Error = Error;

    fn feature_names(&self) -> &[String] {
        self.columns.signature().names()
    }

    fn predict_proba(&self, features: &FeatureMatrix) -> Result<Vec<f64>, Error> {
        let values = self.columns.values(features)?;
        if features.n_rows() == 0 {
            return Ok(Vec::new());
        }
        self.model.predict_proba(&self.columns.table(&values)?)
    }

    fn explainer(&self) -> Option<&dyn Explain<Error = Error>> {
        Some(self)
    }
}

/// Exact Shapley values of path-dependent trees: of the log-odds in boosting, of the probability
/// in a tree or a forest.
impl Explain for FittedTrees {
    fn explain(&self, features: &FeatureMatrix) -> Result<Explanation, Error> {
        let values = self.columns.values(features)?;
        let unit = match self.model.scale() {
            Scale::LogOdds => Unit::LogOdds,
            Scale::Probability => Unit::Probability,
        };
        let names = self.feature_names();
        if features.n_rows() == 0 {
            return Ok(Explanation::new(names, unit, self.model.base(), Vec::new()));
        }
        let said = self.model.explain(&self.columns.table(&values)?)?;
        let amounts = self.columns.by_feature(said.values());
        Ok(Explanation::new(names, unit, said.baseline(), amounts))
    }
}

impl Stored for FittedTrees {
    fn signature(&self) -> &Signature {
        self.columns.signature()
    }

    fn defect(&self) -> Option<&'static str> {
        self.columns.defect(self.model.names())
    }
}
