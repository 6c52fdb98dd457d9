//! Options of `refrain simulate`.

use std::path::PathBuf;

use clap::Args;
use refrain::base::{Span, Time};

use crate::options::CutoffArgs;

#[derive(Debug, Args)]
pub(crate) struct SimulateArgs {
    /// Simulate something else than a log like Sparkify's: one simulation file (.toml), or
    /// configurations of eventsim (.json), which are mixed by their `n-users` or else evenly
    #[arg(long, value_name = "FILE", num_args = 1..)]
    pub(crate) config: Vec<PathBuf>,

    /// Users at the start [default: those of the files, else 225]
    #[arg(long)]
    pub(crate) users: Option<u32>,

    /// Days to simulate [default: those of the file, else 61]
    #[arg(long)]
    pub(crate) days: Option<u32>,

    /// Seed of every random draw [default: that of the one file, else 3]
    #[arg(long)]
    pub(crate) seed: Option<u64>,

    /// New users per user and year; it also says for how many years users have been there at the
    /// start, on average [default: that of the files, else 0.1]
    #[arg(long, value_name = "RATE")]
    pub(crate) growth: Option<f64>,

    /// Users who stay away for good without cancelling, per user and year [default: that of the file,
    /// else 0]
    #[arg(long, value_name = "RATE")]
    pub(crate) attrition: Option<f64>,

    /// First instant [default: that of the file, else 2018-10-01]
    #[arg(long, value_name = "TIME")]
    pub(crate) start: Option<Time>,

    /// Scenarios that change rates from a date for some of the customers (.toml)
    #[arg(long, value_name = "FILE")]
    pub(crate) scenario: Option<PathBuf>,

    /// Write what is simulated as a simulation file (.toml), with nothing left to defaults: to be
    /// edited, and simulated again by --config
    #[arg(long, value_name = "FILE")]
    pub(crate) write_config: Option<PathBuf>,

    /// Write who is treated by the scenarios (.csv)
    #[arg(long, value_name = "FILE")]
    pub(crate) assignment: Option<PathBuf>,

    /// Damage the log in known ways: pieces separated by commas, such as
    /// duplicates=0.01,late=0.02:2d,numeric-ids; docs/simulator.md lists them
    #[arg(long, value_name = "PIECE,…")]
    pub(crate) corrupt: Option<String>,

    /// Write what was damaged, as JSON lines
    #[arg(long, value_name = "FILE", requires = "corrupt")]
    pub(crate) manifest: Option<PathBuf>,

    /// File for the log: Parquet if it ends in .parquet, else JSON lines, compressed if it ends in
    /// .gz; - is standard output
    #[arg(short, long, value_name = "FILE", help_heading = "Output")]
    pub(crate) output: PathBuf,

    #[command(flatten)]
    pub(crate) truth: TruthArgs,
}

/// The true risks of a simulation.
#[derive(Debug, Args)]
#[command(next_help_heading = "True risks")]
pub(crate) struct TruthArgs {
    /// Write the true risk of every customer at each cutoff: .parquet, .csv or .jsonl
    #[arg(long, value_name = "FILE")]
    pub(crate) truth: Option<PathBuf>,

    /// Length of the outcome window of the true risks
    #[arg(long, default_value = "10d", value_name = "SPAN", requires = "truth")]
    pub(crate) horizon: Span,

    /// From the cutoff to the start of that window
    #[arg(long, default_value = "0d", value_name = "SPAN", requires = "truth")]
    pub(crate) lead: Span,

    /// Paths simulated for each risk; four times as many halve its error
    #[arg(long, default_value_t = 128, value_name = "PATHS", requires = "truth", value_parser = clap::value_parser!(u32).range(2..=1_000_000))]
    pub(crate) paths: u32,

    /// Cutoffs of the true risks [default: every 7 days]
    #[command(flatten)]
    pub(crate) cutoffs: CutoffArgs,
}
