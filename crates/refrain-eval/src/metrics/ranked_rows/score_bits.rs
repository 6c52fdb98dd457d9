//! Scores as whole numbers in the same order.

const SIGN: u64 = 1 << 63;

/// Returns bits that ascend as scores do; `-0.0` and `0.0` have the same.
///
/// Negative doubles descend in their bits, so those are inverted; the sign is turned around for
/// the others, which puts them above.
pub(super) fn ascending_bits(score: f64) -> u64 {
    // Adding 0.0 makes -0.0 positive and leaves every other score as it is.
    let bits = (score + 0.0).to_bits();
    if bits & SIGN == 0 { bits | SIGN } else { !bits }
}

/// Returns the score of [`ascending_bits`].
pub(super) fn score_of(bits: u64) -> f64 {
    f64::from_bits(if bits & SIGN == 0 { !bits } else { bits ^ SIGN })
}
