//! Soft voting: the mean of what several models say.

use refrain_core::{
    Dataset, ErrorKind, FeatureMatrix, Fit, PredictProba, Problem, explain_with, predict_checked,
};
use serde::{Deserialize, Deserializer, Serialize};

use crate::estimators::stored::{Stored, refuse};
use crate::out_of_range::OutOfRange;
use crate::rows::signature::Signature;
use crate::{Error, Explain, Explanation, Unit};
use refrain_core::logistic;

/// Estimates churn by the weighted mean of the probabilities of several models.
///
/// Members of different types go in as boxes ([`DynEstimator`](refrain_core::DynEstimator)).
///
/// # Examples
///
/// ```
/// use refrain_core::DynEstimator;
/// use refrain_models::{GradientBoosting, Logistic, Member, SoftVoting};
///
/// let members: [(Box<dyn DynEstimator>, f64); 2] =
///     [(Box::new(Logistic::default()), 1.0), (Box::new(GradientBoosting::default()), 2.0)];
/// let members = members.map(|(estimator, weight)| Member { estimator, weight });
/// let voting = SoftVoting::new(members.into())?;
/// assert_eq!(voting.members().len(), 2);
/// # Ok::<(), refrain_models::Error>(())
/// ```
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
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct FittedSoftVoting<M> {
    models: Vec<M>,
    /// Adding up to 1.
    shares: Vec<f64>,
}

/// Several models as they are read, before anybody looked whether they belong together.
#[derive(Deserialize)]
struct Unchecked<M> {
    models: Vec<M>,
    shares: Vec<f64>,
}

impl<'de, M> Deserialize<'de> for FittedSoftVoting<M>
where
    M: Deserialize<'de> + PredictProba,
{
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<FittedSoftVoting<M>, D::Error> {
        let Unchecked { models, shares } = Unchecked::deserialize(from)?;
        let voting = FittedSoftVoting { models, shares };
        match voting.discord() {
            None => Ok(voting),
            Some(defect) => Err(refuse(defect)),
        }
    }
}

impl<M: PredictProba> FittedSoftVoting<M> {
    /// Returns why the members do not belong together.
    fn discord(&self) -> Option<&'static str> {
        let Some(first) = self.models.first() else { return Some("it has no member") };
        let unequal = |model: &M| model.feature_names() != first.feature_names();
        let shares = self.shares.len() == self.models.len()
            && self.shares.iter().all(|share| *share > 0.0)
            && (self.shares.iter().sum::<f64>() - 1.0).abs() < 1e-9;
        let unequal = self.models.iter().any(unequal);
        unequal
            .then_some(UNEQUAL)
            .or((!shares).then_some("the shares of its models do not add up to 1"))
    }
}

const UNEQUAL: &str = "its models are of different features";

impl<E> SoftVoting<E> {
    /// Checks the members.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Argument`](crate::ErrorKind::Argument) if there is none, or a weight is not
    /// above zero and finite.
    ///
    /// # Examples
    ///
    /// ```
    /// use refrain_core::{Fit, PredictProba};
    /// use refrain_models::{AnyEstimator, BaseRate, Logistic, Member, ModelKind, SoftVoting};
    /// # use refrain_models::conformance;
    ///
    /// let train = conformance::customers(300, 60, 7);
    /// let kinds = [(ModelKind::Logistic, 3.0), (ModelKind::BaseRate, 1.0)];
    /// let estimators = kinds.map(|(kind, weight)| (AnyEstimator::from(kind), weight));
    /// let members = estimators.map(|(estimator, weight)| Member { estimator, weight });
    /// let model = SoftVoting::new(members.into())?.fit(&train)?;
    /// assert_eq!(model.shares(), [0.75, 0.25]);
    ///
    /// let churn = model.predict_proba(train.features())?[0];
    /// let alone = Logistic::default().fit(&train)?.predict_proba(train.features())?[0];
    /// let base_rate = BaseRate.fit(&train)?.share();
    /// assert!((churn - (0.75 * alone + 0.25 * base_rate)).abs() < 1e-12);
    /// # Ok::<(), refrain_models::Error>(())
    /// ```
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

impl<E: Fit> Fit for SoftVoting<E> {
    type Fitted = FittedSoftVoting<E::Fitted>;
    type Error = Error;

