//! Classifiers of linfa as estimators of refrain.

use std::error::Error as StdError;
use std::fmt;
use std::marker::PhantomData;

use linfa::traits::Fit as LinfaFit;
use ndarray::{Array1, Array2};
use refrain_core::{Dataset, ErrorKind, FeatureMatrix, Fit, PredictProba, Problem};

use super::GivesProbabilities;
use crate::rows::training_rows;
use crate::{Error, FittedPreprocess, Preprocess};

/// Answer of a method of linfa: a class, and its probability in each record.
type OfClass = (bool, Array1<f64>);

/// Model that linfa's parameters fit.
type Fitted<P, E> = <P as LinfaFit<Array2<f64>, Array1<bool>, E>>::Object;

/// Estimates churn by a classifier of linfa: any parameters whose model gives probabilities.
///
/// Features go through a [`Preprocess`] first, [`Preprocess::default`] unless
/// [`preprocessed`](LinfaEstimator::preprocessed) gives another: linfa knows no missing values and
/// no categories, and its solvers want standardised columns. The same preprocessing is what
/// [`Logistic`](crate::Logistic) uses. linfa's dataset carries the names of the encoded columns.
///
/// Whose probabilities are they? linfa's models orient themselves: linfa-logistic gives the
/// probability of the **more frequent** class, which is churn in one training period and staying
/// in the next. So [`reading`](LinfaEstimator::reading) asks for the class together with its
/// probabilities, and [`new`](LinfaEstimator::new) takes those models alone whose
/// [`Pr`](linfa::dataset::Pr) is by linfa's definition that of `true`.
///
/// linfa's classifiers do not look at weights, so rows of unequal weight are refused rather than
/// treated alike; resampling ([`Resampled`](crate::Resampled)) works without weights.
///
/// What the crates of linfa 0.8 give:
///
/// | crate | probabilities | taken by |
/// | --- | --- | --- |
/// | linfa-svm | `Pr` of `true`, by Platt's sigmoid on training rows | [`new`](LinfaEstimator::new) |
/// | linfa-logistic | `predict_probabilities`, of `labels().pos.class` | [`reading`](LinfaEstimator::reading) |
/// | linfa-bayes | `NaiveBayes::predict_proba`, a column a class, sorted; its `Predict` gives labels | [`reading`](LinfaEstimator::reading) |
/// | linfa-trees, linfa-ensemble | none: a leaf is a label, a forest votes | – |
/// | linfa-ftrl | `Pr`, but it is fitted batch by batch (`FitWith`) | – |
///
/// # Determinism
///
/// Rows come to linfa in an order that depends on what they hold alone. linfa-logistic and
/// linfa-svm draw nothing.
///
/// # Examples
///
/// linfa-logistic, whose probabilities belong to the class that was more frequent:
///
/// ```
/// use linfa_logistic::LogisticRegression;
/// use refrain_core::{Column, Dataset, Fit, PredictProba, Span, Time};
/// use refrain_models::LinfaEstimator;
///
/// let ids = ["dan", "ada", "cleo", "bob", "eve"];
/// let silent_days = (Column::number("silent_days", "days of silence"), vec![9., 1., 8., 2., 7.]);
/// let left = vec![true, false, true, false, true];
/// let cutoffs = [Time::from_millis(0); 5];
/// let train =
///     Dataset::from_columns(&ids, &cutoffs, vec![silent_days], left, Span::from_days(10))?;
///
/// let params = LogisticRegression::default().alpha(0.1);
/// let estimator = LinfaEstimator::reading(params, |model, records| {
///     (model.labels().pos.class, model.predict_probabilities(records))
/// });
/// let churn = estimator.fit(&train)?.predict_proba(train.features())?;
/// assert!(churn[0] > 0.9 && churn[1] < 0.1);
/// # Ok::<(), refrain_core::Error>(())
/// ```
///
/// A tree of linfa is a label in each leaf, and does not compile:
///
/// ```compile_fail
/// use linfa_trees::DecisionTree;
/// use refrain_models::LinfaEstimator;
///
/// let estimator = LinfaEstimator::new(DecisionTree::<f64, bool>::params());
/// ```
///
/// ```text
/// error: `linfa_trees::DecisionTree<f64, bool>` gives labels only, and an estimator of churn gives probabilities
/// ```
pub struct LinfaEstimator<P, E, R> {
    params: P,
    read: R,
    preprocess: Preprocess,
    error: PhantomData<fn() -> E>,
}

