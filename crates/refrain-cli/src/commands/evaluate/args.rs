//! Options of `refrain evaluate`.

use std::num::NonZeroUsize;
use std::path::PathBuf;

use clap::Args;
use refrain::BacktestOptions;
use refrain::base::Span;
use refrain::eval::decisions::ThresholdRule;
use refrain::models::ModelKind;

use crate::options::{ModelArgs, OutputArgs, ProtocolArgs, StudyArgs, TABLES, model_kind};

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
#[command(next_help_heading = "Protocol")]
pub(crate) struct BacktestArgs {
    #[command(flatten)]
    protocol: ProtocolArgs,

    /// Number of rows that a campaign reaches, for precision and recall [default: a tenth]
    #[arg(long, value_name = "N")]
    k: Option<NonZeroUsize>,

    /// Resamples of the bootstrap over entities
    #[arg(long, default_value_t = 1_000, value_name = "N")]
    resamples: usize,

    /// Seed of the folds and the bootstrap [default: 7]
    #[arg(long)]
    seed: Option<u64>,
}

impl BacktestArgs {
    pub(crate) fn options(&self) -> BacktestOptions {
        let defaults = BacktestOptions::default();
        BacktestOptions::default()
            .protocol(self.protocol.protocol(self.seed))
            .k(self.k.map(NonZeroUsize::get))
            .n_resamples(self.resamples)
            .seed(self.seed.unwrap_or(defaults.seed))
    }
}

/// Options for more than one test of one model.
#[derive(Debug, Args)]
#[command(next_help_heading = "Further tests")]
pub(crate) struct StudiesArgs {
    /// Compare with this model on the same rows: differences with intervals, and DeLong's test
    #[arg(long, value_name = "NAME", value_parser = model_kind(), hide_possible_values = true)]
    pub(crate) against: Option<ModelKind>,

    /// Choose a threshold at each test cutoff on the ones before it, and show what it gave: f1,
    /// balanced-accuracy, share=5%, contacts=100 or profit=VALUE,OFFER,CONTACT,ACCEPTANCE
    #[arg(long, value_name = "RULE", conflicts_with_all = ["grid", "learning_curve"])]
    pub(crate) threshold: Option<ThresholdRule>,

    /// Search for parameters in the training rows of every split, so many trials each, and test
    /// what was found once
    #[arg(long, value_name = "N")]
    pub(crate) nested_trials: Option<NonZeroUsize>,

    /// Test for every one of --horizons and --leads instead, with labels made anew
    #[arg(long, conflicts_with_all = ["horizon", "lead", "against", "learning_curve", "ever", "truth"])]
    pub(crate) grid: bool,

    /// Lengths of the outcome window for --grid [default: the SPAN of inactive:SPAN, else
    /// 5d,10d,20d]
    #[arg(long, value_name = "SPAN,…", value_delimiter = ',', requires = "grid")]
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
