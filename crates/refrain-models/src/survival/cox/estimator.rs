//! Fitting proportional hazards.

use refrain_core::{Dataset, FeatureMatrix, Fit};

use super::super::newton::{Limits, Objective, SMALLEST_PIVOT, minimise};
use super::super::problem::SurvivalProblem;
use super::super::risk_sets::departures;
use super::super::tenure_window::SurvivalRows;
use super::baseline::Baseline;
use super::fitted::FittedCox;
use super::options::CoxOptions;
use super::partial_likelihood::PartialLikelihood;
use super::sandwich::{self, Residuals};
use crate::estimators::named::{NamedEstimator, Parameter};
use crate::linear::Cholesky;
use crate::search::Range;
use crate::{Error, FittedPreprocess, Learned, ModelSummary, Preprocess};

/// Without a penalty the likelihood of a coefficient that runs off to infinity goes flat; where its
/// curvature has fallen to this share of what it was at zero, the coefficient was running.
const RUNNING: f64 = 1e-6;

/// Estimates how features raise or lower the hazard of leaving, by the same factor at any tenure.
///
/// The hazard at a tenure is the baseline's times `exp(x · β)`: Cox, "Regression models and
/// life-tables", *JRSS B* 34 (1972). Each training row stands for its interval under observation
/// ([`Dataset::lifetimes`]), from its cutoff to the next, with the features of its cutoff: start-stop
/// rows, whose features change with time and never look ahead. The coefficients assume no shape of
/// the baseline; for prediction it is constant over stretches of tenure.
///
/// # Determinism
///
/// The fit runs on one thread and first brings the rows into an order of its own, so neither the
/// number of threads nor the order of the rows changes a bit of it.
///
/// # Examples
///
/// ```
/// use refrain_core::{Fit, PredictProba};
/// # use refrain_core::{Column, Dataset, Lifetime, Span, Time};
/// use refrain_models::Cox;
///
/// # let ids: Vec<String> = (0..60).map(|row| format!("{row:02}")).collect();
/// # let tenure: Vec<f64> = (0..60).map(|row| f64::from(row % 30)).collect();
/// # let silent: Vec<f64> = (0..60).map(|row| f64::from(row * 7 % 20)).collect();
/// # let left: Vec<bool> = silent.iter().map(|days| *days > 13.0).collect();
/// # let days = |left: bool| if left { 5.0 } else { 10.0 };
/// # let seen = tenure.iter().zip(&left);
/// # let lifetimes = seen.map(|(from, left)| Lifetime::new(*from, from + days(*left), *left));
/// # let lifetimes = lifetimes.collect::<Result<_, _>>()?;
/// # let silent = (Column::number("silent_days", "days of silence"), silent);
/// # let columns = vec![(Column::number("tenure_days", "days of tenure"), tenure), silent];
/// # let cutoffs = vec![Time::from_millis(0); 60];
/// # let train = Dataset::from_columns(&ids, &cutoffs, columns, left, Span::from_days(10))?;
/// # let train = train.with_lifetimes(lifetimes)?;
/// let model = Cox::default().fit(&train)?;
/// let churn = model.predict_proba(train.features())?;
/// assert_eq!(model.horizon_days(), 10.0);
/// assert!(model.coefficients()[0] > 0.0 && churn.len() == 60);
/// # Ok::<(), refrain_models::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Cox {
    options: CoxOptions,
    preprocess: Preprocess,
}

impl Cox {
    /// Checks the parameters.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Argument`](refrain_core::ErrorKind::Argument) if `l2` is negative,
    /// `max_iterations` is 0, `tenure_step_days` or `tolerance` is not positive, or any is not
    /// finite.
    ///
    /// # Examples
    ///
    /// ```
    /// use refrain_models::{Cox, CoxOptions, ErrorKind, Ties};
    ///
    /// let options = CoxOptions::default().ties(Ties::Efron).l2(10.0).tenure_step_days(7.0);
    /// assert_eq!(Cox::new(options.clone())?.options().tenure, "tenure_days");
    /// assert_eq!(Cox::new(options.l2(-1.0)).unwrap_err().kind(), ErrorKind::Argument);
    /// # Ok::<(), refrain_models::Error>(())
    /// ```
    pub fn new(options: CoxOptions) -> Result<Cox, Error> {
        options.check()?;
        Ok(Cox { options, preprocess: Preprocess::default() })
    }

    /// Replaces the preprocessing, which by default is [`Preprocess::default`].
    pub fn preprocessed(self, preprocess: Preprocess) -> Cox {
        Cox { preprocess, ..self }
    }

    /// Returns the parameters.
    pub fn options(&self) -> &CoxOptions {
        &self.options
    }

