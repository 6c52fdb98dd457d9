//! Everyone that the rows of a dataset are drawn from.

use refrain_core::{Dataset, EventLog, Fit};
use refrain_features::{FeatureSet, Vocabulary, seen_before};

use crate::Error;

/// Adds the population that the estimator reads: its columns of everyone seen before each cutoff,
/// whether or not they are still at risk. There is no outcome in it.
///
/// Columns whose names are no features of the vocabulary are features of somebody's own, of which
/// no population is made.
pub(crate) fn with_population(
    dataset: Dataset,
    log: &EventLog,
    vocabulary: &Vocabulary,
    estimator: &impl Fit,
) -> Result<Dataset, Error> {
    let columns = estimator.population_features(dataset.features());
    if columns.is_empty() {
        return Ok(dataset);
    }
    let Ok(set) = FeatureSet::new("population").with_named(&columns, vocabulary) else {
        return Ok(dataset);
    };
    let mut cutoffs = dataset.cutoffs();
    cutoffs.sort_unstable();
    cutoffs.dedup();
    let population = set.compute(log, &seen_before(log, &cutoffs))?;
    Ok(dataset.with_population(population))
}
