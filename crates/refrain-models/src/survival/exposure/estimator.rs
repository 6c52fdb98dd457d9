//! Fitting an exposure hazard.

use refrain_core::{Dataset, FeatureMatrix, Fit};

use super::super::newton::{Limits, Objective, minimise};
use super::super::problem::{SurvivalProblem, check_positive};
use super::super::tenure_window::median;
use super::factor::Factor;
use super::fitted::{FittedExposure, FittedExposureHazard};
use super::leaving::{Customer, Leaving};
use super::likelihood::LabelLikelihood;
use super::population::Population;
use super::visits::Visits;
use super::{Exposure, ExposureOptions};
use crate::estimators::named::{NamedEstimator, Parameter};
use crate::rows::signature::Signature;
use crate::rows::training_rows;
use crate::search::Range;
use crate::{Error, Learned, ModelSummary};

/// The values of `θ` that are tried. The likelihood is too flat in it for any between them to
/// matter: 1 means that ease of leaving varies with a deviation as large as its mean.
const HETEROGENEITIES: [f64; 6] = [0.25, 0.5, 1.0, 2.0, 4.0, 8.0];

/// By how much the log-likelihood must be better than with none: half the .95 quantile of
/// chi-squared with one degree of freedom.
const SIGNIFICANT: f64 = 1.92;

/// Estimates churn from how often customers come to where customers leave from.
///
/// See [`ExposureOptions`] for what it is told. Each place (exposure) has a rate of visits, shrunk
/// to the population's by how little is known of the customer, and a probability that a visit ends
/// in leaving, found from the labels; signals and modifiers raise or lower all of a customer's
/// hazard by a factor. Missing counts, or missing days known, leave what is believed of everybody;
/// missing modifiers are taken as average.
///
/// The horizon is that of the training rows, from the cutoff to the end of the outcome window
/// (their median, if they differ); [`FittedExposureHazard::churn_within`] takes any other.
///
/// # Determinism
///
/// The fit runs on one thread and first brings the rows into an order of its own, so neither the
/// number of threads nor the order of the rows changes a bit of it.
///
/// # Examples
///
/// ```no_run
/// use refrain_core::{Dataset, Fit, PredictProba};
/// use refrain_models::{Exposure, ExposureHazard, ExposureOptions, Signal};
///
/// fn risk(train: &Dataset) -> Result<Vec<f64>, refrain_models::Error> {
///     let options = ExposureOptions::default()
///         .exposures(vec![Exposure::within("settings_30d", 30.0), Exposure::ever("complaints")])
///         .signals(vec![Signal::per_count("errors_30d", "pages_30d")])
///         .modifiers(vec!["is_paid".to_owned()])
///         .crossed(Vec::new())
///         .known_days("known_days".to_owned());
///     let model = ExposureHazard::new(options)?.fit(train)?;
///     for (place, per_visit) in model.per_visit() {
///         println!("a visit to {place} ends in leaving with probability {per_visit:.4}");
///     }
///     model.predict_proba(train.features())
/// }
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct ExposureHazard {
    options: ExposureOptions,
}

impl Default for ExposureHazard {
    /// That of [`ExposureOptions::default`].
    fn default() -> ExposureHazard {
        ExposureHazard::new(ExposureOptions::default())
            .expect("the default parameters are in range")
    }
}

impl ExposureHazard {
    /// Checks the parameters.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Argument`](refrain_core::ErrorKind::Argument) if a lookback, `min_known_days`,
    /// `l2` or `tolerance` is not positive and finite, or `max_iterations` is 0; without an exposure;
    /// if two exposures, two modifiers or two of those crossed are the same feature; and if one that
    /// is crossed is no modifier.
    ///
    /// # Examples
    ///
    /// ```
    /// use refrain_models::{ErrorKind, Exposure, ExposureHazard, ExposureOptions};
    ///
    /// let twice = vec![Exposure::ever("settings"), Exposure::ever("settings")];
    /// let refused = ExposureHazard::new(ExposureOptions::default().exposures(twice)).unwrap_err();
    /// assert_eq!(refused.kind(), ErrorKind::Argument);
    /// ```
    pub fn new(options: ExposureOptions) -> Result<ExposureHazard, Error> {
        options.check()?;
        Ok(ExposureHazard { options })
    }

    /// Returns the parameters.
    pub fn options(&self) -> &ExposureOptions {
        &self.options
    }

    fn limits(&self) -> Limits {
        let ExposureOptions { max_iterations, tolerance, .. } = self.options;
        Limits { max_iterations, tolerance }
    }

    /// Refuses columns that cannot be used, while rows still stand as their owner numbers them.
    fn check(&self, features: &FeatureMatrix) -> Result<(), Error> {
        for exposure in &self.options.exposures {
            self.visits(features, exposure)?.check(features)?;
        }
        Factor::check_named(features, &self.options)
    }

    fn visits(&self, features: &FeatureMatrix, exposure: &Exposure) -> Result<Visits, Error> {
        let Exposure { counts, lookback_days } = exposure;
        Visits::per_day(features, counts, *lookback_days, &self.options)
    }

