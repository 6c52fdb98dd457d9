//! How rows are divided, as a value that can be written down.

mod instant;
mod rolling_origin;
mod text;

use refrain_core::{Dataset, Span, Time};

use crate::splits::check_fold_count;
use crate::{Error, ObservedRows, Split, TestCutoffs};

/// A rolling-origin backtest: at each test cutoff, models train on what was known by then.
///
/// For each test cutoff, rows at it are tested and rows at earlier cutoffs are trained on, minus
///
/// - those *purged*, always: rows whose outcome window ends after the test cutoff, because their
///   label would not be known on that day. Windows are half-open, so one that ends at the cutoff
///   exactly is known;
/// - those under *embargo*: rows whose window ends by the test cutoff, but less than
///   [`embargo`](Protocol::embargo) before it (López de Prado, *Advances in Financial Machine
///   Learning*, 2018, chapter 7);
/// - those before a sliding [`window`](Protocol::window).
///
/// With [disjoint entities](TestedEntities::Disjoint) that is done fold by fold, each trained on
/// the other folds. Every row at a test cutoff is tested exactly once either way. A fold without a
/// row at a cutoff (its entities have left, say) makes no split there.
///
/// # Text
///
/// A protocol is written as `rolling-origin:` and parts separated by commas, each of which may be
/// left out; [`Display`](std::fmt::Display) writes all.
///
/// | part | meaning | default |
/// | --- | --- | --- |
/// | `test=half`, `test=4`, `test=2018-11-01+2018-11-08` | [`test_cutoffs`](Protocol::test_cutoffs) | `half` |
/// | `window=expanding`, `window=56d` | [`window`](Protocol::window) | `expanding` |
/// | `embargo=3d` | [`embargo`](Protocol::embargo) | `0d` |
/// | `entities=disjoint`, `entities=same` | [`entities`](Protocol::entities) | `disjoint` |
/// | `folds=5` | the folds of disjoint entities | `5` |
/// | `min-train=100` | [`min_training_rows`](Protocol::min_training_rows) | `1` |
/// | `seed=7` | [`seed`](Protocol::seed) of the folds | `7` |
///
/// # Examples
///
/// ```
/// use refrain_core::Span;
/// use refrain_eval::{Protocol, TrainingWindow};
///
/// let protocol: Protocol = "rolling-origin:test=4,window=56d,embargo=3d".parse()?;
/// assert_eq!(protocol.window, TrainingWindow::Sliding(Span::from_days(56)));
/// assert_eq!(
///     protocol.to_string(),
///     "rolling-origin:test=4,window=56d,embargo=3d,entities=disjoint,folds=5,min-train=1,seed=7"
/// );
/// # Ok::<(), refrain_eval::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Protocol {
    /// Which cutoffs to test at. Default: the later half.
    pub test_cutoffs: TestCutoffs,
    /// How far back training rows reach. Default: to the first.
    pub window: TrainingWindow,
    /// Extra time between the end of a training row's outcome window and the test cutoff. Default
    /// none.
    pub embargo: Span,
    /// Whether entities are tested that were trained on. Default: no, in five folds.
    pub entities: TestedEntities,
    /// Fewer training rows than this are refused. Default 1.
    pub min_training_rows: usize,
    /// Deals entities to folds. Default 7.
    pub seed: u64,
}

/// How far before a test cutoff training rows reach.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TrainingWindow {
    /// To the first row there is.
    Expanding,
    /// To cutoffs this long before the test cutoff, which is still in.
    Sliding(Span),
}

/// Whether a split tests entities it was trained on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TestedEntities {
    /// No: entities are dealt to folds, and each fold is tested after training on the others.
    Disjoint {
        /// Number of folds, 2 or more.
        n_folds: usize,
    },
    /// Yes, as a model in use will: it meets tomorrow the customers it was trained on. What it
    /// gains by recognising them is then part of its figures.
    Same,
}

impl Default for Protocol {
    fn default() -> Protocol {
        Protocol {
            test_cutoffs: TestCutoffs::LaterHalf,
            window: TrainingWindow::Expanding,
            embargo: Span::ZERO,
            entities: TestedEntities::Disjoint { n_folds: 5 },
            min_training_rows: 1,
            seed: 7,
        }
    }
}

impl Protocol {
    /// Checks what can be wrong whatever the rows.
    ///
    /// # Errors
    ///
    /// [`Error::FoldCount`] for fewer than two folds, [`Error::NoTestCutoff`] for no cutoff,
    /// [`Error::CutoffsOutOfOrder`] for test cutoffs that do not ascend, [`Error::ZeroWindow`] for a
    /// sliding window of no length.
    pub fn check(&self) -> Result<(), Error> {
        if let TestedEntities::Disjoint { n_folds } = self.entities {
            check_fold_count(n_folds)?;
        }
        if self.window == TrainingWindow::Sliding(Span::ZERO) {
            return Err(Error::ZeroWindow);
        }
        match &self.test_cutoffs {
            TestCutoffs::Latest(0) => Err(Error::NoTestCutoff),
            TestCutoffs::At(cutoffs) => check_ascending(cutoffs),
            _ => Ok(()),
        }
    }

    /// Splits a dataset: by test cutoff, then by fold, both ascending.
    ///
    /// # Errors
    ///
    /// As [`split_rows`](Protocol::split_rows), and those of [`ObservedRows::from_dataset`].
    pub fn split(&self, dataset: &Dataset) -> Result<Vec<Split>, Error> {
        self.split_rows(&ObservedRows::from_dataset(dataset)?)
    }

    /// Splits rows: by test cutoff, then by fold, both ascending.
    ///
    /// # Errors
    ///
    /// Those of [`check`](Protocol::check); [`Error::TooFewEntities`] for fewer entities than folds;
    /// [`Error::TooFewCutoffs`] or [`Error::UnknownCutoff`] if the rows do not have the test
    /// cutoffs; [`Error::HorizonTooLong`] if no outcome is known by one of them,
    /// [`Error::NoTrainingRow`] if there is nothing else to train on, and
    /// [`Error::TooFewTrainingRows`] if there is less than asked for.
    ///
    /// # Determinism
    ///
    /// Which rows are together depends on the rows and the seed, not on the order of rows.
    pub fn split_rows(&self, rows: &ObservedRows<'_>) -> Result<Vec<Split>, Error> {
        self.check()?;
        rolling_origin::splits(self, rows)
    }
}

fn check_ascending(cutoffs: &[Time]) -> Result<(), Error> {
    if cutoffs.is_empty() {
        return Err(Error::NoTestCutoff);
    }
    match cutoffs.windows(2).find(|pair| pair[0] >= pair[1]) {
        Some(pair) => Err(Error::CutoffsOutOfOrder { first: pair[0], second: pair[1] }),
        None => Ok(()),
    }
}
