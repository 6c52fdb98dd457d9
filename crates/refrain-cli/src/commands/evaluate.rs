//! `refrain evaluate`: its options, and its work.

mod args;
mod run;

pub(crate) use args::EvaluateArgs;
pub(crate) use run::evaluate;
