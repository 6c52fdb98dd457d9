//! `refrain completions`: its options, and its work.

mod args;
mod run;

pub(crate) use args::CompletionsArgs;
pub(crate) use run::completions;
