//! Splits by entity and time at once.

use refrain_core::{Dataset, Time};

use super::fold::{check_fold_count, fold_by_entity};
use super::{ObservedRows, Split};
use crate::Error;

/// Which cutoffs to test at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TestCutoffs {
    /// The latest so many of the rows' distinct cutoffs.
    Latest(usize),
    /// These, in any order; repeated ones count once.
    At(Vec<Time>),
}

/// A split that tests on the future of customers it was not trained on.
///
/// Entities are dealt to folds ([`fold_by_entity`]). For each test cutoff and fold, the rows of the
/// fold at that cutoff are tested, and the model is trained on rows of the other folds at earlier
/// cutoffs, minus those *purged*: rows whose outcome window ends after the test cutoff, because
/// their label would not be known on that day. Windows are half-open, so one that ends at the
/// cutoff exactly is known.
///
/// Every row at a test cutoff is tested exactly once. A fold without a row at a cutoff (its
/// entities have left, say) makes no split there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EntityTimeSplit {
    n_folds: usize,
    test_cutoffs: TestCutoffs,
    seed: u64,
}

impl EntityTimeSplit {
    /// Sets up a split into folds of entities, tested at some cutoffs; the seed deals the entities.
    ///
    /// # Errors
    ///
    /// [`Error::FoldCount`] for fewer than two folds, [`Error::NoTestCutoff`] for no cutoff.
    pub fn new(
        n_folds: usize,
        test_cutoffs: TestCutoffs,
        seed: u64,
    ) -> Result<EntityTimeSplit, Error> {
        check_fold_count(n_folds)?;
        let none = match &test_cutoffs {
            TestCutoffs::Latest(n_cutoffs) => *n_cutoffs == 0,
            TestCutoffs::At(cutoffs) => cutoffs.is_empty(),
        };
        if none {
            return Err(Error::NoTestCutoff);
        }
        Ok(EntityTimeSplit { n_folds, test_cutoffs, seed })
    }

    /// Splits a dataset: by test cutoff, then by fold, both ascending.
    ///
    /// # Errors
    ///
    /// As [`split_rows`](EntityTimeSplit::split_rows), and those of [`ObservedRows::from_dataset`].
    pub fn split(&self, dataset: &Dataset) -> Result<Vec<Split>, Error> {
        self.split_rows(&ObservedRows::from_dataset(dataset)?)
    }

    /// Splits rows: by test cutoff, then by fold, both ascending.
    ///
    /// # Errors
    ///
    /// [`Error::TooFewEntities`] for fewer entities than folds, [`Error::TooFewCutoffs`] or
    /// [`Error::UnknownCutoff`] if the rows do not have the test cutoffs, and
    /// [`Error::NoTrainingRow`] if nothing is left to train on for one of them.
    pub fn split_rows(&self, rows: &ObservedRows<'_>) -> Result<Vec<Split>, Error> {
        let folds = fold_by_entity(rows.ids(), self.n_folds, self.seed)?;
        let mut splits = Vec::new();
        for cutoff in self.cutoffs(rows.cutoffs())? {
            for fold in 0..self.n_folds {
                splits.extend(split_at(rows, &folds, cutoff, fold)?);
            }
        }
        Ok(splits)
    }

    /// The test cutoffs, ascending, each once.
    fn cutoffs(&self, of_rows: &[Time]) -> Result<Vec<Time>, Error> {
        let known = distinct(of_rows);
        match &self.test_cutoffs {
            TestCutoffs::Latest(asked) => {
                let (asked, found) = (*asked, known.len());
                let first =
                    found.checked_sub(asked).ok_or(Error::TooFewCutoffs { asked, found })?;
                Ok(known[first..].to_vec())
            }
            TestCutoffs::At(cutoffs) => {
                let cutoffs = distinct(cutoffs);
                match cutoffs.iter().find(|cutoff| known.binary_search(cutoff).is_err()) {
                    Some(cutoff) => Err(Error::UnknownCutoff { cutoff: *cutoff }),
                    None => Ok(cutoffs),
                }
            }
        }
    }
}

fn distinct(times: &[Time]) -> Vec<Time> {
    let mut distinct = times.to_vec();
    distinct.sort_unstable();
    distinct.dedup();
    distinct
}

/// The split of one fold at one cutoff, `None` if there is nothing to test.
fn split_at(
    rows: &ObservedRows<'_>,
    folds: &[usize],
    cutoff: Time,
    fold: usize,
) -> Result<Option<Split>, Error> {
    let all = 0..rows.n_rows();
    let at_cutoff = |row: &usize| folds[*row] == fold && rows.cutoffs()[*row] == cutoff;
    let test: Vec<usize> = all.clone().filter(at_cutoff).collect();
    if test.is_empty() {
        return Ok(None);
    }
    let earlier = |row: &usize| folds[*row] != fold && rows.cutoffs()[*row] < cutoff;
    let (train, purged): (Vec<usize>, Vec<usize>) =
        all.filter(earlier).partition(|row| rows.window_ends()[*row] <= cutoff);
    let n_purged = purged.len();
    if train.is_empty() {
        return Err(Error::NoTrainingRow { cutoff, fold, n_purged });
    }
    Ok(Some(Split { cutoff, fold, train, test, n_purged }))
}
