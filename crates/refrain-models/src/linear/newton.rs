//! Newton's method.

use super::loss::Loss;
use super::problem::{Gradient, LinearModel, Point, Problem};
use super::quadratic::Curvature;
use crate::out_of_range::OutOfRange;
use crate::{Error, ErrorKind};

/// A step must bring at least this share of what its slope promises (Armijo).
const LEAST_GAIN: f64 = 1e-4;

/// Share of an objective that rounding may add: close to the minimum a good step gains less.
const ROUNDING: f64 = 1e-13;

/// Most halvings of a step. 2^-40 of a step moves nothing.
const MAX_HALVINGS: i32 = 40;

/// Precision of the quadratic's minimum, as a share of the point's distance to the objective's.
const PRECISION: f64 = 1e-4;

/// Share of the distance that a step may leave if its second derivatives are to be kept.
const NEARER: f64 = 0.2;

/// A rough start is found on one row in so many, …
const ONE_ROW_IN: usize = 8;

/// … if that leaves so many rows for each coefficient, …
const ROWS_PER_COLUMN: usize = 20;

/// … in so many steps …
const ROUGH_STEPS: usize = 8;

/// … or to within this of the minimum, where chance has put the rows' own minimum.
const ROUGH_TOLERANCE: f64 = 1e-3;

/// Limits at which a search stops.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Limits {
    pub(crate) max_iterations: u64,
    pub(crate) tolerance: f64,
}

impl Limits {
    /// Refuses limits that no search can keep.
    pub(crate) fn check(self) -> Result<(), Error> {
        let wrong = |name, expected, found| Err(OutOfRange { name, expected, found }.into());
        if self.max_iterations == 0 {
            return wrong("max_iterations", "at least 1", 0.0);
        }
        if !(self.tolerance.is_finite() && self.tolerance > 0.0) {
            return wrong("tolerance", "more than zero", self.tolerance);
        }
        Ok(())
    }
}

/// A search that stopped away from the minimum.
#[derive(Debug, thiserror::Error)]
#[error(
    "the model did not converge within {max_iterations} iterations: its gradient is {gradient:e} a \
     row, the tolerance {tolerance:e}; allow more iterations or raise `l2`"
)]
struct NotConverged {
    gradient: f64,
    tolerance: f64,
    max_iterations: u64,
}

impl refrain_core::Problem for NotConverged {
    fn kind(&self) -> ErrorKind {
        ErrorKind::Data
    }
}

/// Minimises the objective, from a start.
///
/// Without a penalty on absolute values each step solves the equations of Newton's method; with
/// one it minimises the quadratic model plus that penalty (proximal Newton; Yuan, Ho and Lin, "An
/// Improved GLMNET for L1-regularized Logistic Regression", 2012) over the coefficients that are
/// not zero or want to leave it. Steps that gain too little are halved. Second derivatives cost
/// ten times what a step costs beside them, so they are kept for as long as steps with them bring
/// the minimum near.
///
/// # Errors
///
/// `ErrorKind::Data` if the subgradient is not near zero where it stops.
pub(crate) fn minimise<L: Loss>(
    problem: &Problem,
    loss: L,
    start: LinearModel,
    limits: Limits,
) -> Result<Point, Error> {
    let mut search = Search::from(problem, loss, start);
    for _ in 0..limits.max_iterations {
        if search.distance <= limits.tolerance || !search.step(problem, loss) {
            break;
        }
    }
    if search.distance <= limits.tolerance {
        return Ok(search.point);
    }
    let Limits { max_iterations, tolerance } = limits;
    Err(NotConverged { gradient: search.distance, tolerance, max_iterations }.into())
}

/// Returns a model closer to the minimum than none, found on some of many rows.
pub(crate) fn rough_start<L: Loss>(problem: &Problem, loss: L) -> LinearModel {
    let n_needed = ROWS_PER_COLUMN * (problem.design.ncols() + 1);
    if problem.design.nrows() < ONE_ROW_IN * n_needed {
        return problem.origin();
    }
    let sample = problem.sample(ONE_ROW_IN);
    let mut search = Search::from(&sample.problem(), loss, problem.origin());
    for _ in 0..ROUGH_STEPS {
        if search.distance <= ROUGH_TOLERANCE || !search.step(&sample.problem(), loss) {
            break;
        }
    }
    search.point.model
}

