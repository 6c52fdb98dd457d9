//! `refrain contact`: its options, and its work.

mod args;
mod run;

pub(crate) use args::ContactArgs;
pub(crate) use run::contact;
