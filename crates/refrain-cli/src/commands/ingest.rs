//! `refrain ingest`: its options, and its work.

mod args;
mod run;

pub(crate) use args::IngestArgs;
pub(crate) use run::ingest;
