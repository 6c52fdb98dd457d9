//! One decision tree.

use refrain_core::{Dataset, Fit};
use refrain_trees::TreeOptions;

use crate::estimators::named::{NamedEstimator, Parameter};
use crate::estimators::trees::parameters::{CATEGORY_L2, tolerant};
use crate::estimators::trees::{FittedTrees, Training, parameters};
use crate::rows::training_rows;
use crate::search::Range;
use crate::{Error, ModelSummary};

/// Estimates churn by one decision tree: the share that churned in the leaf.
///
/// # Determinism
///
/// Neither the number of threads nor the order of rows or columns changes a bit; so with
/// [`RandomForest`](crate::RandomForest) and [`GradientBoosting`](crate::GradientBoosting).
///
/// # Examples
///
/// ```
/// use refrain_core::{Fit, PredictProba};
/// use refrain_models::{DecisionTree, conformance};
///
/// let train = conformance::customers(300, 60, 7);
/// let churn = DecisionTree::default().fit(&train)?.predict_proba(train.features())?;
/// assert!(churn.iter().all(|churn| (0.0..=1.0).contains(churn)));
/// # Ok::<(), refrain_models::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct DecisionTree {
    tree: refrain_trees::SingleTree,
}

impl DecisionTree {
    /// Checks the parameters. ColumnSample that are constant in training are ignored, whatever
    /// `uninformative` says.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Argument`](crate::ErrorKind::Argument) if one is out of its range.
    ///
    /// # Examples
    ///
    /// ```
    /// use refrain_core::Fit;
    /// use refrain_models::trees::TreeOptions;
    /// use refrain_models::{DecisionTree, conformance};
    ///
    /// let tree = DecisionTree::new(TreeOptions::default().max_leaves(4).min_child_weight(20.0))?;
    /// let model = tree.fit(&conformance::customers(300, 60, 7))?;
    /// assert!(model.trees().trees()[0].n_leaves() <= 4);
    /// # Ok::<(), refrain_models::Error>(())
    /// ```
    pub fn new(options: TreeOptions) -> Result<DecisionTree, Error> {
        Ok(DecisionTree { tree: refrain_trees::SingleTree::new(tolerant(options))? })
    }

    /// Returns the parameters.
    pub fn options(&self) -> &TreeOptions {
        self.tree.options()
    }
}

impl Default for DecisionTree {
    /// At most 16 leaves of at least 50 rows: what a person can read, and what a few hundred
    /// churners allow.
    fn default() -> DecisionTree {
        let options =
            TreeOptions::default().max_leaves(16).min_child_weight(50.0).category_l2(CATEGORY_L2);
        DecisionTree::new(options).expect("the default parameters are in range")
    }
}

impl Fit for DecisionTree {
    type Fitted = FittedTrees;
    type Error = Error;

    fn fit(&self, train: &Dataset) -> Result<FittedTrees, Error> {
        training_rows::check(train)?;
        let train = training_rows::in_canonical_order(train);
        let training = Training::new(&train)?;
        let model = self.tree.fit(&training.rows()?)?;
        Ok(training.fitted(model))
    }
}

impl NamedEstimator for DecisionTree {
    const NAME: &'static str = "tree";

    fn parameters() -> Vec<&'static str> {
        parameters::NAMES.to_vec()
    }

    fn with(self, parameter: Parameter<'_>) -> Result<DecisionTree, Error> {
        let mut options = self.options().clone();
        parameters::set::<DecisionTree>(&mut options, parameter)?;
        DecisionTree::new(options)
    }

    fn search_space() -> Vec<(&'static str, Range)> {
        vec![
            ("max_leaves", Range::LogInteger { low: 3, high: 64 }),
            ("min_child_weight", Range::LogUniform { low: 5.0, high: 500.0 }),
        ]
    }

    fn summaries(model: &FittedTrees) -> Vec<ModelSummary> {
        vec![model.summary(Self::NAME)]
    }
}
