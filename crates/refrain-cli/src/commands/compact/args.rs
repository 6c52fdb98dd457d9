//! Options of `refrain compact`.

use std::path::PathBuf;

use clap::Args;

#[derive(Debug, Args)]
pub(crate) struct CompactArgs {
    /// Directory of the store
    #[arg(value_name = "STORE")]
    pub(crate) store: PathBuf,
}
