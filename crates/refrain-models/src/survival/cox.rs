//! Proportional hazards.

mod baseline;
mod estimator;
mod fitted;
mod options;
mod partial_likelihood;
mod sandwich;

pub use estimator::Cox;
pub use fitted::FittedCox;
pub use options::{CoxOptions, Ties};
