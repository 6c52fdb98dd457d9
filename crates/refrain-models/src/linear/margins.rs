//! From a design matrix to margins.

use ndarray::ArrayView2;
use rayon::prelude::*;

use super::dot::add_scaled;

/// Rows whose margins stay in the fastest cache while the columns pass by.
const ROWS: usize = 1024;

/// Returns `intercept + coefficients · row` of each row of a design matrix with contiguous columns.
///
/// Terms are added column by column in plain order, so the bits of a row depend on nothing else.
pub(crate) fn margins(design: ArrayView2<f64>, coefficients: &[f64], intercept: f64) -> Vec<f64> {
    let mut margins = vec![intercept; design.nrows()];
    margins.par_chunks_mut(ROWS).enumerate().for_each(|(chunk, margins)| {
        for (column, coefficient) in coefficients.iter().enumerate() {
            let values = &column_of(&design, column)[chunk * ROWS..][..margins.len()];
            add_scaled(margins, *coefficient, values);
        }
    });
    margins
}

/// Returns a column as a slice.
pub(super) fn column_of<'a>(design: &'a ArrayView2<f64>, column: usize) -> &'a [f64] {
    let values = design.column(column).to_slice_memory_order();
    values.expect("the columns of a design matrix are contiguous")
}
