//! `refrain man`: its options, and its work.

mod args;
mod run;

pub(crate) use args::ManArgs;
pub(crate) use run::man;
