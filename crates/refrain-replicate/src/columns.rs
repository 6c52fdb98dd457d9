//! The same rows with other columns.

use refrain::base::{Dataset, FeatureMatrix, Outcome};

/// Replaces the features of a dataset whose rows weigh 1.
pub(crate) fn with_features(dataset: &Dataset, features: FeatureMatrix) -> Dataset {
    let outcome = |(churned, at): (&bool, _)| match churned {
        true => Outcome::Churned { at },
        false => Outcome::Retained,
    };
    let ends = dataset.window_ends();
    let outcomes: Vec<Outcome> =
        dataset.labels().iter().zip(ends.iter().copied()).map(outcome).collect();
    Dataset::new(features, &outcomes, ends.to_vec()).expect("the same rows, none censored")
}

/// Leaves columns out by their names.
pub(crate) fn without(dataset: &Dataset, names: &[String]) -> Dataset {
    let features = dataset.features();
    let columns = features.columns();
    let stays = |column: &usize| !names.contains(&columns[*column].name);
    let kept: Vec<usize> = (0..columns.len()).filter(stays).collect();
    let features = FeatureMatrix::new(
        features.entity_ids().clone(),
        features.observations().to_vec(),
        kept.iter().map(|column| columns[*column].clone()).collect(),
        kept.iter().flat_map(|column| features.values(*column)).copied().collect(),
    );
    with_features(dataset, features.expect("some of the same columns, and all of the same rows"))
}
