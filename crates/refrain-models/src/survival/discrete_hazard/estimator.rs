//! Fitting a discrete-time hazard.

use ndarray::ArrayView1;
use refrain_core::{Dataset, Fit, log_odds};

use super::super::newton::{Limits, minimise};
use super::super::problem::SurvivalProblem;
use super::super::tenure_window::SurvivalRows;
use super::fitted::FittedDiscreteHazard;
use super::options::DiscreteHazardOptions;
use super::steps::{Steps, Trials};
use super::trial_likelihood::{ObservedRow, TrialLikelihood};
use crate::Preprocess;
use crate::estimators::named::{NamedEstimator, Parameter};
use crate::search::Range;
use crate::{Error, Learned, ModelSummary};

/// Estimates the probability that a customer leaves on a day, having stayed until it, and so the
/// probability of churn within any horizon.
///
/// The log-odds of leaving in a period are the intercept of the stretch of tenure in which it
/// begins plus `x · β`. Each training row stands for the periods of its interval under observation
/// ([`Dataset::lifetimes`]), from its cutoff to the next, with the features of its cutoff. Every
/// day under observation counts once, where labels of overlapping windows count it again and again.
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
/// use refrain_models::DiscreteHazard;
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
/// let model = DiscreteHazard::default().fit(&train)?;
/// let churn = model.predict_proba(train.features())?;
/// assert_eq!(model.horizon_days(), 10.0);
/// assert!(model.coefficients()[0] > 0.0 && churn.len() == 60);
/// # Ok::<(), refrain_models::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct DiscreteHazard {
    options: DiscreteHazardOptions,
    preprocess: Preprocess,
}

impl DiscreteHazard {
    /// Checks the parameters.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Argument`](refrain_core::ErrorKind::Argument) if `period_days`,
    /// `tenure_step_days`, `smoothness` or `tolerance` is not positive, `max_iterations` is 0, `l2`
    /// is negative, or any is not finite.
    ///
    /// # Examples
    ///
    /// ```
    /// use refrain_models::{DiscreteHazard, DiscreteHazardOptions};
    ///
    /// let options = DiscreteHazardOptions::default().period_days(7.0).tenure_step_days(28.0);
    /// assert_eq!(DiscreteHazard::new(options.clone())?.options().period_days, 7.0);
    /// assert!(DiscreteHazard::new(options.period_days(0.0)).is_err());
    /// # Ok::<(), refrain_models::Error>(())
    /// ```
    pub fn new(options: DiscreteHazardOptions) -> Result<DiscreteHazard, Error> {
        options.check()?;
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

    /// Starts at the one hazard of all rows and periods.
    fn solve(
        &self,
        likelihood: &TrialLikelihood<'_>,
        n_columns: usize,
    ) -> Result<Vec<f64>, SurvivalProblem> {
        let DiscreteHazardOptions { max_iterations, tolerance, .. } = self.options;
        let observed: f64 = by_step(likelihood).iter().sum();
        let left = likelihood.rows.iter().filter(|row| row.churned).map(|row| row.weight);
        // Half an event each way keeps the start finite where everybody leaves at once.
        let start = log_odds((left.sum::<f64>() + 0.5) / (observed + 1.0));
        let mut at = vec![start; likelihood.n_steps];
        at.resize(likelihood.n_steps + n_columns, 0.0);
        let found = minimise(likelihood, at, Limits { max_iterations, tolerance });
        let model = "the discrete-time hazard";
        found.map_err(|_| SurvivalProblem::NoMinimum { model, max_iterations })
    }
}

impl Default for DiscreteHazard {
    fn default() -> DiscreteHazard {
        DiscreteHazard::new(DiscreteHazardOptions::default())
            .expect("the default parameters are in range")
    }
}

impl Fit for DiscreteHazard {
    type Fitted = FittedDiscreteHazard;
    type Error = Error;

    fn fit(&self, train: &Dataset) -> Result<FittedDiscreteHazard, Error> {
        let SurvivalRows { train, covariates, window } =
            SurvivalRows::new(train, &self.options.tenure)?;
        let lifetimes = train.lifetimes().expect("checked with the rows");
        let preprocess = self.preprocess.fit_weighted(&covariates, train.weights())?;
        let design = preprocess.transform(&covariates)?;
        let DiscreteHazardOptions { period_days, tenure_step_days, l2, smoothness, .. } =
            self.options;
        let steps = Steps::new(period_days, tenure_step_days, lifetimes);
        let row = |(row, values): (usize, ArrayView1<'_, f64>)| ObservedRow {
            values: values.to_vec(),
            trials: steps.of(&lifetimes[row]),
            churned: lifetimes[row].churned(),
            weight: train.weights()[row],
        };
        let rows: Vec<ObservedRow> = design.rows().into_iter().enumerate().map(row).collect();
        let likelihood = TrialLikelihood { rows: &rows, n_steps: steps.n_steps, l2, smoothness };
        let mut intercepts = self.solve(&likelihood, preprocess.n_columns())?;
        let coefficients = intercepts.split_off(steps.n_steps);
        let mean_intercept = mean(&intercepts, &by_step(&likelihood));
        Ok(FittedDiscreteHazard {
            window,
            preprocess,
            steps,
            intercepts,
            mean_intercept,
            coefficients,
        })
    }
}

impl NamedEstimator for DiscreteHazard {
    const NAME: &'static str = "hazard";

    fn parameters() -> Vec<&'static str> {
        vec![
            "period_days",
            "tenure_step_days",
            "l2",
            "smoothness",
            "tenure",
            "max_iterations",
            "tolerance",
        ]
    }

    fn with(self, parameter: Parameter<'_>) -> Result<DiscreteHazard, Error> {
        let mut options = self.options;
        match parameter.name {
            "period_days" => options.period_days = parameter.number()?,
            "tenure_step_days" => options.tenure_step_days = parameter.number()?,
            "l2" => options.l2 = parameter.number()?,
            "smoothness" => options.smoothness = parameter.number()?,
            "tenure" => options.tenure = parameter.value.to_owned(),
            "max_iterations" => options.max_iterations = parameter.whole()?,
            "tolerance" => options.tolerance = parameter.number()?,
            _ => return Err(parameter.unknown::<DiscreteHazard>()),
        }
        Ok(DiscreteHazard::new(options)?.preprocessed(self.preprocess))
    }

    fn search_space() -> Vec<(&'static str, Range)> {
        let smoothness = Range::LogUniform { low: 1.0, high: 300.0 };
        vec![("l2", Range::LogUniform { low: 10.0, high: 10_000.0 }), ("smoothness", smoothness)]
    }

    fn summaries(model: &FittedDiscreteHazard) -> Vec<ModelSummary> {
        let named = model.preprocess().encoded_names().into_iter().zip(model.coefficients());
        let learned = named.map(|(name, amount)| Learned::alone(name, *amount));
        let meaning = "log-odds of leaving on a day per standard deviation";
        vec![ModelSummary::sorted(Self::NAME, meaning, learned)]
    }
}

/// The weight of the periods in each stretch.
fn by_step(likelihood: &TrialLikelihood<'_>) -> Vec<f64> {
    let mut weights = vec![0.0; likelihood.n_steps];
    for row in likelihood.rows {
        for Trials { step, n } in &row.trials {
            weights[*step] += row.weight * n;
        }
    }
    weights
}

fn mean(values: &[f64], weights: &[f64]) -> f64 {
    let products = values.iter().zip(weights).map(|(value, weight)| value * weight);
    products.sum::<f64>() / weights.iter().sum::<f64>()
}
