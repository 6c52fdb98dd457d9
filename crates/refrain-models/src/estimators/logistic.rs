//! Penalised logistic regression.

use refrain_core::{Dataset, FeatureMatrix, Fit, PredictProba};

use crate::estimators::named::{NamedEstimator, Parameter};
use crate::estimators::stored::{Stored, checked_when_read};
use crate::linear::{Limits, LinearModel, LogLoss, Penalty, Problem};
use crate::rows::signature::Signature;
use crate::rows::training_rows;
use crate::search::Range;
use crate::{
    Error, Explain, Explanation, FittedPreprocess, Learned, ModelSummary, Preprocess, Unit, linear,
};
use refrain_core::logistic;

/// Parameters of [`Logistic`].
///
/// # Examples
///
/// ```
/// use refrain_models::LogisticOptions;
///
/// // An elastic net.
/// let options = LogisticOptions::default().l1(10.0).l2(100.0).max_iterations(50).tolerance(1e-6);
/// assert_eq!((options.l1, options.l2), (10.0, 100.0));
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
#[non_exhaustive]
pub struct LogisticOptions {
    /// Weight of the penalty on absolute values, which makes coefficients zero: the fit minimises
    /// `Σ weight · log loss + l2 / 2 · Σ coefficient² + l1 · Σ |coefficient|` over standardised
    /// columns, the intercept free. In scikit-learn's terms `C = 1 / (l1 + l2)` and
    /// `l1_ratio = l1 / (l1 + l2)`; like `C` the penalties do not scale with the number of rows.
    pub l1: f64,
    /// Weight of the penalty on squares. It alone is the inverse of scikit-learn's `C`
    /// (`l2 = 1 / C`). 0 is no penalty.
    ///
    /// The default of 1,000 is that with the least mean log loss of 30, 100, 300, 1,000 and 3,000
    /// on logs of `refrain-sim` (seeds 101 to 104, 600 users): standard features are many and
    /// alike, churners few.
    pub l2: f64,
    /// Most iterations of Newton's method, of which ten are usual.
    pub max_iterations: u64,
    /// Flatness of the minimum at which to stop: the largest component of the objective's
    /// (sub)gradient, divided by the total weight of the rows.
    pub tolerance: f64,
}

impl LogisticOptions {
    /// Sets the field `l1`.
    pub fn l1(self, l1: f64) -> Self {
        LogisticOptions { l1, ..self }
    }

    /// Sets the field `l2`.
    pub fn l2(self, l2: f64) -> Self {
        LogisticOptions { l2, ..self }
    }

    /// Sets the field `max_iterations`.
    pub fn max_iterations(self, max_iterations: u64) -> Self {
        LogisticOptions { max_iterations, ..self }
    }

    /// Sets the field `tolerance`.
    pub fn tolerance(self, tolerance: f64) -> Self {
        LogisticOptions { tolerance, ..self }
    }
}

impl Default for LogisticOptions {
    /// A strong penalty (scikit-learn's default would be 1) and a tight tolerance.
    fn default() -> LogisticOptions {
        LogisticOptions { l1: 0.0, l2: 1_000.0, max_iterations: 100, tolerance: 1e-8 }
    }
}

/// Estimates churn by logistic regression over [preprocessed](Preprocess) features.
///
/// # Determinism
///
/// The fit first brings the rows into an order of its own and divides no sum between threads, so
/// neither the order of the rows nor the number of threads changes a bit of it. Another processor
/// may: linear algebra uses the widest instructions there are.
///
/// # Examples
///
/// ```
/// use refrain_core::{Fit, PredictProba};
/// use refrain_models::{Logistic, LogisticOptions, conformance};
///
/// let train = conformance::customers(300, 60, 7);
/// let estimator = Logistic::new(LogisticOptions::default().l2(1.0))?;
/// let model = estimator.fit(&train)?;
/// let churn = model.predict_proba(train.features())?;
/// assert!(churn.iter().all(|churn| (0.0..=1.0).contains(churn)));
/// assert_eq!(model.coefficients().len(), model.preprocess().encoded_names().len());
/// # Ok::<(), refrain_models::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Logistic {
    options: LogisticOptions,
    preprocess: Preprocess,
}

checked_when_read! {
    /// A logistic regression oriented to churn: a positive coefficient raises its probability.
    #[derive(Debug, Clone, PartialEq)]
    pub struct FittedLogistic {
        preprocess: FittedPreprocess,
        coefficients: Vec<f64>,
        intercept: f64,
        standard_errors: Vec<Option<f64>>,
    }
}

