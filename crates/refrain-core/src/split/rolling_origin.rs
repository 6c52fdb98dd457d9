//! Splits at each test cutoff.

use super::fold::{check_fold_count, fold_by_entity};
use super::problem::SplitProblem;
use super::{ObservedRows, Split, TestedEntities};
use crate::{Error, Span, Time};

/// Terms of a rolling-origin backtest: at each test cutoff, models train on what was known by then.
///
/// For each test cutoff, rows at it are tested and rows at earlier cutoffs are trained on, minus
///
/// - those *purged*, always: rows whose outcome window ends after the test cutoff, because their
///   label would not be known on that day. Windows are half-open, so one that ends at the cutoff
///   exactly is known;
/// - those under *embargo*: rows whose window ends by the test cutoff, but less than
///   [`embargo`](RollingOrigin::embargo) before it (López de Prado, *Advances in Financial Machine
///   Learning*, 2018, chapter 7);
/// - those before a sliding [`window`](RollingOrigin::window).
///
/// With [disjoint entities](TestedEntities::Disjoint) that is done fold by fold, each trained on
/// the other folds. Every row at a test cutoff is tested exactly once either way. A fold without a
/// row at a cutoff (its entities have left, say) makes no split there.
///
/// # Examples
///
/// ```
/// use refrain_core::{ObservedRows, RollingOrigin, Span, TestedEntities, Time};
///
/// let day = |n| Time::from_millis(0) + Span::from_days(n);
/// let ids = ["ada", "bob", "ada", "bob", "ada", "bob"];
/// let cutoffs = [day(0), day(0), day(7), day(7), day(14), day(14)];
/// let window_ends = cutoffs.map(|cutoff| cutoff + Span::from_days(10));
/// let rows = ObservedRows::new(ids, &cutoffs, &window_ends)?;
///
/// let terms = RollingOrigin {
///     window: None,
///     embargo: Span::ZERO,
///     entities: TestedEntities::Disjoint { n_folds: 2 },
///     min_training_rows: 1,
///     seed: 7,
/// };
/// for split in terms.split(&rows, &[day(14)])? {
///     // The row of day 7 is purged: its outcome is known on day 17 only.
///     assert_eq!((split.test.len(), split.train.len(), split.n_purged), (1, 1, 1));
/// }
/// # Ok::<(), refrain_core::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RollingOrigin {
    /// Length of a sliding training window before the test cutoff, whose first instant is still in;
    /// `None` where training reaches back to the first row.
    pub window: Option<Span>,
    /// Extra time between the end of a training row's outcome window and the test cutoff.
    pub embargo: Span,
    /// Entities tested, beside those trained on.
    pub entities: TestedEntities,
    /// Least number of training rows; fewer are refused.
    pub min_training_rows: usize,
    /// Seed that deals entities to folds.
    pub seed: u64,
}

impl RollingOrigin {
    /// Checks what can be wrong for any rows.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Argument`](crate::ErrorKind::Argument) for fewer than two folds, and for a
    /// sliding window of no length.
    pub fn check(&self) -> Result<(), Error> {
        if let TestedEntities::Disjoint { n_folds } = self.entities {
            check_fold_count(n_folds)?;
        }
        if self.window == Some(Span::ZERO) {
            return Err(SplitProblem::ZeroWindow.into());
        }
        Ok(())
    }

    /// Splits rows: by test cutoff, then by fold, both ascending.
    ///
    /// # Errors
    ///
    /// Those of [`check`](RollingOrigin::check) and of [`check_test_cutoffs`];
    /// [`ErrorKind::Data`](crate::ErrorKind::Data) for fewer entities than folds, for a test cutoff
    /// at which there is no row, and where nothing, or less than asked for, is left to train on.
    ///
    /// # Determinism
    ///
    /// Which rows are together depends on the rows and the seed, not on the order of rows.
    pub fn split(
        &self,
        rows: &ObservedRows<'_>,
        test_cutoffs: &[Time],
    ) -> Result<Vec<Split>, Error> {
        self.check()?;
        check_test_cutoffs(test_cutoffs)?;
        let sides = Sides::new(self, rows)?;
        check_known(test_cutoffs, rows)?;
        let mut splits = Vec::new();
        for cutoff in test_cutoffs {
            for fold in 0..self.entities.n_folds() {
                splits.extend(self.split_at(rows, &sides, *cutoff, fold)?);
            }
        }
        Ok(splits)
    }

    /// Makes the split of one fold at one cutoff, `None` if there is nothing to test.
    fn split_at(
        &self,
        rows: &ObservedRows<'_>,
        sides: &Sides,
        cutoff: Time,
        fold: usize,
    ) -> Result<Option<Split>, SplitProblem> {
        let all = 0..rows.n_rows();
        let at_cutoff = |row: &usize| sides.tests(*row, fold) && rows.cutoffs()[*row] == cutoff;
        let test: Vec<usize> = all.clone().filter(at_cutoff).collect();
        // The entities of a fold may all have left before the cutoff.
        if test.is_empty() {
            return Ok(None);
        }
        let earlier = |row: &usize| sides.trains(*row, fold) && rows.cutoffs()[*row] < cutoff;
        let sorted = EarlierRows::new(self, rows, all.filter(earlier), cutoff);
        sorted.check(self, rows, cutoff, fold)?;
        Ok(Some(Split {
            cutoff,
            fold,
            train: sorted.train,
            test,
            n_purged: sorted.purged.len(),
            n_embargoed: sorted.embargoed.len(),
            n_before_window: sorted.n_before_window,
            embargo: self.embargo,
            entities: self.entities,
        }))
    }
}

