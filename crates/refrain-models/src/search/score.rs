//! Scores by which trials are compared.

use std::error::Error as StdError;
use std::fmt;

/// A measure of predicted probabilities, smaller is better.
///
/// # Examples
///
/// ```
/// use refrain_models::search::Score;
///
/// let brier = Score::new("brier", |labels, churn| {
///     let square = |(label, churn): (&bool, &f64)| (f64::from(*label) - churn).powi(2);
///     Ok(labels.iter().zip(churn).map(square).sum::<f64>() / labels.len() as f64)
/// });
/// assert_eq!(brier.name(), "brier");
/// ```
pub struct Score {
    name: String,
    measure: Measure,
}

/// The cause of a score that cannot be had.
type Cause = Box<dyn StdError + Send + Sync>;

type Custom = dyn Fn(&[bool], &[f64]) -> Result<f64, Cause> + Send + Sync;

enum Measure {
    LogLoss,
    Custom(Box<Custom>),
}

impl Score {
    /// The mean negative logarithm of the probability given to what happened, by the rows'
    /// weights.
    ///
    /// Probabilities are clipped to `[ε, 1 - ε]` with ε = 2⁻⁵², as scikit-learn does for doubles.
    ///
    /// # Examples
    ///
    /// ```
    /// use refrain_models::search::Score;
    ///
    /// assert_eq!(Score::log_loss().name(), "log loss");
    /// ```
    pub fn log_loss() -> Score {
        Score { name: "log loss".to_owned(), measure: Measure::LogLoss }
    }

    /// Builds a score from labels and probabilities of churn; what is better when greater, such
    /// as an AUC, has to be turned round. A log of trials keeps the name, so that scores of
    /// two kinds are never mixed.
    pub fn new<F>(name: impl Into<String>, measure: F) -> Score
    where
        F: Fn(&[bool], &[f64]) -> Result<f64, Cause> + Send + Sync + 'static,
    {
        Score { name: name.into(), measure: Measure::Custom(Box::new(measure)) }
    }

    /// Returns the name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Returns the score of some rows.
    ///
    /// # Errors
    ///
    /// That of the measure, or if what it gives is NaN or infinite.
    pub(super) fn of(&self, rows: &ScoredRows) -> Result<f64, Cause> {
        let score = match &self.measure {
            Measure::LogLoss => rows.log_loss(),
            Measure::Custom(measure) => measure(&rows.labels, &rows.churn)?,
        };
        if score.is_finite() {
            Ok(score)
        } else {
            Err(format!("the {} is {score}", self.name).into())
        }
    }
}

impl Default for Score {
    fn default() -> Score {
        Score::log_loss()
    }
}

impl fmt::Debug for Score {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Score").field("name", &self.name).finish_non_exhaustive()
    }
}

/// Predictions beside the labels.
#[derive(Debug, Default)]
pub(super) struct ScoredRows {
    pub(super) labels: Vec<bool>,
    pub(super) weights: Vec<f64>,
    pub(super) churn: Vec<f64>,
}

impl ScoredRows {
    pub(super) fn append(&mut self, other: ScoredRows) {
        self.labels.extend(other.labels);
        self.weights.extend(other.weights);
        self.churn.extend(other.churn);
    }

    fn log_loss(&self) -> f64 {
        let given = |(label, churn): (&bool, &f64)| if *label { *churn } else { 1.0 - churn };
        // A probability of 0 for what happened would make one row outweigh all others.
        let surprise = |given: f64| -given.clamp(f64::EPSILON, 1.0 - f64::EPSILON).ln();
        let losses = self.labels.iter().zip(&self.churn).map(|row| surprise(given(row)));
        let total: f64 = losses.zip(&self.weights).map(|(loss, weight)| loss * weight).sum();
        total / self.weights.iter().sum::<f64>()
    }
}
