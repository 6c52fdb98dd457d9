//! `refrain score`: its options, and its work.

mod args;
mod changed_log;
mod run;

pub(crate) use args::ScoreArgs;
pub(crate) use run::score;
