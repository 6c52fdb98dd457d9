//! One division of rows into training and test.

use std::collections::HashMap;

use refrain_core::{Span, Time};

use super::ObservedRows;
use crate::{Error, TestedEntities};

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
    /// Number of earlier rows that are left out of training, because their outcome window reaches
    /// past the cutoff. Where entities are disjoint, only rows of other folds count here and below.
    pub n_purged: usize,
    /// Number of earlier rows that are left out because their outcome was known too shortly before
    /// the cutoff.
    pub n_embargoed: usize,
    /// Number of earlier rows that are left out because a sliding window begins after them.
    pub n_before_window: usize,
    /// What time there must be between the end of a training row's outcome window and the cutoff.
    pub embargo: Span,
    /// Whether entities may be on both sides, declared by whoever made the split.
    pub entities: TestedEntities,
}

impl Split {
    /// Checks that nothing tested can be known in training, whoever made the split.
    ///
    /// Every test row must have the split's cutoff; every training row must have an earlier one and
    /// an outcome window that ends by the split's cutoff at the latest, or its embargo before it; no
    /// entity may be on both sides, unless the split declares that it tests the same entities. An
    /// empty side passes.
    ///
    /// # Errors
    ///
    /// [`Error::UnknownRow`], [`Error::TestRowElsewhere`], [`Error::TrainingRowTooLate`],
    /// [`Error::TrainingRowNotPurged`], [`Error::TrainingRowUnderEmbargo`] or
    /// [`Error::SharedEntity`], at the first row that is wrong.
    pub fn check(&self, rows: &ObservedRows<'_>) -> Result<(), Error> {
        let n_rows = rows.n_rows();
        if let Some(row) = self.test.iter().chain(&self.train).find(|row| **row >= n_rows) {
            return Err(Error::UnknownRow { row: *row, n_rows });
        }
        self.test.iter().try_for_each(|row| self.check_test_row(rows, *row))?;
        self.train.iter().try_for_each(|row| self.check_training_row(rows, *row))?;
        match self.entities {
            TestedEntities::Disjoint { .. } => self.check_entities(rows.ids()),
            TestedEntities::Same => Ok(()),
        }
    }

    /// Checks that training sees churned and retained rows; `labels` has one for each row there is.
    ///
    /// # Errors
    ///
    /// [`Error::UnknownRow`] for a row without a label, [`Error::OneClassInTraining`].
    pub fn check_training_labels(&self, labels: &[bool]) -> Result<(), Error> {
        let missing = missing_class(&self.train, labels)?;
        let (cutoff, fold, n_rows) = (self.cutoff, self.fold, self.train.len());
        match missing {
            Some(missing) => Err(Error::OneClassInTraining { cutoff, fold, n_rows, missing }),
            None => Ok(()),
        }
    }

    /// Checks that there are churned and retained rows to test, as figures of a single split need;
    /// figures of all splits together do not.
    ///
    /// # Errors
    ///
    /// [`Error::UnknownRow`] for a row without a label, [`Error::OneClassInTest`].
    pub fn check_test_labels(&self, labels: &[bool]) -> Result<(), Error> {
        let missing = missing_class(&self.test, labels)?;
        let (cutoff, fold, n_rows) = (self.cutoff, self.fold, self.test.len());
        match missing {
            Some(missing) => Err(Error::OneClassInTest { cutoff, fold, n_rows, missing }),
            None => Ok(()),
        }
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
        let embargo = self.embargo;
        if end + embargo > cutoff {
            return Err(Error::TrainingRowUnderEmbargo { row, cutoff, end, embargo });
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

/// What none of some rows did, if there is such a thing.
fn missing_class(rows: &[usize], labels: &[bool]) -> Result<Option<&'static str>, Error> {
    let n_rows = labels.len();
    if let Some(row) = rows.iter().find(|row| **row >= n_rows) {
        return Err(Error::UnknownRow { row: *row, n_rows });
    }
    let n_churned = rows.iter().filter(|row| labels[**row]).count();
    Ok(match n_churned {
        0 => Some("churned"),
        n_churned if n_churned == rows.len() => Some("was retained"),
        _ => None,
    })
}
