//! Sums.

/// Adds numbers up in their order. Nothing adds up to zero, where `Iterator::sum` gives `-0.0`.
pub(crate) fn sum(numbers: impl Iterator<Item = f64>) -> f64 {
    numbers.fold(0.0, |total, number| total + number)
}
