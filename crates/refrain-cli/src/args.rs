//! The command line.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};
use refrain::core::{Span, Time};
use refrain::events::CleaningRule;
use refrain::labels::{AfterChurn, RiskSet, Schedule};
use refrain::{parse_cutoffs, parse_tenures, parse_time};

use crate::audit_args::AuditArgs;
use crate::contact_args::ContactArgs;
use crate::evaluate_args::{BacktestArgs, StudiesArgs};
use crate::experiment_args::ExperimentArgs;
use crate::model_args::ModelArgs;
use crate::replicate_args::ReplicateArgs;
use crate::search_args::SearchArgs;

/// Predicts which customers of a subscription service will leave, from the raw log of what they
/// did.
///
/// Inputs are files, directories, globs or - for standard input, or one store made by `refrain
/// ingest`: JSON lines, JSON arrays, CSV, Arrow IPC, plain or compressed with gzip, zstd or bzip2,
/// and Parquet, told by their content. Outputs are .parquet, .csv or .jsonl by the name given with -o; without -o a table on
/// the terminal, or CSV into a pipe. Times are dates or RFC 3339 (UTC), spans 10d or 12h.
#[derive(Debug, Parser)]
#[command(name = "refrain", version, max_term_width = 100)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    pub(crate) command: Command,

    /// Threads to use; changes no result [default: all cores]
    #[arg(long, global = true, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024))]
    pub(crate) threads: Option<u16>,

    /// Print the time and peak memory of each stage on standard error
    #[arg(long, global = true)]
    pub(crate) timings: bool,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Simulate the log of a music service like Sparkify
    Simulate(SimulateArgs),
    /// Say what is in a log, what was cleaned, or what a model file holds
    Inspect(InspectArgs),
    /// Append logs to an event store
    Ingest(IngestArgs),
    /// Rewrite each bucket of an event store as one file
    Compact(CompactArgs),
    /// Compute features of every entity seen before each cutoff
    Features(FeaturesArgs),
    /// Say who was observed at each cutoff and what became of them
    Labels(LabelsArgs),
    /// Join the features and labels of those observed at complete cutoffs
    Dataset(DatasetArgs),
    /// Fit a model and save it
    Train(TrainArgs),
    /// Test a model on later cutoffs of other entities
    Evaluate(EvaluateArgs),
    /// Rank those at risk by their probability to leave
    Score(ScoreArgs),
    /// Look for what leaks in a table or in a pipeline on a log
    Audit(AuditArgs),
    /// Run the field's protocols as published and honestly, side by side
    Replicate(ReplicateArgs),
    /// List whom to contact under a budget, with the profit to expect
    Contact(ContactArgs),
    /// Plan an experiment, or say what one has shown
    Experiment(ExperimentArgs),
}

#[derive(Debug, Args)]
pub(crate) struct SimulateArgs {
    /// What to simulate instead of a log like Sparkify's: one simulation file (.toml), or
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
    #[arg(long, value_name = "TIME", value_parser = parse_time)]
    pub(crate) start: Option<Time>,

    /// Scenarios that change rates from a date for some of the customers (.toml)
    #[arg(long, value_name = "FILE")]
    pub(crate) scenario: Option<PathBuf>,

    /// Write who is treated by the scenarios (.csv)
    #[arg(long, value_name = "FILE")]
    pub(crate) assignment: Option<PathBuf>,

    /// Damage the log in known ways: pieces separated by commas, such as
    /// duplicates=0.01,truncated=0.001,late=0.02:2d,numeric-ids; docs/simulator.md lists them
    #[arg(long, value_name = "PIECE,…")]
    pub(crate) corrupt: Option<String>,

    /// Write what was damaged, as JSON lines
    #[arg(long, value_name = "FILE", requires = "corrupt")]
    pub(crate) manifest: Option<PathBuf>,

    #[command(flatten)]
    pub(crate) truth: TruthArgs,

