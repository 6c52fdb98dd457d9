//! Options of `refrain inspect`.

use std::path::PathBuf;

use clap::Args;

use crate::options::LogArgs;

#[derive(Debug, Args)]
pub(crate) struct InspectArgs {
    /// Propose a schema for the log from rows of all its parts, ready to run and to edit, and read
    /// no more than that takes
    #[arg(long, conflicts_with = "schema")]
    pub(crate) propose: bool,

    /// Show how the predictions of a model move along features, on the rows of a table made by
    /// `refrain dataset`
    #[arg(long, value_name = "TABLE")]
    pub(crate) effects: Option<PathBuf>,

    /// Feature for --effects; may be given several times [default: the five that contribute most]
    #[arg(long, value_name = "NAME", requires = "effects")]
    pub(crate) feature: Vec<String>,

    /// Write the trees of a model as JSON that XGBoost loads
    #[arg(long, value_name = "FILE", conflicts_with_all = ["propose", "effects"])]
    pub(crate) xgboost: Option<PathBuf>,

    /// Show every column of all rows: type, missing values, distinct values, range; -o writes the
    /// table that DuckDB's SUMMARIZE makes
    #[arg(long, conflicts_with_all = ["propose", "effects", "xgboost"])]
    pub(crate) profile: bool,

    /// File for the proposed schema, or for the table of --profile
    #[arg(short, long, value_name = "FILE", conflicts_with_all = ["effects", "xgboost"])]
    pub(crate) output: Option<PathBuf>,

    #[command(flatten)]
    pub(crate) log: LogArgs,
}
