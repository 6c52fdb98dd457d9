//! `refrain train`: its options, and its work.

mod args;
mod run;
mod search;

pub(crate) use args::TrainArgs;
pub(crate) use run::train;
