//! Naive Bayes: every feature says its own, as if there were no others.

mod evidence;
mod gaussians;
mod levels;
mod missing;
mod observed;

use refrain_core::{Dataset, FeatureMatrix, Fit, PredictProba};

use self::evidence::Evidence;
use self::observed::{Smoothing, sorted_sum};
use crate::estimators::named::{NamedEstimator, Parameter};
use crate::estimators::stored::{Stored, checked_when_read};
use crate::out_of_range::OutOfRange;
use crate::rows::signature::Signature;
use crate::rows::training_rows;
use crate::search::Range;
use crate::{Error, Explain, Explanation, Unit};
use refrain_core::logistic;

/// Parameters of [`NaiveBayes`].
#[derive(Debug, Clone, Copy, PartialEq)]
#[non_exhaustive]
pub struct NaiveBayesOptions {
    /// Share of a number's variance over all rows that is added to its variance in each class.
    ///
    /// scikit-learn adds that share of the *largest* variance of all features, so that a share
    /// between 0 and 1 beside a number of seconds loses all it says. A floor for each feature by
    /// itself does not depend on the units of the others.
    pub smoothing: f64,
    /// Number of rows added to each level of a category, and to both the missing and the
    /// present rows of a feature, in each class (Laplace's is 1).
    pub level_smoothing: f64,
}

impl NaiveBayesOptions {
    /// Sets the field `smoothing`.
    pub fn smoothing(self, smoothing: f64) -> Self {
        NaiveBayesOptions { smoothing, ..self }
    }

    /// Sets the field `level_smoothing`.
    pub fn level_smoothing(self, level_smoothing: f64) -> Self {
        NaiveBayesOptions { level_smoothing, ..self }
    }
}

impl Default for NaiveBayesOptions {
    /// scikit-learn's: 1e-9 of the variance, and one row.
    fn default() -> NaiveBayesOptions {
        NaiveBayesOptions { smoothing: 1e-9, level_smoothing: 1.0 }
    }
}

/// Estimates churn from how likely each feature's value is among those who churn and among those
/// who stay, as if features were independent.
///
/// - A number is normally distributed in each class, with the class's weighted mean and variance.
///   An instant becomes days before the row's cutoff and goes on as a number.
/// - A category has the smoothed share of each level seen in training, found by its name; a level
///   unseen in training says nothing.
/// - Whether a value is missing is a feature of its own, with smoothed shares, if training missed
///   any; what the value would have been then says nothing. Where training missed none, a missing
///   value says nothing at all.
/// - A feature that is constant in training says nothing, nor does the value of one that one
///   class never has.
///
/// Features of churn are neither normal nor independent: counts have long tails, and ten counts of
/// the same songs are ten votes for one reason. Its ranking is a fair baseline; its probabilities
/// crowd at 0 and 1 and need calibration before anyone acts on them.
///
/// # Determinism
///
/// Every sum is over sorted terms, so the order of the rows changes no bit.
///
/// # Examples
///
/// ```
/// use refrain_core::{Fit, PredictProba};
/// use refrain_models::{NaiveBayes, conformance};
///
/// let train = conformance::customers(300, 60, 7);
/// let churn = NaiveBayes::default().fit(&train)?.predict_proba(train.features())?;
/// assert!(churn.iter().all(|churn| (0.0..=1.0).contains(churn)));
/// # Ok::<(), refrain_models::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct NaiveBayes {
    options: NaiveBayesOptions,
}

checked_when_read! {
    /// Likelihood ratios of each value between those who churn and those who stay.
    #[derive(Debug, Clone, PartialEq)]
    pub struct FittedNaiveBayes {
        signature: Signature,
        prior_log_odds: f64,
        evidence: Vec<Evidence>,
    }
}

impl NaiveBayes {
    /// Checks the parameters.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Argument`](crate::ErrorKind::Argument) unless `smoothing` is above 0 and at
    /// most 1, and `level_smoothing` is above 0 and finite.
    ///
    /// # Examples
    ///
    /// ```
    /// use refrain_models::{NaiveBayes, NaiveBayesOptions};
    ///
    /// let options = NaiveBayesOptions::default().smoothing(0.01).level_smoothing(2.0);
    /// assert_eq!(NaiveBayes::new(options)?.options().smoothing, 0.01);
    /// assert!(NaiveBayes::new(options.smoothing(0.0)).is_err());
    /// # Ok::<(), refrain_models::Error>(())
    /// ```
    pub fn new(options: NaiveBayesOptions) -> Result<NaiveBayes, Error> {
        let NaiveBayesOptions { smoothing, level_smoothing } = options;
        let wrong = |name, expected, found| Err(OutOfRange { name, expected, found }.into());
        if !(smoothing > 0.0 && smoothing <= 1.0) {
            return wrong("smoothing", "above 0 and at most 1", smoothing);
        }
        if !(level_smoothing > 0.0 && level_smoothing.is_finite()) {
            return wrong("level_smoothing", "more than zero", level_smoothing);
        }
        Ok(NaiveBayes { options })
    }

    /// Returns the parameters.
    pub fn options(&self) -> &NaiveBayesOptions {
        &self.options
    }
}

impl Default for NaiveBayes {
    fn default() -> NaiveBayes {
        NaiveBayes::new(NaiveBayesOptions::default()).expect("the default parameters are in range")
    }
}

