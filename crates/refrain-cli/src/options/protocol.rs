//! Options that say which rows are trained on and which are tested.

use clap::Args;
use refrain::base::Span;
use refrain::eval::{Protocol, TestCutoffs, TestedEntities, TrainingWindow};

/// Division of rows for training and testing.
#[derive(Debug, Args)]
#[command(next_help_heading = "Protocol")]
pub(crate) struct ProtocolArgs {
    /// Division of rows, such as rolling-origin:test=4,folds=5; the parts are test=4, window=56d,
    /// embargo=3d, entities=disjoint, folds=5 and min-train=100; those left out keep their
    /// defaults, and the options below replace them
    #[arg(long, value_name = "TEXT")]
    protocol: Option<Protocol>,

    /// Folds of entities: each is tested by a model trained on the others [default: 5]
    #[arg(long, value_name = "N")]
    folds: Option<usize>,

    /// Number of the latest cutoffs to test at [default: the later half]
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

impl ProtocolArgs {
    pub(crate) fn protocol(&self, seed: Option<u64>) -> Protocol {
        let given = self.protocol.clone().unwrap_or_default();
        let folds = self.folds.map(|n_folds| TestedEntities::Disjoint { n_folds });
        let same = self.same_entities.then_some(TestedEntities::Same);
        let test_cutoffs =
            self.test_cutoffs.map_or(given.test_cutoffs.clone(), TestCutoffs::Latest);
        let window = self.window.map_or(given.window, TrainingWindow::Sliding);
        let embargo = self.embargo.unwrap_or(given.embargo);
        let entities = same.or(folds).unwrap_or(given.entities);
        let seed = seed.unwrap_or(given.seed);
        given
            .test_cutoffs(test_cutoffs)
            .window(window)
            .embargo(embargo)
            .entities(entities)
            .seed(seed)
    }
}
