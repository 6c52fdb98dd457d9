//! Experiments: how many customers one needs, and what one has shown.
//!
//! Some customers, drawn at random, are *treated* (contacted, made an offer); the others are not.
//! The uplift is by how much fewer of the treated churn: the rate of the untreated less that of the
//! treated.

mod arm;
mod detectable;
mod outcome;
mod sample_size;

pub use arm::Arm;
pub use detectable::{detectable_uplift, power};
pub use outcome::{ExperimentOutcome, compare_arms};
pub use sample_size::{ArmSizes, Correction, ExperimentOptions, Uplift, sample_size};