impl Fit for NaiveBayes {
    type Fitted = FittedNaiveBayes;
    type Error = Error;

    fn fit(&self, train: &Dataset) -> Result<FittedNaiveBayes, Error> {
        training_rows::check(train)?;
        // A level that only weightless rows have would become known.
        let train = with_weight(train);
        let prior_log_odds = (class_weight(&train, true) / class_weight(&train, false)).ln();
        let NaiveBayesOptions { smoothing: value, level_smoothing: level } = self.options;
        let features = 0..train.features().columns().len();
        let evidence = features
            .map(|feature| Evidence::fit(&train, feature, Smoothing { value, level }))
            .collect::<Result<_, _>>()?;
        let signature = Signature::of(train.features());
        Ok(FittedNaiveBayes { signature, prior_log_odds, evidence })
    }
}

/// The rows that count: one of weight zero must not make a level known or a class occur.
fn with_weight(train: &Dataset) -> Dataset {
    let rows: Vec<usize> = (0..train.n_rows()).filter(|row| train.weights()[*row] > 0.0).collect();
    train.select(&rows)
}

fn class_weight(train: &Dataset, churned: bool) -> f64 {
    let rows = train.labels().iter().zip(train.weights());
    sorted_sum(rows.filter(|(label, _)| **label == churned).map(|(_, weight)| *weight))
}

impl FittedNaiveBayes {
    /// Returns the log-odds of churn of each row.
    ///
    /// # Errors
    ///
    /// If the features are not the ones it was fitted on.
    ///
    /// # Examples
    ///
    /// ```
    /// use refrain_core::{Fit, PredictProba, logistic};
    /// use refrain_models::{NaiveBayes, conformance};
    ///
    /// let train = conformance::customers(300, 60, 7);
    /// let model = NaiveBayes::default().fit(&train)?;
    /// let log_odds = model.log_odds(train.features())?;
    /// let churn = model.predict_proba(train.features())?;
    /// assert!((churn[0] - logistic(log_odds[0])).abs() < 1e-12);
    /// # Ok::<(), refrain_models::Error>(())
    /// ```
    pub fn log_odds(&self, features: &FeatureMatrix) -> Result<Vec<f64>, Error> {
        self.signature.check(features)?;
        let log_odds = |row| self.prior_log_odds + self.said(features, row).sum::<f64>();
        Ok((0..features.n_rows()).map(log_odds).collect())
    }

    /// The evidence of each feature of a row: a logarithm of likelihoods, positive for churn.
    fn said(&self, features: &FeatureMatrix, row: usize) -> impl Iterator<Item = f64> {
        let of =
            move |(feature, evidence): (usize, &Evidence)| evidence.says(features, row, feature);
        self.evidence.iter().enumerate().map(of)
    }
}

impl PredictProba for FittedNaiveBayes {
    type Error = Error;

    fn feature_names(&self) -> &[String] {
        self.signature.names()
    }

    fn predict_proba(&self, features: &FeatureMatrix) -> Result<Vec<f64>, Error> {
        Ok(self.log_odds(features)?.into_iter().map(logistic).collect())
    }

    fn explainer(&self) -> Option<&dyn Explain<Error = Error>> {
        Some(self)
    }
}

/// Exact: the baseline is the log-odds of all training rows, and a feature adds the logarithm of
/// how much likelier its value is among those who churn.
impl Explain for FittedNaiveBayes {
    fn explain(&self, features: &FeatureMatrix) -> Result<Explanation, Error> {
        self.signature.check(features)?;
        let rows = 0..features.n_rows();
        let amounts = rows.flat_map(|row| self.said(features, row)).collect();
        let (names, baseline) = (self.feature_names(), self.prior_log_odds);
        Ok(Explanation::new(names, Unit::LogOdds, baseline, amounts))
    }
}

impl NamedEstimator for NaiveBayes {
    const NAME: &'static str = "naive-bayes";

    fn parameters() -> Vec<&'static str> {
        vec!["smoothing", "level_smoothing"]
    }

    fn with(self, parameter: Parameter<'_>) -> Result<NaiveBayes, Error> {
        let mut options = self.options;
        match parameter.name {
            "smoothing" => options.smoothing = parameter.number()?,
            "level_smoothing" => options.level_smoothing = parameter.number()?,
            _ => return Err(parameter.unknown::<NaiveBayes>()),
        }
        NaiveBayes::new(options)
    }

    fn search_space() -> Vec<(&'static str, Range)> {
        vec![("smoothing", Range::LogUniform { low: 1e-9, high: 1.0 })]
    }
}

impl Stored for FittedNaiveBayes {
    fn signature(&self) -> &Signature {
        &self.signature
    }

    fn defect(&self) -> Option<&'static str> {
        let unequal = self.evidence.len() != self.signature.names().len();
        let prior = !self.prior_log_odds.is_finite();
        self.signature
            .defect()
            .or(unequal.then_some("its features have not one likelihood each"))
            .or(prior.then_some("its base rate is no share"))
            .or_else(|| self.evidence.iter().find_map(Evidence::defect))
    }
}

#[cfg(test)]
#[path = "naive_bayes/defects.rs"]
mod defects;
