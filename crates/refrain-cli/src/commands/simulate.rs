//! `refrain simulate`: its options, and its work.

mod args;
mod files;
mod run;

pub(crate) use args::SimulateArgs;
pub(crate) use run::simulate;
