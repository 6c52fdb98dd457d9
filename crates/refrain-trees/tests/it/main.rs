//! Tests of the trees through what a stranger can call.

#![allow(clippy::unwrap_used)]

mod bad_input;
mod categories;
mod constraints;
mod differential;
mod explanations;
mod forest;
mod importance;
mod invariance;
#[cfg(feature = "linfa")]
mod linfa_traits;
#[cfg(feature = "ndarray")]
mod ndarray_tables;
mod sample;
mod saved;
mod threads;
mod validation;
mod weights;
mod xgboost;
