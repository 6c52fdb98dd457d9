//! `refrain replicate`: its options, and its work.

mod args;
mod run;

pub(crate) use args::ReplicateArgs;
pub(crate) use run::replicate;