    fn solve(
        &self,
        likelihood: &PartialLikelihood<'_>,
        preprocess: &FittedPreprocess,
    ) -> Result<Vec<f64>, SurvivalProblem> {
        let zero = vec![0.0; preprocess.n_columns()];
        let CoxOptions { max_iterations, tolerance, l2, .. } = self.options;
        // Curvature at zero is that of the data alone, before any coefficient runs off.
        let at_zero = likelihood.derivatives(&zero).curvature;
        if l2 == 0.0 {
            Cholesky::of_rows(&at_zero, zero.len(), SMALLEST_PIVOT)
                .map_err(|column| collinear(preprocess, column))?;
        }
        let found = minimise(likelihood, zero.clone(), Limits { max_iterations, tolerance });
        let (Ok(coefficients) | Err(coefficients)) = &found;
        let at_end = likelihood.derivatives(coefficients).curvature;
        let flat = |column: &usize| {
            let diagonal = column * (zero.len() + 1);
            at_end[diagonal] < RUNNING * at_zero[diagonal]
        };
        match (0..zero.len()).find(flat) {
            Some(column) if l2 == 0.0 => {
                let column = preprocess.encoded_names().swap_remove(column);
                Err(SurvivalProblem::MonotoneLikelihood { column })
            }
            _ => found
                .map_err(|_| SurvivalProblem::NoMinimum { model: "the Cox model", max_iterations }),
        }
    }

    fn covariance(
        &self,
        likelihood: &PartialLikelihood<'_>,
        coefficients: &[f64],
        preprocess: &FittedPreprocess,
    ) -> Result<Vec<f64>, SurvivalProblem> {
        let curvature = likelihood.derivatives(coefficients).curvature;
        let factor = Cholesky::of_rows(&curvature, coefficients.len(), SMALLEST_PIVOT);
        Ok(factor.map_err(|column| collinear(preprocess, column))?.inverse().concat())
    }
}

impl Default for Cox {
    fn default() -> Cox {
        Cox::new(CoxOptions::default()).expect("the default parameters are in range")
    }
}

impl Fit for Cox {
    type Fitted = FittedCox;
    type Error = Error;

    fn fit(&self, train: &Dataset) -> Result<FittedCox, Error> {
        let SurvivalRows { train, covariates, window } =
            SurvivalRows::new(train, &self.options.tenure)?;
        let lifetimes = train.lifetimes().expect("checked with the rows");
        let weights = train.weights();
        let preprocess = self.preprocess.fit_weighted(&covariates, weights)?;
        let design = preprocess.transform(&covariates)?;
        let rows: Vec<Vec<f64>> = design.rows().into_iter().map(|row| row.to_vec()).collect();
        let departures = departures(lifetimes, weights);
        let CoxOptions { ties, l2, tenure_step_days, .. } = self.options;
        let likelihood =
            PartialLikelihood { weights, departures: &departures, rows: &rows, ties, l2 };
        let coefficients = self.solve(&likelihood, &preprocess)?;
        let inverse = self.covariance(&likelihood, &coefficients, &preprocess)?;
        let risks = likelihood.risks(&coefficients);
        // Rows of one customer are alike, so their residuals are summed before they are squared.
        let residuals =
            Residuals { lifetimes, weights, departures: &departures, rows: &rows, risks: &risks };
        let scores = residuals.by_cluster(&clusters(&covariates));
        let n = coefficients.len();
        Ok(FittedCox {
            standard_errors: (0..n).map(|column| inverse[column * (n + 1)].sqrt()).collect(),
            robust_standard_errors: sandwich::standard_errors(&inverse, &scores),
            log_likelihood: -likelihood.value(&coefficients),
            baseline: Baseline::fit(tenure_step_days, lifetimes, weights, &risks),
            window,
            preprocess,
            coefficients,
        })
    }
}

impl NamedEstimator for Cox {
    const NAME: &'static str = "cox";

    fn parameters() -> Vec<&'static str> {
        vec!["l2", "tenure_step_days", "tenure", "max_iterations", "tolerance"]
    }

    fn with(self, parameter: Parameter<'_>) -> Result<Cox, Error> {
        let mut options = self.options;
        match parameter.name {
            "l2" => options.l2 = parameter.number()?,
            "tenure_step_days" => options.tenure_step_days = parameter.number()?,
            "tenure" => options.tenure = parameter.value.to_owned(),
            "max_iterations" => options.max_iterations = parameter.whole()?,
            "tolerance" => options.tolerance = parameter.number()?,
            _ => return Err(parameter.unknown::<Cox>()),
        }
        Ok(Cox::new(options)?.preprocessed(self.preprocess))
    }

    fn search_space() -> Vec<(&'static str, Range)> {
        vec![("l2", Range::LogUniform { low: 10.0, high: 10_000.0 })]
    }

    fn summaries(model: &FittedCox) -> Vec<ModelSummary> {
        let amounts = model.coefficients().iter().zip(model.robust_standard_errors());
        let named = model.preprocess().encoded_names().into_iter().zip(amounts);
        let learned = |(name, (amount, error)): (String, (&f64, &f64))| Learned {
            name,
            amount: *amount,
            standard_error: Some(*error),
        };
        let meaning = "log of the hazard ratio per standard deviation";
        vec![ModelSummary::sorted(Self::NAME, meaning, named.map(learned))]
    }
}

fn collinear(preprocess: &FittedPreprocess, column: usize) -> SurvivalProblem {
    SurvivalProblem::Collinear { column: preprocess.encoded_names().swap_remove(column) }
}

/// Numbers the entities that have a row from 0.
fn clusters(features: &FeatureMatrix) -> Vec<usize> {
    let entities = || features.observations().iter().map(|row| row.entity.position());
    let mut present: Vec<usize> = entities().collect();
    present.sort_unstable();
    present.dedup();
    entities().map(|entity| present.partition_point(|other| *other < entity)).collect()
}
