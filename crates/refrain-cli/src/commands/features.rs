//! `refrain features`: its options, and its work.

mod args;
mod run;

pub(crate) use args::FeaturesArgs;
pub(crate) use run::features;
