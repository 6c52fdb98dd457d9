//! A linear support vector machine.

use refrain_core::{Dataset, FeatureMatrix, Fit, PredictProba};

use crate::calibration::Sigmoid;
use crate::estimators::named::{NamedEstimator, Parameter};
use crate::estimators::stored::{Stored, checked_when_read};
use crate::linear::{Limits, LinearModel, Penalty, Problem, SquaredHinge};
use crate::rows::held_out_entities::HeldOutFor;
use crate::rows::signature::Signature;
use crate::rows::training_rows;
use crate::search::Range;
use crate::{
    Error, Explain, Explanation, FittedPreprocess, Learned, ModelSummary, Preprocess, Unit, linear,
};
use refrain_core::logistic;

/// Folds of entities whose margins the sigmoid is fitted on.
const N_FOLDS: usize = 5;

/// Parameters of [`LinearSvm`].
#[derive(Debug, Clone, Copy, PartialEq)]
#[non_exhaustive]
pub struct LinearSvmOptions {
    /// Weight of the penalty: the fit minimises
    /// `Σ weight · max(0, 1 - side · margin)² + l2 / 2 · Σ coefficient²` over standardised columns,
    /// where the side is 1 of rows that churned and -1 of others, the intercept free. It is the
    /// inverse of scikit-learn's `C` in `LinearSVC` (`l2 = 1 / C`). 0 is no penalty.
    ///
    /// The default is eight times that of [`LogisticOptions`](crate::LogisticOptions), because a
    /// squared hinge curves eight times as much as the log loss does at its most.
    pub l2: f64,
    /// Most iterations of Newton's method, of which ten are usual.
    pub max_iterations: u64,
    /// Flatness of the minimum at which to stop: the largest component of the objective's gradient,
    /// divided by the total weight of the rows.
    pub tolerance: f64,
}

impl LinearSvmOptions {
    /// Sets the field `l2`.
    pub fn l2(self, l2: f64) -> Self {
        LinearSvmOptions { l2, ..self }
    }

    /// Sets the field `max_iterations`.
    pub fn max_iterations(self, max_iterations: u64) -> Self {
        LinearSvmOptions { max_iterations, ..self }
    }

    /// Sets the field `tolerance`.
    pub fn tolerance(self, tolerance: f64) -> Self {
        LinearSvmOptions { tolerance, ..self }
    }
}

impl Default for LinearSvmOptions {
    fn default() -> LinearSvmOptions {
        LinearSvmOptions { l2: 8_000.0, max_iterations: 100, tolerance: 1e-8 }
    }
}

/// Estimates churn by a linear support vector machine over [preprocessed](Preprocess) features:
/// only rows on the wrong side of the boundary, or close to it, shape it.
///
/// The squared hinge is minimised by Newton's method on the generalised Hessian (Keerthi and
/// DeCoste, "A Modified Finite Newton Method for Fast Solution of Large Scale Linear SVMs", 2005;
/// Chapelle, "Training a Support Vector Machine in the Primal", 2007).
///
/// A margin is no probability. A sigmoid makes one of it (Platt, "Probabilistic Outputs for Support
/// Vector Machines", 1999), fitted on what models that did not see a row say of it: five folds of
/// entities, told apart by their ids. There are fewer folds if both classes are not outside each of
/// them, and if not even two can be made the sigmoid is fitted on the margins of training, which
/// are too sure of themselves. Models that rank held-out rows backwards give everyone the base
/// rate. What [`Preprocess`] learns, it learns from all rows.
///
/// # Determinism
///
/// As [`Logistic`](crate::Logistic).
///
/// # Examples
///
/// ```
/// use refrain_core::{Fit, PredictProba};
/// use refrain_models::{LinearSvm, LinearSvmOptions, conformance};
///
/// let train = conformance::customers(300, 60, 7);
/// let estimator = LinearSvm::new(LinearSvmOptions::default().l2(1.0))?;
/// let churn = estimator.fit(&train)?.predict_proba(train.features())?;
/// assert!(churn.iter().all(|churn| (0.0..=1.0).contains(churn)));
/// # Ok::<(), refrain_models::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct LinearSvm {
    options: LinearSvmOptions,
    preprocess: Preprocess,
}

checked_when_read! {
    /// A support vector machine oriented to churn: a positive coefficient raises its margin.
    #[derive(Debug, Clone, PartialEq)]
    pub struct FittedLinearSvm {
        preprocess: FittedPreprocess,
        coefficients: Vec<f64>,
        intercept: f64,
        sigmoid: Sigmoid,
    }
}

