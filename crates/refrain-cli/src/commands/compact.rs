//! `refrain compact`: its options, and its work.

mod args;
mod run;

pub(crate) use args::CompactArgs;
pub(crate) use run::compact;
