//! A fitted BG/NBD.

use refrain_core::{FeatureMatrix, PredictProba, log_odds};

use super::super::problem::check_positive;
use super::BgNbdParameters;
use super::customer::{Customer, Positions};
use super::shapley;
use crate::estimators::stored::{Stored, checked_when_read};
use crate::rows::signature::Signature;
use crate::{Error, Explain, Explanation, Unit};

checked_when_read! {
    /// Rates of purchase and of dropping out of a population, and what they say of a customer.
    ///
    /// Its explanations are in log-odds. The baseline is the median customer of the training rows;
    /// purchase days, days from the first to the last and days since the first contribute what they
    /// change of it, each averaged over the orders in which they could be changed, and the sum is
    /// the log-odds of the probability exactly. Other features contribute nothing.
    #[derive(Debug, Clone, PartialEq)]
    pub struct FittedBgNbd {
        pub(super) signature: Signature,
        pub(super) positions: Positions,
        pub(super) parameters: BgNbdParameters,
        pub(super) horizon_days: f64,
        pub(super) median: Customer,
        pub(super) n_customers: Option<u64>,
    }
}

impl FittedBgNbd {
    /// Returns the four parameters, in days.
    pub fn parameters(&self) -> BgNbdParameters {
        self.parameters
    }

    /// Returns the number of customers whose purchases it was fitted to; `None` if it was fitted to
    /// the labels of the rows.
    pub fn n_customers(&self) -> Option<u64> {
        self.n_customers
    }

    /// Returns the horizon of its predictions: that of the training rows.
    pub fn horizon_days(&self) -> f64 {
        self.horizon_days
    }

    /// Returns the probability that each row's customer buys nothing within a horizon after its
    /// cutoff.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Argument`](refrain_core::ErrorKind::Argument) if the horizon is not positive; and
    /// if the features are not the ones it was fitted on, or hold a value that cannot be used.
    pub fn churn_within(
        &self,
        features: &FeatureMatrix,
        horizon_days: f64,
    ) -> Result<Vec<f64>, Error> {
        check_positive("horizon_days", horizon_days)?;
        let churn = |customer| self.parameters.churn(customer, horizon_days);
        Ok(self.customers(features)?.into_iter().map(churn).collect())
    }

    /// Returns the probability that each row's customer has not dropped out by its cutoff.
    ///
    /// # Errors
    ///
    /// If the features are not the ones it was fitted on, or hold a value that cannot be used.
    pub fn p_alive(&self, features: &FeatureMatrix) -> Result<Vec<f64>, Error> {
        let alive = |Customer { repeats, last, age }| self.parameters.p_alive(repeats, last, age);
        Ok(self.customers(features)?.into_iter().map(alive).collect())
    }

    /// The customers of the rows; who has not bought yet is as everybody is at the first purchase.
    fn customers(&self, features: &FeatureMatrix) -> Result<Vec<Customer>, Error> {
        self.signature.check(features)?;
        let customers = self.positions.customers(features)?;
        Ok(customers.into_iter().map(|one| one.unwrap_or(Customer::NEW)).collect())
    }

    fn margin(&self, customer: Customer) -> f64 {
        log_odds(self.parameters.churn(customer, self.horizon_days))
    }
}

impl PredictProba for FittedBgNbd {
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

impl Explain for FittedBgNbd {
    fn explain(&self, features: &FeatureMatrix) -> Result<Explanation, Error> {
        let names = self.signature.names();
        let Positions { purchase_days, first_to_last, since_first } = self.positions;
        let mut amounts = Vec::with_capacity(features.n_rows() * names.len());
        for customer in self.customers(features)? {
            let margin = |customer| self.margin(customer);
            let parts = shapley::contributions(margin, self.median, customer);
            let mut row = vec![0.0; names.len()];
            let columns = [purchase_days, first_to_last, since_first];
            columns.into_iter().zip(parts).for_each(|(column, part)| row[column] += part);
            amounts.extend(row);
        }
        Ok(Explanation::new(names, Unit::LogOdds, self.margin(self.median), amounts))
    }
}

impl Stored for FittedBgNbd {
    fn signature(&self) -> &Signature {
        &self.signature
    }

    fn defect(&self) -> Option<&'static str> {
        let known = self.positions.is_among(self.signature.names().len());
        let horizon = check_positive("horizon_days", self.horizon_days).is_ok();
        self.signature
            .defect()
            .or((!known).then_some("its purchase days are not among its features"))
            .or((!self.parameters.are_possible()).then_some("a parameter is not above zero"))
            .or((!horizon).then_some("it has no horizon"))
            .or((!self.median.is_possible()).then_some("its median customer cannot be"))
    }
}
