//! Contributions of exposures and factors to a customer's log-odds.

use super::super::gathered_hazard;
use super::leaving::{Customer, Hazard, Leaving};
use super::population::Population;

/// Returns the log-odds of leaving of a hazard.
pub(super) fn log_odds(leaving: &Leaving, left: f64) -> f64 {
    gathered_hazard::log_odds(leaving.gathered(left))
}

/// Returns the contribution of each exposure, then of each factor.
///
/// The logarithm of the hazard is a sum: `ln M`, to which each factor adds its term; `ln Σ q m`,
/// whose distance from the baseline's is shared out in proportion to each exposure's `q m` above
/// its baseline; and `-ln survived`, in proportion to `q c`. Log-odds of small probabilities are
/// that logarithm but for the probability itself, so that all parts are stretched by one number
/// near 1 to make the sum exact.
pub(super) fn of(
    leaving: &Leaving,
    populations: &[Population],
    customer: &Customer,
    nobody: &Hazard,
) -> Vec<f64> {
    let hazard = leaving.hazard(populations, customer);
    let mut parts = of_exposures(leaving, populations, customer, &hazard, nobody);
    let factors = leaving.coefficients.iter().zip(&customer.factors);
    parts.extend(factors.map(|(by, factor)| by * factor));
    let stretch = stretch(leaving, hazard.left, nobody.left, parts.iter().sum());
    parts.iter().map(|part| part * stretch).collect()
}

fn of_exposures(
    leaving: &Leaving,
    populations: &[Population],
    customer: &Customer,
    hazard: &Hazard,
    nobody: &Hazard,
) -> Vec<f64> {
    let per_rate = logarithm_per_difference(nobody.per_day, hazard.per_day);
    let per_survived = logarithm_per_difference(1.0, hazard.survived);
    let own = leaving.per_visit.iter().zip(populations).zip(&customer.seen);
    let part = |((q, population), seen): ((&f64, &Population), &_)| {
        let more = q * (population.rate(*seen, leaving.bursts) - population.mean());
        let survived = leaving.heterogeneity * hazard.factor * q * seen.count;
        more * per_rate - survived * per_survived
    };
    own.map(part).collect()
}

/// `(ln to - ln from) / (to - from)`, also where the two are equal.
fn logarithm_per_difference(from: f64, to: f64) -> f64 {
    let relative = (to - from) / from;
    // The quotient of two numbers that are rounding alone says nothing; its limit does.
    if relative.abs() < 1e-8 { 1.0 / from } else { relative.ln_1p() / (to - from) }
}

/// Returns the rise of the log-odds from the baseline for each unit of the logarithm of the hazard.
fn stretch(leaving: &Leaving, left: f64, baseline: f64, logarithm: f64) -> f64 {
    if logarithm.abs() < 1e-8 {
        return 1.0;
    }
    (log_odds(leaving, left) - log_odds(leaving, baseline)) / logarithm
}
