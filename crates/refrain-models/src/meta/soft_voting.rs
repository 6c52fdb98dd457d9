//! Soft voting: the mean of what several models say.

use refrain_core::{Dataset, ErrorKind, FeatureMatrix, Fit, PredictProba, Problem};
use serde::{Deserialize, Serialize};

use crate::estimators::stored::Stored;
use crate::out_of_range::OutOfRange;
use crate::rows::signature::Signature;
use crate::{Error, Explain, Explanation, Unit};
use refrain_core::logistic;

/// Estimates churn by the weighted mean of the probabilities of several models.
#[derive(Debug, Clone, PartialEq)]
pub struct SoftVoting<E> {
    members: Vec<Member<E>>,
}

/// One of the estimators of [`SoftVoting`].
#[derive(Debug, Clone, PartialEq)]
pub struct Member<E> {
    /// The estimator to fit.
    pub estimator: E,
    /// Weight of its probability in the mean.
    pub weight: f64,
}

/// Several fitted models with the weight of each.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct FittedSoftVoting<M> {
    models: Vec<M>,
    /// Adding up to 1.
    shares: Vec<f64>,
}

impl<E> SoftVoting<E> {
    /// Checks the members.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Argument`](crate::ErrorKind::Argument) if there is none, or a weight is not
    /// above zero and finite.
    pub fn new(members: Vec<Member<E>>) -> Result<SoftVoting<E>, Error> {
        if members.is_empty() {
            return Err(NoMembers.into());
        }
        let possible = |weight: f64| weight.is_finite() && weight > 0.0;
        match members.iter().find(|member| !possible(member.weight)) {
            None => Ok(SoftVoting { members }),
            Some(Member { weight, .. }) => {
                let (name, expected) = ("the weight of a member", "more than zero");
                Err(OutOfRange { name, expected, found: *weight }.into())
            }
        }
    }

    /// Returns the members.
    pub fn members(&self) -> &[Member<E>] {
        &self.members
    }
}

/// Soft voting without a member.
#[derive(Debug, thiserror::Error)]
#[error("soft voting needs at least one model")]
struct NoMembers;

impl Problem for NoMembers {
    fn kind(&self) -> ErrorKind {
        ErrorKind::Argument
    }
}

impl<E> Fit for SoftVoting<E>
where
    E: Fit<Error = Error>,
    E::Fitted: PredictProba<Error = Error>,
{
    type Fitted = FittedSoftVoting<E::Fitted>;
    type Error = Error;

    fn fit(&self, train: &Dataset) -> Result<Self::Fitted, Error> {
        let models = self.members.iter().map(|member| member.estimator.fit(train));
        let total: f64 = self.members.iter().map(|member| member.weight).sum();
        Ok(FittedSoftVoting {
            models: models.collect::<Result<_, Error>>()?,
            shares: self.members.iter().map(|member| member.weight / total).collect(),
        })
    }
}

impl<M> FittedSoftVoting<M> {
    /// Returns the models.
    pub fn models(&self) -> &[M] {
        &self.models
    }

    /// Returns the weight of each model; they add up to 1.
    pub fn shares(&self) -> &[f64] {
        &self.shares
    }
}

impl<M> PredictProba for FittedSoftVoting<M>
where
    M: PredictProba<Error = Error>,
{
    type Error = Error;

    /// Those of the first model: every model was fitted on the same.
    fn feature_names(&self) -> &[String] {
        self.models[0].feature_names()
    }

    fn predict_proba(&self, features: &FeatureMatrix) -> Result<Vec<f64>, Error> {
        let mut mean = vec![0.0; features.n_rows()];
        for (model, share) in self.models.iter().zip(&self.shares) {
            for (mean, churn) in mean.iter_mut().zip(model.predict_proba(features)?) {
                *mean += share * churn;
            }
        }
        // Shares add up to 1 but for the last bits.
        mean.iter_mut().for_each(|churn| *churn = churn.clamp(0.0, 1.0));
        Ok(mean)
    }
}

/// In probability. A margin in another unit is scaled for each row so that it adds up to
/// the member's probability less that of its baseline: its features keep their proportions.
impl<M> Explain for FittedSoftVoting<M>
where
    M: Explain<Error = Error>,
{
    fn explain(&self, features: &FeatureMatrix) -> Result<Explanation, Error> {
        let names = self.feature_names();
        let (mut baseline, mut amounts) = (0.0, vec![0.0; features.n_rows() * names.len()]);
        for (model, share) in self.models.iter().zip(&self.shares) {
            let said = model.explain(features)?;
            // The mean is of probabilities, so that log-odds cannot be added up across members.
            let nothing = in_probability(said.unit(), said.baseline());
            baseline += share * nothing;
            let churn = model.predict_proba(features)?;
            for (row, amounts) in amounts.chunks_exact_mut(names.len()).enumerate() {
                let moved = said.margin(row) - said.baseline();
                // Where contributions cancel out, nothing is scaled: the slope there is the limit.
                let slope = match moved.abs() > 1e-12 {
                    true => (churn[row] - nothing) / moved,
                    false => nothing * (1.0 - nothing),
                };
                for (amount, part) in amounts.iter_mut().zip(said.row(row)) {
                    *amount += share * slope * part;
                }
            }
        }
        Ok(Explanation::new(names, Unit::Probability, baseline, amounts))
    }
}

fn in_probability(unit: Unit, margin: f64) -> f64 {
    match unit {
        Unit::LogOdds => logistic(margin),
        Unit::Probability => margin,
    }
}

impl<M> Stored for FittedSoftVoting<M>
where
    M: Stored,
{
    /// Those of the first model: every model was fitted on the same.
    fn signature(&self) -> &Signature {
        self.models[0].signature()
    }

    fn defect(&self) -> Option<&'static str> {
        let Some(first) = self.models.first() else { return Some("it has no member") };
        if let Some(defect) = self.models.iter().find_map(M::defect) {
            return Some(defect);
        }
        let unequal = self.models.iter().any(|model| model.signature() != first.signature());
        let shares = self.shares.len() == self.models.len()
            && self.shares.iter().all(|share| *share > 0.0)
            && (self.shares.iter().sum::<f64>() - 1.0).abs() < 1e-9;
        unequal
            .then_some("its models are of different features")
            .or((!shares).then_some("the shares of its models do not add up to 1"))
    }
}
