//! Churn within any horizon, from one model.

use ndarray::ArrayView1;
use refrain_core::{FeatureMatrix, PredictProba};
use serde::{Deserialize, Serialize};

use super::Followed;
use super::newton::{Limits, minimise};
use super::period_likelihood::{FollowedRow, PeriodLikelihood, gathered};
use crate::out_of_range::OutOfRange;
use crate::rows::problem::RowsProblem;
use crate::survival::old_problem::OldProblem;
use crate::{Error, Explain, Explanation, FittedPreprocess, Preprocess, Unit, linear};
use refrain_core::log_odds;

/// Parameters of [`DiscreteHazard`].
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct DiscreteHazardOptions {
    /// Length of a period.
    pub period_days: f64,
    /// Number of periods after the cutoff; their end is the longest horizon.
    pub n_periods: usize,
    /// Weight of the penalty `l2 / 2 · Σ coefficient²` over standardised columns, as that of
    /// [`LogisticOptions`](crate::LogisticOptions).
    pub l2: f64,
    /// Weight of the penalty `smoothness / 2 · Σ (rise from one intercept to the next)²`. Periods
    /// few customers leave in lean on their neighbours; 0 leaves each to itself.
    ///
    /// First differences and not second ones: a line through the intercepts would go on below
    /// every bound into periods in which nobody leaves.
    pub smoothness: f64,
    /// Most Newton steps.
    pub max_iterations: u64,
    /// By how much of the log-likelihood a step must promise less, for the fit to end.
    pub tolerance: f64,
}

impl Default for DiscreteHazardOptions {
    /// Ten days, the penalty of [`LogisticOptions`](crate::LogisticOptions), intercepts that move
    /// together unless some ten churners disagree.
    fn default() -> DiscreteHazardOptions {
        DiscreteHazardOptions {
            period_days: 1.0,
            n_periods: 10,
            l2: 100.0,
            smoothness: 10.0,
            max_iterations: 50,
            tolerance: 1e-9,
        }
    }
}

/// Estimates in which period after the cutoff a customer leaves, and so the probability of churn
/// within every horizon up to the last period's end.
///
/// The log-odds of leaving in a period, having stayed until it, are the period's intercept plus
/// `x · β`. An observation counts in the periods through which it was followed: those lost sight
/// of are used as far as they go, where a label for a fixed horizon would throw them away.
///
/// It is not a [`Fit`](refrain_core::Fit), because a [`Dataset`](refrain_core::Dataset) knows
/// whether a customer left and not when.
///
/// # Determinism
///
/// The fit runs on one thread; the same rows in the same order give the same bits.
#[derive(Debug, Clone, PartialEq)]
pub struct DiscreteHazard {
    options: DiscreteHazardOptions,
    preprocess: Preprocess,
}

/// Hazards by period after the cutoff.
///
/// As [`PredictProba`] it gives the probability over all its periods, and explains the log-odds of
/// the hazard in a middling one (the mean of the intercepts).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct FittedDiscreteHazard {
    preprocess: FittedPreprocess,
    period_days: f64,
    intercepts: Vec<f64>,
    coefficients: Vec<f64>,
}

impl DiscreteHazard {
    /// Checks the parameters.
    ///
    /// # Errors
    ///
    /// [`Error::Parameter`] if `period_days` or `tolerance` is not positive, `n_periods` or
    /// `max_iterations` is 0, `l2` or `smoothness` is negative, or any
    /// is not finite.
    pub fn new(options: DiscreteHazardOptions) -> Result<DiscreteHazard, Error> {
        let wrong = |name, expected, found| Err(OutOfRange { name, expected, found }.into());
        for (name, found) in [("l2", options.l2), ("smoothness", options.smoothness)] {
            if !(found.is_finite() && found >= 0.0) {
                return wrong(name, "zero or more", found);
            }
        }
        for (name, found) in
            [("period_days", options.period_days), ("tolerance", options.tolerance)]
        {
            if !(found.is_finite() && found > 0.0) {
                return wrong(name, "more than zero", found);
            }
        }
        if options.n_periods == 0 {
            return wrong("n_periods", "at least 1", 0.0);
        }
        if options.max_iterations == 0 {
            return wrong("max_iterations", "at least 1", 0.0);
        }
        Ok(DiscreteHazard { options, preprocess: Preprocess::default() })
    }

    /// Replaces the preprocessing, which by default is [`Preprocess::default`].
    pub fn preprocessed(self, preprocess: Preprocess) -> DiscreteHazard {
        DiscreteHazard { preprocess, ..self }
    }

