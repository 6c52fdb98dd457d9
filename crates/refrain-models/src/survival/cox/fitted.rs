//! A fitted Cox model.

use refrain_core::{FeatureMatrix, PredictProba};

use super::super::gathered_hazard::{log_odds, probability, stretch};
use super::super::problem::check_positive;
use super::super::tenure_window::TenureWindow;
use super::baseline::Baseline;
use crate::estimators::stored::{Stored, checked_when_read};
use crate::rows::signature::Signature;
use crate::{Error, Explain, Explanation, FittedPreprocess, Unit, linear};

checked_when_read! {
    /// Relative risks over a baseline hazard along the tenure.
    ///
    /// Its probability is that of leaving in the outcome window, having stayed until it begins:
    /// `1 - S(t + h) / S(t)`. Explanations are in log-odds; the baseline is a customer with average
    /// features and the mean hazard. The tenure contributes what the baseline hazard at it says.
    #[derive(Debug, Clone, PartialEq)]
    pub struct FittedCox {
        pub(super) window: TenureWindow,
        pub(super) preprocess: FittedPreprocess,
        pub(super) coefficients: Vec<f64>,
        pub(super) standard_errors: Vec<f64>,
        pub(super) robust_standard_errors: Vec<f64>,
        pub(super) log_likelihood: f64,
        pub(super) baseline: Baseline,
    }
}

impl FittedCox {
    /// Returns the preprocessing of all features but the tenure, whose
    /// [`encoded_names`](FittedPreprocess::encoded_names) name the coefficients.
    pub fn preprocess(&self) -> &FittedPreprocess {
        &self.preprocess
    }

    /// Returns the coefficient of each encoded column: log hazard ratio per standard deviation.
    ///
    /// # Examples
    ///
    /// ```
    /// use refrain_core::Fit;
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
    /// assert_eq!(model.preprocess().encoded_names(), ["silent_days"]);
    /// let (effect, error) = (model.coefficients()[0], model.robust_standard_errors()[0]);
    /// assert!(effect > 0.0 && error > 0.0 && model.standard_errors().len() == 1);
    /// # Ok::<(), refrain_models::Error>(())
    /// ```
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

    /// Returns the average customer's hazard per day over successive stretches of tenure, and the
    /// days in a stretch; the last goes on for ever.
    ///
    /// # Examples
    ///
    /// ```
    /// use refrain_core::Fit;
    /// # use refrain_core::{Column, Dataset, Lifetime, Span, Time};
    /// use refrain_models::{Cox, CoxOptions};
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
    /// let model = Cox::new(CoxOptions::default().tenure_step_days(10.0))?.fit(&train)?;
    /// let (step_days, per_day) = model.baseline();
    /// assert_eq!(step_days, 10.0);
    /// assert!(per_day.iter().all(|hazard| *hazard >= 0.0));
    /// # Ok::<(), refrain_models::Error>(())
    /// ```
    pub fn baseline(&self) -> (f64, &[f64]) {
        self.baseline.rates()
    }

    /// Returns the days of its outcome window: the horizon of the training rows.
    pub fn horizon_days(&self) -> f64 {
        self.window.horizon_days()
    }

    /// Returns the probability that each row's customer leaves within a horizon from the beginning
    /// of its outcome window on, having stayed until then.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Argument`](refrain_core::ErrorKind::Argument) if the horizon is not positive;
    /// and if the features are not the ones it was fitted on, or hold a value that cannot be used.
    ///
    /// # Examples
    ///
    /// ```
    /// use refrain_core::Fit;
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
        Ok(self.hazards(features, horizon_days)?.into_iter().map(probability).collect())
    }

    fn hazards(&self, features: &FeatureMatrix, horizon_days: f64) -> Result<Vec<f64>, Error> {
        self.window.check(features)?;
        let design = self.preprocess.transform(&self.window.covariates(features))?;
        let margins = linear::margins(design.view(), &self.coefficients, 0.0);
        let starts = self.window.starts(features);
        let hazard = |(margin, start): (f64, Option<f64>)| {
            margin.exp() * self.baseline.gathers(start, horizon_days)
        };
        Ok(margins.into_iter().zip(starts).map(hazard).collect())
    }

    fn finite(&self) -> bool {
        let lists = [&self.coefficients, &self.standard_errors, &self.robust_standard_errors];
        lists.iter().all(|list| list.iter().all(|number| number.is_finite()))
    }
}

impl PredictProba for FittedCox {
    type Error = Error;

    fn feature_names(&self) -> &[String] {
        self.window.signature().names()
    }

    fn predict_proba(&self, features: &FeatureMatrix) -> Result<Vec<f64>, Error> {
        self.churn_within(features, self.horizon_days())
    }

    fn explainer(&self) -> Option<&dyn Explain<Error = Error>> {
        Some(self)
    }
}

impl Explain for FittedCox {
    fn explain(&self, features: &FeatureMatrix) -> Result<Explanation, Error> {
        let horizon_days = self.horizon_days();
        let average = self.baseline.gathers(None, horizon_days);
        let hazards = self.hazards(features, horizon_days)?;
        let covariates = self.window.covariates(features);
        let mut parts = self.preprocess.weighted_sums(&covariates, &self.coefficients)?;
        let n_covariates = covariates.columns().len();
        let starts = self.window.starts(features);
        let mut of_tenure = Vec::with_capacity(hazards.len());
        for ((row, hazard), start) in hazards.iter().enumerate().zip(starts) {
            // `ln H` is exactly the sum of its parts; log-odds need them stretched.
            let by = stretch(*hazard, average);
            let own = &mut parts[row * n_covariates..][..n_covariates];
            own.iter_mut().for_each(|part| *part *= by);
            of_tenure.push(by * (self.baseline.gathers(start, horizon_days) / average).ln());
        }
        let amounts = self.window.with_tenure(&parts, &of_tenure);
        Ok(Explanation::new(self.feature_names(), Unit::LogOdds, log_odds(average), amounts))
    }
}

impl Stored for FittedCox {
    fn signature(&self) -> &Signature {
        self.window.signature()
    }

    fn defect(&self) -> Option<&'static str> {
        let n = self.preprocess.n_columns();
        let lists = [&self.coefficients, &self.standard_errors, &self.robust_standard_errors];
        let unequal = lists.iter().any(|list| list.len() != n);
        let n_covariates = self.preprocess.feature_names().len();
        let other = n_covariates + 1 != self.window.signature().names().len();
        self.window
            .defect()
            .or(self.preprocess.defect())
            .or(other.then_some("its preprocessing is of other features"))
            .or(unequal.then_some("its columns have not one coefficient each"))
            .or((!self.finite()).then_some("a coefficient is not finite"))
            .or(self.baseline.defect())
    }
}
