//! Estimators: the traits of training and of prediction.

pub(crate) mod erased;
pub(crate) mod explain;

use crate::{Dataset, Error, ErrorKind, Explain, FeatureMatrix, Problem};

/// Learns from a dataset.
///
/// The implementor holds checked parameters; the fitted model is another type, so that an
/// unfitted one cannot predict. Its error may be of any type: whatever takes an estimator turns it
/// into an [`Error`](crate::Error) by [`Error::other`](crate::Error::other).
///
/// # Examples
///
/// An estimator with an error of its own, which asks every customer for the share that churned:
///
/// ```
/// use refrain_core::{Column, Dataset, FeatureMatrix, Fit, PredictProba, Span, Time};
///
/// #[derive(Debug, thiserror::Error)]
/// #[error("there is no row to learn from")]
/// struct NoRows;
///
/// struct ChurnShare;
///
/// struct FittedChurnShare {
///     names: Vec<String>,
///     share: f64,
/// }
///
/// impl Fit for ChurnShare {
///     type Fitted = FittedChurnShare;
///     type Error = NoRows;
///
///     fn fit(&self, train: &Dataset) -> Result<FittedChurnShare, NoRows> {
///         if train.n_rows() == 0 {
///             return Err(NoRows);
///         }
///         let names = train.features().names().map(str::to_owned).collect();
///         let share = train.n_churned() as f64 / train.n_rows() as f64;
///         Ok(FittedChurnShare { names, share })
///     }
/// }
///
/// impl PredictProba for FittedChurnShare {
///     type Error = NoRows;
///
///     fn feature_names(&self) -> &[String] {
///         &self.names
///     }
///
///     fn predict_proba(&self, features: &FeatureMatrix) -> Result<Vec<f64>, NoRows> {
///         Ok(vec![self.share; features.n_rows()])
///     }
/// }
///
/// let songs = (Column::number("songs", "songs heard"), vec![40.0, 2.0]);
/// let (cutoffs, labels) = ([Time::from_millis(0); 2], vec![false, true]);
/// let horizon = Span::from_days(10);
/// let train = Dataset::from_columns(&["dan", "ada"], &cutoffs, vec![songs], labels, horizon)?;
/// assert_eq!(ChurnShare.fit(&train)?.predict_proba(train.features())?, [0.5, 0.5]);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub trait Fit {
    /// The model that comes out.
    type Fitted: PredictProba;
    /// Error of the estimator.
    type Error: std::error::Error + Send + Sync + 'static;

    /// Fits a model on every row of the dataset.
    ///
    /// # Errors
    ///
    /// If the rows do not allow it, such as labels of one class only.
    fn fit(&self, train: &Dataset) -> Result<Self::Fitted, Self::Error>;

    /// Returns which of the features it also reads of the population behind the rows
    /// ([`Dataset::with_population`]); none unless it learns from those who are no longer at risk.
    ///
    /// Whoever makes the dataset asks, since a population costs as much as the rows and more.
    fn population_features(&self, _features: &FeatureMatrix) -> Vec<String> {
        Vec::new()
    }
}

/// Gives the probability of churn.
pub trait PredictProba {
    /// Error of the estimator.
    type Error: std::error::Error + Send + Sync + 'static;

    /// Returns the names of the features it was fitted on, in order.
    fn feature_names(&self) -> &[String];

    /// Returns the probability, in `[0, 1]`, that each row's entity churns.
    ///
    /// # Errors
    ///
    /// If the features are not the ones the model was fitted on.
    fn predict_proba(&self, features: &FeatureMatrix) -> Result<Vec<f64>, Self::Error>;

    /// Returns what explains the predictions; `None`, unless overridden, of a model that cannot.
    ///
    /// A model that implements [`Explain`] overrides it with `Some(self)`, so that rankings give
    /// its reasons.
    fn explainer(&self) -> Option<&dyn Explain<Error = Self::Error>> {
        None
    }
}

/// Predicts by any model, and holds it to one probability for each row.
///
/// # Errors
///
/// Those of the model, an error of refrain as it is and another as
/// [`External`](ErrorKind::External); also of that kind if it gives another number of values, or one
/// that does not lie in `[0, 1]`.
///
/// # Examples
///
/// ```
/// use refrain_core::{FeatureMatrix, PredictProba, predict_checked};
///
/// /// The mean probability by somebody else's model.
/// fn mean_churn(model: &dyn PredictProba<Error = std::fmt::Error>, features: &FeatureMatrix) -> Result<f64, refrain_core::Error> {
///     let churn = predict_checked(model, features)?;
///     Ok(churn.iter().sum::<f64>() / churn.len() as f64)
/// }
/// ```
pub fn predict_checked<M>(model: &M, features: &FeatureMatrix) -> Result<Vec<f64>, Error>
where
    M: PredictProba + ?Sized,
{
    let churn = model.predict_proba(features).map_err(Error::other)?;
    check_probabilities(features.n_rows(), &churn)?;
    Ok(churn)
}

fn check_probabilities(n_rows: usize, churn: &[f64]) -> Result<(), Error> {
    if churn.len() != n_rows {
        return Err(PredictionProblem::Length { n_rows, found: churn.len() }.into());
    }
    match churn.iter().position(|churn| !(0.0..=1.0).contains(churn)) {
        None => Ok(()),
        Some(row) => Err(PredictionProblem::NoProbability { row, found: churn[row] }.into()),
    }
}

/// Answers of somebody else's model that are no probabilities.
#[derive(Debug, thiserror::Error)]
enum PredictionProblem {
    #[error("the model gives {found} probabilities for {n_rows} rows")]
    Length { n_rows: usize, found: usize },
    #[error("the model gives row {row} the value {found}, which is no probability")]
    NoProbability { row: usize, found: f64 },
}

impl Problem for PredictionProblem {
    fn kind(&self) -> ErrorKind {
        ErrorKind::External
    }
}

impl<E: Fit + ?Sized> Fit for &E {
    type Fitted = E::Fitted;
    type Error = E::Error;

    fn fit(&self, train: &Dataset) -> Result<E::Fitted, E::Error> {
        (**self).fit(train)
    }

    fn population_features(&self, features: &FeatureMatrix) -> Vec<String> {
        (**self).population_features(features)
    }
}

impl<E: Fit + ?Sized> Fit for Box<E> {
    type Fitted = E::Fitted;
    type Error = E::Error;

    fn fit(&self, train: &Dataset) -> Result<E::Fitted, E::Error> {
        (**self).fit(train)
    }

    fn population_features(&self, features: &FeatureMatrix) -> Vec<String> {
        (**self).population_features(features)
    }
}
