//! Options of `refrain train`.

use std::path::PathBuf;

use clap::Args;

use crate::options::{ModelArgs, ProtocolArgs, SearchArgs, StudyArgs, TABLES};

#[derive(Debug, Args)]
#[command(after_help = TABLES)]
pub(crate) struct TrainArgs {
    #[command(flatten)]
    pub(crate) study: StudyArgs,

    #[command(flatten)]
    pub(crate) model: ModelArgs,

    #[command(flatten)]
    pub(crate) search: SearchArgs,

    #[command(flatten)]
    pub(crate) protocol: ProtocolArgs,

    /// Test the estimator in a backtest as `refrain evaluate` does, under the same protocol as the
    /// search, and keep its figures in the model file
    #[arg(long, help_heading = "Protocol")]
    pub(crate) backtest: bool,

    /// File for the model
    #[arg(short, long, value_name = "FILE", help_heading = "Output")]
    pub(crate) output: PathBuf,
}