/// Checks that test cutoffs ascend and that there is one.
///
/// # Errors
///
/// [`ErrorKind::Argument`](crate::ErrorKind::Argument) for no cutoff, and at the first that is not
/// later than the one before it.
///
/// # Examples
///
/// ```
/// use refrain_core::{Time, check_test_cutoffs};
///
/// let [first, second]: [Time; 2] = ["2018-11-01".parse()?, "2018-11-08".parse()?];
/// assert!(check_test_cutoffs(&[first, second]).is_ok());
/// assert!(check_test_cutoffs(&[second, first]).is_err());
/// # Ok::<(), refrain_core::Error>(())
/// ```
pub fn check_test_cutoffs(cutoffs: &[Time]) -> Result<(), Error> {
    if cutoffs.is_empty() {
        return Err(SplitProblem::NoTestCutoff.into());
    }
    match cutoffs.windows(2).find(|pair| pair[0] >= pair[1]) {
        Some(pair) => {
            Err(SplitProblem::CutoffsOutOfOrder { first: pair[0], second: pair[1] }.into())
        }
        None => Ok(()),
    }
}

fn check_known(test_cutoffs: &[Time], rows: &ObservedRows<'_>) -> Result<(), SplitProblem> {
    match test_cutoffs.iter().find(|cutoff| !rows.cutoffs().contains(cutoff)) {
        Some(cutoff) => Err(SplitProblem::UnknownCutoff { cutoff: *cutoff }),
        None => Ok(()),
    }
}

/// Entities tested in a fold, and those trained on.
enum Sides {
    /// The fold of each row: that one is tested, the others are trained on.
    Folds(Vec<usize>),
    /// Everyone is both.
    Same,
}

impl Sides {
    fn new(terms: &RollingOrigin, rows: &ObservedRows<'_>) -> Result<Sides, Error> {
        Ok(match terms.entities {
            TestedEntities::Disjoint { n_folds } => {
                Sides::Folds(fold_by_entity(rows.ids(), n_folds, terms.seed)?)
            }
            TestedEntities::Same => Sides::Same,
        })
    }

    fn tests(&self, row: usize, fold: usize) -> bool {
        match self {
            Sides::Folds(folds) => folds[row] == fold,
            Sides::Same => true,
        }
    }

    fn trains(&self, row: usize, fold: usize) -> bool {
        match self {
            Sides::Folds(folds) => folds[row] != fold,
            Sides::Same => true,
        }
    }
}

/// Earlier rows of a split, by what becomes of them.
#[derive(Default)]
struct EarlierRows {
    train: Vec<usize>,
    purged: Vec<usize>,
    embargoed: Vec<usize>,
    n_before_window: usize,
}

impl EarlierRows {
    fn new(
        terms: &RollingOrigin,
        rows: &ObservedRows<'_>,
        earlier: impl Iterator<Item = usize>,
        cutoff: Time,
    ) -> EarlierRows {
        let first = terms.window.map_or(Time::MIN, |span| cutoff - span);
        let mut sorted = EarlierRows::default();
        for row in earlier {
            let end = rows.window_ends()[row];
            // Each row left out is counted once, under the first reason that holds: an outcome unknown
            // on that day is no matter of taste, an embargo and a window are.
            if end > cutoff {
                sorted.purged.push(row);
            } else if end + terms.embargo > cutoff {
                sorted.embargoed.push(row);
            } else if rows.cutoffs()[row] < first {
                sorted.n_before_window += 1;
            } else {
                sorted.train.push(row);
            }
        }
        sorted
    }

    /// Refuses too few rows to train on, and says why they are so few.
    fn check(
        &self,
        terms: &RollingOrigin,
        rows: &ObservedRows<'_>,
        cutoff: Time,
        fold: usize,
    ) -> Result<(), SplitProblem> {
        let (found, needed) = (self.train.len(), terms.min_training_rows);
        if found > 0 && found < needed {
            return Err(SplitProblem::TooFewTrainingRows { cutoff, fold, found, needed });
        }
        if found > 0 {
            return Ok(());
        }
        if self.n_before_window > 0 {
            let n_purged = self.purged.len() + self.embargoed.len();
            // The horizon is not to blame: some outcome was known, before the window.
            return Err(SplitProblem::NoTrainingRow { cutoff, fold, n_purged });
        }
        let left_out = || self.purged.iter().chain(&self.embargoed);
        let window = |row: &usize| Span::between(rows.cutoffs()[*row], rows.window_ends()[*row]);
        let age = |row: &usize| Span::between(rows.cutoffs()[*row], cutoff);
        // With nothing but purged rows, the shortest window and the longest history say by how much
        // the horizon is too long.
        let (shortest, oldest) = (left_out().map(window).min(), left_out().map(age).max());
        let embargo = terms.embargo;
        match (shortest, oldest) {
            (Some(window), Some(available)) => {
                Err(SplitProblem::HorizonTooLong { cutoff, fold, window, embargo, available })
            }
            _ => Err(SplitProblem::NoTrainingRow { cutoff, fold, n_purged: 0 }),
        }
    }
}
