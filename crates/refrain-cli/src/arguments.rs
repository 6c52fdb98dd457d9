//! The command line.

use clap::{Parser, Subcommand};

use crate::commands::{
    AuditArgs, CompactArgs, CompletionsArgs, ContactArgs, DatasetArgs, EvaluateArgs,
    ExperimentArgs, FeaturesArgs, IngestArgs, InspectArgs, LabelsArgs, ManArgs, ReplicateArgs,
    ScoreArgs, SimulateArgs, TrainArgs,
};

/// Predicts which customers of a subscription service will leave, from the raw log of what they
/// did.
///
/// Inputs are files, directories, globs or - for standard input, or one store
/// made by `refrain ingest`: JSON lines, JSON arrays, CSV, Arrow IPC, plain or
/// compressed with gzip, zstd or bzip2, and Parquet, told by their content.
/// Outputs are .parquet, .csv or .jsonl by the name given with -o; without -o a
/// table on the terminal, or CSV into a pipe. Times are dates or RFC 3339, in
/// UTC where they name no offset; spans are written 10d or 12h.
///
/// The exit code is 0 if the work is done, 1 if the data or the model is at
/// fault, 2 if the command line is, and 3 if a finding stands, such as a leak.
#[derive(Debug, Parser)]
#[command(name = "refrain", version, max_term_width = 80)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    pub(crate) command: Command,

    /// Number of threads; the results do not depend on it [default: all cores]
    #[arg(long, global = true, help_heading = "General", value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024))]
    pub(crate) threads: Option<u16>,

    /// Print the time and peak memory of each stage on standard error
    #[arg(long, global = true, help_heading = "General")]
    pub(crate) timings: bool,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Simulate the log of a music service
    Simulate(SimulateArgs),
    /// Show what a log, an event store or a model file holds
    Inspect(InspectArgs),
    /// Append logs to an event store
    Ingest(IngestArgs),
    /// Rewrite each bucket of an event store as one file
    Compact(CompactArgs),
    /// Compute features of every customer seen before each cutoff
    Features(FeaturesArgs),
    /// Tell who was observed at each cutoff and who of them left
    Labels(LabelsArgs),
    /// Join features and labels into a table to train on
    Dataset(DatasetArgs),
    /// Fit a model and save it
    Train(TrainArgs),
    /// Test a model at later cutoffs on other customers
    Evaluate(EvaluateArgs),
    /// Rank the customers at risk by their probability of leaving
    Score(ScoreArgs),
    /// Look for leaks in a table, or in features made of a log
    Audit(AuditArgs),
    /// Run published protocols as published and honestly
    Replicate(ReplicateArgs),
    /// List whom to contact within a budget, with the expected profit
    Contact(ContactArgs),
    /// Plan an experiment, or analyse its outcomes
    Experiment(ExperimentArgs),
    /// Print a script that completes commands and options in a shell
    Completions(CompletionsArgs),
    /// Print a manual page, or write all of them into a directory
    Man(ManArgs),
}
