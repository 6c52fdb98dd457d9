//! A fitted exposure hazard.

use refrain_core::{FeatureMatrix, PredictProba};
use serde::{Deserialize, Serialize};

use super::super::problem::check_positive;
use super::contributions;
use super::factor::Factor;
use super::leaving::{Customer, Leaving};
use super::population::Population;
use super::visits::{Seen, Visits};
use crate::estimators::stored::{Stored, checked_when_read};
use crate::rows::signature::Signature;
use crate::{Error, Explain, Explanation, Unit};

checked_when_read! {
    /// Rates of visits, what a visit leads to, and what changes it.
    ///
    /// Its explanations are in log-odds. The baseline is a customer with the population's rates of
    /// visits, average signals and modifiers, and nothing survived yet; each exposure contributes by
    /// how much more often than that it is visited, less what having survived its visits says, each
    /// signal and modifier by its factor (a product of the two is the signal's), and the sum is the
    /// log-odds of the probability exactly. What counts are divided by, and the days known, contribute
    /// through the counts and nothing of themselves.
    #[derive(Debug, Clone, PartialEq)]
    pub struct FittedExposureHazard {
        pub(super) signature: Signature,
        pub(super) exposures: Vec<FittedExposure>,
        pub(super) factors: Vec<Factor>,
        pub(super) leaving: Leaving,
        pub(super) horizon_days: f64,
    }
}

/// An exposure and how often customers come to it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct FittedExposure {
    pub(super) visits: Visits,
    pub(super) population: Population,
}

impl FittedExposureHazard {
    /// Returns for each exposure the probability that a visit of an average customer ends in
    /// leaving.
    ///
    /// # Examples
    ///
    /// ```
    /// use refrain_core::Fit;
    /// # use refrain_core::{Column, Dataset, Span, Time};
    /// use refrain_models::{Exposure, ExposureHazard, ExposureOptions};
    ///
    /// # let ids: Vec<String> = (0..60).map(|row| format!("{row:02}")).collect();
    /// # let visits: Vec<f64> = (0..60).map(|row| f64::from(row * 7 % 10)).collect();
    /// # let left = |row: usize| (visits[row] > 6.0) != (row % 11 == 0);
    /// # let left: Vec<bool> = (0..60).map(left).collect();
    /// # let visits = (Column::number("settings_30d", "visits to the settings"), visits);
    /// # let columns = vec![visits, (Column::number("known_days", "days known"), vec![60.0; 60])];
    /// # let cutoffs = vec![Time::from_millis(0); 60];
    /// # let train = Dataset::from_columns(&ids, &cutoffs, columns, left, Span::from_days(10))?;
    /// let options = ExposureOptions::default()
    ///     .exposures(vec![Exposure::within("settings_30d", 30.0)])
    ///     .signals(Vec::new())
    ///     .modifiers(Vec::new())
    ///     .crossed(Vec::new());
    /// let model = ExposureHazard::new(options)?.fit(&train)?;
    /// let (place, per_visit) = model.per_visit()[0];
    /// assert_eq!(place, "settings_30d");
    /// assert!(per_visit > 0.0 && per_visit < 1.0 && model.visits_per_day()[0].1 > 0.0);
    /// # Ok::<(), refrain_models::Error>(())
    /// ```
    pub fn per_visit(&self) -> Vec<(&str, f64)> {
        self.named(&self.leaving.per_visit)
    }

    /// Returns for each exposure the average customer's visits a day.
    pub fn visits_per_day(&self) -> Vec<(&str, f64)> {
        let means: Vec<f64> = self.exposures.iter().map(|one| one.population.mean()).collect();
        self.named(&means)
    }

    fn named(&self, numbers: &[f64]) -> Vec<(&str, f64)> {
        let names = self.exposures.iter().map(|one| self.name(one.visits.counts));
        names.zip(numbers.iter().copied()).collect()
    }

    fn name(&self, column: usize) -> &str {
        &self.signature.names()[column]
    }

    /// Returns for each signal, then each modifier, by how much a deviation more raises the
    /// logarithm of the hazard; then, for each modifier that is crossed and each signal, by how
    /// much more it does so for each deviation of the modifier, under the name of the signal.
    pub fn coefficients(&self) -> Vec<(&str, f64)> {
        let names = Factor::columns(&self.factors).into_iter().map(|column| self.name(column));
        names.zip(self.leaving.coefficients.iter().copied()).collect()
    }

    /// Returns `φ`: as how many visits that come one by one the population weighs against a
    /// customer's own visits, where it would weigh one.
    pub fn bursts(&self) -> f64 {
        self.leaving.bursts
    }

    /// Returns `θ`, the variance of the ease of leaving about its mean of 1; 0 if customers do not
    /// differ significantly beyond what the model sees.
    pub fn heterogeneity(&self) -> f64 {
        self.leaving.heterogeneity
    }

    /// Returns the horizon of its predictions: that of the training rows.
    pub fn horizon_days(&self) -> f64 {
        self.horizon_days
    }

