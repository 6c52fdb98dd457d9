//! Parameters of estimators by name, for command lines and searches.

use std::fmt::Display;
use std::str::FromStr;

use refrain_trees::{BoostingOptions, ColumnSample, ForestOptions, RowSample, TreeOptions};

use crate::nearest::nearest;
use crate::{
    AnyEstimator, DecisionTree, Error, ExposureHazard, GradientBoosting, LinearSvm,
    LinearSvmOptions, Logistic, LogisticOptions, ModelKind, NaiveBayes, NaiveBayesOptions,
    RandomForest, Stopping,
};

/// Parameters of how a tree grows, which all estimators of trees share.
const OF_A_TREE: [&str; 9] = [
    "max_leaves",
    "max_depth",
    "max_bins",
    "min_child_weight",
    "min_gain",
    "l2",
    "category_l2",
    "max_features",
    "seed",
];

impl ModelKind {
    /// Returns the names of the parameters that [`AnyEstimator::with`] sets; none where there are
    /// none.
    pub fn parameters(self) -> Vec<&'static str> {
        let own: &[&str] = match self {
            ModelKind::Logistic => &["l1", "l2", "max_iterations", "tolerance"],
            ModelKind::Svm => &["l2", "max_iterations", "tolerance"],
            ModelKind::NaiveBayes => &["smoothing", "level_smoothing"],
            ModelKind::ExposureHazard => &["l2", "min_known_days", "registered_days"],
            ModelKind::Forest => &["n_trees", "subsample"],
            ModelKind::Boosting => &[
                "n_trees",
                "learning_rate",
                "subsample",
                "colsample_by_tree",
                "patience",
                "held_out",
            ],
            _ => &[],
        };
        match self {
            ModelKind::Tree | ModelKind::Forest | ModelKind::Boosting => [own, &OF_A_TREE].concat(),
            _ => own.to_vec(),
        }
    }
}

impl AnyEstimator {
    /// Returns the estimator with a parameter set that is given as text, such as `l2` to `30`.
    ///
    /// Inside steps such as rebalancing it is the parameter of the estimator they hold.
    ///
    /// # Errors
    ///
    /// [`Error::UnknownParameter`], [`Error::ParameterText`] if the text is no such number, and
    /// what the estimator says of a number out of range.
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
        let given = Given { kind: self.kind(), name, value };
        match self {
            AnyEstimator::Logistic(logistic) => {
                let options = logistic_options(*logistic.options(), given)?;
                Ok(AnyEstimator::Logistic(Logistic::new(options)?))
            }
            AnyEstimator::Svm(svm) => {
                let options = svm_options(*svm.options(), given)?;
                Ok(AnyEstimator::Svm(LinearSvm::new(options)?))
            }
            AnyEstimator::NaiveBayes(bayes) => {
                let options = bayes_options(*bayes.options(), given)?;
                Ok(AnyEstimator::NaiveBayes(NaiveBayes::new(options)?))
            }
            AnyEstimator::Tree(tree) => {
                let options = tree_options(tree.options().clone(), given)?;
                Ok(AnyEstimator::Tree(DecisionTree::new(options)?))
            }
            AnyEstimator::Forest(forest) => {
                let options = forest_options(forest.options().clone(), given)?;
                Ok(AnyEstimator::Forest(RandomForest::new(options)?))
            }
            AnyEstimator::Boosting(boosting) => {
                Ok(AnyEstimator::Boosting(boosted(boosting, given)?))
            }
            AnyEstimator::Rebalanced(step) => {
                let estimator = step.estimator().clone().with(name, value)?;
                let step = crate::Rebalanced::new(estimator, step.balance())?;
                Ok(AnyEstimator::Rebalanced(Box::new(step)))
            }
            AnyEstimator::ExposureHazard(hazard) => {
                let mut options = hazard.options().clone();
                match name {
                    "l2" => options.l2 = given.real()?,
                    "min_known_days" => options.min_known_days = given.real()?,
                    "registered_days" => options.registered_days = Some(value.to_owned()),
                    _ => return Err(given.unknown()),
                }
                Ok(AnyEstimator::ExposureHazard(ExposureHazard::new(options)?))
            }
            AnyEstimator::Calibrated(step) => {
                let estimator = step.estimator().clone().with(name, value)?;
                let step = crate::Calibrated::new(estimator, *step.options())?;
                Ok(AnyEstimator::Calibrated(Box::new(step)))
            }
            AnyEstimator::BaseRate(_) | AnyEstimator::Recency(_) | AnyEstimator::Blend(_) => {
                Err(given.unknown())
            }
        }
    }
}

