//! Proportional hazards.

use refrain_core::FeatureMatrix;
use serde::{Deserialize, Serialize};

use super::cholesky::Cholesky;
use super::newton::{Limits, Objective, minimise};
use super::partial_likelihood::PartialLikelihood;
use super::risk_sets::departures;
use super::sandwich::{self, Residuals};
use super::{CumulativeHazard, Lifetime};
use crate::out_of_range::OutOfRange;
use crate::survival::old_problem::OldProblem;
use crate::{Error, FittedPreprocess, Preprocess, linear};

/// Without a penalty the likelihood of a coefficient that runs off to infinity goes flat; where its
/// curvature has fallen to this share of what it was at zero, the coefficient was running.
const RUNNING: f64 = 1e-6;

/// What counts as at risk while several leave on one day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Ties {
    /// Those who left before on the same day count less and less: near to the truth.
    #[default]
    Efron,
    /// Everybody, each time: simpler, and biased towards no effect where many tie.
    Breslow,
}

/// Parameters of [`Cox`].
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct CoxOptions {
    /// How ties are taken.
    pub ties: Ties,
    /// Weight of the penalty `l2 / 2 · Σ coefficient²` over standardised columns, on the scale of
    /// the log-likelihood. 0 is none; then columns that repeat each other and features that tell
    /// for certain who leaves first are errors.
    pub l2: f64,
    /// Most Newton steps.
    pub max_iterations: u64,
    /// By how much of the log-likelihood a step must promise less, for the fit to end.
    pub tolerance: f64,
}

impl Default for CoxOptions {
    fn default() -> CoxOptions {
        CoxOptions { ties: Ties::Efron, l2: 1.0, max_iterations: 50, tolerance: 1e-9 }
    }
}

/// Estimates how features raise or lower the hazard of leaving, by the same factor at any time.
///
/// The hazard on a day is the baseline's times `exp(x · β)`: Cox, "Regression models and
/// life-tables", *JRSS B* 34 (1972). One row of features goes with each [`Lifetime`]; where a
/// customer's features change (successive cutoffs), it has a row for each stretch. The baseline is
/// never assumed to have a shape.
///
/// # Determinism
///
/// The fit runs on one thread; the same rows in the same order give the same bits.
#[derive(Debug, Clone, PartialEq)]
pub struct Cox {
    options: CoxOptions,
    preprocess: Preprocess,
}

/// Relative risks over a baseline hazard.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct FittedCox {
    preprocess: FittedPreprocess,
    coefficients: Vec<f64>,
    standard_errors: Vec<f64>,
    robust_standard_errors: Vec<f64>,
    log_likelihood: f64,
    baseline: CumulativeHazard,
}

