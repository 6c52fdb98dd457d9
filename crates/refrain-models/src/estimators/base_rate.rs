//! The same probability for everyone.

use refrain_core::{Dataset, FeatureMatrix, Fit, PredictProba};

use crate::estimators::named::NamedEstimator;
use crate::estimators::stored::{Stored, checked_when_read};
use crate::rows::signature::Signature;
use crate::rows::training_rows;
use crate::{Error, Explain, Explanation, Unit};
use refrain_core::log_odds;

/// Estimates one probability for everyone: the share of training rows that churned.
///
/// The floor under every other model: whoever does not beat its log loss has learned nothing.
///
/// # Examples
///
/// ```
/// use refrain_core::{Fit, PredictProba};
/// use refrain_models::{BaseRate, conformance};
///
/// let train = conformance::customers(300, 60, 7);
/// let model = BaseRate.fit(&train)?;
/// assert_eq!(model.predict_proba(train.features())?[0], 0.2);
/// # Ok::<(), refrain_models::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct BaseRate;

checked_when_read! {
    /// The share of training rows that churned, for everyone.
    #[derive(Debug, Clone, PartialEq)]
    pub struct FittedBaseRate {
        signature: Signature,
        share: f64,
    }
}

impl Fit for BaseRate {
    type Fitted = FittedBaseRate;
    type Error = Error;

    fn fit(&self, train: &Dataset) -> Result<FittedBaseRate, Error> {
        training_rows::check(train)?;
        let signature = Signature::of(train.features());
        Ok(FittedBaseRate { signature, share: training_rows::churned_share(train) })
    }
}

impl FittedBaseRate {
    /// Returns the share of training rows that churned.
    ///
    /// # Examples
    ///
    /// ```
    /// use refrain_core::Fit;
    /// use refrain_models::{BaseRate, conformance};
    ///
    /// let model = BaseRate.fit(&conformance::customers(300, 60, 7))?;
    /// assert_eq!(model.share(), 0.2);
    /// # Ok::<(), refrain_models::Error>(())
    /// ```
    pub fn share(&self) -> f64 {
        self.share
    }
}

impl PredictProba for FittedBaseRate {
    type Error = Error;

    fn feature_names(&self) -> &[String] {
        self.signature.names()
    }

    fn predict_proba(&self, features: &FeatureMatrix) -> Result<Vec<f64>, Error> {
        self.signature.check(features)?;
        Ok(vec![self.share; features.n_rows()])
    }

    fn explainer(&self) -> Option<&dyn Explain<Error = Error>> {
        Some(self)
    }
}

impl Explain for FittedBaseRate {
    fn explain(&self, features: &FeatureMatrix) -> Result<Explanation, Error> {
        self.signature.check(features)?;
        let names = self.signature.names();
        let nothing = vec![0.0; features.n_rows() * names.len()];
        Ok(Explanation::new(names, Unit::LogOdds, log_odds(self.share), nothing))
    }
}

impl NamedEstimator for BaseRate {
    const NAME: &'static str = "base-rate";
}

impl Stored for FittedBaseRate {
    fn signature(&self) -> &Signature {
        &self.signature
    }

    fn defect(&self) -> Option<&'static str> {
        let impossible = !(self.share > 0.0 && self.share < 1.0);
        self.signature.defect().or(impossible.then_some("its base rate is no share"))
    }
}
