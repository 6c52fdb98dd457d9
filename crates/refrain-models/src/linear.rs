//! Linear models: an objective, and the way to its minimum.
//!
//! [`minimise`] is Newton's method over any [`Loss`]: each step minimises a quadratic model of the
//! objective, by [`cholesky`] or, where coefficients may be zero, by [`descent`]. Sums are divided
//! between threads by what they belong to (a row's margin, a column's gradient, a block of the
//! Hessian) and never inside, so the number of threads changes no bit.

mod cholesky;
mod descent;
mod dot;
mod gram;
mod held_out;
mod loss;
mod margins;
mod newton;
mod problem;
mod quadratic;
mod sandwich;
#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests;

pub(crate) use cholesky::Cholesky;
pub(crate) use dot::dot;
pub(crate) use held_out::held_out_scores;
pub(crate) use loss::{LogLoss, SquaredHinge};
pub(crate) use margins::margins;
pub(crate) use newton::{Limits, minimise, rough_start};
pub(crate) use problem::{LinearModel, Penalty, Problem};
pub(crate) use sandwich::standard_errors;

use crate::Error;
use crate::out_of_range::OutOfRange;

/// Refuses a weight of a penalty that is negative or not finite.
pub(crate) fn check_penalty(name: &'static str, found: f64) -> Result<(), Error> {
    if found.is_finite() && found >= 0.0 {
        return Ok(());
    }
    Err(OutOfRange { name, expected: "zero or more", found }.into())
}

/// Targets of margins: 1 for rows that churned, 0 for others.
pub(crate) fn targets(churned: &[bool]) -> Vec<f64> {
    churned.iter().map(|churned| f64::from(u8::from(*churned))).collect()
}
