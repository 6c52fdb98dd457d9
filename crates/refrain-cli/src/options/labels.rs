//! Options that say what counts as leaving, and who is at risk.

use clap::{Args, ValueEnum};
use refrain::base::Span;
use refrain::labels::{AfterChurn, RiskSet};

use crate::options::names_or_text;

#[derive(Debug, Args)]
#[command(next_help_heading = "Labels")]
pub(crate) struct LabelArgs {
    /// Length of the outcome window
    #[arg(long, default_value = "10d", value_name = "SPAN")]
    pub(crate) horizon: Span,

    /// From the cutoff to the start of the outcome window
    #[arg(long, default_value = "0d", value_name = "SPAN")]
    pub(crate) lead: Span,

    /// Rule of what counts as leaving: cancel, cancel:KIND, downgrade, upgrade, inactive:SPAN or
    /// any:RULE+RULE
    #[arg(long, default_value = "cancel", value_parser = names_or_text(["cancel", "downgrade", "upgrade"]), hide_possible_values = true)]
    pub(crate) rule: String,

    /// Let those who left and came back be at risk again
    #[arg(long)]
    pub(crate) returning: bool,

    /// Customers to observe, having not left: those seen before the cutoff, or also those
    /// registered before it and seen only later
    #[arg(long, value_enum, default_value_t = RiskSetName::Seen)]
    pub(crate) risk_set: RiskSetName,
}

impl LabelArgs {
    pub(crate) fn after_churn(&self) -> AfterChurn {
        if self.returning { AfterChurn::MayReturn } else { AfterChurn::Gone }
    }
}

#[derive(Debug, Clone, Copy, ValueEnum)]
pub(crate) enum RiskSetName {
    Seen,
    Registered,
}

impl From<RiskSetName> for RiskSet {
    fn from(name: RiskSetName) -> RiskSet {
        match name {
            RiskSetName::Seen => RiskSet::Seen,
            RiskSetName::Registered => RiskSet::RegisteredOrSeen,
        }
    }
}
