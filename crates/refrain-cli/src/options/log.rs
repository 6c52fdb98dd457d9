//! Options that say which log is read, and how.

use std::str::FromStr;

use clap::{Args, ValueHint};
use refrain::base::{Calendar, TimeRange, When};
use refrain::events::CleaningRule;

use crate::failure::Failure;
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

    /// Time in which the log was kept, where its first and last events do not tell, such as 2025-01-01..2025-07-01
    #[arg(long, value_name = "FROM..UNTIL")]
    pub(crate) observed: Option<Observed>,
}

/// Times between which a log was kept, as they are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Observed {
    pub(crate) from: When,
    pub(crate) until: When,
}

impl FromStr for Observed {
    type Err = String;

    fn from_str(text: &str) -> Result<Observed, String> {
        let Some((from, until)) = text.split_once("..") else {
            return Err("two times with .. between them are asked for".to_owned());
        };
        let when = |text: &str| text.trim().parse::<When>().map_err(|error| error.to_string());
        Ok(Observed { from: when(from)?, until: when(until)? })
    }
}

impl Observed {
    /// The range, by a calendar; an error if it is empty.
    pub(crate) fn in_calendar(self, calendar: &Calendar) -> Result<TimeRange, Failure> {
        let (from, until) = (self.from.in_calendar(calendar), self.until.in_calendar(calendar));
        if until <= from {
            return Err(Failure::usage(format!(
                "--observed {}..{} holds no time: the first is to be earlier",
                self.from, self.until
            )));
        }
        Ok(TimeRange::new(from, until))
    }
}
