//! Decision tree, random forest and gradient boosting of `refrain-trees` on datasets.

mod columns;

use refrain_core::{Dataset, FeatureMatrix, Fit, PredictProba};
use refrain_trees::{
    Boosting, BoostingOptions, Columns, Forest, ForestOptions, Labelled, Scale, TreeModel,
    TreeOptions, Uninformative,
};
use serde::{Deserialize, Serialize};

use crate::estimators::stored::Stored;
use crate::estimators::tree_models::columns::{TreeColumns, TreeValues};
use crate::rows::signature::Signature;
use crate::rows::{entity_hash, training_rows};
use crate::{Error, Explain, Explanation, Unit};

/// Categories of customers are many-valued and say little (a state, a device): a strong penalty
/// keeps sets of them from fitting noise.
const CATEGORY_L2: f64 = 100.0;

/// Estimates churn by one decision tree: the share that churned in the leaf.
///
/// # Determinism
///
/// Neither the number of threads nor the order of rows or columns changes a bit; so with
/// [`RandomForest`] and [`GradientBoosting`].
#[derive(Debug, Clone, PartialEq)]
pub struct DecisionTree {
    tree: refrain_trees::DecisionTree,
}

/// Estimates churn by a random forest: the mean of the shares that churned in the leaves.
///
/// Trees draw rows, so a row of weight 2 is like two rows only on average.
#[derive(Debug, Clone, PartialEq)]
pub struct RandomForest {
    forest: Forest,
}

/// Estimates churn by gradient boosting for the log loss.
#[derive(Debug, Clone, PartialEq)]
pub struct GradientBoosting {
    boosting: Boosting,
    stopping: Stopping,
}

/// When boosting stops.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Stopping {
    /// With the last tree asked for.
    Never,
    /// When this share of the entities, from above 0 to 0.5, which no tree learns from, is
    /// predicted no better; [`BoostingOptions::patience`] says how long that may last. Which
    /// entities are held out depends on their ids alone.
    HeldOutEntities(f64),
}

/// Fitted trees.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct FittedTrees {
    columns: TreeColumns,
    model: TreeModel,
}

impl DecisionTree {
    /// Checks the parameters. Columns that are constant in training are ignored, whatever
    /// `uninformative` says.
    ///
    /// # Errors
    ///
    /// [`Error::Core`] if one is out of its range.
    pub fn new(options: TreeOptions) -> Result<DecisionTree, Error> {
        Ok(DecisionTree { tree: refrain_trees::DecisionTree::new(tolerant(options))? })
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
        let options = TreeOptions {
            max_leaves: 16,
            min_child_weight: 50.0,
            category_l2: CATEGORY_L2,
            ..TreeOptions::default()
        };
        DecisionTree::new(options).expect("the default parameters are in range")
    }
}

impl RandomForest {
    /// Checks the parameters. Columns that are constant in training are ignored.
    ///
    /// # Errors
    ///
    /// [`Error::Core`] if one is out of its range.
    pub fn new(options: ForestOptions) -> Result<RandomForest, Error> {
        let tree = tolerant(options.tree);
        Ok(RandomForest { forest: Forest::new(ForestOptions { tree, ..options })? })
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
        let tree = TreeOptions {
            min_child_weight: 10.0,
            max_depth: 12,
            category_l2: CATEGORY_L2,
            ..defaults.tree
        };
        RandomForest::new(ForestOptions { n_trees: 200, tree, ..defaults })
            .expect("the default parameters are in range")
    }
}

impl GradientBoosting {
    /// Checks the parameters. Columns that are constant in training are ignored.
    ///
    /// # Errors
    ///
    /// [`Error::Core`] if one is out of its range, [`Error::Parameter`] if the share held out is.
    pub fn new(options: BoostingOptions, stopping: Stopping) -> Result<GradientBoosting, Error> {
        if let Stopping::HeldOutEntities(found) = stopping
            && !(found > 0.0 && found <= 0.5)
        {
            let (name, expected) = ("the share held out", "more than 0 and at most 0.5");
            return Err(Error::Parameter { name, expected, found });
        }
        let tree = tolerant(options.tree);
        let boosting = Boosting::new(BoostingOptions { tree, ..options })?;
        Ok(GradientBoosting { boosting, stopping })
    }

    /// Returns the parameters of the trees.
    pub fn options(&self) -> &BoostingOptions {
        self.boosting.options()
    }

    /// Returns when it stops.
    pub fn stopping(&self) -> Stopping {
        self.stopping
    }
}

