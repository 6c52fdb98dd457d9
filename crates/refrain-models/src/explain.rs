//! Why a model gives a customer its probability.

use refrain_core::{FeatureMatrix, PredictProba};

/// How much one feature moves one customer's log-odds of churn.
#[derive(Debug, Clone, PartialEq)]
pub struct Contribution {
    /// Name of the feature.
    pub feature: String,
    /// What it adds to the log-odds: positive speaks for churn, negative against it.
    pub log_odds: f64,
}

/// Splits a prediction into what each feature adds to it.
///
/// The log-odds of a row's probability are [`baseline`](Explain::baseline) plus its contributions.
/// Object-safe: `&dyn Explain<Error = refrain_models::Error>` serves every model of this crate.
///
/// # Examples
///
/// ```
/// use refrain_core::FeatureMatrix;
/// use refrain_models::{Error, Explain};
///
/// fn reason(model: &dyn Explain<Error = Error>, features: &FeatureMatrix) -> Result<String, Error> {
///     let loudest = model.loudest(features, 0, 2)?;
///     let names: Vec<&str> = loudest.iter().map(|said| said.feature.as_str()).collect();
///     Ok(names.join(" and "))
/// }
/// ```
pub trait Explain: PredictProba {
    /// Returns the log-odds of churn of a customer about whom no feature says anything.
    fn baseline(&self) -> f64;

    /// Returns what each feature adds to one row's log-odds, in the order of the features;
    /// features that the model does not use are left out.
    ///
    /// # Errors
    ///
    /// If the features are not the ones the model was fitted on.
    ///
    /// # Panics
    ///
    /// If `row` is not below the number of rows.
    fn contributions(
        &self,
        features: &FeatureMatrix,
        row: usize,
    ) -> Result<Vec<Contribution>, Self::Error>;

    /// Returns the `n` contributions of a row that are farthest from zero, the farthest first;
    /// equals in the order of the features.
    ///
    /// # Errors
    ///
    /// If the features are not the ones the model was fitted on.
    ///
    /// # Panics
    ///
    /// If `row` is not below the number of rows.
    fn loudest(
        &self,
        features: &FeatureMatrix,
        row: usize,
        n: usize,
    ) -> Result<Vec<Contribution>, Self::Error> {
        let mut all = self.contributions(features, row)?;
        all.sort_by(|a, b| b.log_odds.abs().total_cmp(&a.log_odds.abs()));
        all.truncate(n);
        Ok(all)
    }
}
