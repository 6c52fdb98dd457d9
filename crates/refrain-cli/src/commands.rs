//! The subcommands, each with its options beside it.

mod audit;
mod compact;
mod completions;
mod contact;
mod dataset;
mod evaluate;
mod experiment;
mod features;
mod ingest;
mod inspect;
mod labels;
mod man;
mod replicate;
mod score;
mod simulate;
mod train;

pub(crate) use audit::{AuditArgs, audit};
pub(crate) use compact::{CompactArgs, compact};
pub(crate) use completions::{CompletionsArgs, completions};
pub(crate) use contact::{ContactArgs, contact};
pub(crate) use dataset::{DatasetArgs, dataset};
pub(crate) use evaluate::{EvaluateArgs, evaluate};
pub(crate) use experiment::{ExperimentArgs, experiment};
pub(crate) use features::{FeaturesArgs, features};
pub(crate) use ingest::{IngestArgs, ingest};
pub(crate) use inspect::{InspectArgs, inspect};
pub(crate) use labels::{LabelsArgs, labels};
pub(crate) use man::{ManArgs, man};
pub(crate) use replicate::{ReplicateArgs, replicate};
pub(crate) use score::{ScoreArgs, score};
pub(crate) use simulate::{SimulateArgs, simulate};
pub(crate) use train::{TrainArgs, train};
