//! Scores of rows by models that did not see them.

use super::loss::Loss;
use super::margins::margins;
use super::newton::{Limits, minimise};
use super::problem::{LinearModel, Problem};
use crate::Error;

/// Returns for each row its score, `coefficients · row`, by a model of the rows of other folds.
///
/// Without the intercept: that of a model rises as the rows it did not see are fewer of a class,
/// and would tell their labels backwards. The search for each model begins at `start`, which the
/// model of all rows is close to.
///
/// # Errors
///
/// As [`minimise`].
pub(crate) fn held_out_scores<L: Loss>(
    problem: &Problem,
    loss: L,
    start: &LinearModel,
    limits: Limits,
    folds: &[usize],
) -> Result<Vec<f64>, Error> {
    let mut held_out = vec![0.0; folds.len()];
    let n_folds = folds.iter().max().map_or(0, |last| last + 1);
    for fold in 0..n_folds {
        let others = problem.without(|row| folds[row] == fold);
        // The model of all rows is close to each of these, so that few steps are left.
        let model = minimise(&others, loss, start.clone(), limits)?.model;
        let scores = margins(problem.design, &model.coefficients, 0.0);
        let rows = (0..folds.len()).filter(|row| folds[*row] == fold);
        rows.for_each(|row| held_out[row] = scores[row]);
    }
    Ok(held_out)
}
