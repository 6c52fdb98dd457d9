//! Standard errors of coefficients.

use ndarray::{Array2, ShapeBuilder};
use rayon::prelude::*;

use super::cholesky::Cholesky;
use super::dot::dot;
use super::gram::weighted_gram;
use super::margins::column_of;
use super::problem::{Point, Problem};
use super::quadratic::{Curvature, chosen};

/// Clusters whose scores are held at once.
const CLUSTERS: usize = 4096;

/// Returns the standard error of each coefficient at the minimum, robust to rows of one cluster
/// being alike: the roots of the diagonal of `H⁻¹ (Σ s s') H⁻¹`, where `H` is the Hessian with its
/// quadratic penalty and `s` the sum of the gradients of a cluster's rows (Liang and Zeger,
/// "Longitudinal data analysis using generalized linear models", 1986).
///
/// `None` for a coefficient that the penalty on absolute values makes zero, and for all if there
/// are fewer than two clusters or the Hessian is singular.
pub(crate) fn standard_errors(
    problem: &Problem,
    point: &Point,
    groups: &[usize],
) -> Vec<Option<f64>> {
    let coefficients = &point.model.coefficients;
    let mut errors = vec![None; coefficients.len()];
    let clusters = Clusters::of(groups);
    let counts = |column: &usize| problem.penalty.l1 == 0.0 || coefficients[*column] != 0.0;
    let active: Vec<usize> = (0..coefficients.len()).filter(counts).collect();
    if clusters.len() < 2 || active.is_empty() {
        return errors;
    }
    let curvature = Curvature::of(problem, point, active);
    let Some(factor) = Cholesky::of(&curvature.matrix) else { return errors };
    let scatter = clusters.scatter(problem, point, &curvature);
    for (column, variance) in curvature.columns.iter().zip(variances(&factor, &scatter)) {
        // Rounding may leave a variance of zero below zero.
        errors[*column] = Some(variance.max(0.0).sqrt());
    }
    errors
}

/// The diagonal of `H⁻¹ scatter H⁻¹`.
fn variances(factor: &Cholesky, scatter: &Array2<f64>) -> Vec<f64> {
    let inverse = factor.inverse();
    let variance = |row: &Vec<f64>| {
        let columns = scatter.columns().into_iter().zip(row);
        let product = |column: &[f64]| dot(column, row);
        let terms = columns.map(|(column, weight)| {
            weight * product(column.to_slice_memory_order().expect("columns are contiguous"))
        });
        terms.sum()
    };
    inverse.par_iter().map(variance).collect()
}

/// Rows by cluster.
struct Clusters {
    rows: Vec<usize>,
    /// End of the rows of each cluster.
    ends: Vec<usize>,
}

impl Clusters {
    fn of(groups: &[usize]) -> Clusters {
        let mut rows: Vec<usize> = (0..groups.len()).collect();
        rows.sort_by_key(|row| groups[*row]);
        let alike = rows.chunk_by(|a, b| groups[*a] == groups[*b]);
        let mut end = 0;
        let ends = alike.map(|rows| {
            end += rows.len();
            end
        });
        Clusters { ends: ends.collect(), rows }
    }

    fn len(&self) -> usize {
        self.ends.len()
    }

    fn rows(&self, cluster: usize) -> &[usize] {
        let start = if cluster == 0 { 0 } else { self.ends[cluster - 1] };
        &self.rows[start..self.ends[cluster]]
    }

    /// `Σ s s'`, some clusters at a time so that their scores need little memory.
    fn scatter(&self, problem: &Problem, point: &Point, curvature: &Curvature) -> Array2<f64> {
        let design = chosen(&problem.design, &curvature.columns);
        let design = design.view();
        let n_columns = curvature.columns.len();
        let mut scatter = Array2::zeros((n_columns, n_columns).f());
        for start in (0..self.len()).step_by(CLUSTERS) {
            let end = self.len().min(start + CLUSTERS);
            let score = |column: usize| {
                let values = column_of(&design, column);
                let mean = curvature.means[column];
                // Around the mean, since the intercept moves along.
                let of_row = |row: &usize| point.slopes[*row] * (values[*row] - mean);
                let of_cluster = |cluster| self.rows(cluster).iter().map(of_row).sum::<f64>();
                (start..end).map(of_cluster).collect::<Vec<f64>>()
            };
            let scores: Vec<Vec<f64>> = (0..n_columns).into_par_iter().map(score).collect();
            let scores = Array2::from_shape_vec((end - start, n_columns).f(), scores.concat())
                .expect("one score per cluster and column");
            scatter += &weighted_gram(scores.view(), &vec![1.0; end - start]);
        }
        scatter
    }
}