impl Logistic {
    /// Checks the parameters.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Argument`](crate::ErrorKind::Argument) if `l1` or `l2` is negative,
    /// `max_iterations` is 0, `tolerance` is not positive, or any is not finite.
    ///
    /// # Examples
    ///
    /// ```
    /// use refrain_models::{ErrorKind, Logistic, LogisticOptions};
    ///
    /// assert_eq!(Logistic::new(LogisticOptions::default())?.options().l2, 1_000.0);
    /// let refused = Logistic::new(LogisticOptions::default().l2(-1.0)).unwrap_err();
    /// assert_eq!(refused.kind(), ErrorKind::Argument);
    /// # Ok::<(), refrain_models::Error>(())
    /// ```
    pub fn new(options: LogisticOptions) -> Result<Logistic, Error> {
        let LogisticOptions { l1, l2, max_iterations, tolerance } = options;
        linear::check_penalty("l1", l1)?;
        linear::check_penalty("l2", l2)?;
        Limits { max_iterations, tolerance }.check()?;
        Ok(Logistic { options, preprocess: Preprocess::default() })
    }

    /// Replaces the preprocessing, which by default is [`Preprocess::default`].
    ///
    /// # Examples
    ///
    /// ```
    /// use refrain_core::Fit;
    /// use refrain_models::{Log1p, Logistic, Preprocess, PreprocessOptions, conformance};
    ///
    /// let counts = Log1p::Named(vec!["songs_7d".to_owned()]);
    /// let preprocess = Preprocess::new(PreprocessOptions::default().log1p(counts))?;
    /// let estimator = Logistic::default().preprocessed(preprocess);
    /// let model = estimator.fit(&conformance::customers(300, 60, 7))?;
    /// assert_eq!(model.preprocess().dropped_features(), ["always_one"]);
    /// # Ok::<(), refrain_models::Error>(())
    /// ```
    pub fn preprocessed(self, preprocess: Preprocess) -> Logistic {
        Logistic { preprocess, ..self }
    }

    /// Returns the parameters.
    pub fn options(&self) -> &LogisticOptions {
        &self.options
    }
}

impl Default for Logistic {
    fn default() -> Logistic {
        Logistic::new(LogisticOptions::default()).expect("the default parameters are in range")
    }
}

impl Fit for Logistic {
    type Fitted = FittedLogistic;
    type Error = Error;

    fn fit(&self, train: &Dataset) -> Result<FittedLogistic, Error> {
        training_rows::check(train)?;
        let train = training_rows::in_canonical_order(train);
        let preprocess = self.preprocess.fit_weighted(train.features(), train.weights())?;
        let design = preprocess.transform(train.features())?;
        let targets = linear::targets(train.labels());
        let LogisticOptions { l1, l2, max_iterations, tolerance } = self.options;
        let penalty = Penalty { l1, l2 };
        let problem = Problem::new(design.view(), &targets, train.weights(), penalty);
        let limits = Limits { max_iterations, tolerance };
        // On many rows most of the way is found on an eighth of them.
        let start = linear::rough_start(&problem, LogLoss);
        let point = linear::minimise(&problem, LogLoss, start, limits)?;
        let standard_errors = linear::standard_errors(&problem, &point, &train.groups());
        let LinearModel { coefficients, intercept } = point.model;
        Ok(FittedLogistic { preprocess, coefficients, intercept, standard_errors })
    }
}

impl FittedLogistic {
    /// Returns the preprocessing, whose [`encoded_names`](FittedPreprocess::encoded_names) name
    /// the coefficients.
    pub fn preprocess(&self) -> &FittedPreprocess {
        &self.preprocess
    }

    /// Returns the coefficient of each encoded column: log-odds of churn per standard deviation.
    ///
    /// # Examples
    ///
    /// ```
    /// use refrain_core::Fit;
    /// use refrain_models::{Logistic, conformance};
    ///
    /// let model = Logistic::default().fit(&conformance::customers(300, 60, 7))?;
    /// let names = model.preprocess().encoded_names();
    /// let recency = names.iter().position(|name| name == "recency_days").expect("it varies");
    /// assert!(model.coefficients()[recency] > 0.0, "who has been silent for longer leaves");
    /// # Ok::<(), refrain_models::Error>(())
    /// ```
    pub fn coefficients(&self) -> &[f64] {
        &self.coefficients
    }

    /// Returns the standard error of each coefficient, robust to the rows of one entity being
    /// alike: the sandwich estimator with the entity as cluster and the penalised Hessian (Liang
    /// and Zeger, "Longitudinal data analysis using generalized linear models", 1986), without a
    /// correction for few entities.
    ///
    /// `None` where `l1` makes a coefficient zero, and everywhere if the rows are of one entity or
    /// columns repeat each other without a penalty. The penalties pull coefficients towards zero,
    /// which a standard error does not tell; neither does it tell that `l1` chose the columns by
    /// the same rows. Means and deviations of the columns count as known.
    ///
    /// # Examples
    ///
    /// ```
    /// use refrain_core::Fit;
    /// use refrain_models::{Logistic, LogisticOptions, conformance};
    ///
    /// let estimator = Logistic::new(LogisticOptions::default().l2(1.0))?;
    /// let model = estimator.fit(&conformance::customers(300, 60, 7))?;
    /// assert_eq!(model.standard_errors().len(), model.coefficients().len());
    /// let (recency, error) = (model.coefficients()[0], model.standard_errors()[0]);
    /// assert!(recency > 2.0 * error.expect("without `l1` each has one"));
    /// # Ok::<(), refrain_models::Error>(())
    /// ```
    pub fn standard_errors(&self) -> &[Option<f64>] {
        &self.standard_errors
    }

