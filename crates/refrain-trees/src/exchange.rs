//! Models as bytes, for XGBoost, and under the traits of linfa.

#[cfg(feature = "linfa")]
pub(crate) mod linfa_traits;
mod saved;
mod xgboost;
