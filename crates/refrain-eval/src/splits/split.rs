//! One division of rows into training and test.

use std::collections::HashMap;

use refrain_core::Time;

use super::ObservedRows;
use crate::Error;

/// Rows to train on and rows to test on, as row numbers in ascending order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Split {
    /// The cutoff tested at.
    pub cutoff: Time,
    /// The fold tested on, from 0.
    pub fold: usize,
    /// Rows to train on.
    pub train: Vec<usize>,
    /// Rows to test on.
    pub test: Vec<usize>,
    /// Number of earlier rows of other folds that are left out of training, because their outcome
    /// window reaches past the cutoff.
    pub n_purged: usize,
}

impl Split {
    /// Checks that nothing tested can be known in training, whoever made the split.
    ///
    /// Every test row must have the split's cutoff; every training row must have an earlier one and
    /// an outcome window that ends by the split's cutoff at the latest; no entity may be on both
    /// sides. An empty side passes.
    ///
    /// # Errors
    ///
    /// [`Error::UnknownRow`], [`Error::TestRowElsewhere`], [`Error::TrainingRowTooLate`],
    /// [`Error::TrainingRowNotPurged`] or [`Error::SharedEntity`], at the first row that is wrong.
    pub fn check(&self, rows: &ObservedRows<'_>) -> Result<(), Error> {
        let n_rows = rows.n_rows();
        if let Some(row) = self.test.iter().chain(&self.train).find(|row| **row >= n_rows) {
            return Err(Error::UnknownRow { row: *row, n_rows });
        }
        self.test.iter().try_for_each(|row| self.check_test_row(rows, *row))?;
        self.train.iter().try_for_each(|row| self.check_training_row(rows, *row))?;
        self.check_entities(rows.ids())
    }

    fn check_test_row(&self, rows: &ObservedRows<'_>, row: usize) -> Result<(), Error> {
        let (expected, found) = (self.cutoff, rows.cutoffs()[row]);
        if found != expected {
            return Err(Error::TestRowElsewhere { row, expected, found });
        }
        Ok(())
    }

    fn check_training_row(&self, rows: &ObservedRows<'_>, row: usize) -> Result<(), Error> {
        let (cutoff, found, end) = (self.cutoff, rows.cutoffs()[row], rows.window_ends()[row]);
        if found >= cutoff {
            return Err(Error::TrainingRowTooLate { row, cutoff, found });
        }
        if end > cutoff {
            return Err(Error::TrainingRowNotPurged { row, cutoff, end });
        }
        Ok(())
    }

    fn check_entities(&self, ids: &[&str]) -> Result<(), Error> {
        let tested: HashMap<&str, usize> = self.test.iter().map(|row| (ids[*row], *row)).collect();
        for train_row in &self.train {
            if let Some(test_row) = tested.get(ids[*train_row]) {
                let (entity, train_row) = (ids[*train_row].to_owned(), *train_row);
                return Err(Error::SharedEntity { entity, train_row, test_row: *test_row });
            }
        }
        Ok(())
    }
}
