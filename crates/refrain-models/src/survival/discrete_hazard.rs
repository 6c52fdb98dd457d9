//! Hazards in discrete time.

mod estimator;
mod fitted;
mod options;
mod steps;
mod trial_likelihood;

pub use estimator::DiscreteHazard;
pub use fitted::FittedDiscreteHazard;
pub use options::DiscreteHazardOptions;
