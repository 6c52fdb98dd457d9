//! Parameters of any estimator by name, for command lines and searches.

use super::AnyEstimator;
use crate::Error;
use crate::estimators::named::Parameter;
use crate::search::{ParameterValue, Setting};

impl AnyEstimator {
    /// Returns the estimator with a parameter set that is given as text, such as `l2` to `30`.
    ///
    /// Inside steps such as resampling it is the parameter of the estimator they hold.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Argument`](crate::ErrorKind::Argument) if there is no such parameter, or the
    /// text is no such number or out of range.
    ///
    /// # Examples
    ///
    /// ```
    /// use refrain_models::{AnyEstimator, ModelKind};
    ///
    /// let boosting = AnyEstimator::from(ModelKind::Boosting).with("n_trees", "500")?;
    /// # Ok::<(), refrain_models::Error>(())
    /// ```
    pub fn with(self, name: &str, value: &str) -> Result<AnyEstimator, Error> {
        self.with_parameter(Parameter { name, value })
    }

    /// Returns the estimator with the parameters of a setting.
    ///
    /// # Errors
    ///
    /// As [`with`](AnyEstimator::with).
    ///
    /// # Examples
    ///
    /// ```
    /// use refrain_models::search::{ParameterValue, Setting};
    /// use refrain_models::{AnyEstimator, ModelKind};
    ///
    /// let setting = Setting::from_iter([("n_trees".to_owned(), ParameterValue::from(50))]);
    /// let forest = AnyEstimator::from(ModelKind::Forest);
    /// assert_eq!(forest.clone().with_setting(&setting)?, forest.with("n_trees", "50")?);
    /// # Ok::<(), refrain_models::Error>(())
    /// ```
    pub fn with_setting(self, setting: &Setting) -> Result<AnyEstimator, Error> {
        let set = |estimator: AnyEstimator, (name, value): (&str, &ParameterValue)| {
            estimator.with(name, &value.to_string())
        };
        setting.values().try_fold(self, set)
    }
}

#[cfg(test)]
mod tests {
    use crate::search::{Search, SearchBudget, SearchOptions, Setting, Strategy};
    use crate::{AnyEstimator, ModelKind};

    #[test]
    fn every_setting_of_every_space_is_one_that_the_estimator_takes() {
        for kind in ModelKind::ALL {
            let Some(space) = kind.search_space() else { continue };
            let options = SearchOptions {
                strategy: Strategy::Random,
                budget: SearchBudget::Trials(40),
                ..SearchOptions::default()
            };
            let search = Search::new(space, options).expect("the options are in range");
            let take = |setting: &Setting| {
                Ok(AnyEstimator::from(kind).with_setting(setting).map(|_| 0.0)?)
            };
            let result = search.minimise(take, |trial| assert!(trial.error().is_none(), "{kind}"));
            assert_eq!(result.expect("no trial failed").trials.len(), 40);
        }
    }
}
