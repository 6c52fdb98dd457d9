//! Gradient boosting.

use refrain_core::{Dataset, Fit};
use refrain_trees::{Boosting, BoostingOptions, ColumnSample, Subsample, TreeOptions};

use crate::estimators::named::{NamedEstimator, Parameter};
use crate::estimators::trees::parameters::{CATEGORY_L2, tolerant};
use crate::estimators::trees::{FittedTrees, Training, parameters};
use crate::out_of_range::OutOfRange;
use crate::rows::held_out_entities::HeldOutFor;
use crate::rows::training_rows;
use crate::search::Range;
use crate::{Error, ModelSummary};

/// Estimates churn by gradient boosting for the log loss.
///
/// # Examples
///
/// ```
/// use refrain_core::{Explain, Fit};
/// use refrain_models::{GradientBoosting, conformance};
///
/// let train = conformance::customers(300, 60, 7);
/// let model = GradientBoosting::default().fit(&train)?;
/// let why = model.explain(train.features())?;
/// assert_eq!(why.names(), ["recency_days", "songs_7d", "plan", "registered", "always_one"]);
/// # Ok::<(), refrain_models::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct GradientBoosting {
    boosting: Boosting,
    stopping: Stopping,
}

/// The rule by which boosting stops.
#[derive(Debug, Clone, Copy, PartialEq)]
#[non_exhaustive]
pub enum Stopping {
    /// With the last tree asked for.
    Never,
    /// Early stopping: as soon as this share of the entities, from above 0 to 0.5, which no tree
    /// learns from, is predicted no better for [`BoostingOptions::patience`] trees. The entities
    /// held out depend on their ids alone.
    HeldOutEntities(f64),
}

impl GradientBoosting {
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
    /// use refrain_models::trees::BoostingOptions;
    /// use refrain_models::{GradientBoosting, Stopping, conformance};
    ///
    /// let options = BoostingOptions::default().n_trees(300).patience(10);
    /// let boosting = GradientBoosting::new(options, Stopping::HeldOutEntities(0.25))?;
    /// let model = boosting.fit(&conformance::customers(300, 60, 7))?;
    /// assert!(model.trees().trees().len() < 300, "later trees made it no better");
    /// # Ok::<(), refrain_models::Error>(())
    /// ```
    pub fn new(options: BoostingOptions, stopping: Stopping) -> Result<GradientBoosting, Error> {
        if let Stopping::HeldOutEntities(found) = stopping
            && !(found > 0.0 && found <= 0.5)
        {
            let (name, expected) = ("the share held out", "more than 0 and at most 0.5");
            return Err(OutOfRange { name, expected, found }.into());
        }
        let tree = tolerant(options.tree.clone());
        let boosting = Boosting::new(options.tree(tree))?;
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
        let tree = TreeOptions::default()
            .max_leaves(8)
            .min_child_weight(5.0)
            .l2(10.0)
            .category_l2(CATEGORY_L2)
            .colsample_by_tree(ColumnSample::Share(0.5));
        let options = BoostingOptions::default()
            .n_trees(200)
            .learning_rate(0.03)
            .subsample(Subsample::Share(0.7))
            .tree(tree);
        GradientBoosting::new(options, Stopping::Never)
            .expect("the default parameters are in range")
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
            HeldOutFor::EarlyStopping.position(train.features().entity_id(*row)) < share
        };
        let (held_out, kept): (Vec<usize>, Vec<usize>) = (0..train.n_rows()).partition(is_held_out);
        let (held_out, kept) = (train.select(&held_out), train.select(&kept));
        // Both sides need both classes: a loss of one class falls with every tree.
        training_rows::check(&held_out)?;
        training_rows::check(&kept)?;
        let training = Training::new(&kept)?;
        let validation = training.validation(&held_out)?;
        let validated = self.boosting.fit_validated(&training.rows()?, &validation.rows()?)?;
        Ok(training.fitted(validated.model))
    }
}

impl NamedEstimator for GradientBoosting {
    const NAME: &'static str = "boosting";

    fn parameters() -> Vec<&'static str> {
        let own =
            ["n_trees", "learning_rate", "subsample", "colsample_by_tree", "patience", "held_out"];
        [&own[..], &parameters::NAMES].concat()
    }

    fn with(self, parameter: Parameter<'_>) -> Result<GradientBoosting, Error> {
        let (mut options, mut stopping) = (self.options().clone(), self.stopping);
        match parameter.name {
            "n_trees" => options.n_trees = parameter.whole()?,
            "learning_rate" => options.learning_rate = parameter.number()?,
            "subsample" => options.subsample = Subsample::Share(parameter.number()?),
            "colsample_by_tree" => {
                options.tree.colsample_by_tree = ColumnSample::Share(parameter.number()?);
            }
            "patience" => options.patience = parameter.whole()?,
            "held_out" => stopping = Stopping::HeldOutEntities(parameter.number()?),
            _ => parameters::set::<GradientBoosting>(&mut options.tree, parameter)?,
        }
        GradientBoosting::new(options, stopping)
    }

    fn search_space() -> Vec<(&'static str, Range)> {
        vec![
            ("n_trees", Range::LogInteger { low: 50, high: 800 }),
            ("learning_rate", Range::LogUniform { low: 0.01, high: 0.2 }),
            ("max_leaves", Range::LogInteger { low: 2, high: 32 }),
            ("min_child_weight", Range::LogUniform { low: 1.0, high: 50.0 }),
            ("l2", Range::LogUniform { low: 0.1, high: 100.0 }),
            ("colsample_by_tree", Range::Uniform { low: 0.1, high: 1.0 }),
            ("subsample", Range::Uniform { low: 0.3, high: 1.0 }),
        ]
    }

    fn summaries(model: &FittedTrees) -> Vec<ModelSummary> {
        vec![model.summary(Self::NAME)]
    }
}
