//! What is believed of the parameters before anything is seen.

use super::super::newton::Derivatives;

/// Weight of the belief that no logarithm of a parameter is far from 0: nothing beside the data, but
/// it tells apart what the data do not.
const WEAK: f64 = 1e-3;

/// Where the wall stands: parameters beyond e^7 and below e^-7 are not to be told from each other.
///
/// Without it the likelihood of customers of whom nobody drops out rises for ever with `b`.
const WALL: f64 = 7.0;

/// Returns the negative logarithm of the belief, `WEAK/2 θ² + (θ/WALL)^8 / 2` of each logarithm `θ`.
pub(super) fn value(at: &[f64]) -> f64 {
    at.iter().map(|at| 0.5 * (WEAK * at.powi(2) + (at / WALL).powi(8))).sum()
}

/// Adds the derivatives of the belief.
pub(super) fn add_to(sum: &mut Derivatives, at: &[f64]) {
    let n = at.len();
    for (parameter, at) in at.iter().enumerate() {
        sum.gradient[parameter] += WEAK * at + 4.0 / WALL * (at / WALL).powi(7);
        sum.curvature[parameter * (n + 1)] += WEAK + 28.0 / WALL.powi(2) * (at / WALL).powi(6);
    }
}
