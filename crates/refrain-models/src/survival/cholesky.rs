//! Systems of equations with a symmetric positive matrix.

/// A pivot below this share of its diagonal is rounding and no curvature.
const ROUNDING: f64 = 1e-11;

/// The factor `L` of a symmetric positive definite matrix `L Lᵀ`, row by row.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Cholesky {
    n: usize,
    lower: Vec<f64>,
}

impl Cholesky {
    /// Factors an `n` by `n` matrix of which the lower triangle is read.
    ///
    /// # Errors
    ///
    /// The first row that is not independent of those before it.
    pub(crate) fn of(matrix: &[f64], n: usize) -> Result<Cholesky, usize> {
        let mut lower = matrix.to_vec();
        for row in 0..n {
            for column in 0..=row {
                let (a, b) = (&lower[row * n..][..column], &lower[column * n..][..column]);
                let rest = lower[row * n + column] - dot(a, b);
                if column < row {
                    lower[row * n + column] = rest / lower[column * n + column];
                    continue;
                }
                let rounding = ROUNDING * matrix[row * n + row].abs();
                if rest.is_nan() || rest <= rounding || rest == f64::INFINITY {
                    return Err(row);
                }
                lower[row * n + row] = rest.sqrt();
            }
        }
        Ok(Cholesky { n, lower })
    }

    /// Returns the solution of `matrix · x = right`.
    pub(crate) fn solve(&self, right: &[f64]) -> Vec<f64> {
        let (n, lower) = (self.n, &self.lower);
        let mut x = right.to_vec();
        for row in 0..n {
            let known = dot(&lower[row * n..][..row], &x[..row]);
            x[row] = (x[row] - known) / lower[row * n + row];
        }
        for row in (0..n).rev() {
            let known: f64 = (row + 1..n).map(|below| lower[below * n + row] * x[below]).sum();
            x[row] = (x[row] - known) / lower[row * n + row];
        }
        x
    }

    /// Returns the inverse of the matrix, column by column.
    pub(crate) fn inverse(&self) -> Vec<f64> {
        let unit = |column| (0..self.n).map(|row| f64::from(u8::from(row == column))).collect();
        let columns = (0..self.n).map(|column| -> Vec<f64> { unit(column) });
        columns.flat_map(|right| self.solve(&right)).collect()
    }
}

/// Adds terms in plain order, so that the bits depend on nothing else.
pub(crate) fn dot(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}
