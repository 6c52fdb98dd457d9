//! The normal distribution.

use std::f64::consts::SQRT_2;

/// Returns the value below which a normal variate of mean 0 and variance 1 lies with a probability
/// between 0 and 1.
pub(crate) fn quantile(probability: f64) -> f64 {
    let below = |value: f64| 0.5 * libm::erfc(-value / SQRT_2);
    // No double between 0 and 1 but the subnormal ones has a quantile outside.
    let (mut low, mut high) = (-39.0, 39.0);
    // Halving ends at neighbouring doubles; it is asked for once a curve.
    for _ in 0..64 {
        let middle = f64::midpoint(low, high);
        if below(middle) < probability {
            low = middle;
        } else {
            high = middle;
        }
    }
    f64::midpoint(low, high)
}
