//! Options of the search for parameters.

use std::path::PathBuf;

use clap::{Args, ValueEnum};
use refrain::models::search::{SearchBudget, SearchOptions, Strategy, TpeOptions};

#[derive(Debug, Args)]
#[command(next_help_heading = "Search")]
pub(crate) struct SearchArgs {
    /// Search for the parameters of the estimator: by log loss in the splits of the protocol, the
    /// ones that `refrain evaluate` tests by; the best is fitted on all rows
    #[arg(long, value_name = "HOW")]
    search: Option<SearchName>,

    /// Trials of the search [default: 30]
    #[arg(long, value_name = "N", requires = "search")]
    trials: Option<usize>,

    /// Seconds after which the search begins no further trial, in place of --trials
    #[arg(long, value_name = "N", requires = "search", conflicts_with = "trials")]
    search_seconds: Option<f64>,

    /// File that every trial is added to; a search that finds its own log goes on where it ends
    #[arg(long, value_name = "FILE", requires = "search")]
    pub(crate) search_log: Option<PathBuf>,

    /// File for the table of trials: .csv, .parquet or .jsonl
    #[arg(long, value_name = "FILE", requires = "search")]
    pub(crate) trial_table: Option<PathBuf>,

    /// Seed of the search
    #[arg(long, default_value_t = 7, value_name = "SEED", requires = "search")]
    search_seed: u64,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum SearchName {
    /// Four values of each parameter, all combinations
    Grid,
    /// Settings drawn at random
    Random,
    /// Tree-structured Parzen estimator: near what was good so far
    Tpe,
}

/// Values of each parameter in a grid.
const STEPS: usize = 4;

/// Trials unless said otherwise.
const N_TRIALS: usize = 30;

/// Number of trials side by side: fits use all threads themselves, and each choice is the
/// better for knowing more trials.
const BATCH: usize = 2;

impl SearchArgs {
    /// Returns the options of the search, if there is one.
    pub(crate) fn options(&self) -> Option<SearchOptions> {
        let strategy = match self.search? {
            SearchName::Grid => Strategy::Grid { steps: STEPS },
            SearchName::Random => Strategy::Random,
            SearchName::Tpe => Strategy::Tpe(TpeOptions::default()),
        };
        let budget = match self.search_seconds {
            Some(seconds) => SearchBudget::Seconds(seconds),
            None => SearchBudget::Trials(self.trials.unwrap_or(N_TRIALS)),
        };
        Some(
            SearchOptions::default()
                .strategy(strategy)
                .budget(budget)
                .batch(BATCH)
                .seed(self.search_seed),
        )
    }

    /// Counts the trials to come, if that is known.
    pub(crate) fn n_trials(&self) -> Option<u64> {
        let counted =
            self.search_seconds.is_none() && !matches!(self.search, Some(SearchName::Grid));
        counted.then(|| self.trials.unwrap_or(N_TRIALS) as u64)
    }
}
