//! Splits by entity and time at once.

use refrain_core::{Dataset, Time};

use super::{ObservedRows, Split};
use crate::{Error, Protocol, TestedEntities};

/// Which cutoffs to test at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TestCutoffs {
    /// The later half of the rows' distinct cutoffs, the smaller one of an odd number.
    LaterHalf,
    /// The latest so many of them.
    Latest(usize),
    /// These, ascending.
    At(Vec<Time>),
}

/// The [`Protocol`] for most: tests on the future of customers it was not trained on.
///
/// Entities are dealt to folds ([`fold_by_entity`](crate::fold_by_entity)). For each test cutoff and
/// fold, the rows of the fold at that cutoff are tested, and the model is trained on rows of the
/// other folds at earlier cutoffs, minus those *purged*: rows whose outcome window ends after the
/// test cutoff, because their label would not be known on that day. There is no embargo, and
/// training reaches back to the first row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EntityTimeSplit {
    protocol: Protocol,
}

impl EntityTimeSplit {
    /// Sets up a split into folds of entities, tested at some cutoffs; the seed deals the entities.
    ///
    /// # Errors
    ///
    /// [`Error::FoldCount`] for fewer than two folds, [`Error::NoTestCutoff`] for no cutoff,
    /// [`Error::CutoffsOutOfOrder`] for cutoffs that do not ascend.
    pub fn new(
        n_folds: usize,
        test_cutoffs: TestCutoffs,
        seed: u64,
    ) -> Result<EntityTimeSplit, Error> {
        let entities = TestedEntities::Disjoint { n_folds };
        let protocol = Protocol { test_cutoffs, entities, seed, ..Protocol::default() };
        protocol.check()?;
        Ok(EntityTimeSplit { protocol })
    }

    /// Splits a dataset: by test cutoff, then by fold, both ascending.
    ///
    /// # Errors
    ///
    /// As [`Protocol::split`].
    pub fn split(&self, dataset: &Dataset) -> Result<Vec<Split>, Error> {
        self.protocol.split(dataset)
    }

    /// Splits rows: by test cutoff, then by fold, both ascending.
    ///
    /// # Errors
    ///
    /// As [`Protocol::split_rows`].
    pub fn split_rows(&self, rows: &ObservedRows<'_>) -> Result<Vec<Split>, Error> {
        self.protocol.split_rows(rows)
    }

    /// Returns the protocol behind it.
    pub fn protocol(&self) -> &Protocol {
        &self.protocol
    }
}
