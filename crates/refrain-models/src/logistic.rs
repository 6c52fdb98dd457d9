//! L2-penalised logistic regression.

use refrain_core::{Dataset, FeatureMatrix, Fit, PredictProba};
use serde::{Deserialize, Serialize};

use crate::log_odds::probability;
use crate::signature::Signature;
use crate::stored::Stored;
use crate::{
    Error, Explain, Explanation, FittedPreprocess, Preprocess, PreprocessOptions, Unit, solver,
    training_rows,
};

/// Parameters of [`Logistic`].
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct LogisticOptions {
    /// Weight of the penalty: the fit minimises `Σ log loss + l2 / 2 · Σ coefficient²` over
    /// standardised columns, the intercept free. It is the inverse of scikit-learn's `C`
    /// (`l2 = 1 / C`), and like `C` does not scale with the number of rows. 0 is no penalty.
    ///
    /// The default of 100 is that with the least log loss of 1, 10, 30, 100, 300, 1,000 and 3,000
    /// on logs of `refrain-sim` (seeds 101 to 104, 225 to 1,000 users): standard features are many
    /// and alike, churners few.
    pub l2: f64,
    /// Most iterations of the optimiser (L-BFGS). Features that nearly repeat each other under a
    /// weak penalty need many.
    pub max_iterations: u64,
    /// How flat the minimum must be: the largest component of the objective's gradient, divided
    /// by the number of rows.
    pub tolerance: f64,
    /// Standard deviations from the mean at which values are clipped, see [`Preprocess::new`].
    pub clip: f64,
}

impl Default for LogisticOptions {
    /// A strong penalty (scikit-learn's default would be 1) and a tight tolerance.
    fn default() -> LogisticOptions {
        LogisticOptions { l2: 100.0, max_iterations: 1000, tolerance: 1e-6, clip: 10.0 }
    }
}

/// Estimates churn by logistic regression over [preprocessed](Preprocess) features.
///
/// # Determinism
///
/// The fit runs on one thread and first brings the rows into an order of its own, so neither the
/// number of threads nor the order of the rows changes a bit of it. Another processor may: linear
/// algebra uses the widest instructions there are.
#[derive(Debug, Clone, PartialEq)]
pub struct Logistic {
    options: LogisticOptions,
    preprocess: Preprocess,
}

/// A logistic regression oriented to churn: a positive coefficient raises its probability.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct FittedLogistic {
    preprocess: FittedPreprocess,
    coefficients: Vec<f64>,
    intercept: f64,
}

impl Logistic {
    /// Checks the parameters.
    ///
    /// # Errors
    ///
    /// [`Error::Parameter`] if `l2` is negative, `max_iterations` is 0, `tolerance` is not
    /// positive, `clip` is not from 1 to 1e9, or any is not finite.
    pub fn new(options: LogisticOptions) -> Result<Logistic, Error> {
        let LogisticOptions { l2, max_iterations, tolerance, clip } = options;
        let wrong = |name, expected, found| Err(Error::Parameter { name, expected, found });
        if !(l2.is_finite() && l2 >= 0.0) {
            return wrong("l2", "zero or more", l2);
        }
        if max_iterations == 0 {
            return wrong("max_iterations", "at least 1", 0.0);
        }
        if !(tolerance.is_finite() && tolerance > 0.0) {
            return wrong("tolerance", "more than zero", tolerance);
        }
        let preprocess = Preprocess::new(PreprocessOptions { clip, ..Default::default() })?;
        Ok(Logistic { options, preprocess })
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
        let solution = solver::solve(&design, train.labels(), &self.options)?;
        let (coefficients, intercept) = (solution.coefficients, solution.intercept);
        Ok(FittedLogistic { preprocess, coefficients, intercept })
    }
}

impl FittedLogistic {
    /// Returns the preprocessing, whose [`encoded_names`](FittedPreprocess::encoded_names) name
    /// the coefficients.
    pub fn preprocess(&self) -> &FittedPreprocess {
        &self.preprocess
    }

    /// Returns the coefficient of each encoded column: log-odds of churn per standard deviation.
    pub fn coefficients(&self) -> &[f64] {
        &self.coefficients
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
    pub fn log_odds(&self, features: &FeatureMatrix) -> Result<Vec<f64>, Error> {
        let design = self.preprocess.transform(features)?;
        Ok(solver::margins(&design, &self.coefficients, self.intercept))
    }
}

impl PredictProba for FittedLogistic {
    type Error = Error;

    fn feature_names(&self) -> &[String] {
        self.preprocess.feature_names()
    }

    fn predict_proba(&self, features: &FeatureMatrix) -> Result<Vec<f64>, Error> {
        Ok(self.log_odds(features)?.into_iter().map(probability).collect())
    }
}

/// Every column of a feature counts: its value, whether it is missing, its levels.
impl Explain for FittedLogistic {
    fn explain(&self, features: &FeatureMatrix) -> Result<Explanation, Error> {
        let amounts = self.preprocess.weighted_sums(features, &self.coefficients)?;
        Ok(Explanation::new(self.feature_names(), Unit::LogOdds, self.intercept, amounts))
    }
}

impl Stored for FittedLogistic {
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
    }
}
