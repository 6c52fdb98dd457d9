//! The rows that are predicted for.

use refrain_core::{FeatureMatrix, Time, entity_hash};

/// Chooses at most so many rows of some weight, by a hash of entity and cutoff, and lists them by
/// entity and cutoff: neither depends on the order in which rows were given.
pub(super) fn chosen(features: &FeatureMatrix, weights: &[f64], max_rows: usize) -> Vec<usize> {
    let mut rows: Vec<usize> = (0..features.n_rows()).filter(|row| weights[*row] > 0.0).collect();
    rows.sort_by(|a, b| observed(features, *a).cmp(&observed(features, *b)));
    if rows.len() > max_rows {
        rows.sort_by_cached_key(|row| hash(features, *row));
        rows.truncate(max_rows);
        rows.sort_by(|a, b| observed(features, *a).cmp(&observed(features, *b)));
    }
    rows
}

fn observed(features: &FeatureMatrix, row: usize) -> (&str, Time) {
    (features.entity_id(row), features.observations()[row].cutoff)
}

/// The cutoff is the seed: rows of one entity are chosen apart from each other.
fn hash(features: &FeatureMatrix, row: usize) -> u64 {
    let (entity, cutoff) = observed(features, row);
    entity_hash(entity, cutoff.millis() as u64)
}