impl LinearSvm {
    /// Checks the parameters.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Argument`](crate::ErrorKind::Argument) if `l2` is negative, `max_iterations` is
    /// 0, `tolerance` is not positive, or any is not finite.
    ///
    /// # Examples
    ///
    /// ```
    /// use refrain_models::{LinearSvm, LinearSvmOptions};
    ///
    /// assert_eq!(LinearSvm::new(LinearSvmOptions::default())?.options().l2, 8_000.0);
    /// assert!(LinearSvm::new(LinearSvmOptions::default().max_iterations(0)).is_err());
    /// # Ok::<(), refrain_models::Error>(())
    /// ```
    pub fn new(options: LinearSvmOptions) -> Result<LinearSvm, Error> {
        let LinearSvmOptions { l2, max_iterations, tolerance } = options;
        linear::check_penalty("l2", l2)?;
        Limits { max_iterations, tolerance }.check()?;
        Ok(LinearSvm { options, preprocess: Preprocess::default() })
    }

    /// Replaces the preprocessing, which by default is [`Preprocess::default`].
    pub fn preprocessed(self, preprocess: Preprocess) -> LinearSvm {
        LinearSvm { preprocess, ..self }
    }

    /// Returns the parameters.
    pub fn options(&self) -> &LinearSvmOptions {
        &self.options
    }
}

impl Default for LinearSvm {
    fn default() -> LinearSvm {
        LinearSvm::new(LinearSvmOptions::default()).expect("the default parameters are in range")
    }
}

impl Fit for LinearSvm {
    type Fitted = FittedLinearSvm;
    type Error = Error;

    fn fit(&self, train: &Dataset) -> Result<FittedLinearSvm, Error> {
        training_rows::check(train)?;
        let train = training_rows::in_canonical_order(train);
        let preprocess = self.preprocess.fit_weighted(train.features(), train.weights())?;
        let design = preprocess.transform(train.features())?;
        let LinearSvmOptions { l2, max_iterations, tolerance } = self.options;
        let limits = Limits { max_iterations, tolerance };
        let targets = linear::targets(train.labels());
        let penalty = Penalty { l1: 0.0, l2 };
        let problem = Problem::new(design.view(), &targets, train.weights(), penalty);
        let start = linear::rough_start(&problem, SquaredHinge);
        let model = linear::minimise(&problem, SquaredHinge, start, limits)?.model;
        let scores = match HeldOutFor::Sigmoid.folds(&train, N_FOLDS) {
            Some(folds) => linear::held_out_scores(&problem, SquaredHinge, &model, limits, &folds)?,
            None => linear::margins(design.view(), &model.coefficients, 0.0),
        };
        let of_scores = Sigmoid::fit(&scores, train.labels(), train.weights())?;
        // Held-out scores have no intercept, margins do: the sigmoid is moved by it.
        let sigmoid = of_scores.of_scores_above(model.intercept);
        let LinearModel { coefficients, intercept } = model;
        Ok(FittedLinearSvm { preprocess, coefficients, intercept, sigmoid })
    }
}

impl FittedLinearSvm {
    /// Returns the preprocessing, whose [`encoded_names`](FittedPreprocess::encoded_names) name
    /// the coefficients.
    pub fn preprocess(&self) -> &FittedPreprocess {
        &self.preprocess
    }

    /// Returns the coefficient of each encoded column: margin per standard deviation.
    ///
    /// # Examples
    ///
    /// ```
    /// use refrain_core::Fit;
    /// use refrain_models::{LinearSvm, conformance};
    ///
    /// let model = LinearSvm::default().fit(&conformance::customers(300, 60, 7))?;
    /// let names = model.preprocess().encoded_names();
    /// let recency = names.iter().position(|name| name == "recency_days").expect("it varies");
    /// assert!(model.coefficients()[recency] > 0.0, "who has been silent for longer leaves");
    /// # Ok::<(), refrain_models::Error>(())
    /// ```
    pub fn coefficients(&self) -> &[f64] {
        &self.coefficients
    }

    /// Returns the margin of the average training customer.
    pub fn intercept(&self) -> f64 {
        self.intercept
    }

    /// Returns how many log-odds of churn a margin of 1 is worth: zero or more.
    pub fn sigmoid_slope(&self) -> f64 {
        self.sigmoid.slope
    }

    /// Returns the log-odds of churn where the margin is 0.
    pub fn sigmoid_intercept(&self) -> f64 {
        self.sigmoid.intercept
    }

