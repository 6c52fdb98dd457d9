//! Options that say which features are computed.

use clap::Args;
use refrain::features::FeatureSet;

use crate::options::names_or_text;

#[derive(Debug, Args)]
#[command(next_help_heading = "Features")]
pub(crate) struct FeatureArgs {
    /// Feature set: standard, reference, session-shares, user-totals or a TOML file
    #[arg(long, default_value = "standard", value_name = "NAME|FILE", value_parser = names_or_text(FeatureSet::NAMES), hide_possible_values = true)]
    pub(crate) set: String,
}
