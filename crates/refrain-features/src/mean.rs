//! Means.

use crate::sum::sum;

/// Mean of numbers, added up in their order; NaN of none.
pub(crate) fn mean(numbers: impl ExactSizeIterator<Item = f64>) -> f64 {
    let n_numbers = numbers.len() as f64;
    sum(numbers) / n_numbers
}
