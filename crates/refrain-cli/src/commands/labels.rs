//! `refrain labels`: its options, and its work.

mod args;
mod run;

pub(crate) use args::LabelsArgs;
pub(crate) use run::labels;