/// State of a search.
struct Search {
    point: Point,
    gradient: Gradient,
    /// From the minimum, see [`Problem::distance`].
    distance: f64,
    /// The second derivatives at an earlier point, if they are still good enough.
    curvature: Option<Curvature>,
}

impl Search {
    fn from<L: Loss>(problem: &Problem, loss: L, start: LinearModel) -> Search {
        let point = problem.point(loss, start);
        let gradient = problem.gradient(&point);
        let distance = problem.distance(&point, &gradient);
        Search { point, gradient, distance, curvature: None }
    }

    /// Takes a step; `false` if none gains anything.
    fn step<L: Loss>(&mut self, problem: &Problem, loss: L) -> bool {
        // Coefficients that stay at zero are left out of the equations: with a strong `l1` penalty
        // most do.
        let movable = movable(problem, &self.point, &self.gradient);
        let kept = self.curvature.take().filter(|kept| kept.columns == movable);
        let is_fresh = kept.is_none();
        let curvature = kept.unwrap_or_else(|| Curvature::of(problem, &self.point, movable));
        let Some(point) = self.next(problem, loss, &curvature) else {
            // Fresh derivatives may know a way.
            return !is_fresh;
        };
        let gradient = problem.gradient(&point);
        let distance = problem.distance(&point, &gradient);
        // Old second derivatives are kept only while they lead on about as fast as fresh ones
        // would.
        let is_good = distance <= NEARER * self.distance;
        *self = Search { point, gradient, distance, curvature: is_good.then_some(curvature) };
        true
    }

    /// Returns the first point on the way to the least one of the quadratic that gains enough.
    fn next<L: Loss>(&self, problem: &Problem, loss: L, curvature: &Curvature) -> Option<Point> {
        let precision = PRECISION * self.distance * problem.total_weight();
        let aim = curvature.least(problem, &self.point, &self.gradient, precision)?;
        let promise = slope_towards(problem, &self.point, &self.gradient, &aim);
        let before = self.point.objective;
        let shares = (0..MAX_HALVINGS).map(|halvings| 0.5_f64.powi(halvings));
        let mut tried = shares.map(|share| {
            let next = problem.point(loss, between(&self.point.model, &aim, share));
            // `promise` is negative. The rounding term lets the last steps through, whose gain is
            // below it.
            let bound = before + LEAST_GAIN * share * promise + ROUNDING * before.abs();
            (next.objective <= bound).then_some(next)
        });
        tried.find_map(|next| next)
    }
}

/// The coefficients that are not zero or want to leave it.
fn movable(problem: &Problem, point: &Point, gradient: &Gradient) -> Vec<usize> {
    let coefficients = &point.model.coefficients;
    let moves = |column: &usize| {
        let slope = gradient.coefficients[*column];
        problem.penalty.l1 == 0.0
            || coefficients[*column] != 0.0
            || problem.penalty.steepness(0.0, slope) > 0.0
    };
    (0..coefficients.len()).filter(moves).collect()
}

/// A bound of how fast the objective falls on the way to another model.
fn slope_towards(problem: &Problem, point: &Point, gradient: &Gradient, aim: &LinearModel) -> f64 {
    let model = &point.model;
    let steps = aim.coefficients.iter().zip(&model.coefficients).map(|(aim, at)| aim - at);
    let products = steps.zip(&gradient.coefficients).map(|(step, slope)| step * slope);
    let of_intercept = (aim.intercept - model.intercept) * gradient.intercept;
    let penalty = problem.penalty;
    let of_l1 = penalty.l1_of(&aim.coefficients) - penalty.l1_of(&model.coefficients);
    products.sum::<f64>() + of_intercept + of_l1
}

/// The model a share of the way from one to another.
fn between(from: &LinearModel, to: &LinearModel, share: f64) -> LinearModel {
    if share == 1.0 {
        // Coefficients that are zero there are to be zero exactly.
        return to.clone();
    }
    let at = |from: f64, to: f64| from + share * (to - from);
    let pairs = from.coefficients.iter().zip(&to.coefficients);
    LinearModel {
        coefficients: pairs.map(|(from, to)| at(*from, *to)).collect(),
        intercept: at(from.intercept, to.intercept),
    }
}
