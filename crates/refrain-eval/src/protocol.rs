//! Protocols of backtests, as values that can be written down.

mod problem;
mod test_cutoffs;
mod text;

use refrain_core::{Dataset, Error, ObservedRows, RollingOrigin, Span, Split, TestedEntities};

pub use test_cutoffs::TestCutoffs;

/// Protocol of a rolling-origin backtest: at each test cutoff, models train on what was known by then.
///
/// It says which cutoffs to test at, and the terms on which rows before them are trained on: purged
/// of outcomes not known by then, under an embargo, in a window, with entities apart or not. What
/// these mean exactly stands with [`RollingOrigin`], which makes the splits.
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
#[non_exhaustive]
pub struct Protocol {
    /// Cutoffs to test at. Default: the later half.
    pub test_cutoffs: TestCutoffs,
    /// Reach of training rows before a test cutoff. Default: to the first.
    pub window: TrainingWindow,
    /// Extra time between the end of a training row's outcome window and the test cutoff. Default
    /// none.
    pub embargo: Span,
    /// Entities tested, beside those trained on. Default: others, in five folds.
    pub entities: TestedEntities,
    /// Least number of training rows; fewer are refused. Default 1.
    pub min_training_rows: usize,
    /// Seed that deals entities to folds. Default 7.
    pub seed: u64,
}

/// Reach of training rows before a test cutoff.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TrainingWindow {
    /// To the first row there is.
    Expanding,
    /// To cutoffs this long before the test cutoff, which is still in.
    Sliding(Span),
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
    /// Sets the cutoffs to test at.
    ///
    /// # Examples
    ///
    /// ```
    /// use refrain_core::Span;
    /// use refrain_eval::{Protocol, TestCutoffs};
    ///
    /// let protocol = Protocol::default().test_cutoffs(TestCutoffs::Latest(3)).embargo(Span::from_days(2));
    /// assert_eq!(protocol, "rolling-origin:test=3,embargo=2d".parse()?);
    /// # Ok::<(), refrain_eval::Error>(())
    /// ```
    pub fn test_cutoffs(self, test_cutoffs: TestCutoffs) -> Protocol {
        Protocol { test_cutoffs, ..self }
    }

    /// Sets the reach of training rows before a test cutoff.
    pub fn window(self, window: TrainingWindow) -> Protocol {
        Protocol { window, ..self }
    }

    /// Sets the extra time between the end of a training row's outcome window and the test cutoff.
    pub fn embargo(self, embargo: Span) -> Protocol {
        Protocol { embargo, ..self }
    }

    /// Sets which entities are tested, beside those trained on.
    pub fn entities(self, entities: TestedEntities) -> Protocol {
        Protocol { entities, ..self }
    }

    /// Sets the least number of training rows.
    pub fn min_training_rows(self, min_training_rows: usize) -> Protocol {
        Protocol { min_training_rows, ..self }
    }

    /// Sets the seed that deals entities to folds.
    pub fn seed(self, seed: u64) -> Protocol {
        Protocol { seed, ..self }
    }

    /// Checks what can be wrong whatever the rows.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Argument`](crate::ErrorKind::Argument) for fewer than two folds, for no test
    /// cutoff or some that do not ascend, and for a sliding window of no length.
    ///
    /// # Examples
    ///
    /// ```
    /// use refrain_eval::{Protocol, TestedEntities};
    ///
    /// assert!(Protocol::default().check().is_ok());
    /// assert!(Protocol::default().entities(TestedEntities::Disjoint { n_folds: 1 }).check().is_err());
    /// ```
    pub fn check(&self) -> Result<(), Error> {
        // Before the rows are looked at, so that a program can refuse its arguments first.
        self.terms().check()?;
        self.test_cutoffs.check()
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
    /// Those of [`check`](Protocol::check) and of [`RollingOrigin::split`], and
    /// [`ErrorKind::Data`](crate::ErrorKind::Data) if the rows have too few cutoffs.
    ///
    /// # Determinism
    ///
    /// Which rows are together depends on the rows and the seed, not on the order of rows.
    ///
    /// # Examples
    ///
    /// ```
    /// use refrain_core::Span;
    /// use refrain_eval::{ObservedRows, Protocol, TestedEntities, times_from_text};
    ///
    /// let cutoffs = times_from_text(&["2018-11-01", "2018-11-15", "2018-11-29"])?;
    /// let ends: Vec<_> = cutoffs.iter().map(|cutoff| *cutoff + Span::from_days(10)).collect();
    /// let rows = ObservedRows::new(["ada", "ada", "ada"], &cutoffs, &ends)?;
    /// // The very customers trained on are tested, at the last cutoff.
    /// let splits = Protocol::default().entities(TestedEntities::Same).split_rows(&rows)?;
    /// assert_eq!((&splits[0].train[..], &splits[0].test[..]), (&[0, 1][..], &[2][..]));
    /// # Ok::<(), refrain_eval::Error>(())
    /// ```
    pub fn split_rows(&self, rows: &ObservedRows<'_>) -> Result<Vec<Split>, Error> {
        self.check()?;
        let test_cutoffs = self.test_cutoffs.of_rows(rows.cutoffs())?;
        self.terms().split(rows, &test_cutoffs)
    }

    fn terms(&self) -> RollingOrigin {
        let Protocol { embargo, entities, min_training_rows, seed, .. } = *self;
        let window = match self.window {
            TrainingWindow::Expanding => None,
            TrainingWindow::Sliding(span) => Some(span),
        };
        RollingOrigin { window, embargo, entities, min_training_rows, seed }
    }
}