    /// File for the log: Parquet if it ends in .parquet, else JSON lines, compressed if it ends in
    /// .gz; - is standard output
    #[arg(short, long, value_name = "FILE")]
    pub(crate) output: PathBuf,
}

/// The true risks of a simulation.
#[derive(Debug, Args)]
pub(crate) struct TruthArgs {
    /// Write the true risk of every customer at each cutoff: .parquet, .csv or .jsonl
    #[arg(long, value_name = "FILE")]
    pub(crate) truth: Option<PathBuf>,

    /// When to tell the true risks [default: every 7 days]
    #[command(flatten)]
    pub(crate) cutoffs: CutoffArgs,

    /// Length of the outcome window of the true risks
    #[arg(long, default_value = "10d", value_name = "SPAN", requires = "truth")]
    pub(crate) horizon: Span,

    /// From the cutoff to the start of that window
    #[arg(long, default_value = "0d", value_name = "SPAN", requires = "truth")]
    pub(crate) lead: Span,

    /// Paths simulated for each risk; four times as many halve its error
    #[arg(long, default_value_t = 128, value_name = "PATHS", requires = "truth", value_parser = clap::value_parser!(u32).range(2..=1_000_000))]
    pub(crate) paths: u32,
}

#[derive(Debug, Args)]
pub(crate) struct InspectArgs {
    #[command(flatten)]
    pub(crate) log: LogArgs,

    /// Propose a schema for the log, ready to edit, and read no more than that takes
    #[arg(long, conflicts_with = "schema")]
    pub(crate) propose: bool,
}

#[derive(Debug, Args)]
pub(crate) struct IngestArgs {
    #[command(flatten)]
    pub(crate) log: LogArgs,

    /// Directory of the store; it is made if it is not there
    #[arg(long, value_name = "DIR")]
    pub(crate) store: PathBuf,

    /// Memory to use at most, about
    #[arg(long, value_name = "BYTES", default_value = "1GB", value_parser = parse_bytes)]
    pub(crate) memory: u64,

    /// Parts that entities are divided between in a new store; more parts make for less memory and
    /// more files
    #[arg(long, value_name = "N", default_value_t = 64, value_parser = clap::value_parser!(u32).range(1..=4096))]
    pub(crate) buckets: u32,
}

#[derive(Debug, Args)]
pub(crate) struct CompactArgs {
    /// Directory of the store
    #[arg(value_name = "STORE")]
    pub(crate) store: PathBuf,
}

#[derive(Debug, Args)]
pub(crate) struct FeaturesArgs {
    #[command(flatten)]
    pub(crate) log: LogArgs,

    /// Work through a store part by part in about this memory, such as 512MB, instead of reading
    /// it whole
    #[arg(long, value_name = "BYTES", value_parser = parse_bytes)]
    pub(crate) memory: Option<u64>,

    #[command(flatten)]
    pub(crate) cutoffs: CutoffArgs,

    #[command(flatten)]
    pub(crate) features: FeatureArgs,

    #[command(flatten)]
    pub(crate) output: OutputArgs,
}

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

    /// Write lifetimes for survival models instead: entry, duration and event of each customer
    #[arg(long, conflicts_with_all = ["cutoff", "every", "tenure", "at_event", "horizon", "lead", "risk_set"])]
    pub(crate) survival: bool,

    #[command(flatten)]
    pub(crate) output: OutputArgs,
}

#[derive(Debug, Args)]
pub(crate) struct DatasetArgs {
    #[command(flatten)]
    pub(crate) study: StudyArgs,

    #[command(flatten)]
    pub(crate) output: OutputArgs,
}

/// What holds for commands that take a table in place of a log.
const TABLES: &str = "LOG may be one table written by `refrain dataset` (.csv or .parquet): it \
                      brings its cutoffs, features and labels along, so the options that make \
                      them do not apply.";

#[derive(Debug, Args)]
#[command(after_help = TABLES)]
pub(crate) struct TrainArgs {
    #[command(flatten)]
    pub(crate) study: StudyArgs,

    #[command(flatten)]
    pub(crate) model: ModelArgs,

