//! Weighted products of the columns of a matrix with each other: the dear part of a Newton step.

use ndarray::linalg::general_mat_mul;
use ndarray::{Array2, ArrayView2, ArrayViewMut2, Axis, ShapeBuilder, s};
use rayon::prelude::*;

use super::margins::column_of;

/// Columns of one block of the result. Blocks below the diagonal are not computed, so narrow ones
/// save work, and wide ones keep the vector units busy.
const COLUMNS: usize = 32;

/// Rows whose weighted copies stay in a near cache.
const ROWS: usize = 512;

/// Returns `X' diag(weights) X`, symmetric, of a matrix with contiguous columns.
///
/// A block of the result is summed by one thread in the order of the rows.
pub(crate) fn weighted_gram(design: ArrayView2<f64>, weights: &[f64]) -> Array2<f64> {
    let n_columns = design.ncols();
    let mut gram = Array2::zeros((n_columns, n_columns).f());
    let blocks = gram.axis_chunks_iter_mut(Axis(1), COLUMNS).enumerate();
    let mut blocks: Vec<(usize, ArrayViewMut2<f64>)> = blocks.collect();
    // The last is the tallest: whoever takes it should start early.
    blocks.reverse();
    blocks.into_par_iter().for_each(|(index, mut block)| {
        let first = index * COLUMNS;
        let end = first + block.ncols();
        add_block(design, weights, first, block.slice_mut(s![..end, ..]));
    });
    mirror_upper(&mut gram);
    gram
}

/// Adds the products of the columns up to the block's last with those of the block.
fn add_block(
    design: ArrayView2<f64>,
    weights: &[f64],
    first: usize,
    mut block: ArrayViewMut2<f64>,
) {
    let (end, width) = block.dim();
    let mut weighted = vec![0.0; ROWS * width];
    for start in (0..design.nrows()).step_by(ROWS) {
        let weights = &weights[start..weights.len().min(start + ROWS)];
        let n_rows = weights.len();
        for (column, scaled) in weighted.chunks_exact_mut(ROWS).enumerate() {
            let values = &column_of(&design, first + column)[start..][..n_rows];
            scaled.iter_mut().zip(values).zip(weights).for_each(|((s, v), w)| *s = v * w);
        }
        let scaled = ArrayView2::from_shape((ROWS, width).f(), &weighted)
            .expect("the buffer has this shape");
        let rows = design.slice(s![start..start + n_rows, ..end]);
        general_mat_mul(1.0, &rows.t(), &scaled.slice(s![..n_rows, ..]), 1.0, &mut block);
    }
}

fn mirror_upper(gram: &mut Array2<f64>) {
    for column in 0..gram.ncols() {
        for row in 0..column {
            // Products in one block come from one kernel, those across the diagonal may not.
            gram[[column, row]] = gram[[row, column]];
        }
    }
}