    fn fit(&self, train: &Dataset) -> Result<Self::Fitted, Error> {
        let fit = |member: &Member<E>| member.estimator.fit(train).map_err(Error::other);
        let total: f64 = self.members.iter().map(|member| member.weight).sum();
        Ok(FittedSoftVoting {
            models: self.members.iter().map(fit).collect::<Result<_, Error>>()?,
            shares: self.members.iter().map(|member| member.weight / total).collect(),
        })
    }

    fn population_features(&self, features: &FeatureMatrix) -> Vec<String> {
        let of = |member: &Member<E>| member.estimator.population_features(features);
        let mut names: Vec<String> = self.members.iter().flat_map(of).collect();
        names.sort_unstable();
        names.dedup();
        names
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

impl<M: PredictProba> PredictProba for FittedSoftVoting<M> {
    type Error = Error;

    /// Those of the first model: every model was fitted on the same.
    fn feature_names(&self) -> &[String] {
        self.models[0].feature_names()
    }

    fn predict_proba(&self, features: &FeatureMatrix) -> Result<Vec<f64>, Error> {
        let mut mean = vec![0.0; features.n_rows()];
        for (model, share) in self.models.iter().zip(&self.shares) {
            for (mean, churn) in mean.iter_mut().zip(predict_checked(model, features)?) {
                *mean += share * churn;
            }
        }
        // Shares add up to 1 but for the last bits.
        mean.iter_mut().for_each(|churn| *churn = churn.clamp(0.0, 1.0));
        Ok(mean)
    }

    /// Itself, if every member can explain.
    fn explainer(&self) -> Option<&dyn Explain<Error = Error>> {
        let all = self.models.iter().all(|model| model.explainer().is_some());
        if all { Some(self) } else { None }
    }
}

/// In probability. A margin in another unit is scaled for each row so that it adds up to
/// the member's probability less that of its baseline: its features keep their proportions. An
/// error where a member has no explanation.
impl<M: PredictProba> Explain for FittedSoftVoting<M> {
    fn explain(&self, features: &FeatureMatrix) -> Result<Explanation, Error> {
        let names = self.feature_names();
        let (mut baseline, mut amounts) = (0.0, vec![0.0; features.n_rows() * names.len()]);
        for (model, share) in self.models.iter().zip(&self.shares) {
            let said = explain_with(model, features)?;
            let places = places(names, said.names())?;
            // The mean is of probabilities, so that log-odds cannot be added up across members.
            let nothing = in_probability(said.unit(), said.baseline());
            baseline += share * nothing;
            let churn = predict_checked(model, features)?;
            for (row, amounts) in amounts.chunks_exact_mut(names.len()).enumerate() {
                let moved = said.margin(row) - said.baseline();
                // Where contributions cancel out, nothing is scaled: the slope there is the limit.
                let slope = match moved.abs() > 1e-12 {
                    true => (churn[row] - nothing) / moved,
                    false => nothing * (1.0 - nothing),
                };
                for (place, part) in places.iter().zip(said.row(row)) {
                    amounts[*place] += share * slope * part;
                }
            }
        }
        Ok(Explanation::new(names, Unit::Probability, baseline, amounts))
    }
}

/// The place among the names of the first member of each name of another: somebody else's model may
/// list its features in an order of its own.
fn places(names: &[String], of_member: &[String]) -> Result<Vec<usize>, Error> {
    let place = |name: &String| {
        let place = names.iter().position(|known| known == name);
        place.ok_or_else(|| OtherName { name: name.clone() }.into())
    };
    of_member.iter().map(place).collect()
}

/// Members that do not speak of the same features.
#[derive(Debug, thiserror::Error)]
#[error("a member of soft voting explains by `{name}`, which the first member does not know")]
struct OtherName {
    name: String,
}

impl Problem for OtherName {
    fn kind(&self) -> ErrorKind {
        ErrorKind::Mismatch
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
        if let Some(defect) = self.models.iter().find_map(M::defect).or_else(|| self.discord()) {
            return Some(defect);
        }
        // Features of one name may still be of different kinds.
        let signatures = self.models.iter().map(M::signature);
        let unequal = signatures.clone().zip(signatures.skip(1)).any(|(one, next)| one != next);
        unequal.then_some(UNEQUAL)
    }
}
