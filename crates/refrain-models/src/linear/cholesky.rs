//! Symmetric systems of equations.

use ndarray::Array2;

use super::dot::{add_scaled, dot};

/// A pivot below this share of its diagonal is what rounding left of zero.
const SMALLEST_PIVOT: f64 = 1e-13;

/// The first ridge tried on a singular matrix, as a share of its largest diagonal.
const FIRST_RIDGE: f64 = 1e-10;

/// A lower triangular matrix whose product with its transpose is the matrix factored.
pub(crate) struct Cholesky {
    /// Row after row, each as long as the matrix is wide.
    factor: Vec<f64>,
    n: usize,
}

impl Cholesky {
    /// Factors a symmetric matrix; `None` unless it is positive definite beyond rounding.
    pub(crate) fn of(matrix: &Array2<f64>) -> Option<Cholesky> {
        Cholesky::with_ridge(matrix, 0.0)
    }

    /// Factors a symmetric matrix, with the least ridge that makes it positive definite.
    ///
    /// In a Newton step a ridge changes the way to the minimum and not the minimum: among equal
    /// columns it shares the step out. `None` if the matrix is not finite.
    pub(crate) fn of_any(matrix: &Array2<f64>) -> Option<Cholesky> {
        let largest = matrix.diag().iter().fold(0.0, |a: f64, b| a.max(*b));
        let unit = if largest > 0.0 { largest } else { 1.0 };
        let ridges = (0..6).map(|power| unit * FIRST_RIDGE * 100_f64.powi(power));
        [0.0].into_iter().chain(ridges).find_map(|ridge| Cholesky::with_ridge(matrix, ridge))
    }

    fn with_ridge(matrix: &Array2<f64>, ridge: f64) -> Option<Cholesky> {
        let entry = |row, column| matrix[[row, column]] + if row == column { ridge } else { 0.0 };
        Cholesky::factor(matrix.nrows(), entry, SMALLEST_PIVOT).ok()
    }

    /// Factors a symmetric matrix of which the lower triangle is given, row after row; a pivot below
    /// a share of its diagonal is what rounding left of zero.
    ///
    /// # Errors
    ///
    /// The first row that is not independent of those before it.
    pub(crate) fn of_rows(
        matrix: &[f64],
        n: usize,
        smallest_pivot: f64,
    ) -> Result<Cholesky, usize> {
        Cholesky::factor(n, |row, column| matrix[row * n + column], smallest_pivot)
    }

    fn factor(
        n: usize,
        entry: impl Fn(usize, usize) -> f64,
        smallest_pivot: f64,
    ) -> Result<Cholesky, usize> {
        let mut factor = vec![0.0; n * n];
        for row in 0..n {
            let (above, current) = factor.split_at_mut(row * n);
            for column in 0..row {
                let other = &above[column * n..][..=column];
                let rest = entry(row, column) - dot(&current[..column], &other[..column]);
                current[column] = rest / other[column];
            }
            let diagonal = entry(row, row);
            let pivot = diagonal - dot(&current[..row], &current[..row]);
            // A NaN is no pivot either.
            let enough = pivot > smallest_pivot * diagonal && pivot.is_finite();
            if !enough {
                return Err(row);
            }
            current[row] = pivot.sqrt();
        }
        Ok(Cholesky { factor, n })
    }

    /// Replaces a right-hand side by the solution.
    pub(crate) fn solve(&self, side: &mut [f64]) {
        let n = self.n;
        for row in 0..n {
            let factor = &self.factor[row * n..][..=row];
            side[row] = (side[row] - dot(&factor[..row], &side[..row])) / factor[row];
        }
        for row in (0..n).rev() {
            let factor = &self.factor[row * n..][..=row];
            side[row] /= factor[row];
            let solved = side[row];
            add_scaled(&mut side[..row], -solved, &factor[..row]);
        }
    }

    /// Returns the inverse of the matrix, row after row.
    pub(crate) fn inverse(&self) -> Vec<Vec<f64>> {
        let column = |index| {
            let mut side = vec![0.0; self.n];
            side[index] = 1.0;
            self.solve(&mut side);
            side
        };
        (0..self.n).map(column).collect()
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use ndarray::arr2;

    use super::Cholesky;

    #[test]
    fn solution_solves_the_equations() {
        let matrix = arr2(&[[4.0, 2.0, 0.6], [2.0, 3.0, 0.4], [0.6, 0.4, 1.5]]);
        let mut solution = vec![1.0, -2.0, 0.5];
        Cholesky::of(&matrix).unwrap().solve(&mut solution);
        let back = matrix.dot(&ndarray::arr1(&solution));
        let expected = [1.0, -2.0, 0.5];
        assert!(
            back.iter().zip(expected).all(|(found, expected)| (found - expected).abs() < 1e-14)
        );
    }

    #[test]
    fn singular_matrix_is_refused_or_shares_the_solution_out() {
        let matrix = arr2(&[[2.0, 2.0], [2.0, 2.0]]);
        assert!(Cholesky::of(&matrix).is_none());
        let mut solution = vec![4.0, 4.0];
        Cholesky::of_any(&matrix).unwrap().solve(&mut solution);
        assert!(solution.iter().all(|part| (part - 1.0).abs() < 1e-5), "{solution:?}");
    }

    #[test]
    fn row_that_repeats_those_before_it_is_named() {
        let rows = [4.0, 0.0, 0.0, 2.0, 3.0, 0.0, 6.0, 5.0, 11.0];
        assert_eq!(Cholesky::of_rows(&rows, 3, 1e-11).err(), Some(2));
        assert!(Cholesky::of_rows(&rows, 0, 1e-11).is_ok());
        let whole = arr2(&[[4.0, 2.0], [2.0, 3.0]]);
        let lower = [4.0, 0.0, 2.0, 3.0];
        let inverse = |factor: Cholesky| factor.inverse();
        assert_eq!(
            inverse(Cholesky::of_rows(&lower, 2, 1e-11).unwrap()),
            inverse(Cholesky::of(&whole).unwrap())
        );
    }

    #[test]
    fn matrix_that_is_not_finite_has_no_factor() {
        assert!(Cholesky::of_any(&arr2(&[[f64::NAN, 0.0], [0.0, 1.0]])).is_none());
    }
}