    /// Returns the parameters.
    pub fn options(&self) -> &DiscreteHazardOptions {
        &self.options
    }

    /// Fits an intercept per period and a coefficient per column, on what became of each row of
    /// features and with its weight.
    ///
    /// # Errors
    ///
    /// [`Error::UnequalRows`], [`Error::NoRows`]; [`Error::NoChurn`] if nobody leaves within the
    /// periods; [`Error::PeriodWithoutChurn`] if without `smoothness` that is so of one of them;
    /// [`Error::Parameter`] at a weight that is not positive; those of [`Preprocess::fit`];
    /// [`Error::NoMinimum`] if none was found, as when without a penalty a feature tells for
    /// certain who leaves.
    pub fn fit(
        &self,
        features: &FeatureMatrix,
        followed: &[Followed],
        weights: &[f64],
    ) -> Result<FittedDiscreteHazard, Error> {
        OldProblem::check_rows("outcomes", features, followed.len())?;
        OldProblem::check_rows("weights", features, weights.len())?;
        self.check(followed, weights)?;
        let preprocess = self.preprocess.fit_weighted(features, weights)?;
        let design = preprocess.transform(features)?;
        let DiscreteHazardOptions { period_days, n_periods, l2, smoothness, .. } = self.options;
        let row = |(row, values): (usize, ArrayView1<'_, f64>)| {
            let (n_periods, churned) = followed[row].periods(period_days, n_periods);
            FollowedRow { values: values.to_vec(), n_periods, churned, weight: weights[row] }
        };
        let rows: Vec<FollowedRow> = design.rows().into_iter().enumerate().map(row).collect();
        let likelihood = PeriodLikelihood { rows: &rows, n_periods, l2, smoothness };
        let mut at = self.solve(&likelihood, preprocess.n_columns())?;
        let coefficients = at.split_off(n_periods);
        Ok(FittedDiscreteHazard { preprocess, period_days, intercepts: at, coefficients })
    }

    fn check(&self, followed: &[Followed], weights: &[f64]) -> Result<(), Error> {
        let DiscreteHazardOptions { period_days, n_periods, smoothness, .. } = self.options;
        if followed.is_empty() {
            return Err(RowsProblem::NoRows.into());
        }
        if let Some(found) = weights.iter().find(|weight| !(weight.is_finite() && **weight > 0.0)) {
            let (name, expected) = ("weight", "more than zero");
            return Err(OutOfRange { name, expected, found: *found }.into());
        }
        let mut n_churned = vec![0_usize; n_periods];
        for (periods, churned) in followed.iter().map(|row| row.periods(period_days, n_periods)) {
            if churned {
                n_churned[periods - 1] += 1;
            }
        }
        if n_churned.iter().all(|n_churned| *n_churned == 0) {
            return Err(OldProblem::NoChurn { n_rows: followed.len() }.into());
        }
        match n_churned.iter().position(|n_churned| *n_churned == 0) {
            Some(period) if smoothness == 0.0 => {
                Err(OldProblem::PeriodWithoutChurn { period }.into())
            }
            _ => Ok(()),
        }
    }

    /// Starts at the one hazard of all rows and periods.
    fn solve(
        &self,
        likelihood: &PeriodLikelihood<'_>,
        n_columns: usize,
    ) -> Result<Vec<f64>, Error> {
        let DiscreteHazardOptions { n_periods, max_iterations, tolerance, .. } = self.options;
        let followed: usize = likelihood.rows.iter().map(|row| row.n_periods).sum();
        let left = likelihood.rows.iter().filter(|row| row.churned).count();
        // Half an event each way keeps the start finite where everybody leaves at once.
        let start = log_odds((left as f64 + 0.5) / (followed as f64 + 1.0));
        let mut at = vec![start; n_periods];
        at.resize(n_periods + n_columns, 0.0);
        let found = minimise(likelihood, at, Limits { max_iterations, tolerance });
        Ok(found.map_err(|_| OldProblem::NoMinimum {
            model: "the discrete-time hazard",
            max_iterations,
        })?)
    }
}

impl Default for DiscreteHazard {
    fn default() -> DiscreteHazard {
        DiscreteHazard::new(DiscreteHazardOptions::default())
            .expect("the default parameters are in range")
    }
}

impl FittedDiscreteHazard {
    /// Returns the preprocessing, whose [`encoded_names`](FittedPreprocess::encoded_names) name
    /// the coefficients.
    pub fn preprocess(&self) -> &FittedPreprocess {
        &self.preprocess
    }

