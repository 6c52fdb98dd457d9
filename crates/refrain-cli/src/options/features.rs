//! Options that say which features are computed.

use clap::Args;

#[derive(Debug, Args)]
#[command(next_help_heading = "Features")]
pub(crate) struct FeatureArgs {
    /// Feature set: standard, reference, session-shares, user-totals or a TOML file
    #[arg(long, default_value = "standard", value_name = "NAME|FILE")]
    pub(crate) set: String,
}
