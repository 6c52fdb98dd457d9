//! Options of `refrain ingest`.

use std::path::PathBuf;

use clap::Args;

use crate::options::{LogArgs, parse_bytes};

#[derive(Debug, Args)]
pub(crate) struct IngestArgs {
    /// Directory of the store; it is made if it is not there
    #[arg(long, value_name = "DIR")]
    pub(crate) store: PathBuf,

    /// Memory to use at most, about
    #[arg(long, value_name = "BYTES", default_value = "1GB", value_parser = parse_bytes)]
    pub(crate) memory: u64,

    /// Parts that entities are divided between in a new store; more parts make for less memory and
    /// more files
    #[arg(long, value_name = "N", default_value_t = 64, value_parser = clap::value_parser!(u32).range(1..=4096))]
    pub(crate) buckets: u32,

    #[command(flatten)]
    pub(crate) log: LogArgs,
}
