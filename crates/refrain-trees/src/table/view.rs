//! Tables of ndarray.

use ndarray::ArrayView2;
use refrain_core::Error;

use super::features::TableProblem;
use crate::Features;

impl<'a> Features<'a> {
    /// Takes a matrix of ndarray, one row of it for each row.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Data`](refrain_core::ErrorKind::Data) if it is stored neither row after row nor column after column, such as
    /// every second row of another; its `as_standard_layout` is. Otherwise those of
    /// [`from_rows`](Features::from_rows).
    ///
    /// # Examples
    ///
    /// ```
    /// use ndarray::array;
    /// use refrain_trees::Features;
    ///
    /// let matrix = array![[1.0, 2.0], [3.0, f64::NAN]];
    /// assert_eq!(Features::from_view(matrix.view())?.n_rows(), 2);
    /// # Ok::<(), refrain_trees::Error>(())
    /// ```
    pub fn from_view(matrix: ArrayView2<'a, f64>) -> Result<Features<'a>, Error> {
        let n_columns = matrix.ncols();
        if let Some(values) = matrix.to_slice() {
            return Features::from_rows(values, n_columns);
        }
        let values = matrix.reversed_axes().to_slice().ok_or(TableProblem::Layout)?;
        Features::from_column_major(values, n_columns)
    }
}
