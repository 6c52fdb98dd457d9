//! `refrain inspect`: its options, and its work.

mod args;
mod run;

pub(crate) use args::InspectArgs;
pub(crate) use run::inspect;
