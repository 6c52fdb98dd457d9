//! Class weights and resampling: training on classes in other proportions than they come in.

use rand::SeedableRng;
use rand::seq::index::sample;
use rand_xoshiro::Xoshiro256PlusPlus;
use refrain_core::{Dataset, FeatureMatrix, Fit, PredictProba, explain_with, predict_checked};
use serde::{Deserialize, Deserializer, Serialize};

use crate::estimators::stored::{Stored, refuse};
use crate::out_of_range::OutOfRange;
use crate::rows::signature::Signature;
use crate::rows::training_rows;
use crate::{Error, Explain, Explanation};
use refrain_core::{log_odds, logistic};

/// Class weights, or resampling of one class.
#[derive(Debug, Clone, Copy, PartialEq)]
#[non_exhaustive]
pub enum Resampling {
    /// Both classes weigh the same, together what they weighed before.
    BalancedWeights,
    /// Rows that churned weigh so many times what they did.
    ChurnWeight(f64),
    /// Rows of those who stay are left out at random until there are this many, above 0, for each
    /// that churned; none is if there are fewer.
    Undersample {
        /// Rows that stay for each that churned.
        ratio: f64,
        /// Decides which are left out.
        seed: u64,
    },
    /// Rows that churned are repeated at random until there is one for every so many, above 0, of
    /// those who stay; none is if there are more.
    Oversample {
        /// Rows that stay for each that churned.
        ratio: f64,
        /// Decides which are repeated.
        seed: u64,
    },
}

/// Fits an estimator with class weights, or on resampled rows.
///
/// It happens inside `fit`, on training rows only: whoever repeats rows before splitting them
/// tests on what was trained on. A model of other proportions gives probabilities of those; the
/// fitted model multiplies the odds back to the proportions there were (King and Zeng, "Logistic
/// Regression in Rare Events Data", 2001), so that ranking is what changes, and not the level.
///
/// # Examples
///
/// ```
/// use refrain_models::{Resampling, Logistic, Resampled};
///
/// let estimator = Resampled::new(Logistic::default(), Resampling::BalancedWeights)?;
/// # Ok::<(), refrain_models::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Resampled<E> {
    estimator: E,
    resampling: Resampling,
}

/// A model fitted on other proportions, and the way back.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct FittedResampled<M> {
    model: M,
    /// Excess of the log-odds over those of the classes as they come.
    #[serde(deserialize_with = "finite")]
    shift: f64,
}

/// Reads the way back to the classes there were; without one every probability is NaN.
fn finite<'de, D: Deserializer<'de>>(from: D) -> Result<f64, D::Error> {
    let shift = f64::deserialize(from)?;
    if shift.is_finite() { Ok(shift) } else { Err(refuse(INFINITE_SHIFT)) }
}

const INFINITE_SHIFT: &str = "the way back to the classes there were is not finite";

impl<E> Resampled<E> {
    /// Checks the parameters.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Argument`](crate::ErrorKind::Argument) if a weight or a ratio is not above 0
    /// and finite.
    ///
    /// # Examples
    ///
    /// ```
    /// use refrain_core::{Fit, PredictProba};
    /// use refrain_models::{DecisionTree, Resampled, Resampling, conformance};
    ///
    /// let train = conformance::customers(600, 60, 7);
    /// let resampling = Resampling::Undersample { ratio: 2.0, seed: 7 };
    /// let model = Resampled::new(DecisionTree::default(), resampling)?.fit(&train)?;
    ///
    /// // Probabilities are those of the classes as they come.
    /// let churn = model.predict_proba(train.features())?;
    /// let inside = model.model().predict_proba(train.features())?;
    /// assert!(churn.iter().zip(&inside).all(|(churn, inside)| churn <= inside));
    /// # Ok::<(), refrain_models::Error>(())
    /// ```
    pub fn new(estimator: E, resampling: Resampling) -> Result<Resampled<E>, Error> {
        let (name, found) = match resampling {
            Resampling::BalancedWeights => return Ok(Resampled { estimator, resampling }),
            Resampling::ChurnWeight(found) => ("the weight of the churned", found),
            Resampling::Undersample { ratio, .. } | Resampling::Oversample { ratio, .. } => {
                ("ratio", ratio)
            }
        };
        if found.is_finite() && found > 0.0 {
            return Ok(Resampled { estimator, resampling });
        }
        Err(OutOfRange { name, expected: "more than zero", found }.into())
    }

    /// Returns what is fitted.
    pub fn estimator(&self) -> &E {
        &self.estimator
    }

    /// Returns how much those who churn count.
    pub fn resampling(&self) -> Resampling {
        self.resampling
    }
}

