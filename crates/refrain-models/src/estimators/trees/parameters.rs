//! Parameters of how a tree grows, which all estimators of trees share.

use refrain_trees::{ColumnSample, TreeOptions, Uninformative};

use crate::Error;
use crate::estimators::named::{NamedEstimator, Parameter};

/// The names that [`set`] knows.
pub(in crate::estimators) const NAMES: [&str; 9] = [
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

/// The default penalty on categories. Those of customers are many-valued and say little (a state,
/// a device): a strong one keeps sets of them from fitting noise.
pub(in crate::estimators) const CATEGORY_L2: f64 = 100.0;

/// Sets a parameter of the trees of an estimator.
pub(in crate::estimators) fn set<E: NamedEstimator>(
    options: &mut TreeOptions,
    parameter: Parameter<'_>,
) -> Result<(), Error> {
    match parameter.name {
        "max_leaves" => options.max_leaves = parameter.whole()?,
        "max_depth" => options.max_depth = parameter.whole()?,
        "max_bins" => options.max_bins = parameter.whole()?,
        "min_child_weight" => options.min_child_weight = parameter.number()?,
        "min_gain" => options.min_gain = parameter.number()?,
        "l2" => options.l2 = parameter.number()?,
        "category_l2" => options.category_l2 = parameter.number()?,
        "max_features" => options.max_features = ColumnSample::Share(parameter.number()?),
        "seed" => options.seed = parameter.whole()?,
        _ => return Err(parameter.unknown::<E>()),
    }
    Ok(())
}

/// Returns the options of trees that pass over columns which are constant in training.
pub(in crate::estimators) fn tolerant(options: TreeOptions) -> TreeOptions {
    options.uninformative(Uninformative::Ignore)
}
