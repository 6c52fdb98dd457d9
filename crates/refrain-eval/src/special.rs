//! Special functions that the standard library lacks.
//!
//! Ours, since the libraries at hand are no replacement: on the stored values of mpmath,
//! `statrs` 0.18 misses the incomplete beta function by up to 2e-11 and the normal distribution by
//! 5e-11, `puruspe` 0.4 gives the former to three digits for most parameters (measured in November
//! 2026), and both take the logarithms of the platform, so that no two platforms agree to the bit.

mod incomplete_beta;
mod student_t;

pub(crate) use incomplete_beta::incomplete_beta;
pub(crate) use student_t::t_quantile;
