//! Experiments: the customers one needs, and the uplift one has shown.
//!
//! Some customers, drawn at random, are *treated* (contacted, made an offer); the others are not.
//! The uplift is by how much fewer of the treated churn: the rate of the untreated less that of the
//! treated.

mod arm;
mod detectable;
mod outcome;
mod problem;
mod sample_size;

pub use arm::Arm;
pub use detectable::{detectable_uplift, power};
pub use outcome::{ExperimentOutcome, compare_arms};
pub(crate) use problem::EmptyArm;
pub use sample_size::{ArmSizes, Correction, ExperimentOptions, Uplift, sample_size};
