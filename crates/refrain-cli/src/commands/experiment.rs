//! `refrain experiment`: its options, and its work.

mod args;
mod run;

pub(crate) use args::ExperimentArgs;
pub(crate) use run::experiment;