impl<E: Fit> Fit for Resampled<E> {
    type Fitted = FittedResampled<E::Fitted>;
    type Error = Error;

    fn fit(&self, train: &Dataset) -> Result<FittedResampled<E::Fitted>, Error> {
        training_rows::check(train)?;
        let train = training_rows::in_canonical_order(train);
        let before = training_rows::churned_share(&train);
        let resampled = self.resampling.of(train)?;
        // By the proportions drawn, not by those asked for: rounding and too few rows change them.
        let shift = log_odds(training_rows::churned_share(&resampled)) - log_odds(before);
        let model = self.estimator.fit(&resampled).map_err(Error::other)?;
        Ok(FittedResampled { model, shift })
    }

    fn population_features(&self, features: &FeatureMatrix) -> Vec<String> {
        self.estimator.population_features(features)
    }
}

impl Resampling {
    fn of(self, train: Dataset) -> Result<Dataset, Error> {
        match self {
            Resampling::BalancedWeights => {
                let share = training_rows::churned_share(&train);
                reweighted(train, 0.5 / share, 0.5 / (1.0 - share))
            }
            Resampling::ChurnWeight(times) => reweighted(train, times, 1.0),
            Resampling::Undersample { ratio, seed } => Ok(undersampled(&train, ratio, seed)),
            Resampling::Oversample { ratio, seed } => Ok(oversampled(&train, ratio, seed)),
        }
    }
}

fn reweighted(train: Dataset, churned: f64, stayed: f64) -> Result<Dataset, Error> {
    let rows = train.weights().iter().zip(train.labels());
    let weights = rows.map(|(weight, label)| weight * if *label { churned } else { stayed });
    let weights = weights.collect();
    train.weighted(weights)
}

fn undersampled(train: &Dataset, ratio: f64, seed: u64) -> Dataset {
    let (mut kept, stayed) = by_class(train);
    let wanted = ((kept.len() as f64 * ratio).round() as usize).clamp(1, stayed.len());
    let mut random = Xoshiro256PlusPlus::seed_from_u64(seed);
    kept.extend(sample(&mut random, stayed.len(), wanted).iter().map(|drawn| stayed[drawn]));
    kept.sort_unstable();
    train.select(&kept)
}

fn oversampled(train: &Dataset, ratio: f64, seed: u64) -> Dataset {
    let (churned, stayed) = by_class(train);
    let wanted = (stayed.len() as f64 / ratio).round() as usize;
    let mut random = Xoshiro256PlusPlus::seed_from_u64(seed);
    let mut rows: Vec<usize> = (0..train.n_rows()).collect();
    // Every row once more before any is repeated twice more.
    let mut missing = wanted.saturating_sub(churned.len());
    while missing > 0 {
        let n_drawn = missing.min(churned.len());
        rows.extend(sample(&mut random, churned.len(), n_drawn).iter().map(|drawn| churned[drawn]));
        missing -= n_drawn;
    }
    rows.sort_unstable();
    train.select(&rows)
}

/// Rows that churned, and rows that stayed.
fn by_class(train: &Dataset) -> (Vec<usize>, Vec<usize>) {
    (0..train.n_rows()).partition(|row| train.labels()[*row])
}

impl<M> FittedResampled<M> {
    /// Returns the model of the other proportions.
    pub fn model(&self) -> &M {
        &self.model
    }
}

impl<M: PredictProba> PredictProba for FittedResampled<M> {
    type Error = Error;

    fn feature_names(&self) -> &[String] {
        self.model.feature_names()
    }

    fn predict_proba(&self, features: &FeatureMatrix) -> Result<Vec<f64>, Error> {
        let mut churn = predict_checked(&self.model, features)?;
        churn.iter_mut().for_each(|churn| *churn = logistic(log_odds(*churn) - self.shift));
        Ok(churn)
    }

    fn explainer(&self) -> Option<&dyn Explain<Error = Error>> {
        if self.model.explainer().is_some() { Some(self) } else { None }
    }
}

/// That of the model of the other proportions; an error where it has none.
impl<M: PredictProba> Explain for FittedResampled<M> {
    fn explain(&self, features: &FeatureMatrix) -> Result<Explanation, Error> {
        explain_with(&self.model, features)
    }
}

impl<M> Stored for FittedResampled<M>
where
    M: Stored,
{
    fn signature(&self) -> &Signature {
        self.model.signature()
    }

    fn defect(&self) -> Option<&'static str> {
        let infinite = !self.shift.is_finite();
        let shift = infinite.then_some(INFINITE_SHIFT);
        self.model.defect().or(shift)
    }
}
