//! The quadratic model of an objective around a point.

use ndarray::{Array2, ArrayView2, CowArray, Ix2, ShapeBuilder};
use rayon::prelude::*;

use super::cholesky::Cholesky;
use super::descent;
use super::dot::dot;
use super::gram::weighted_gram;
use super::margins::column_of;
use super::problem::{Gradient, LinearModel, Point, Problem};

/// Second derivatives of loss and quadratic penalty by some of the coefficients, for the intercept
/// that is best for each choice of them.
pub(super) struct Curvature {
    /// Positions of the coefficients.
    pub(super) columns: Vec<usize>,
    pub(super) matrix: Array2<f64>,
    /// By how much the best intercept falls when a coefficient rises by 1: the column's mean,
    /// weighted by curvature.
    pub(super) means: Vec<f64>,
    /// The second derivative by the intercept.
    intercept: f64,
    /// Factor of the matrix if only equations are to be solved; `None` if they cannot.
    factor: Option<Cholesky>,
}

impl Curvature {
    pub(super) fn of(problem: &Problem, point: &Point, columns: Vec<usize>) -> Curvature {
        let design = chosen(&problem.design, &columns);
        let design = design.view();
        let intercept: f64 = point.curvatures.iter().sum();
        let mean = |column| match intercept > 0.0 {
            true => dot(column_of(&design, column), &point.curvatures) / intercept,
            false => 0.0,
        };
        let means: Vec<f64> = (0..columns.len()).into_par_iter().map(mean).collect();
        let mut matrix = weighted_gram(design, &point.curvatures);
        for (index, value) in matrix.indexed_iter_mut() {
            let (row, column) = index;
            // The best intercept follows the coefficients; its own curvature is taken out of
            // theirs.
            *value -= means[row] * means[column] * intercept;
            if row == column {
                *value += problem.penalty.l2;
            }
        }
        let only_equations = problem.penalty.l1 == 0.0;
        let factor = only_equations.then(|| Cholesky::of_any(&matrix)).flatten();
        Curvature { columns, matrix, means, intercept, factor }
    }

    /// Returns the model at which the quadratic is least, other coefficients left as they are;
    /// `None` if it is nowhere.
    ///
    /// With a penalty on absolute values it is found to within `precision` of the subgradient.
    pub(super) fn least(
        &self,
        problem: &Problem,
        point: &Point,
        gradient: &Gradient,
        precision: f64,
    ) -> Option<LinearModel> {
        let before: Vec<f64> =
            self.columns.iter().map(|column| point.model.coefficients[*column]).collect();
        let slope = |(column, mean): (&usize, &f64)| {
            gradient.coefficients[*column] - mean * gradient.intercept
        };
        let slopes: Vec<f64> = self.columns.iter().zip(&self.means).map(slope).collect();
        let after = if problem.penalty.l1 > 0.0 {
            descent::least(&self.matrix, &slopes, &before, problem.penalty.l1, precision)?
        } else {
            let mut step = slopes;
            self.factor.as_ref()?.solve(&mut step);
            before.iter().zip(&step).map(|(before, step)| before - step).collect()
        };
        Some(self.with_intercept(point, gradient, &before, &after))
    }

    fn with_intercept(
        &self,
        point: &Point,
        gradient: &Gradient,
        before: &[f64],
        after: &[f64],
    ) -> LinearModel {
        let mut model = point.model.clone();
        if self.intercept > 0.0 {
            model.intercept -= gradient.intercept / self.intercept;
        }
        for (index, column) in self.columns.iter().enumerate() {
            model.coefficients[*column] = after[index];
            model.intercept -= self.means[index] * (after[index] - before[index]);
        }
        model
    }
}

/// Some columns of a matrix, in rising order; copied only if they are not all.
pub(super) fn chosen<'a>(
    design: &ArrayView2<'a, f64>,
    columns: &[usize],
) -> CowArray<'a, f64, Ix2> {
    if columns.len() == design.ncols() {
        return design.reborrow().into();
    }
    let mut values = Vec::with_capacity(design.nrows() * columns.len());
    columns.iter().for_each(|column| values.extend_from_slice(column_of(design, *column)));
    Array2::from_shape_vec((design.nrows(), columns.len()).f(), values)
        .expect("one value per row and column was copied")
        .into()
}