    /// Returns the margin of each row: above 0 on the side of churn.
    ///
    /// # Errors
    ///
    /// If the features are not the ones it was fitted on, or hold a value that cannot be used.
    ///
    /// # Examples
    ///
    /// ```
    /// use refrain_core::{Fit, PredictProba, logistic};
    /// use refrain_models::{LinearSvm, conformance};
    ///
    /// let train = conformance::customers(300, 60, 7);
    /// let model = LinearSvm::default().fit(&train)?;
    /// let margin = model.margins(train.features())?[0];
    /// let log_odds = model.sigmoid_intercept() + model.sigmoid_slope() * margin;
    /// let churn = model.predict_proba(train.features())?[0];
    /// assert!((churn - logistic(log_odds)).abs() < 1e-12);
    /// # Ok::<(), refrain_models::Error>(())
    /// ```
    pub fn margins(&self, features: &FeatureMatrix) -> Result<Vec<f64>, Error> {
        let design = self.preprocess.transform(features)?;
        Ok(linear::margins(design.view(), &self.coefficients, self.intercept))
    }
}

impl PredictProba for FittedLinearSvm {
    type Error = Error;

    fn feature_names(&self) -> &[String] {
        self.preprocess.feature_names()
    }

    fn predict_proba(&self, features: &FeatureMatrix) -> Result<Vec<f64>, Error> {
        let margins = self.margins(features)?;
        Ok(margins.into_iter().map(|margin| logistic(self.sigmoid.log_odds(margin))).collect())
    }

    fn explainer(&self) -> Option<&dyn Explain<Error = Error>> {
        Some(self)
    }
}

/// In log-odds: each column adds its value times its coefficient times the sigmoid's slope.
impl Explain for FittedLinearSvm {
    fn explain(&self, features: &FeatureMatrix) -> Result<Explanation, Error> {
        let slope = self.sigmoid.slope;
        let coefficients: Vec<f64> = self.coefficients.iter().map(|c| slope * c).collect();
        let amounts = self.preprocess.weighted_sums(features, &coefficients)?;
        let baseline = self.sigmoid.log_odds(self.intercept);
        Ok(Explanation::new(self.feature_names(), Unit::LogOdds, baseline, amounts))
    }
}

impl NamedEstimator for LinearSvm {
    const NAME: &'static str = "svm";

    fn parameters() -> Vec<&'static str> {
        vec!["l2", "max_iterations", "tolerance"]
    }

    fn with(self, parameter: Parameter<'_>) -> Result<LinearSvm, Error> {
        let mut options = self.options;
        match parameter.name {
            "l2" => options.l2 = parameter.number()?,
            "max_iterations" => options.max_iterations = parameter.whole()?,
            "tolerance" => options.tolerance = parameter.number()?,
            _ => return Err(parameter.unknown::<LinearSvm>()),
        }
        Ok(LinearSvm::new(options)?.preprocessed(self.preprocess))
    }

    fn search_space() -> Vec<(&'static str, Range)> {
        vec![("l2", Range::LogUniform { low: 100.0, high: 100_000.0 })]
    }

    fn summaries(model: &FittedLinearSvm) -> Vec<ModelSummary> {
        let slope = model.sigmoid_slope();
        let amounts = model.coefficients().iter().map(|coefficient| slope * coefficient);
        let named = model.preprocess().encoded_names().into_iter().zip(amounts);
        let meaning = "log-odds of churn per standard deviation";
        let learned = named.map(|(name, amount)| Learned::alone(name, amount));
        vec![ModelSummary::sorted(Self::NAME, meaning, learned)]
    }
}

impl Stored for FittedLinearSvm {
    fn signature(&self) -> &Signature {
        self.preprocess.signature()
    }

    fn defect(&self) -> Option<&'static str> {
        let unequal = self.coefficients.len() != self.preprocess.n_columns();
        let finite = self.coefficients.iter().chain([&self.intercept]).all(|c| c.is_finite());
        self.preprocess
            .defect()
            .or(unequal.then_some("its columns have not one coefficient each"))
            .or((!finite).then_some("a coefficient is not finite"))
            .or_else(|| self.sigmoid.defect())
    }
}

#[cfg(test)]
mod tests {
    use super::FittedLinearSvm;
    use serde_json::{Value, from_value, json};

    fn stored(column_coefficients: Value, slope: f64) -> Option<FittedLinearSvm> {
        let signature = json!({ "names": [], "kinds": [] });
        from_value(json!({
            "preprocess": { "signature": signature, "columns": [], "clip": 10.0 },
            "coefficients": column_coefficients,
            "intercept": 0.5,
            "sigmoid": { "slope": slope, "intercept": 0.0 },
        }))
        .ok()
    }

    #[test]
    fn machine_of_a_file_that_cannot_be_is_found_out() {
        assert!(stored(json!([]), 1.0).is_some());
        assert!(stored(json!([1.0]), 1.0).is_none());
        assert!(stored(json!([]), -1.0).is_none());
    }
}
