//! A fitted discrete-time hazard.

use refrain_core::{FeatureMatrix, PredictProba};

use super::super::gathered_hazard::{log_odds, probability, stretch};
use super::super::problem::check_positive;
use super::super::tenure_window::TenureWindow;
use super::steps::Steps;
use super::trial_likelihood::gathered;
use crate::estimators::stored::{Stored, checked_when_read};
use crate::rows::signature::Signature;
use crate::{Error, Explain, Explanation, FittedPreprocess, Unit, linear};

checked_when_read! {
    /// Hazards by period along the tenure.
    ///
    /// Its probability is that of leaving in the outcome window, having stayed until it begins:
    /// `1 - S(t + h) / S(t)`. Explanations are in log-odds of it; the baseline is a customer with
    /// average features and the mean intercept. The tenure contributes what its intercepts say.
    #[derive(Debug, Clone, PartialEq)]
    pub struct FittedDiscreteHazard {
        pub(super) window: TenureWindow,
        pub(super) preprocess: FittedPreprocess,
        pub(super) steps: Steps,
        pub(super) intercepts: Vec<f64>,
        pub(super) mean_intercept: f64,
        pub(super) coefficients: Vec<f64>,
    }
}

impl FittedDiscreteHazard {
    /// Returns the preprocessing of all features but the tenure, whose
    /// [`encoded_names`](FittedPreprocess::encoded_names) name the coefficients.
    pub fn preprocess(&self) -> &FittedPreprocess {
        &self.preprocess
    }

    /// Returns the log-odds that the average customer leaves in a period, for periods that begin in
    /// each stretch of tenure; the last stretch goes on for ever.
    ///
    /// # Examples
    ///
    /// ```
    /// use refrain_core::Fit;
    /// # use refrain_core::{Column, Dataset, Lifetime, Span, Time};
    /// use refrain_models::{DiscreteHazard, DiscreteHazardOptions};
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
    /// let options = DiscreteHazardOptions::default().tenure_step_days(10.0);
    /// let model = DiscreteHazard::new(options)?.fit(&train)?;
    /// assert!(model.intercepts().len() > 1 && model.intercepts()[0] < 0.0);
    /// # Ok::<(), refrain_models::Error>(())
    /// ```
    pub fn intercepts(&self) -> &[f64] {
        &self.intercepts
    }

    /// Returns the coefficient of each encoded column: log-odds of the hazard per standard
    /// deviation.
    pub fn coefficients(&self) -> &[f64] {
        &self.coefficients
    }

    /// Returns the days of its outcome window: the horizon of the training rows.
    pub fn horizon_days(&self) -> f64 {
        self.window.horizon_days()
    }

    /// Returns the probability that each row's customer leaves within a horizon from the beginning
    /// of its outcome window on, having stayed until then.
    ///
    /// Within a period the cumulative hazard rises in a straight line.
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
        let rows = margins.into_iter().zip(starts);
        Ok(rows.map(|(margin, start)| self.hazard(margin, start, horizon_days)).collect())
    }

    fn hazard(&self, margin: f64, start: Option<f64>, horizon_days: f64) -> f64 {
        let Some(start) = start else { return self.mean_hazard(margin, horizon_days) };
        let runs = self.steps.within(start, horizon_days);
        runs.iter().map(|run| run.n * gathered(self.intercepts[run.step] + margin)).sum()
    }

    fn mean_hazard(&self, margin: f64, horizon_days: f64) -> f64 {
        horizon_days / self.steps.period_days * gathered(self.mean_intercept + margin)
    }
}

impl PredictProba for FittedDiscreteHazard {
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

impl Explain for FittedDiscreteHazard {
    fn explain(&self, features: &FeatureMatrix) -> Result<Explanation, Error> {
        let horizon_days = self.horizon_days();
        let average = self.mean_hazard(0.0, horizon_days);
        let hazards = self.hazards(features, horizon_days)?;
        let covariates = self.window.covariates(features);
        let mut parts = self.preprocess.weighted_sums(&covariates, &self.coefficients)?;
        let n_covariates = covariates.columns().len();
        let starts = self.window.starts(features);
        let mut of_tenure = Vec::with_capacity(hazards.len());
        for ((row, hazard), start) in hazards.iter().enumerate().zip(starts) {
            let own = &mut parts[row * n_covariates..][..n_covariates];
            // The logarithm of the hazard is not quite the sum of its parts. What the tenure does
            // to it is the difference that its intercepts make to this very customer; the rest of
            // the way is shared out between the features.
            let margin = own.iter().sum::<f64>();
            let tenure = (self.hazard(margin, start, horizon_days)
                / self.mean_hazard(margin, horizon_days))
            .ln();
            let by = stretch(*hazard, average);
            let of_features = (self.mean_hazard(margin, horizon_days) / average).ln();
            let share = if margin.abs() < 1e-8 { 1.0 } else { of_features / margin };
            own.iter_mut().for_each(|part| *part *= by * share);
            of_tenure.push(by * tenure);
        }
        let amounts = self.window.with_tenure(&parts, &of_tenure);
        Ok(Explanation::new(self.feature_names(), Unit::LogOdds, log_odds(average), amounts))
    }
}

impl Stored for FittedDiscreteHazard {
    fn signature(&self) -> &Signature {
        self.window.signature()
    }

    fn defect(&self) -> Option<&'static str> {
        let unequal = self.coefficients.len() != self.preprocess.n_columns();
        let own = [&self.mean_intercept];
        let numbers = self.coefficients.iter().chain(&self.intercepts).chain(own);
        let finite = { numbers }.all(|number| number.is_finite());
        let n_covariates = self.preprocess.feature_names().len();
        let other = n_covariates + 1 != self.window.signature().names().len();
        let steps = self.intercepts.len() != self.steps.n_steps;
        self.window
            .defect()
            .or(self.preprocess.defect())
            .or(self.steps.defect())
            .or(other.then_some("its preprocessing is of other features"))
            .or(unequal.then_some("its columns have not one coefficient each"))
            .or(steps.then_some("its stretches of tenure have not one intercept each"))
            .or((!finite).then_some("a coefficient is not finite"))
    }
}
