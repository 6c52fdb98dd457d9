//! A random forest.

use refrain_core::{Dataset, Fit};
use refrain_trees::{Forest, ForestOptions, Subsample};

use crate::estimators::named::{NamedEstimator, Parameter};
use crate::estimators::trees::parameters::{CATEGORY_L2, tolerant};
use crate::estimators::trees::{FittedTrees, Training, parameters};
use crate::rows::training_rows;
use crate::search::Range;
use crate::{Error, ModelSummary};

/// Estimates churn by a random forest: the mean of the shares that churned in the leaves.
///
/// Trees draw rows, so a row of weight 2 is like two rows only on average.
///
/// # Examples
///
/// ```
/// use refrain_core::{Fit, PredictProba};
/// use refrain_models::{RandomForest, conformance};
///
/// let train = conformance::customers(300, 60, 7);
/// let churn = RandomForest::default().fit(&train)?.predict_proba(train.features())?;
/// assert!(churn.iter().all(|churn| (0.0..=1.0).contains(churn)));
/// # Ok::<(), refrain_models::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct RandomForest {
    forest: Forest,
}

impl RandomForest {
    /// Checks the parameters. ColumnSample that are constant in training are ignored.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Argument`](crate::ErrorKind::Argument) if one is out of its range.
    ///
    /// # Examples
    ///
    /// ```
    /// use refrain_core::Fit;
    /// use refrain_models::trees::ForestOptions;
    /// use refrain_models::{RandomForest, conformance};
    ///
    /// let forest = RandomForest::new(ForestOptions::default().n_trees(20))?;
    /// let model = forest.fit(&conformance::customers(300, 60, 7))?;
    /// assert_eq!(model.trees().trees().len(), 20);
    /// # Ok::<(), refrain_models::Error>(())
    /// ```
    pub fn new(options: ForestOptions) -> Result<RandomForest, Error> {
        let tree = tolerant(options.tree.clone());
        Ok(RandomForest { forest: Forest::new(options.tree(tree))? })
    }

    /// Returns the parameters.
    pub fn options(&self) -> &ForestOptions {
        self.forest.options()
    }
}

impl Default for RandomForest {
    /// 200 trees with leaves of at least 10 rows.
    fn default() -> RandomForest {
        let defaults = ForestOptions::default();
        let tree =
            defaults.tree.clone().min_child_weight(10.0).max_depth(12).category_l2(CATEGORY_L2);
        RandomForest::new(defaults.n_trees(200).tree(tree))
            .expect("the default parameters are in range")
    }
}

impl Fit for RandomForest {
    type Fitted = FittedTrees;
    type Error = Error;

    fn fit(&self, train: &Dataset) -> Result<FittedTrees, Error> {
        training_rows::check(train)?;
        let train = training_rows::in_canonical_order(train);
        let training = Training::new(&train)?;
        let model = self.forest.fit(&training.rows()?)?;
        Ok(training.fitted(model))
    }
}

impl NamedEstimator for RandomForest {
    const NAME: &'static str = "forest";

    fn parameters() -> Vec<&'static str> {
        [&["n_trees", "subsample"][..], &parameters::NAMES].concat()
    }

    fn with(self, parameter: Parameter<'_>) -> Result<RandomForest, Error> {
        let mut options = self.options().clone();
        match parameter.name {
            "n_trees" => options.n_trees = parameter.whole()?,
            "subsample" => options.subsample = Subsample::Share(parameter.number()?),
            _ => parameters::set::<RandomForest>(&mut options.tree, parameter)?,
        }
        RandomForest::new(options)
    }

    fn search_space() -> Vec<(&'static str, Range)> {
        vec![
            ("max_depth", Range::Integer { low: 4, high: 16 }),
            ("min_child_weight", Range::LogUniform { low: 2.0, high: 200.0 }),
            ("max_features", Range::Uniform { low: 0.02, high: 0.5 }),
        ]
    }

    fn summaries(model: &FittedTrees) -> Vec<ModelSummary> {
        vec![model.summary(Self::NAME)]
    }
}
