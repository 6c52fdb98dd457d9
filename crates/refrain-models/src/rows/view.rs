//! Feature matrices as arrays of `ndarray`, without a copy.

use ndarray::{ArrayView2, ShapeBuilder};
use refrain_core::FeatureMatrix;

/// Views features as an array of shape (rows, columns), without a copy.
///
/// The values lie column by column (Fortran order), NaN where missing, so columns are contiguous
/// and rows are strided.
///
/// # Examples
///
/// ```
/// use refrain_core::{Column, FeatureMatrix, Time};
///
/// let columns = vec![Column::number("songs", "songs"), Column::number("ads", "adverts")];
/// let (cutoffs, values) = ([Time::from_millis(0); 2], [10.0, 1.0, 20.0, 2.0]);
/// let features = FeatureMatrix::from_rows(&["ada", "bob"], &cutoffs, columns, &values)?;
///
/// let view = refrain_models::view(&features);
/// assert_eq!(view.row(1).to_vec(), [20.0, 2.0]);
/// # Ok::<(), refrain_core::Error>(())
/// ```
pub fn view(features: &FeatureMatrix) -> ArrayView2<'_, f64> {
    let shape = (features.n_rows(), features.columns().len()).f();
    ArrayView2::from_shape(shape, features.all_values())
        .expect("a matrix holds one value per row and column")
}