    #[command(flatten)]
    pub(crate) search: SearchArgs,

    /// Test the estimator in a backtest as `refrain evaluate` does, and keep its figures in the
    /// model file
    #[arg(long)]
    pub(crate) backtest: bool,

    /// File for the model
    #[arg(short, long, value_name = "FILE")]
    pub(crate) output: PathBuf,
}

#[derive(Debug, Args)]
#[command(after_help = TABLES)]
pub(crate) struct EvaluateArgs {
    #[command(flatten)]
    pub(crate) study: StudyArgs,

    #[command(flatten)]
    pub(crate) model: ModelArgs,

    #[command(flatten)]
    pub(crate) backtest: BacktestArgs,

    #[command(flatten)]
    pub(crate) studies: StudiesArgs,

    /// Also show what the model scores on the field's labelling "ever left, whole log", which
    /// leaks
    #[arg(long)]
    pub(crate) ever: bool,

    /// True risks written by `refrain simulate --truth`, to show what the best could do beside the
    /// model
    #[arg(long, value_name = "FILE")]
    pub(crate) truth: Option<PathBuf>,

    #[command(flatten)]
    pub(crate) output: OutputArgs,
}

#[derive(Debug, Args)]
pub(crate) struct ScoreArgs {
    #[command(flatten)]
    pub(crate) log: LogArgs,

    /// Model file written by `refrain train`; it brings its schema, features and churn rule along
    #[arg(long = "with", value_name = "MODEL")]
    pub(crate) model: PathBuf,

    /// When to score: `end`, or dates or times separated by commas
    #[arg(long, default_value = "end", value_parser = parse_cutoffs)]
    pub(crate) cutoff: Schedule,

    /// Feature set, for a model trained on a table [default: the model's]
    #[arg(long, value_name = "NAME|FILE")]
    pub(crate) set: Option<String>,

    /// What counts as having left, for a model trained on a table [default: the model's]
    #[arg(long)]
    pub(crate) rule: Option<String>,

    /// Who is scored, having not left, for a model trained on a table [default: the model's]
    #[arg(long, value_enum)]
    pub(crate) risk_set: Option<RiskSetName>,

    /// Score who left and came back as well, for a model trained on a table [default: the model's]
    #[arg(long)]
    pub(crate) returning: bool,

    #[command(flatten)]
    pub(crate) output: OutputArgs,
}

/// What makes a dataset of a log.
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

#[derive(Debug, Clone, Args)]
pub(crate) struct LogArgs {
    /// Files, directories or globs; - is standard input; or one store
    #[arg(required = true, value_name = "LOG")]
    pub(crate) inputs: Vec<String>,

    /// What the columns mean: a preset (sparkify) or a TOML file [default: the store's, else sparkify]
    #[arg(long, value_name = "NAME|FILE")]
    pub(crate) schema: Option<String>,

    /// Stop at the first damaged row instead of counting it
    #[arg(long)]
    pub(crate) strict: bool,

    /// Keep events that are equal in every column of the schema
    #[arg(long)]
    pub(crate) keep_duplicates: bool,

    /// Rules of cleaning to switch off, such as guest or text_repaired
    #[arg(long, value_name = "RULE", value_delimiter = ',')]
    pub(crate) without: Vec<CleaningRule>,

    /// Drop events before this time
    #[arg(long, value_name = "TIME", value_parser = parse_time)]
    pub(crate) from: Option<Time>,

    /// Drop events at or after this time
    #[arg(long, value_name = "TIME", value_parser = parse_time)]
    pub(crate) until: Option<Time>,
}

#[derive(Debug, Args)]
pub(crate) struct CutoffArgs {
    /// When to observe: `end`, or dates or times separated by commas
    #[arg(long, value_parser = parse_cutoffs)]
    cutoff: Option<Schedule>,

    /// Observe at every stride from the first midnight, such as 7d
    #[arg(long, value_name = "SPAN", conflicts_with = "cutoff")]
    every: Option<Span>,
}

