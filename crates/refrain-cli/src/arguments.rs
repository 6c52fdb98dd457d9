//! The command line.

use clap::{Parser, Subcommand};

use crate::commands::{
    AuditArgs, CompactArgs, ContactArgs, DatasetArgs, EvaluateArgs, ExperimentArgs, FeaturesArgs,
    IngestArgs, InspectArgs, LabelsArgs, ReplicateArgs, ScoreArgs, SimulateArgs, TrainArgs,
};

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
