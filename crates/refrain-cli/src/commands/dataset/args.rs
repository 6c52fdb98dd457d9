//! Options of `refrain dataset`.

use clap::Args;

use crate::options::{OutputArgs, StudyArgs};

#[derive(Debug, Args)]
pub(crate) struct DatasetArgs {
    #[command(flatten)]
    pub(crate) study: StudyArgs,

    #[command(flatten)]
    pub(crate) output: OutputArgs,
}
