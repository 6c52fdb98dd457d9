//! What each subcommand does.

mod features;
mod ingest;
mod inspect;
mod model;
mod read;
mod search;
mod simulate;

pub(crate) use features::{dataset, features, labels};
pub(crate) use ingest::{compact, ingest};
pub(crate) use inspect::inspect;
pub(crate) use model::{evaluate, score, train};
pub(crate) use simulate::simulate;