impl Cox {
    /// Checks the parameters.
    ///
    /// # Errors
    ///
    /// [`Error::Parameter`] if `l2` is negative, `max_iterations` is 0, `tolerance` is not
    /// positive, or any is not finite.
    pub fn new(options: CoxOptions) -> Result<Cox, Error> {
        let CoxOptions { l2, max_iterations, tolerance, .. } = options;
        let wrong = |name, expected, found| Err(OutOfRange { name, expected, found }.into());
        if !(l2.is_finite() && l2 >= 0.0) {
            return wrong("l2", "zero or more", l2);
        }
        if max_iterations == 0 {
            return wrong("max_iterations", "at least 1", 0.0);
        }
        if !(tolerance.is_finite() && tolerance > 0.0) {
            return wrong("tolerance", "more than zero", tolerance);
        }
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

    /// Fits coefficients and the baseline on one lifetime per row of features.
    ///
    /// # Errors
    ///
    /// [`Error::UnequalRows`], [`Error::NoRows`], [`Error::NoChurn`]; those of
    /// [`Preprocess::fit`]; [`Error::MonotoneLikelihood`] or [`Error::Collinear`] if without a
    /// penalty there is no one best coefficient; [`Error::NoMinimum`] if it was not found.
    pub fn fit(
        &self,
        features: &FeatureMatrix,
        lifetimes: &[Lifetime],
    ) -> Result<FittedCox, Error> {
        OldProblem::check_rows("lifetimes", features, lifetimes.len())?;
        Lifetime::check_all(lifetimes)?;
        let weights: Vec<f64> = lifetimes.iter().map(Lifetime::weight).collect();
        let preprocess = self.preprocess.fit_weighted(features, &weights)?;
        let design = preprocess.transform(features)?;
        let rows: Vec<Vec<f64>> = design.rows().into_iter().map(|row| row.to_vec()).collect();
        let departures = departures(lifetimes);
        let CoxOptions { ties, l2, .. } = self.options;
        let likelihood =
            PartialLikelihood { lifetimes, departures: &departures, rows: &rows, ties, l2 };
        let coefficients = self.solve(&likelihood, &preprocess)?;
        let inverse = self.covariance(&likelihood, &coefficients, &preprocess)?;
        let risks = likelihood.risks(&coefficients);
        let residuals =
            Residuals { lifetimes, departures: &departures, rows: &rows, risks: &risks };
        let pulls = residuals.by_cluster(&clusters(features));
        let n = coefficients.len();
        Ok(FittedCox {
            standard_errors: (0..n).map(|column| inverse[column * (n + 1)].sqrt()).collect(),
            robust_standard_errors: sandwich::standard_errors(&inverse, &pulls),
            log_likelihood: -likelihood.value(&coefficients),
            baseline: CumulativeHazard::of(lifetimes, &departures, &risks),
            preprocess,
            coefficients,
        })
    }

    fn solve(
        &self,
        likelihood: &PartialLikelihood<'_>,
        preprocess: &FittedPreprocess,
    ) -> Result<Vec<f64>, Error> {
        let zero = vec![0.0; preprocess.n_columns()];
        let CoxOptions { max_iterations, tolerance, l2, .. } = self.options;
        let at_zero = likelihood.derivatives(&zero).curvature;
        if l2 == 0.0 {
            Cholesky::of(&at_zero, zero.len()).map_err(|column| collinear(preprocess, column))?;
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
                Err(OldProblem::MonotoneLikelihood { column }.into())
            }
            _ => Ok(found.map_err(|_| OldProblem::NoMinimum {
                model: "the proportional hazards",
                max_iterations,
            })?),
        }
    }

    fn covariance(
        &self,
        likelihood: &PartialLikelihood<'_>,
        coefficients: &[f64],
        preprocess: &FittedPreprocess,
    ) -> Result<Vec<f64>, Error> {
        let curvature = likelihood.derivatives(coefficients).curvature;
        let factor = Cholesky::of(&curvature, coefficients.len());
        Ok(factor.map_err(|column| collinear(preprocess, column))?.inverse())
    }
}

impl Default for Cox {
    fn default() -> Cox {
        Cox::new(CoxOptions::default()).expect("the default parameters are in range")
    }
}

fn collinear(preprocess: &FittedPreprocess, column: usize) -> Error {
    OldProblem::Collinear { column: preprocess.encoded_names().swap_remove(column) }.into()
}

/// Numbers the entities that have a row from 0.
fn clusters(features: &FeatureMatrix) -> Vec<usize> {
    let entities = || features.observations().iter().map(|row| row.entity.position());
    let mut present: Vec<usize> = entities().collect();
    present.sort_unstable();
    present.dedup();
    entities().map(|entity| present.partition_point(|other| *other < entity)).collect()
}

impl FittedCox {
    /// Returns the preprocessing, whose [`encoded_names`](FittedPreprocess::encoded_names) name
    /// the coefficients.
    pub fn preprocess(&self) -> &FittedPreprocess {
        &self.preprocess
    }