    /// Returns the log-odds of churn of the average training customer.
    pub fn intercept(&self) -> f64 {
        self.intercept
    }

    /// Returns the log-odds of churn of each row.
    ///
    /// # Errors
    ///
    /// If the features are not the ones it was fitted on, or hold a value that cannot be used.
    ///
    /// # Examples
    ///
    /// ```
    /// use refrain_core::{Fit, PredictProba, logistic};
    /// use refrain_models::{Logistic, conformance};
    ///
    /// let train = conformance::customers(300, 60, 7);
    /// let model = Logistic::default().fit(&train)?;
    /// let log_odds = model.log_odds(train.features())?;
    /// assert_eq!(logistic(log_odds[0]), model.predict_proba(train.features())?[0]);
    /// # Ok::<(), refrain_models::Error>(())
    /// ```
    pub fn log_odds(&self, features: &FeatureMatrix) -> Result<Vec<f64>, Error> {
        let design = self.preprocess.transform(features)?;
        Ok(linear::margins(design.view(), &self.coefficients, self.intercept))
    }
}

impl PredictProba for FittedLogistic {
    type Error = Error;

    fn feature_names(&self) -> &[String] {
        self.preprocess.feature_names()
    }

    fn predict_proba(&self, features: &FeatureMatrix) -> Result<Vec<f64>, Error> {
        Ok(self.log_odds(features)?.into_iter().map(logistic).collect())
    }

    fn explainer(&self) -> Option<&dyn Explain<Error = Error>> {
        Some(self)
    }
}

/// Every column of a feature counts: its value, whether it is missing, its levels.
impl Explain for FittedLogistic {
    fn explain(&self, features: &FeatureMatrix) -> Result<Explanation, Error> {
        let amounts = self.preprocess.weighted_sums(features, &self.coefficients)?;
        Ok(Explanation::new(self.feature_names(), Unit::LogOdds, self.intercept, amounts))
    }
}

impl NamedEstimator for Logistic {
    const NAME: &'static str = "logistic";

    fn parameters() -> Vec<&'static str> {
        vec!["l1", "l2", "max_iterations", "tolerance"]
    }

    fn with(self, parameter: Parameter<'_>) -> Result<Logistic, Error> {
        let mut options = self.options;
        match parameter.name {
            "l1" => options.l1 = parameter.number()?,
            "l2" => options.l2 = parameter.number()?,
            "max_iterations" => options.max_iterations = parameter.whole()?,
            "tolerance" => options.tolerance = parameter.number()?,
            _ => return Err(parameter.unknown::<Logistic>()),
        }
        Ok(Logistic::new(options)?.preprocessed(self.preprocess))
    }

    fn search_space() -> Vec<(&'static str, Range)> {
        let l1 = Range::LogUniform { low: 0.01, high: 300.0 };
        vec![("l1", l1), ("l2", Range::LogUniform { low: 10.0, high: 10_000.0 })]
    }

    fn summaries(model: &FittedLogistic) -> Vec<ModelSummary> {
        let amounts = model.coefficients().iter().zip(model.standard_errors());
        let named = model.preprocess().encoded_names().into_iter().zip(amounts);
        let learned = |(name, (amount, error)): (String, (&f64, &Option<f64>))| Learned {
            name,
            amount: *amount,
            standard_error: *error,
        };
        let meaning = "log-odds of churn per standard deviation";
        vec![ModelSummary::sorted(Self::NAME, meaning, named.map(learned))]
    }
}

impl Stored for FittedLogistic {
    fn signature(&self) -> &Signature {
        self.preprocess.signature()
    }

    fn defect(&self) -> Option<&'static str> {
        let n_columns = self.preprocess.n_columns();
        let unequal = self.coefficients.len() != n_columns;
        let finite = self.coefficients.iter().chain([&self.intercept]).all(|c| c.is_finite());
        let unequal_errors = self.standard_errors.len() != n_columns;
        let mut errors = self.standard_errors.iter().flatten();
        let possible = errors.all(|error| error.is_finite() && *error >= 0.0);
        self.preprocess
            .defect()
            .or(unequal.then_some("its columns have not one coefficient each"))
            .or((!finite).then_some("a coefficient is not finite"))
            .or(unequal_errors.then_some("its columns have not one standard error each"))
            .or((!possible).then_some("a standard error is not finite or below zero"))
    }
}
