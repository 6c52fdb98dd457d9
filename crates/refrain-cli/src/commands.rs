//! What each subcommand does.

mod audit;
mod contact;
mod evaluate;
mod experiment;
mod features;
mod ingest;
mod inspect;
mod model;
mod read;
mod replicate;
mod search;
mod simulate;

pub(crate) use audit::audit;
pub(crate) use contact::contact;
pub(crate) use evaluate::evaluate;
pub(crate) use experiment::experiment;
pub(crate) use features::{dataset, features, labels};
pub(crate) use ingest::{compact, ingest};
pub(crate) use inspect::inspect;
pub(crate) use model::{score, train};
pub(crate) use replicate::replicate;
pub(crate) use simulate::simulate;
