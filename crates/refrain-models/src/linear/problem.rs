//! The objective, and what is known of it at a point.

use ndarray::{Array2, ArrayView2, ShapeBuilder};
use rayon::prelude::*;

use super::dot::dot;
use super::loss::{Cost, Loss};
use super::margins::{column_of, margins};

/// Weights of the penalties.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Penalty {
    pub(crate) l1: f64,
    pub(crate) l2: f64,
}

impl Penalty {
    pub(crate) const NONE: Penalty = Penalty { l1: 0.0, l2: 0.0 };
}

/// `intercept + coefficients · row`.
#[derive(Debug, Clone)]
pub(crate) struct LinearModel {
    pub(crate) coefficients: Vec<f64>,
    pub(crate) intercept: f64,
}

/// `Σ weight · loss + l2 / 2 · Σ coefficient² + l1 · Σ |coefficient|`, the intercept free.
///
/// Everything is divided by the greatest weight, which moves no minimum and lets no sum overflow.
pub(crate) struct Problem<'a> {
    pub(super) design: ArrayView2<'a, f64>,
    targets: &'a [f64],
    weights: Vec<f64>,
    pub(super) penalty: Penalty,
    total_weight: f64,
}

/// Some rows of a problem, with the penalties that go with them.
pub(super) struct Sample {
    design: Array2<f64>,
    targets: Vec<f64>,
    weights: Vec<f64>,
    penalty: Penalty,
}

impl Sample {
    pub(super) fn problem(&self) -> Problem<'_> {
        Problem::new(self.design.view(), &self.targets, &self.weights, self.penalty)
    }
}

/// A linear model and what its rows say: the objective, and for each row the first two derivatives
/// of its weighted loss by its margin.
pub(crate) struct Point {
    pub(crate) model: LinearModel,
    pub(super) objective: f64,
    pub(super) slopes: Vec<f64>,
    pub(super) curvatures: Vec<f64>,
}

/// Derivatives of loss and quadratic penalty.
pub(super) struct Gradient {
    pub(super) coefficients: Vec<f64>,
    pub(super) intercept: f64,
}

impl<'a> Problem<'a> {
    /// Puts a problem together from a matrix with contiguous columns and a target and a weight for
    /// each of its rows.
    pub(crate) fn new(
        design: ArrayView2<'a, f64>,
        targets: &'a [f64],
        weights: &[f64],
        penalty: Penalty,
    ) -> Problem<'a> {
        let greatest = weights.iter().copied().fold(0.0, f64::max);
        let unit = if greatest > 0.0 { greatest } else { 1.0 };
        let weights: Vec<f64> = weights.iter().map(|weight| weight / unit).collect();
        let total_weight = weights.iter().sum();
        let penalty = Penalty { l1: penalty.l1 / unit, l2: penalty.l2 / unit };
        Problem { design, targets, weights, penalty, total_weight }
    }

    /// Returns the problem with some rows left out of the sum, and penalties that shrink its
    /// coefficients as much as before.
    pub(super) fn without(&self, is_out: impl Fn(usize) -> bool) -> Problem<'a> {
        let weight = |(row, weight): (usize, &f64)| if is_out(row) { 0.0 } else { *weight };
        let weights: Vec<f64> = self.weights.iter().enumerate().map(weight).collect();
        let total_weight: f64 = weights.iter().sum();
        // The penalties do not scale with rows, so that of fewer rows would weigh more.
        let share = total_weight / self.total_weight;
        let penalty = Penalty { l1: share * self.penalty.l1, l2: share * self.penalty.l2 };
        Problem { design: self.design, targets: self.targets, weights, penalty, total_weight }
    }

    /// Returns one row in so many, evenly.
    pub(super) fn sample(&self, one_in: usize) -> Sample {
        let n_rows = self.targets.len();
        let every = |values: &[f64]| values.iter().copied().step_by(one_in).collect::<Vec<f64>>();
        let columns = (0..self.design.ncols()).map(|column| every(column_of(&self.design, column)));
        let values: Vec<f64> = columns.flatten().collect();
        let shape = (n_rows.div_ceil(one_in), self.design.ncols()).f();
        let share = 1.0 / one_in as f64;
        Sample {
            design: Array2::from_shape_vec(shape, values).expect("the same rows of each column"),
            targets: every(self.targets),
            weights: every(&self.weights),
            penalty: Penalty { l1: share * self.penalty.l1, l2: share * self.penalty.l2 },
        }
    }

    /// Returns the model that says nothing.
    pub(crate) fn origin(&self) -> LinearModel {
        LinearModel { coefficients: vec![0.0; self.design.ncols()], intercept: 0.0 }
    }

    pub(crate) fn point<L: Loss>(&self, loss: L, model: LinearModel) -> Point {
        let mut slopes = margins(self.design, &model.coefficients, model.intercept);
        let mut curvatures = vec![0.0; slopes.len()];
        let mut objective = self.penalty.of(&model.coefficients);
        let rows = slopes.iter_mut().zip(&mut curvatures).zip(self.targets).zip(&self.weights);
        for (((margin, curvature), target), weight) in rows {
            let cost: Cost = loss.cost(*margin, *target);
            objective += weight * cost.value;
            *curvature = weight * cost.curvature;
            // The margins are used up: their memory becomes the slopes.
            *margin = weight * cost.slope;
        }
        Point { model, objective, slopes, curvatures }
    }

    pub(super) fn gradient(&self, point: &Point) -> Gradient {
        let component = |(column, coefficient): (usize, &f64)| {
            let loss = dot(column_of(&self.design, column), &point.slopes);
            loss + self.penalty.l2 * coefficient
        };
        let coefficients = point.model.coefficients.par_iter().enumerate().map(component).collect();
        Gradient { coefficients, intercept: point.slopes.iter().sum() }
    }

    /// Returns how far the point is from a minimum: the largest component of the subgradient
    /// nearest to zero, divided by the total weight.
    pub(super) fn distance(&self, point: &Point, gradient: &Gradient) -> f64 {
        let pairs = point.model.coefficients.iter().zip(&gradient.coefficients);
        let of_coefficients = pairs.map(|(at, slope)| self.penalty.steepness(*at, *slope));
        // The intercept has no penalty, so that its slope must vanish by itself.
        let components = of_coefficients.chain([gradient.intercept.abs()]);
        components.fold(0.0, larger) / self.total_weight
    }

    pub(super) fn total_weight(&self) -> f64 {
        self.total_weight
    }
}

impl Point {
    /// Returns the objective, divided by the greatest weight.
    pub(crate) fn objective(&self) -> f64 {
        self.objective
    }
}

impl Penalty {
    fn of(self, coefficients: &[f64]) -> f64 {
        let l2 = if self.l2 > 0.0 { self.l2 / 2.0 * dot(coefficients, coefficients) } else { 0.0 };
        l2 + self.l1_of(coefficients)
    }

    pub(super) fn l1_of(self, coefficients: &[f64]) -> f64 {
        self.l1 * coefficients.iter().map(|coefficient| coefficient.abs()).sum::<f64>()
    }

    /// Returns how steep the objective is along one coefficient, in the direction that is flattest.
    pub(super) fn steepness(self, coefficient: f64, slope: f64) -> f64 {
        if coefficient == 0.0 {
            // `max` would pass over a NaN.
            return if slope.abs() <= self.l1 { 0.0 } else { slope.abs() - self.l1 };
        }
        (slope + self.l1 * coefficient.signum()).abs()
    }
}

/// The larger of two lengths; `f64::max` would pass over a NaN.
pub(super) fn larger(a: f64, b: f64) -> f64 {
    if b <= a { a } else { b }
}
