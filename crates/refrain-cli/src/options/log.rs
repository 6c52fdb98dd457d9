//! Options that say which log is read, and how.

use clap::{Args, ValueHint};
use refrain::base::When;
use refrain::events::CleaningRule;

use crate::options::names;

#[derive(Debug, Clone, Args)]
#[command(next_help_heading = "Reading")]
pub(crate) struct LogArgs {
    /// Files, directories or globs; - is standard input; or one store
    #[arg(required = true, value_name = "LOG", value_hint = ValueHint::AnyPath, help_heading = None::<&str>)]
    pub(crate) inputs: Vec<String>,

    /// Meaning of the columns: a preset (sparkify) or a TOML file [default: the store's, else sparkify]
    #[arg(long, value_name = "NAME|FILE", value_hint = ValueHint::FilePath)]
    pub(crate) schema: Option<String>,

    /// Stop at the first damaged row instead of counting it
    #[arg(long)]
    pub(crate) strict: bool,

    /// Keep events that are equal in every column of the schema
    #[arg(long)]
    pub(crate) keep_duplicates: bool,

    /// Rules of cleaning to switch off, such as guest or text_repaired
    #[arg(long, value_name = "RULE", value_delimiter = ',', value_parser = names::<CleaningRule>(CleaningRule::ALL.map(CleaningRule::name)), hide_possible_values = true)]
    pub(crate) without: Vec<CleaningRule>,

    /// Drop events before this time
    #[arg(long, value_name = "TIME")]
    pub(crate) from: Option<When>,

    /// Drop events at or after this time
    #[arg(long, value_name = "TIME")]
    pub(crate) until: Option<When>,
}