/// A model of linfa, the preprocessing before it, and the way to its probabilities.
#[derive(Clone)]
pub struct FittedLinfaEstimator<M, R> {
    preprocess: FittedPreprocess,
    model: M,
    read: R,
}

impl<P, E> LinfaEstimator<P, E, fn(&Fitted<P, E>, &Array2<f64>) -> OfClass>
where
    P: LinfaFit<Array2<f64>, Array1<bool>, E>,
    E: StdError + From<linfa::Error>,
    Fitted<P, E>: GivesProbabilities,
{
    /// Takes parameters whose model predicts [`Pr`](linfa::dataset::Pr), such as those of
    /// linfa-svm.
    ///
    /// # Examples
    ///
    /// ```
    /// use linfa_svm::Svm;
    /// use refrain_models::LinfaEstimator;
    /// use refrain_models::linfa::dataset::Pr;
    ///
    /// let estimator = LinfaEstimator::new(Svm::<f64, Pr>::params().linear_kernel());
    /// assert_eq!(estimator.preprocess().options().clip, 10.0);
    /// ```
    pub fn new(params: P) -> Self {
        LinfaEstimator::reading(params, |model, records| (true, model.probabilities(records)))
    }
}

impl<P, E, R> LinfaEstimator<P, E, R>
where
    P: LinfaFit<Array2<f64>, Array1<bool>, E>,
    E: StdError + From<linfa::Error>,
    R: Fn(&Fitted<P, E>, &Array2<f64>) -> (bool, Array1<f64>),
{
    /// Takes parameters and the way to the probabilities of their model: which class they are of
    /// (`true` is churn), and the probability of that class in each record.
    ///
    /// # Examples
    ///
    /// linfa-bayes has one column a class, the classes sorted, so that churn is the second:
    ///
    /// ```
    /// use linfa_bayes::{GaussianNb, NaiveBayes};
    /// use refrain_models::LinfaEstimator;
    ///
    /// let params = GaussianNb::<f64, bool>::params();
    /// let estimator = LinfaEstimator::reading(params, |model, records| {
    ///     let (of_classes, classes) = model.predict_proba(records.view());
    ///     (*classes[1], of_classes.column(1).to_owned())
    /// });
    /// ```
    pub fn reading(params: P, read: R) -> Self {
        LinfaEstimator { params, read, preprocess: Preprocess::default(), error: PhantomData }
    }
}

impl<P, E, R> LinfaEstimator<P, E, R> {
    /// Replaces the preprocessing, which by default is [`Preprocess::default`].
    pub fn preprocessed(self, preprocess: Preprocess) -> Self {
        LinfaEstimator { preprocess, ..self }
    }

    /// Returns the parameters of linfa.
    pub fn params(&self) -> &P {
        &self.params
    }

    /// Returns the preprocessing.
    pub fn preprocess(&self) -> &Preprocess {
        &self.preprocess
    }
}

impl<P, E, R> Fit for LinfaEstimator<P, E, R>
where
    P: LinfaFit<Array2<f64>, Array1<bool>, E>,
    E: StdError + From<linfa::Error> + Send + Sync + 'static,
    R: Fn(&Fitted<P, E>, &Array2<f64>) -> (bool, Array1<f64>) + Clone,
{
    type Fitted = FittedLinfaEstimator<Fitted<P, E>, R>;
    type Error = Error;

    /// Fits the preprocessing and linfa's model.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Data`] if labels are of one class, weights are unequal or a value is infinite;
    /// [`ErrorKind::External`] with linfa's own error if its fit fails.
    fn fit(&self, train: &Dataset) -> Result<Self::Fitted, Error> {
        training_rows::check(train)?;
        let train = training_rows::in_canonical_order(train);
        check_weights(&train)?;
        let preprocess = self.preprocess.fit(train.features())?;
        let records = records(&preprocess, train.features())?;
        let labels = Array1::from_iter(train.labels().iter().copied());
        let rows = linfa::Dataset::new(records, labels);
        let rows = rows.with_feature_names(preprocess.encoded_names());
        let model = self.params.fit(&rows).map_err(Error::other)?;
        Ok(FittedLinfaEstimator { preprocess, model, read: self.read.clone() })
    }
}

