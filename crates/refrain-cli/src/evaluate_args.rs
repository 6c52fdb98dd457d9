//! How models are tested.

use std::num::NonZeroUsize;

use clap::Args;
use refrain::BacktestOptions;
use refrain::core::Span;
use refrain::eval::{Protocol, TestCutoffs, TestedEntities, TrainingWindow};
use refrain::models::ModelKind;

#[derive(Debug, Args)]
pub(crate) struct BacktestArgs {
    #[command(flatten)]
    protocol: ProtocolArgs,

    /// How many rows a campaign reaches, for precision and recall [default: a tenth]
    #[arg(long, value_name = "N")]
    k: Option<NonZeroUsize>,

    /// Resamples of the bootstrap over entities
    #[arg(long, default_value_t = 1_000, value_name = "N")]
    resamples: usize,

    /// Seed of the folds and the bootstrap [default: 7]
    #[arg(long)]
    seed: Option<u64>,
}

/// Which rows are trained on and which are tested.
#[derive(Debug, Args)]
struct ProtocolArgs {
    /// How to divide rows, such as
    /// rolling-origin:test=4,window=56d,embargo=3d,entities=disjoint,folds=5,min-train=100; parts
    /// left out keep their defaults, and the options below replace parts
    #[arg(long, value_name = "TEXT")]
    protocol: Option<Protocol>,

    /// Folds of entities: each is tested by a model trained on the others [default: 5]
    #[arg(long, value_name = "N")]
    folds: Option<usize>,

    /// How many of the latest cutoffs to test at [default: the later half]
    #[arg(long, value_name = "N")]
    test_cutoffs: Option<usize>,

    /// Train only on rows whose outcome was known this long before the test cutoff
    #[arg(long, value_name = "SPAN")]
    embargo: Option<Span>,

    /// Train only on cutoffs this long before the test cutoff or later [default: all]
    #[arg(long, value_name = "SPAN")]
    window: Option<Span>,

    /// Test the very customers that were trained on, at later cutoffs, as a model in use does; what
    /// it gains by recognising them counts
    #[arg(long, conflicts_with = "folds")]
    same_entities: bool,
}

impl BacktestArgs {
    pub(crate) fn options(&self) -> BacktestOptions {
        let defaults = BacktestOptions::default();
        BacktestOptions {
            protocol: self.protocol.protocol(self.seed),
            k: self.k.map(NonZeroUsize::get),
            n_resamples: self.resamples,
            seed: self.seed.unwrap_or(defaults.seed),
        }
    }
}

impl ProtocolArgs {
    fn protocol(&self, seed: Option<u64>) -> Protocol {
        let given = self.protocol.clone().unwrap_or_default();
        let folds = self.folds.map(|n_folds| TestedEntities::Disjoint { n_folds });
        let same = self.same_entities.then_some(TestedEntities::Same);
        Protocol {
            test_cutoffs: self.test_cutoffs.map_or(given.test_cutoffs, TestCutoffs::Latest),
            window: self.window.map_or(given.window, TrainingWindow::Sliding),
            embargo: self.embargo.unwrap_or(given.embargo),
            entities: same.or(folds).unwrap_or(given.entities),
            min_training_rows: given.min_training_rows,
            seed: seed.unwrap_or(given.seed),
        }
    }
}

/// What is tested besides one model.
#[derive(Debug, Args)]
pub(crate) struct StudiesArgs {
    /// Compare with this model on the same rows: differences with intervals, and DeLong's test
    #[arg(long, value_name = "NAME")]
    pub(crate) against: Option<ModelKind>,

    /// Search for parameters in the training rows of every split, so many trials each, and test
    /// what was found once
    #[arg(long, value_name = "N")]
    pub(crate) nested_trials: Option<NonZeroUsize>,

    /// Test for every one of --horizons and --leads instead, with labels made anew
    #[arg(long, conflicts_with_all = ["horizon", "lead", "against", "learning_curve", "ever", "truth"])]
    pub(crate) grid: bool,

    /// Lengths of the outcome window for --grid
    #[arg(
        long,
        value_name = "SPAN,…",
        value_delimiter = ',',
        default_value = "5d,10d,20d",
        requires = "grid"
    )]
    pub(crate) horizons: Vec<Span>,

    /// Spans from the cutoff to the outcome window for --grid
    #[arg(
        long,
        value_name = "SPAN,…",
        value_delimiter = ',',
        default_value = "0d,3d",
        requires = "grid"
    )]
    pub(crate) leads: Vec<Span>,

    /// Show instead how figures depend on the days each customer was observed and on how far back
    /// training reaches
    #[arg(long, conflicts_with_all = ["against", "ever", "truth"])]
    pub(crate) learning_curve: bool,
}