/// Cutoffs of the whole log, or of each entity.
#[derive(Debug, Args)]
pub(crate) struct ScheduleArgs {
    #[command(flatten)]
    cutoffs: CutoffArgs,

    /// Observe each customer so long after registration (or the first event, where none is
    /// stated): spans separated by commas, such as 30d,60d
    #[arg(long, value_name = "SPAN,…", value_parser = parse_tenures, conflicts_with_all = ["cutoff", "every"])]
    tenure: Option<Schedule>,

    /// Observe each customer just after each event of this kind; may be given more than once
    #[arg(long, value_name = "KIND", conflicts_with_all = ["cutoff", "every", "tenure"])]
    at_event: Vec<String>,
}

impl ScheduleArgs {
    /// The schedule asked for, or every seven days.
    pub(crate) fn schedule(&self) -> Schedule {
        let CutoffArgs { cutoff, every } = &self.cutoffs;
        let at_events =
            (!self.at_event.is_empty()).then(|| Schedule::AtEvents(self.at_event.clone()));
        let given = cutoff.clone().or(self.tenure.clone()).or(at_events);
        given.unwrap_or(Schedule::Every(every.unwrap_or(Span::from_days(7))))
    }
}

impl CutoffArgs {
    /// Whether cutoffs were asked for.
    pub(crate) fn are_given(&self) -> bool {
        self.cutoff.is_some() || self.every.is_some()
    }

    /// The schedule asked for, or every seven days.
    pub(crate) fn schedule_or_weekly(&self) -> Schedule {
        let every = Schedule::Every(self.every.unwrap_or(Span::from_days(7)));
        self.cutoff.clone().unwrap_or(every)
    }

    /// The schedule asked for, or the end of the log.
    pub(crate) fn schedule_or_end(&self) -> Schedule {
        let every = self.every.map_or(Schedule::End, Schedule::Every);
        self.cutoff.clone().unwrap_or(every)
    }
}

#[derive(Debug, Args)]
pub(crate) struct FeatureArgs {
    /// Feature set: standard, reference, session-shares, user-totals or a TOML file
    #[arg(long, default_value = "standard", value_name = "NAME|FILE")]
    pub(crate) set: String,
}

#[derive(Debug, Args)]
pub(crate) struct LabelArgs {
    /// Length of the outcome window
    #[arg(long, default_value = "10d", value_name = "SPAN")]
    pub(crate) horizon: Span,

    /// From the cutoff to the start of the outcome window
    #[arg(long, default_value = "0d", value_name = "SPAN")]
    pub(crate) lead: Span,

    /// What counts as leaving: cancel, cancel:KIND, downgrade, upgrade, inactive:SPAN or
    /// any:RULE+RULE
    #[arg(long, default_value = "cancel")]
    pub(crate) rule: String,

    /// Let those who left and came back be at risk again
    #[arg(long)]
    pub(crate) returning: bool,

    /// Who is observed, having not left: those seen before the cutoff, or also those registered
    /// before it and seen only later
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

#[derive(Debug, Args)]
pub(crate) struct OutputArgs {
    /// File for the table: .parquet, .csv or .jsonl; - is CSV on standard output
    #[arg(short, long, value_name = "FILE")]
    pub(crate) output: Option<PathBuf>,
}

/// Reads a number of bytes: `512MB`, `2GB`, `64KB`, or a bare number.
fn parse_bytes(text: &str) -> Result<u64, String> {
    let malformed = || format!("`{text}` is no memory size: write 512MB, 2GB or a number of bytes");
    let digits = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
    let number: u64 = text[..digits].parse().map_err(|_| malformed())?;
    let unit = match text[digits..].trim().to_ascii_uppercase().as_str() {
        "" | "B" => 1,
        "KB" | "K" => 1_000,
        "MB" | "M" => 1_000_000,
        "GB" | "G" => 1_000_000_000,
        _ => return Err(malformed()),
    };
    number.checked_mul(unit).filter(|n_bytes| *n_bytes > 0).ok_or_else(malformed)
}
