//! Options of `refrain features`.

use clap::Args;

use crate::options::{CutoffArgs, FeatureArgs, LogArgs, OutputArgs, parse_bytes};

#[derive(Debug, Args)]
pub(crate) struct FeaturesArgs {
    /// Work through a store part by part in about this memory, such as 512MB, instead of reading
    /// it whole
    #[arg(long, value_name = "BYTES", value_parser = parse_bytes)]
    pub(crate) memory: Option<u64>,

    #[command(flatten)]
    pub(crate) log: LogArgs,

    #[command(flatten)]
    pub(crate) cutoffs: CutoffArgs,

    #[command(flatten)]
    pub(crate) features: FeatureArgs,

    #[command(flatten)]
    pub(crate) output: OutputArgs,
}
