//! Options of `refrain replicate`.

use clap::Args;
use refrain::Error;
use refrain::base::Span;
use refrain_replicate::{PublishedProtocol, ReplicationOptions, parse_protocols};

use crate::options::{LogArgs, OutputArgs, names_or_text};

/// Describes the protocols.
const PROTOCOLS: &str = "\
Protocols, each with the label \"ever left\" over the whole log:
  session-shares    what sessions consist of; all rows scaled before a 70/30 split; trees and a
                    support vector machine
  user-totals       what customers did in all; 80/20 split; trees and linear models
  clock-only        how long customers were there and how often; five folds; no behaviour
  cancel-count      events of each kind, the page of leaving among them; 80/20 split
  oversample-first  those who left are repeated before an 80/20 split of the rows

Honestly: the same features and models as of each cutoff, \"leaves within the horizon\", fitted on
other customers at earlier cutoffs. docs/replication.md tells more.";

#[derive(Debug, Args)]
#[command(after_help = PROTOCOLS)]
pub(crate) struct ReplicateArgs {
    /// Protocols separated by commas, or all
    #[arg(long, value_name = "NAME,…", required = true, value_parser = names_or_text(known()), hide_possible_values = true)]
    pub(crate) protocol: String,

    /// Stride between the cutoffs of the honest side
    #[arg(long, default_value = "7d", value_name = "SPAN")]
    every: Span,

    /// Length of its outcome windows
    #[arg(long, default_value = "10d", value_name = "SPAN")]
    horizon: Span,

    /// Folds of entities of the honest side: each is tested by a model trained on the others
    #[arg(long, default_value_t = 5, value_name = "N")]
    folds: usize,

    /// Resamples of the bootstrap over entities
    #[arg(long, default_value_t = 1_000, value_name = "N")]
    resamples: usize,

    /// Seed of the splits, the folds and the bootstrap
    #[arg(long, default_value_t = 7)]
    seed: u64,

    /// Run on at most so many customers, drawn by a hash of their ids [default: all]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(2..))]
    max_entities: Option<u32>,

    #[command(flatten)]
    pub(crate) log: LogArgs,

    #[command(flatten)]
    pub(crate) output: OutputArgs,
}

/// Values of `--protocol`.
fn known() -> impl Iterator<Item = &'static str> {
    PublishedProtocol::ALL.into_iter().map(PublishedProtocol::name).chain(["all"])
}

impl ReplicateArgs {
    pub(crate) fn protocols(&self) -> Result<Vec<PublishedProtocol>, Error> {
        parse_protocols(&self.protocol)
    }

    pub(crate) fn options(&self) -> ReplicationOptions {
        let options = ReplicationOptions::default()
            .every(self.every)
            .horizon(self.horizon)
            .n_folds(self.folds)
            .n_resamples(self.resamples)
            .seed(self.seed);
        self.max_entities.map_or(options, |limit| options.max_entities(limit as usize))
    }
}
