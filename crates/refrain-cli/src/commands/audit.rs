//! `refrain audit`: its options, and its work.

mod args;
mod run;

pub(crate) use args::AuditArgs;
pub(crate) use run::audit;
