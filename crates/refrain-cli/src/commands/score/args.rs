//! Options of `refrain score`.

use std::path::PathBuf;

use clap::Args;

use crate::options::{GivenCutoffs, LogArgs, OutputArgs, RiskSetName};

#[derive(Debug, Args)]
pub(crate) struct ScoreArgs {
    /// Model file written by `refrain train`; it brings its schema, features and churn rule along
    #[arg(long = "with", value_name = "MODEL")]
    pub(crate) model: PathBuf,

    /// Cutoffs to score at: `end`, or dates or times separated by commas
    #[arg(long, default_value = "end")]
    pub(crate) cutoff: GivenCutoffs,

    /// Feature set, for a model trained on a table [default: the model's]
    #[arg(long, value_name = "NAME|FILE")]
    pub(crate) set: Option<String>,

    /// Rule of what counts as having left, for a model trained on a table [default: the model's]
    #[arg(long)]
    pub(crate) rule: Option<String>,

    /// Customers to score, having not left, for a model trained on a table [default: the model's]
    #[arg(long, value_enum)]
    pub(crate) risk_set: Option<RiskSetName>,

    /// Score who left and came back as well, for a model trained on a table [default: the model's]
    #[arg(long)]
    pub(crate) returning: bool,

    /// Write no score and end with exit code 3 if the log lacks kinds of events, values or
    /// attributes that the model was trained with, or has new ones
    #[arg(long)]
    pub(crate) require_same: bool,

    #[command(flatten)]
    pub(crate) log: LogArgs,

    #[command(flatten)]
    pub(crate) output: OutputArgs,
}
