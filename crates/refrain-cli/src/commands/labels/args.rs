//! Options of `refrain labels`.

use clap::Args;

use crate::options::{LabelArgs, LogArgs, OutputArgs, ScheduleArgs};

#[derive(Debug, Args)]
pub(crate) struct LabelsArgs {
    #[command(flatten)]
    pub(crate) log: LogArgs,

    #[command(flatten)]
    pub(crate) schedule: ScheduleArgs,

    #[command(flatten)]
    pub(crate) labels: LabelArgs,

    /// Tell several outcomes apart instead of one churn: rules separated by commas, with names of
    /// yours if you like, such as cancel,downgrade,silent=inactive:7d; the first in the window
    /// counts
    #[arg(long, value_name = "[NAME=]RULE,…", conflicts_with_all = ["rule", "survival"])]
    pub(crate) outcomes: Option<String>,

    /// Write lifetimes for survival models instead: entry, duration and event of each customer
    #[arg(long, conflicts_with_all = ["cutoff", "every", "tenure", "at_event", "horizon", "lead", "risk_set"])]
    pub(crate) survival: bool,

    #[command(flatten)]
    pub(crate) output: OutputArgs,
}
