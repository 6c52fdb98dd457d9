//! The spaces that the models of this crate are searched over.

use crate::search::{Range, SearchSpace, Setting};
use crate::{AnyEstimator, Error, ModelKind};

impl ModelKind {
    /// Returns a space around the default parameters; `None` of a model that has none to choose.
    pub fn search_space(self) -> Option<SearchSpace> {
        let space = SearchSpace::new(ranges(self).iter().cloned());
        (!ranges(self).is_empty()).then(|| space.expect("the ranges are not empty"))
    }
}

fn ranges(kind: ModelKind) -> Vec<(&'static str, Range)> {
    let uniform = |low, high| Range::Uniform { low, high };
    let log_uniform = |low, high| Range::LogUniform { low, high };
    let integer = |low, high| Range::Integer { low, high };
    let log_integer = |low, high| Range::LogInteger { low, high };
    match kind {
        ModelKind::Logistic => {
            vec![("l1", log_uniform(0.01, 300.0)), ("l2", log_uniform(10.0, 10_000.0))]
        }
        ModelKind::Svm => vec![("l2", log_uniform(100.0, 100_000.0))],
        ModelKind::NaiveBayes => vec![("smoothing", log_uniform(1e-9, 1.0))],
        ModelKind::Tree => {
            vec![("max_leaves", log_integer(3, 64)), ("min_child_weight", log_uniform(5.0, 500.0))]
        }
        ModelKind::Forest => vec![
            ("max_depth", integer(4, 16)),
            ("min_child_weight", log_uniform(2.0, 200.0)),
            ("max_features", uniform(0.02, 0.5)),
        ],
        ModelKind::Boosting => vec![
            ("n_trees", log_integer(50, 800)),
            ("learning_rate", log_uniform(0.01, 0.2)),
            ("max_leaves", log_integer(2, 32)),
            ("min_child_weight", log_uniform(1.0, 50.0)),
            ("l2", log_uniform(0.1, 100.0)),
            ("colsample_by_tree", uniform(0.1, 1.0)),
            ("subsample", uniform(0.3, 1.0)),
        ],
        ModelKind::ExposureHazard => vec![("l2", log_uniform(1.0, 1_000.0))],
        ModelKind::BaseRate | ModelKind::Recency | ModelKind::Blend => Vec::new(),
    }
}

impl AnyEstimator {
    /// Returns the estimator with the parameters of a setting.
    ///
    /// # Errors
    ///
    /// As [`with`](AnyEstimator::with).
    pub fn with_setting(self, setting: &Setting) -> Result<AnyEstimator, Error> {
        let set = |estimator: AnyEstimator, (name, value): (&str, &crate::search::Value)| {
            estimator.with(name, &value.to_string())
        };
        setting.values().try_fold(self, set)
    }
}

#[cfg(test)]
mod tests {
    use crate::search::{Budget, Search, SearchOptions, Strategy};
    use crate::{AnyEstimator, ModelKind};

    #[test]
    fn every_setting_of_every_space_is_one_that_the_estimator_takes() {
        for kind in ModelKind::ALL {
            let Some(space) = kind.search_space() else { continue };
            let options = SearchOptions {
                strategy: Strategy::Random,
                budget: Budget::Trials(40),
                ..SearchOptions::default()
            };
            let search = Search::new(space, options).expect("the options are in range");
            let take = |setting: &super::Setting| {
                Ok(AnyEstimator::from(kind).with_setting(setting).map(|_| 0.0)?)
            };
            let result = search.minimise(take, |trial| assert!(trial.error().is_none(), "{kind}"));
            assert_eq!(result.expect("no trial failed").trials.len(), 40);
        }
    }
}