    /// Returns the probability that each row's customer leaves within a horizon after its cutoff.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Argument`](refrain_core::ErrorKind::Argument) if the horizon is not positive; and
    /// if the features are not the ones it was fitted on, or hold a value that cannot be used.
    ///
    /// # Examples
    ///
    /// ```
    /// use refrain_core::Fit;
    /// # use refrain_core::{Column, Dataset, Span, Time};
    /// use refrain_models::{Exposure, ExposureHazard, ExposureOptions};
    ///
    /// # let ids: Vec<String> = (0..60).map(|row| format!("{row:02}")).collect();
    /// # let visits: Vec<f64> = (0..60).map(|row| f64::from(row * 7 % 10)).collect();
    /// # let left = |row: usize| (visits[row] > 6.0) != (row % 11 == 0);
    /// # let left: Vec<bool> = (0..60).map(left).collect();
    /// # let visits = (Column::number("settings_30d", "visits to the settings"), visits);
    /// # let columns = vec![visits, (Column::number("known_days", "days known"), vec![60.0; 60])];
    /// # let cutoffs = vec![Time::from_millis(0); 60];
    /// # let train = Dataset::from_columns(&ids, &cutoffs, columns, left, Span::from_days(10))?;
    /// let options = ExposureOptions::default()
    ///     .exposures(vec![Exposure::within("settings_30d", 30.0)])
    ///     .signals(Vec::new())
    ///     .modifiers(Vec::new())
    ///     .crossed(Vec::new());
    /// let model = ExposureHazard::new(options)?.fit(&train)?;
    /// let week = model.churn_within(train.features(), 7.0)?;
    /// let month = model.churn_within(train.features(), 30.0)?;
    /// assert!(week[0] < month[0]);
    /// # Ok::<(), refrain_models::Error>(())
    /// ```
    pub fn churn_within(
        &self,
        features: &FeatureMatrix,
        horizon_days: f64,
    ) -> Result<Vec<f64>, Error> {
        check_positive("horizon_days", horizon_days)?;
        let populations = self.populations();
        let churn = |customer: Customer| {
            let hazard = self.leaving.hazard(&populations, &customer);
            -(-self.leaving.gathered(hazard.left)).exp_m1()
        };
        Ok(self.customers(features, horizon_days)?.into_iter().map(churn).collect())
    }

    fn customers(
        &self,
        features: &FeatureMatrix,
        horizon_days: f64,
    ) -> Result<Vec<Customer>, Error> {
        self.signature.check(features)?;
        self.exposures.iter().try_for_each(|exposure| exposure.visits.check(features))?;
        self.factors.iter().try_for_each(|factor| factor.check(features))?;
        let seen = |row| self.exposures.iter().map(move |one| one.visits.seen(features, row));
        let customer = |row| Customer {
            seen: seen(row).collect(),
            factors: Factor::all_of(&self.factors, features, row),
            horizon_days,
        };
        Ok((0..features.n_rows()).map(customer).collect())
    }

    fn populations(&self) -> Vec<Population> {
        self.exposures.iter().map(|exposure| exposure.population).collect()
    }

    /// A customer of whom nothing is known.
    fn nobody(&self) -> Customer {
        Customer {
            seen: vec![Seen::default(); self.exposures.len()],
            factors: vec![0.0; self.factors.len()],
            horizon_days: self.horizon_days,
        }
    }

    /// Returns what is wrong with a model that came from a file, so that predicting cannot panic.
    fn defect(&self) -> Option<&'static str> {
        let n_features = self.signature.names().len();
        let visits = self.exposures.iter().find_map(|one| one.visits.defect(n_features));
        let possible = self.exposures.iter().all(|one| one.population.is_possible());
        let factors = Factor::defect_of_any(&self.factors, n_features);
        let horizon = check_positive("horizon_days", self.horizon_days).is_ok();
        self.signature
            .defect()
            .or(visits)
            .or((!possible || self.exposures.is_empty()).then_some("it has no rate of visits"))
            .or(factors)
            .or(self.leaving.defect(self.exposures.len(), self.factors.len()))
            .or((!horizon).then_some("it has no horizon"))
    }
}

impl PredictProba for FittedExposureHazard {
    type Error = Error;

    fn feature_names(&self) -> &[String] {
        self.signature.names()
    }

    fn predict_proba(&self, features: &FeatureMatrix) -> Result<Vec<f64>, Error> {
        self.churn_within(features, self.horizon_days)
    }

    fn explainer(&self) -> Option<&dyn Explain<Error = Error>> {
        Some(self)
    }
}

impl Explain for FittedExposureHazard {
    fn explain(&self, features: &FeatureMatrix) -> Result<Explanation, Error> {
        let populations = self.populations();
        let nobody = self.leaving.hazard(&populations, &self.nobody());
        let n_features = self.signature.names().len();
        let mut amounts = Vec::with_capacity(features.n_rows() * n_features);
        let counts = self.exposures.iter().map(|one| one.visits.counts);
        let columns: Vec<usize> = counts.chain(Factor::columns(&self.factors)).collect();
        for customer in self.customers(features, self.horizon_days)? {
            let parts = contributions::of(&self.leaving, &populations, &customer, &nobody);
            let mut row = vec![0.0; n_features];
            columns.iter().zip(parts).for_each(|(column, part)| row[*column] += part);
            amounts.extend(row);
        }
        let baseline = contributions::log_odds(&self.leaving, nobody.left);
        Ok(Explanation::new(self.signature.names(), Unit::LogOdds, baseline, amounts))
    }
}

impl Stored for FittedExposureHazard {
    fn signature(&self) -> &Signature {
        &self.signature
    }

    fn defect(&self) -> Option<&'static str> {
        FittedExposureHazard::defect(self)
    }
}
