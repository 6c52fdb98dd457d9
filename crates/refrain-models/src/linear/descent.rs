//! Least points of a quadratic with a penalty on absolute values.

use ndarray::{Array1, Array2, s};

use super::cholesky::Cholesky;
use super::dot::add_scaled;
use super::problem::{Penalty, larger};

/// Most passes over the coefficients.
const MAX_SWEEPS: usize = 1000;

/// Returns where `slopes · (x - start) + (x - start)' matrix (x - start) / 2 + l1 · Σ |x|` is
/// least, to within `precision` of the subgradient; `None` if the matrix is not finite.
///
/// Coordinate descent (Friedman, Hastie and Tibshirani, "Regularization Paths for Generalized
/// Linear Models via Coordinate Descent", 2010) finds which coefficients are zero and the signs of
/// the others, slowly where columns are alike. As soon as a sweep leaves zeros and signs as they
/// were, the equations of the others are solved at once.
pub(super) fn least(
    matrix: &Array2<f64>,
    slopes: &[f64],
    start: &[f64],
    l1: f64,
    precision: f64,
) -> Option<Vec<f64>> {
    let mut state = State { matrix, at: start.to_vec(), slopes: slopes.to_vec(), l1 };
    for _ in 0..MAX_SWEEPS {
        let signs = state.signs();
        state.sweep();
        if state.steepness() > precision && state.signs() == signs {
            state.settle()?;
        }
        // A NaN must not run through all sweeps.
        let steepness = state.steepness();
        if steepness <= precision || steepness.is_nan() {
            break;
        }
    }
    Some(state.at)
}

struct State<'a> {
    matrix: &'a Array2<f64>,
    at: Vec<f64>,
    /// Of the quadratic, at this point.
    slopes: Vec<f64>,
    l1: f64,
}

impl State<'_> {
    /// Moves each coefficient to where the objective is least along it.
    fn sweep(&mut self) {
        for index in 0..self.at.len() {
            let curvature = self.matrix[[index, index]];
            // A column that is constant where rows count can do nothing.
            if curvature > 0.0 {
                let free = curvature * self.at[index] - self.slopes[index];
                self.move_to(index, soft_threshold(free, self.l1) / curvature);
            }
        }
    }

    fn move_to(&mut self, index: usize, value: f64) {
        let step = value - self.at[index];
        if step != 0.0 {
            self.at[index] = value;
            let row = self.matrix.column(index);
            let row = row.to_slice_memory_order().expect("columns of a gram are contiguous");
            add_scaled(&mut self.slopes, step, row);
        }
    }

    /// Moves the coefficients that are not zero to where the objective is least among those of
    /// their signs, or on the way there to where the first becomes zero.
    fn settle(&mut self) -> Option<()> {
        let active: Vec<usize> = (0..self.at.len()).filter(|i| self.at[*i] != 0.0).collect();
        let mut step: Vec<f64> = active
            .iter()
            .map(|index| -(self.slopes[*index] + self.l1 * self.at[*index].signum()))
            .collect();
        Cholesky::of_any(&self.among(&active))?.solve(&mut step);
        let to_zero = |(index, step): (&usize, &f64)| -self.at[*index] / step;
        let shares = active.iter().zip(&step).map(to_zero);
        let share = shares.filter(|share| *share > 0.0).fold(1.0, f64::min);
        for (index, step) in active.iter().zip(&step) {
            let first = share < 1.0 && -self.at[*index] / step == share;
            let value = if first { 0.0 } else { self.at[*index] + share * step };
            self.move_to(*index, value);
        }
        Some(())
    }

    /// The rows and columns of some coefficients.
    fn among(&self, active: &[usize]) -> Array2<f64> {
        let mut among = Array2::zeros((active.len(), active.len()));
        for (column, index) in active.iter().enumerate() {
            let whole = self.matrix.column(*index);
            let part: Array1<f64> = active.iter().map(|row| whole[*row]).collect();
            among.slice_mut(s![.., column]).assign(&part);
        }
        among
    }

    fn steepness(&self) -> f64 {
        let penalty = Penalty { l1: self.l1, l2: 0.0 };
        let pairs = self.at.iter().zip(&self.slopes);
        pairs.map(|(at, slope)| penalty.steepness(*at, *slope)).fold(0.0, larger)
    }

    /// -1, 0 or 1 for each coefficient.
    fn signs(&self) -> Vec<i8> {
        self.at.iter().map(|at| i8::from(*at > 0.0) - i8::from(*at < 0.0)).collect()
    }
}

/// Returns a number moved towards zero by `by`, and no further.
fn soft_threshold(value: f64, by: f64) -> f64 {
    if value > by {
        value - by
    } else if value < -by {
        value + by
    } else {
        0.0
    }
}
