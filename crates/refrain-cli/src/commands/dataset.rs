//! `refrain dataset`: its options, and its work.

mod args;
mod run;

pub(crate) use args::DatasetArgs;
pub(crate) use run::dataset;
