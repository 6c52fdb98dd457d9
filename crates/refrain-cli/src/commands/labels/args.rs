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

    /// Write whole lifetimes instead: entry, duration and event of each customer; of silence by
    /// lapsed:SPAN. (Survival models train on the rows of `refrain dataset`)
    #[arg(long, conflicts_with_all = ["cutoff", "every", "tenure", "at_event", "horizon", "lead", "risk_set", "active_within"])]
    pub(crate) survival: bool,

    /// Write the survival curve of the lifetimes: the share that stays beyond each week, by Kaplan
    /// and Meier, with its 95 % interval
    #[arg(long, requires = "survival")]
    pub(crate) curve: bool,

    /// One curve for each value that this attribute has at the entry, such as level
    #[arg(long, value_name = "ATTRIBUTE", requires = "curve")]
    pub(crate) by: Option<String>,

    /// Begin the curve at this day, among those who stayed until it
    #[arg(long, value_name = "DAY", requires = "curve", default_value = "0")]
    pub(crate) from_day: f64,

    #[command(flatten)]
    pub(crate) output: OutputArgs,
}