    fn exposures(
        &self,
        features: &FeatureMatrix,
        weights: &[f64],
    ) -> Result<Vec<FittedExposure>, Error> {
        let fit = |exposure: &Exposure| {
            let visits = self.visits(features, exposure)?;
            let population = Population::fit(&visits.all_seen(features), weights, self.limits())?;
            Ok(FittedExposure { visits, population })
        };
        self.options.exposures.iter().map(fit).collect()
    }

    /// The best of all `θ`, with the parameters that go with it.
    fn leaving(
        &self,
        train: &Dataset,
        exposures: &[FittedExposure],
        customers: &[Customer],
    ) -> Result<Leaving, Error> {
        let populations: Vec<Population> =
            exposures.iter().map(|exposure| exposure.population).collect();
        let (churned, weights) = (train.labels(), train.weights());
        let centre = LabelLikelihood::crude(&populations, customers, churned, weights);
        let mut likelihood = LabelLikelihood {
            populations: &populations,
            customers,
            churned,
            weights,
            l2: self.options.l2,
            heterogeneity: 0.0,
            centre,
        };
        let mut at = self.solve(&likelihood, likelihood.start())?;
        let mut best = likelihood.leaving(&at);
        let mut least = likelihood.value(&at) - SIGNIFICANT;
        for heterogeneity in HETEROGENEITIES {
            likelihood.heterogeneity = heterogeneity;
            at = self.solve(&likelihood, at)?;
            let value = likelihood.value(&at);
            if value < least {
                (best, least) = (likelihood.leaving(&at), value);
            }
        }
        Ok(best)
    }

    fn solve(&self, likelihood: &LabelLikelihood<'_>, start: Vec<f64>) -> Result<Vec<f64>, Error> {
        let found = minimise(likelihood, start, self.limits());
        let (model, max_iterations) = ("the exposure hazard", self.options.max_iterations);
        Ok(found.map_err(|_| SurvivalProblem::NoMinimum { model, max_iterations })?)
    }
}

impl Fit for ExposureHazard {
    type Fitted = FittedExposureHazard;
    type Error = Error;

    fn fit(&self, train: &Dataset) -> Result<FittedExposureHazard, Error> {
        training_rows::check(train)?;
        self.check(train.features())?;
        let train = training_rows::in_canonical_order(train);
        let (features, weights) = (train.features(), train.weights());
        let horizons = horizons(&train)?;
        let exposures = self.exposures(features, weights)?;
        let factors = Factor::fit_all(features, weights, &self.options, self.limits())?;
        let customer = |(row, horizon_days): (usize, &f64)| Customer {
            seen: exposures.iter().map(|exposure| exposure.visits.seen(features, row)).collect(),
            factors: Factor::all_of(&factors, features, row),
            horizon_days: *horizon_days,
        };
        let customers: Vec<Customer> = horizons.iter().enumerate().map(customer).collect();
        let leaving = self.leaving(&train, &exposures, &customers)?;
        Ok(FittedExposureHazard {
            signature: Signature::of(features),
            exposures,
            factors,
            leaving,
            horizon_days: median(horizons).expect("there are rows"),
        })
    }
}

impl NamedEstimator for ExposureHazard {
    const NAME: &'static str = "exposure-hazard";

    fn parameters() -> Vec<&'static str> {
        vec!["l2", "min_known_days", "registered_days"]
    }

    fn with(self, parameter: Parameter<'_>) -> Result<ExposureHazard, Error> {
        let mut options = self.options;
        match parameter.name {
            "l2" => options.l2 = parameter.number()?,
            "min_known_days" => options.min_known_days = parameter.number()?,
            "registered_days" => options.registered_days = Some(parameter.value.to_owned()),
            _ => return Err(parameter.unknown::<ExposureHazard>()),
        }
        ExposureHazard::new(options)
    }

    fn search_space() -> Vec<(&'static str, Range)> {
        vec![("l2", Range::LogUniform { low: 1.0, high: 1_000.0 })]
    }

    fn summaries(model: &FittedExposureHazard) -> Vec<ModelSummary> {
        let of = |meaning, named: Vec<(&str, f64)>| {
            let learned = named.into_iter().map(|(name, amount)| Learned::alone(name, amount));
            ModelSummary::sorted(Self::NAME, meaning, learned)
        };
        vec![
            of("probability that a visit ends in leaving", model.per_visit()),
            of("visits of the average customer a day", model.visits_per_day()),
            of("log of the hazard per standard deviation", model.coefficients()),
        ]
    }
}

/// The days from each cutoff to the end of the outcome window.
fn horizons(train: &Dataset) -> Result<Vec<f64>, Error> {
    let rows = train.features().observations().iter().zip(train.window_ends());
    let horizons = rows.map(|(row, end)| {
        let days = end.days_since(row.cutoff);
        check_positive("horizon_days", days)?;
        Ok(days)
    });
    horizons.collect()
}