/// Refuses rows that do not count alike. Those of weight zero are gone already.
fn check_weights(train: &Dataset) -> Result<(), Error> {
    let weights = train.weights();
    match weights.iter().find(|weight| **weight != weights[0]) {
        None => Ok(()),
        Some(other) => Err(LinfaProblem::Weights { one: weights[0], other: *other }.into()),
    }
}

/// Returns preprocessed features row after row, which is how linfa's kernels walk.
fn records(preprocess: &FittedPreprocess, features: &FeatureMatrix) -> Result<Array2<f64>, Error> {
    let columns = preprocess.transform(features)?;
    let values = columns.iter().copied().collect();
    Ok(Array2::from_shape_vec(columns.dim(), values).expect("one value per row and column"))
}

impl<M, R> FittedLinfaEstimator<M, R> {
    /// Returns linfa's model, whose columns are the
    /// [encoded ones](FittedPreprocess::encoded_names).
    pub fn model(&self) -> &M {
        &self.model
    }

    /// Returns the preprocessing.
    pub fn preprocess(&self) -> &FittedPreprocess {
        &self.preprocess
    }
}

impl<M, R> PredictProba for FittedLinfaEstimator<M, R>
where
    R: Fn(&M, &Array2<f64>) -> (bool, Array1<f64>),
{
    type Error = Error;

    fn feature_names(&self) -> &[String] {
        self.preprocess.feature_names()
    }

    /// Returns the probability that each row's entity churns.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Mismatch`] if the features are not the ones it was fitted on,
    /// [`ErrorKind::Data`] if a value is infinite, [`ErrorKind::External`] if linfa's model gives
    /// what is no probability.
    fn predict_proba(&self, features: &FeatureMatrix) -> Result<Vec<f64>, Error> {
        let records = records(&self.preprocess, features)?;
        if records.nrows() == 0 {
            return Ok(Vec::new());
        }
        let (class, probabilities) = (self.read)(&self.model, &records);
        if probabilities.len() != records.nrows() {
            let (expected, found) = (records.nrows(), probabilities.len());
            return Err(LinfaProblem::Length { expected, found }.into());
        }
        let is_none = |found: &f64| !(0.0..=1.0).contains(found);
        if let Some(row) = probabilities.iter().position(is_none) {
            return Err(LinfaProblem::Probability { row, found: probabilities[row] }.into());
        }
        let churn = |of_class: f64| if class { of_class } else { 1.0 - of_class };
        Ok(probabilities.into_iter().map(churn).collect())
    }
}

impl<P: Clone, E, R: Clone> Clone for LinfaEstimator<P, E, R> {
    fn clone(&self) -> Self {
        LinfaEstimator {
            params: self.params.clone(),
            read: self.read.clone(),
            preprocess: self.preprocess.clone(),
            error: PhantomData,
        }
    }
}

impl<P: fmt::Debug, E, R> fmt::Debug for LinfaEstimator<P, E, R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let LinfaEstimator { params, preprocess, .. } = self;
        let mut shown = f.debug_struct("LinfaEstimator");
        shown.field("params", params).field("preprocess", preprocess).finish_non_exhaustive()
    }
}

impl<M: fmt::Debug, R> fmt::Debug for FittedLinfaEstimator<M, R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let FittedLinfaEstimator { model, preprocess, .. } = self;
        let mut shown = f.debug_struct("FittedLinfaEstimator");
        shown.field("model", model).field("preprocess", preprocess).finish_non_exhaustive()
    }
}

#[derive(Debug, thiserror::Error)]
enum LinfaProblem {
    #[error(
        "rows weigh {one} and {other}, and linfa's classifiers do not look at weights; give rows \
         of one weight (resampling repeats or leaves out rows instead), or an estimator that does"
    )]
    Weights { one: f64, other: f64 },
    #[error("linfa's model gives {found} probabilities for {expected} rows")]
    Length { expected: usize, found: usize },
    #[error("linfa's model gives {found} for row {row}, which is no probability")]
    Probability { row: usize, found: f64 },
}

impl Problem for LinfaProblem {
    fn kind(&self) -> ErrorKind {
        match self {
            LinfaProblem::Weights { .. } => ErrorKind::Data,
            LinfaProblem::Length { .. } | LinfaProblem::Probability { .. } => ErrorKind::External,
        }
    }
}