    /// Returns the names of the features it was fitted on, in order.
    pub fn feature_names(&self) -> &[String] {
        self.preprocess.feature_names()
    }

    /// Returns the coefficient of each encoded column: log hazard ratio per standard deviation.
    pub fn coefficients(&self) -> &[f64] {
        &self.coefficients
    }

    /// Returns the standard error of each coefficient, if the model is right and rows are
    /// independent.
    pub fn standard_errors(&self) -> &[f64] {
        &self.standard_errors
    }

    /// Returns the standard error of each coefficient, right also if the rows of one entity are
    /// alike or the hazards not quite proportional. Ties are taken in Breslow's way.
    pub fn robust_standard_errors(&self) -> &[f64] {
        &self.robust_standard_errors
    }

    /// Returns the logarithm of the partial likelihood, less the penalty.
    pub fn log_likelihood(&self) -> f64 {
        self.log_likelihood
    }

    /// Returns the cumulative hazard of a customer with average features.
    pub fn baseline(&self) -> &CumulativeHazard {
        &self.baseline
    }

    /// Returns the logarithm of each row's hazard relative to the baseline.
    ///
    /// # Errors
    ///
    /// If the features are not the ones it was fitted on, or hold a value that cannot be used.
    pub fn log_relative_risk(&self, features: &FeatureMatrix) -> Result<Vec<f64>, Error> {
        let design = self.preprocess.transform(features)?;
        Ok(linear::margins(design.view(), &self.coefficients, 0.0))
    }

    /// Returns each row's hazard relative to the baseline.
    ///
    /// # Errors
    ///
    /// As [`log_relative_risk`](FittedCox::log_relative_risk).
    pub fn relative_risk(&self, features: &FeatureMatrix) -> Result<Vec<f64>, Error> {
        Ok(self.log_relative_risk(features)?.into_iter().map(f64::exp).collect())
    }

    /// Returns the probability that each row's customer stays from its origin beyond a day.
    ///
    /// # Errors
    ///
    /// Also [`Error::BeyondFollowUp`] after the last day on which anybody was watched.
    pub fn survival(&self, features: &FeatureMatrix, days: f64) -> Result<Vec<f64>, Error> {
        let hazard = self.baseline.at(days)?;
        let risks = self.relative_risk(features)?;
        Ok(risks.into_iter().map(|risk| (-hazard * risk).exp()).collect())
    }

    /// Returns the probability that each row's customer, who has stayed until the day given for
    /// it, leaves within a horizon after it.
    ///
    /// # Errors
    ///
    /// Also [`Error::UnequalRows`] without one day per row, and [`Error::BeyondFollowUp`].
    pub fn churn_within(
        &self,
        features: &FeatureMatrix,
        stayed_days: &[f64],
        horizon_days: f64,
    ) -> Result<Vec<f64>, Error> {
        OldProblem::check_rows("days stayed", features, stayed_days.len())?;
        OldProblem::check_horizon(horizon_days)?;
        let risks = self.relative_risk(features)?;
        let churn = |(risk, stayed): (f64, &f64)| {
            let gathers = self.baseline.at(stayed + horizon_days)? - self.baseline.at(*stayed)?;
            Ok(-(-gathers * risk).exp_m1())
        };
        risks.into_iter().zip(stayed_days).map(churn).collect()
    }

    /// Returns what is wrong with a model that came from a file, so that predicting cannot panic.
    pub fn defect(&self) -> Option<&'static str> {
        let n = self.preprocess.n_columns();
        let lists = [&self.coefficients, &self.standard_errors, &self.robust_standard_errors];
        let unequal = lists.iter().any(|list| list.len() != n);
        let finite = lists.iter().all(|list| list.iter().all(|number| number.is_finite()));
        self.preprocess
            .defect()
            .or(unequal.then_some("its columns have not one coefficient each"))
            .or((!finite).then_some("a coefficient is not finite"))
            .or(self.baseline.defect())
    }
}
