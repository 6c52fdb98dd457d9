//! Dividing rows by the ids of their entities.

use refrain_core::{Dataset, FeatureMatrix};

/// Returns a number in `[0, 1)` that looks drawn at random but is the entity's own: neither other
/// entities nor the order of rows matter.
///
/// The checksum's last bits come first, so that entities below a share here are spread evenly over
/// a division by its first bits.
pub(crate) fn position(id: &str) -> f64 {
    f64::from(crc32fast::hash(id.as_bytes()).reverse_bits()) / (f64::from(u32::MAX) + 1.0)
}

/// Returns another such number, which says nothing of the first: rows held back from a model must
/// not be the ones that the model itself holds out.
pub(crate) fn position_by_first_bits(id: &str) -> f64 {
    f64::from(crc32fast::hash(id.as_bytes())) / (f64::from(u32::MAX) + 1.0)
}

/// Returns the fold of each row, one of at most `n_folds`: that of its entity. Both classes are
/// among the rows outside each fold; there are fewer folds where that needs it, and `None` where
/// even two are too many.
pub(crate) fn folds(train: &Dataset, n_folds: usize) -> Option<Vec<usize>> {
    let divide = |n_folds| folds_of(train.features(), n_folds);
    (2..=n_folds).rev().map(|n| (n, divide(n))).find_map(|(n_folds, folds)| {
        (0..n_folds).all(|fold| both_outside(train, &folds, fold)).then_some(folds)
    })
}

fn folds_of(features: &FeatureMatrix, n_folds: usize) -> Vec<usize> {
    let fold = |row| crc32fast::hash(features.entity_id(row).as_bytes()) as usize % n_folds;
    (0..features.n_rows()).map(fold).collect()
}

fn both_outside(train: &Dataset, folds: &[usize], fold: usize) -> bool {
    let rows = || folds.iter().zip(train.labels()).zip(train.weights());
    let mut outside = rows().filter(|((of_row, _), weight)| **of_row != fold && **weight > 0.0);
    let Some(((_, first), _)) = outside.next() else { return false };
    outside.any(|((_, label), _)| label != first)
}