    /// Returns the log-odds that the average customer leaves in each period, if it has stayed
    /// until then.
    pub fn intercepts(&self) -> &[f64] {
        &self.intercepts
    }

    /// Returns the coefficient of each encoded column: log-odds of the hazard per standard
    /// deviation.
    pub fn coefficients(&self) -> &[f64] {
        &self.coefficients
    }

    /// Returns the longest horizon.
    pub fn last_days(&self) -> f64 {
        self.period_days * self.intercepts.len() as f64
    }

    /// Returns the probability that each row's customer leaves within a horizon after its cutoff.
    ///
    /// Within a period the cumulative hazard rises in a straight line.
    ///
    /// # Errors
    ///
    /// [`Error::BeyondFollowUp`] after the last period, [`Error::Parameter`] if the horizon is not
    /// positive; and if the features are not the ones it was fitted on, or hold a value that
    /// cannot be used.
    pub fn predict(&self, features: &FeatureMatrix, horizon_days: f64) -> Result<Vec<f64>, Error> {
        let margins = self.margins(features)?;
        self.check_horizon(horizon_days)?;
        let churn = |margin: f64| -(-self.hazard_until(margin, horizon_days)).exp_m1();
        Ok(margins.into_iter().map(churn).collect())
    }

    /// Returns for each row the probability that its customer stays beyond the end of each period.
    ///
    /// # Errors
    ///
    /// If the features are not the ones it was fitted on, or hold a value that cannot be used.
    pub fn survival(&self, features: &FeatureMatrix) -> Result<Vec<Vec<f64>>, Error> {
        let curve = |margin: f64| {
            let gathers = self.intercepts.iter().scan(0.0, |sum, intercept| {
                *sum += gathered(intercept + margin);
                Some(*sum)
            });
            gathers.map(|hazard: f64| (-hazard).exp()).collect()
        };
        Ok(self.margins(features)?.into_iter().map(curve).collect())
    }

    fn margins(&self, features: &FeatureMatrix) -> Result<Vec<f64>, Error> {
        let design = self.preprocess.transform(features)?;
        Ok(linear::margins(design.view(), &self.coefficients, 0.0))
    }

    fn check_horizon(&self, horizon_days: f64) -> Result<(), Error> {
        OldProblem::check_horizon(horizon_days)?;
        let last_days = self.last_days();
        // Ten periods of .1 days must reach one day.
        if horizon_days > last_days * (1.0 + 1e-12) {
            return Err(OldProblem::BeyondFollowUp { days: horizon_days, last_days }.into());
        }
        Ok(())
    }

    fn hazard_until(&self, margin: f64, horizon_days: f64) -> f64 {
        let n_periods = horizon_days / self.period_days;
        let share = |period: usize| (n_periods - period as f64).clamp(0.0, 1.0);
        let gathers = |(period, intercept): (usize, &f64)| match share(period) {
            0.0 => 0.0,
            share => share * gathered(intercept + margin),
        };
        self.intercepts.iter().enumerate().map(gathers).sum()
    }

    /// Returns what is wrong with a model that came from a file, so that predicting cannot panic.
    pub fn defect(&self) -> Option<&'static str> {
        let unequal = self.coefficients.len() != self.preprocess.n_columns();
        let finite = self.coefficients.iter().chain(&self.intercepts).all(|c| c.is_finite());
        let period = self.period_days.is_finite() && self.period_days > 0.0;
        self.preprocess
            .defect()
            .or(unequal.then_some("its columns have not one coefficient each"))
            .or((!finite).then_some("a coefficient is not finite"))
            .or((!period || self.intercepts.is_empty()).then_some("it has no periods"))
    }
}

impl PredictProba for FittedDiscreteHazard {
    type Error = Error;

    fn feature_names(&self) -> &[String] {
        self.preprocess.feature_names()
    }

    fn predict_proba(&self, features: &FeatureMatrix) -> Result<Vec<f64>, Error> {
        self.predict(features, self.last_days())
    }
}

impl Explain for FittedDiscreteHazard {
    fn explain(&self, features: &FeatureMatrix) -> Result<Explanation, Error> {
        let amounts = self.preprocess.weighted_sums(features, &self.coefficients)?;
        let baseline = self.intercepts.iter().sum::<f64>() / self.intercepts.len() as f64;
        Ok(Explanation::new(self.feature_names(), Unit::LogOdds, baseline, amounts))
    }
}
