//! Options that make a dataset of a log.

use clap::Args;

use crate::options::{FeatureArgs, LabelArgs, LogArgs, ScheduleArgs};

/// Says what holds for commands that take a table in place of a log.
pub(crate) const TABLES: &str = "LOG may be one table written by `refrain dataset` (CSV, JSON or Parquet): it \
                      brings its cutoffs, features and labels along, so the options that make \
                      them do not apply.";

/// Options that make a dataset of a log.
#[derive(Debug, Args)]
pub(crate) struct StudyArgs {
    #[command(flatten)]
    pub(crate) log: LogArgs,

    #[command(flatten)]
    pub(crate) schedule: ScheduleArgs,

    #[command(flatten)]
    pub(crate) features: FeatureArgs,

    #[command(flatten)]
    pub(crate) labels: LabelArgs,
}
