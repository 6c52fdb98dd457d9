//! Newton's method with a damped step.

use crate::linear::{Cholesky, dot};

/// A pivot below this share of its diagonal is rounding and no curvature.
pub(crate) const SMALLEST_PIVOT: f64 = 1e-11;

/// A step must bring at least this share of what the slope promises; Newton's brings half of it.
///
/// Less would do for Newton's own steps. Those of Fisher's scoring may go nearly twice too far, and
/// then swing from side to side for hundreds of steps.
const SUFFICIENT: f64 = 0.25;

/// Gain of a log-likelihood that may be left where rounding hides the fall, or where the
/// steps have run out: far less than any standard error can tell.
const HIDDEN: f64 = 1e-5;

/// The farthest that one step takes a parameter. All of them are logarithms, log-odds, or belong
/// to standardised columns; a step of e^100 only finds where numbers end.
const FARTHEST: f64 = 3.0;

/// A function to be made small.
pub(crate) trait Objective {
    /// Returns the value at a point.
    fn value(&self, at: &[f64]) -> f64;

    /// Returns the slope and the curvature at a point.
    fn derivatives(&self, at: &[f64]) -> Derivatives;
}

/// Slope and curvature; the curvature is square and symmetric, and need not be positive.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Derivatives {
    pub(crate) gradient: Vec<f64>,
    pub(crate) curvature: Vec<f64>,
}

/// Limits of a search for a minimum.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Limits {
    pub(crate) max_iterations: u64,
    /// Gain that a step may still promise, in units of a log-likelihood.
    pub(crate) tolerance: f64,
}

impl Derivatives {
    pub(crate) fn zero(n: usize) -> Derivatives {
        Derivatives { gradient: vec![0.0; n], curvature: vec![0.0; n * n] }
    }

    /// Adds `weight · row rowᵀ` to the lower triangle of the curvature.
    pub(crate) fn add_square(&mut self, row: &[f64], weight: f64) {
        let n = self.gradient.len();
        for (a, value) in row.iter().enumerate() {
            let scaled = weight * value;
            let into = &mut self.curvature[a * n..][..=a];
            into.iter_mut().zip(row).for_each(|(sum, value)| *sum += scaled * value);
        }
    }

    /// Adds the slope and curvature of `weight / 2 · (at - centre)²` in one parameter.
    pub(crate) fn add_ridge(&mut self, parameter: usize, weight: f64, distance: f64) {
        let n = self.gradient.len();
        self.gradient[parameter] += weight * distance;
        self.curvature[parameter * n + parameter] += weight;
    }
}

/// Returns the lowest point near a start.
///
/// Each step is Newton's, shortened until the value falls (Armijo's rule); where the curvature is
/// not positive, a multiple of its diagonal is added until it is (Levenberg's). Nocedal and Wright,
/// *Numerical Optimization*, second edition (2006), sections 3.1 and 3.4.
///
/// # Errors
///
/// The point it got to, if that is not the lowest.
pub(crate) fn minimise(
    objective: &impl Objective,
    start: Vec<f64>,
    limits: Limits,
) -> Result<Vec<f64>, Vec<f64>> {
    let (mut at, mut value) = (start.clone(), objective.value(&start));
    let mut left = f64::INFINITY;
    for _ in 0..limits.max_iterations {
        let derivatives = objective.derivatives(&at);
        let Some(step) = step(&derivatives) else { return Err(at) };
        let promised = dot(&derivatives.gradient, &step);
        match shortened(objective, &at, value, &step, promised) {
            // The last step is taken as well: after it the error is the square of what it was.
            Some(next) => (at, value) = next,
            None if promised <= HIDDEN => return Ok(at),
            None => return Err(at),
        }
        if 0.5 * promised <= limits.tolerance {
            return Ok(at);
        }
        left = promised;
    }
    if left <= HIDDEN { Ok(at) } else { Err(at) }
}

/// Newton's step against the slope.
fn step(derivatives: &Derivatives) -> Option<Vec<f64>> {
    let n = derivatives.gradient.len();
    let mut curvature = derivatives.curvature.clone();
    for damping in std::iter::successors(Some(1e-4), |damping| Some(damping * 10.0)).take(16) {
        if let Ok(factor) = Cholesky::of_rows(&curvature, n, SMALLEST_PIVOT) {
            let mut step = derivatives.gradient.clone();
            factor.solve(&mut step);
            return Some(bounded(step));
        }
        // Relative to the diagonal, so that parameters of different scale are damped alike.
        for parameter in (0..n).map(|parameter| parameter * (n + 1)) {
            let diagonal = derivatives.curvature[parameter];
            curvature[parameter] = diagonal + damping * diagonal.abs().max(1e-8);
        }
    }
    None
}

fn bounded(step: Vec<f64>) -> Vec<f64> {
    let farthest = step.iter().fold(0.0, |farthest: f64, part| farthest.max(part.abs()));
    let length = if farthest > FARTHEST { FARTHEST / farthest } else { 1.0 };
    step.into_iter().map(|part| length * part).collect()
}

/// Goes a step, or half of it, or half of that, until the value falls enough.
fn shortened(
    objective: &impl Objective,
    at: &[f64],
    value: f64,
    step: &[f64],
    promised: f64,
) -> Option<(Vec<f64>, f64)> {
    let halves = std::iter::successors(Some(1.0), |length| Some(length * 0.5));
    halves.take(40).find_map(|length| {
        let next: Vec<f64> = at.iter().zip(step).map(|(at, step)| at - length * step).collect();
        let next_value = objective.value(&next);
        // Strictly less as well: where the promise is rounding, equal values would go round for ever.
        let fallen = next_value < value && next_value <= value - SUFFICIENT * length * promised;
        fallen.then_some((next, next_value))
    })
}