/// A parameter as its user gave it.
#[derive(Clone, Copy)]
struct Given<'a> {
    kind: ModelKind,
    name: &'a str,
    value: &'a str,
}

impl Given<'_> {
    fn number<T: FromStr>(self, expected: &'static str) -> Result<T, Error> {
        self.value.parse().map_err(|_| Error::ParameterText {
            name: self.name.to_owned(),
            expected,
            found: self.value.to_owned(),
        })
    }

    fn real(self) -> Result<f64, Error> {
        self.number("a number")
    }

    fn whole<T: FromStr + Display>(self) -> Result<T, Error> {
        self.number("a whole number")
    }

    fn unknown(self) -> Error {
        let known = self.kind.parameters();
        Error::UnknownParameter {
            model: self.kind,
            nearest: nearest(self.name, known.iter().copied()),
            name: self.name.to_owned(),
            known: known.join(", "),
        }
    }
}

fn logistic_options(
    mut options: LogisticOptions,
    given: Given<'_>,
) -> Result<LogisticOptions, Error> {
    match given.name {
        "l2" => options.l2 = given.real()?,
        "max_iterations" => options.max_iterations = given.whole()?,
        "tolerance" => options.tolerance = given.real()?,
        "l1" => options.l1 = given.real()?,
        _ => return Err(given.unknown()),
    }
    Ok(options)
}

fn svm_options(mut options: LinearSvmOptions, given: Given<'_>) -> Result<LinearSvmOptions, Error> {
    match given.name {
        "l2" => options.l2 = given.real()?,
        "max_iterations" => options.max_iterations = given.whole()?,
        "tolerance" => options.tolerance = given.real()?,
        _ => return Err(given.unknown()),
    }
    Ok(options)
}

fn bayes_options(
    mut options: NaiveBayesOptions,
    given: Given<'_>,
) -> Result<NaiveBayesOptions, Error> {
    match given.name {
        "smoothing" => options.smoothing = given.real()?,
        "level_smoothing" => options.level_smoothing = given.real()?,
        _ => return Err(given.unknown()),
    }
    Ok(options)
}

fn tree_options(mut options: TreeOptions, given: Given<'_>) -> Result<TreeOptions, Error> {
    match given.name {
        "max_leaves" => options.max_leaves = given.whole()?,
        "max_depth" => options.max_depth = given.whole()?,
        "max_bins" => options.max_bins = given.whole()?,
        "min_child_weight" => options.min_child_weight = given.real()?,
        "min_gain" => options.min_gain = given.real()?,
        "l2" => options.l2 = given.real()?,
        "category_l2" => options.category_l2 = given.real()?,
        "max_features" => options.max_features = ColumnSample::Share(given.real()?),
        "seed" => options.seed = given.whole()?,
        _ => return Err(given.unknown()),
    }
    Ok(options)
}

fn forest_options(mut options: ForestOptions, given: Given<'_>) -> Result<ForestOptions, Error> {
    match given.name {
        "n_trees" => options.n_trees = given.whole()?,
        "subsample" => options.subsample = RowSample::Share(given.real()?),
        _ => options.tree = tree_options(options.tree, given)?,
    }
    Ok(options)
}

fn boosted(boosting: GradientBoosting, given: Given<'_>) -> Result<GradientBoosting, Error> {
    let (mut options, mut stopping): (BoostingOptions, Stopping) =
        (boosting.options().clone(), boosting.stopping());
    match given.name {
        "n_trees" => options.n_trees = given.whole()?,
        "learning_rate" => options.learning_rate = given.real()?,
        "subsample" => options.subsample = RowSample::Share(given.real()?),
        "colsample_by_tree" => options.tree.colsample_by_tree = ColumnSample::Share(given.real()?),
        "patience" => options.patience = given.whole()?,
        "held_out" => stopping = Stopping::HeldOutEntities(given.real()?),
        _ => options.tree = tree_options(options.tree, given)?,
    }
    GradientBoosting::new(options, stopping)
}
