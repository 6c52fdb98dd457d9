//! Rows of one class in ascending order, as numbers.
//!
//! Each class by itself: numbers alone sort faster than numbers with a label. Where rows come
//! sorted, as from the bootstrap, sorting takes one pass.

use super::score_bits::ascending_bits;

/// Returns the scores of a class as [`ascending_bits`].
pub(super) fn sorted(labels: &[bool], scores: &[f64], class: bool) -> Vec<u64> {
    let rows = labels.iter().zip(scores).filter(|(churned, _)| **churned == class);
    let mut bits: Vec<u64> = rows.map(|(_, score)| ascending_bits(*score)).collect();
    // Equal numbers are the same row to every metric, so the sort need not be stable.
    bits.sort_unstable();
    bits
}

/// Returns the same with the bits of the weight below those of the score, without rows of weight 0.
pub(super) fn sorted_with_weights(
    labels: &[bool],
    scores: &[f64],
    weights: &[f64],
    class: bool,
) -> Vec<u128> {
    let rows = labels.iter().zip(scores).zip(weights);
    let rows = rows.filter(|((churned, _), weight)| **churned == class && **weight > 0.0);
    let bits = rows.map(|((_, score), weight)| {
        // Weights are positive, so that their bits are in their order as they are.
        u128::from(ascending_bits(*score)) << 64 | u128::from(weight.to_bits())
    });
    let mut bits: Vec<u128> = bits.collect();
    bits.sort_unstable();
    bits
}
