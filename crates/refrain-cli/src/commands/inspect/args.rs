//! Options of `refrain inspect`.

use std::path::PathBuf;

use clap::Args;

use crate::options::LogArgs;

#[derive(Debug, Args)]
pub(crate) struct InspectArgs {
    #[command(flatten)]
    pub(crate) log: LogArgs,

    /// Propose a schema for the log, ready to edit, and read no more than that takes
    #[arg(long, conflicts_with = "schema")]
    pub(crate) propose: bool,

    /// Write the trees of a model as JSON that XGBoost loads
    #[arg(long, value_name = "FILE", conflicts_with = "propose")]
    pub(crate) xgboost: Option<PathBuf>,
}