impl Default for GradientBoosting {
    /// 200 small trees that learn slowly: churners are few, and features many and alike.
    fn default() -> GradientBoosting {
        let tree = TreeOptions {
            max_leaves: 8,
            min_child_weight: 5.0,
            l2: 10.0,
            category_l2: CATEGORY_L2,
            colsample_by_tree: ColumnSample::Share(0.5),
            ..TreeOptions::default()
        };
        let options = BoostingOptions {
            n_trees: 200,
            learning_rate: 0.03,
            subsample: refrain_trees::RowSample::Share(0.7),
            tree,
            ..BoostingOptions::default()
        };
        GradientBoosting::new(options, Stopping::Never)
            .expect("the default parameters are in range")
    }
}

fn tolerant(options: TreeOptions) -> TreeOptions {
    TreeOptions { uninformative: Uninformative::Ignore, ..options }
}

/// Training rows in an order of their own, as trees see them.
struct Training<'a> {
    columns: TreeColumns,
    values: TreeValues<'a>,
    labels: Vec<f64>,
    weights: &'a [f64],
}

impl<'a> Training<'a> {
    fn new(train: &'a Dataset) -> Result<Training<'a>, Error> {
        let columns = TreeColumns::of(train.features());
        Training::of(columns, train)
    }

    fn of(columns: TreeColumns, train: &'a Dataset) -> Result<Training<'a>, Error> {
        let values = columns.values(train.features())?;
        let labels = train.labels().iter().map(|churned| f64::from(*churned)).collect();
        Ok(Training { columns, values, labels, weights: train.weights() })
    }

    fn rows(&self) -> Result<Labelled<'_>, Error> {
        let table = self.columns.table(&self.values)?;
        Ok(Labelled::new(table, &self.labels)?.weighted(self.weights)?)
    }

    fn fitted(self, model: TreeModel) -> FittedTrees {
        FittedTrees { columns: self.columns, model }
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

impl Fit for GradientBoosting {
    type Fitted = FittedTrees;
    type Error = Error;

    fn fit(&self, train: &Dataset) -> Result<FittedTrees, Error> {
        training_rows::check(train)?;
        let train = training_rows::in_canonical_order(train);
        match self.stopping {
            Stopping::Never => {
                let training = Training::new(&train)?;
                let model = self.boosting.fit(&training.rows()?)?;
                Ok(training.fitted(model))
            }
            Stopping::HeldOutEntities(share) => self.fit_stopping(&train, share),
        }
    }
}

impl GradientBoosting {
    fn fit_stopping(&self, train: &Dataset, share: f64) -> Result<FittedTrees, Error> {
        let is_held_out = |row: &usize| {
            entity_hash::position_by_first_bits(train.features().entity_id(*row)) < share
        };
        let (held_out, kept): (Vec<usize>, Vec<usize>) = (0..train.n_rows()).partition(is_held_out);
        let (held_out, kept) = (train.select(&held_out), train.select(&kept));
        training_rows::check(&held_out)?;
        training_rows::check(&kept)?;
        let training = Training::new(&kept)?;
        let validation = Training::of(training.columns.clone(), &held_out)?;
        let validated = self.boosting.fit_validated(&training.rows()?, &validation.rows()?)?;
        Ok(training.fitted(validated.model))
    }
}

impl FittedTrees {
    /// Returns the trees, whose columns are the features by name.
    pub fn trees(&self) -> &TreeModel {
        &self.model
    }
}

impl PredictProba for FittedTrees {
    type Error = Error;

    fn feature_names(&self) -> &[String] {
        self.columns.signature().names()
    }

    fn predict_proba(&self, features: &FeatureMatrix) -> Result<Vec<f64>, Error> {
        let values = self.columns.values(features)?;
        if features.n_rows() == 0 {
            return Ok(Vec::new());
        }
        Ok(self.model.predict_proba(&self.columns.table(&values)?)?)
    }
}

/// Exact Shapley values of path-dependent trees: of the log-odds in boosting, of the probability
/// in a tree or a forest.
impl Explain for FittedTrees {
    fn explain(&self, features: &FeatureMatrix) -> Result<Explanation, Error> {
        let values = self.columns.values(features)?;
        let unit = match self.model.scale() {
            Scale::LogOdds => Unit::LogOdds,
            Scale::Probability => Unit::Probability,
        };
        let names = self.feature_names();
        if features.n_rows() == 0 {
            return Ok(Explanation::new(names, unit, self.model.base(), Vec::new()));
        }
        let said = self.model.explain(&self.columns.table(&values)?)?;
        let amounts = self.columns.by_feature(said.values());
        Ok(Explanation::new(names, unit, said.baseline(), amounts))
    }
}

impl Stored for FittedTrees {
    fn signature(&self) -> &Signature {
        self.columns.signature()
    }

    fn defect(&self) -> Option<&'static str> {
        self.columns.defect(self.model.names())
    }
}
