//! One division of rows into training and test.

use std::collections::HashMap;

use super::ObservedRows;
use super::problem::SplitProblem;
use crate::{Error, Span, Time};

/// Rows to train on and rows to test on, as row numbers in ascending order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Split {
    /// Cutoff tested at.
    pub cutoff: Time,
    /// Fold tested on, from 0.
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
    /// Least time between the end of a training row's outcome window and the cutoff.
    pub embargo: Span,
    /// Entities on both sides or on one, declared by whoever made the split.
    pub entities: TestedEntities,
}

/// Entities that a split tests, beside those it trains on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TestedEntities {
    /// Others: entities are dealt to folds, and each fold is tested after training on the others.
    Disjoint {
        /// Number of folds, 2 or more.
        n_folds: usize,
    },
    /// The same, as a model in use will: it meets tomorrow the customers it was trained on. What
    /// it gains by recognising them is then part of its figures.
    Same,
}

impl TestedEntities {
    /// Returns the number of folds, 1 where the same entities are tested.
    pub fn n_folds(self) -> usize {
        match self {
            TestedEntities::Disjoint { n_folds } => n_folds,
            TestedEntities::Same => 1,
        }
    }
}

impl Split {
    /// Checks that nothing tested can be known in training, whoever made the split.
    ///
    /// Every test row must have the split's cutoff; every training row must have an earlier one and
    /// an outcome window that ends by the split's cutoff at the latest, or its embargo before it;
    /// no entity may be on both sides, unless the split declares that it tests the same entities.
    /// An empty side passes.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Mismatch`](crate::ErrorKind::Mismatch), at the first row that is wrong or not
    /// there.
    ///
    /// # Examples
    ///
    /// ```
    /// # use refrain_core::{ObservedRows, RollingOrigin, Span, TestedEntities, Time};
    /// # let day = |n| Time::from_millis(0) + Span::from_days(n);
    /// # let cutoffs = [day(0), day(0), day(14), day(14)];
    /// # let window_ends = cutoffs.map(|cutoff| cutoff + Span::from_days(10));
    /// let rows = ObservedRows::new(["ada", "bob", "ada", "bob"], &cutoffs, &window_ends)?;
    /// let terms = RollingOrigin {
    ///     window: None,
    ///     embargo: Span::ZERO,
    ///     entities: TestedEntities::Same,
    ///     min_training_rows: 1,
    ///     seed: 7,
    /// };
    /// let mut split = terms.split(&rows, &[day(14)])?.remove(0);
    /// assert!(split.check(&rows).is_ok());
    ///
    /// // A row that is tested must not be trained on.
    /// split.train.extend(&split.test);
    /// assert!(split.check(&rows).is_err());
    /// # Ok::<(), refrain_core::Error>(())
    /// ```
    pub fn check(&self, rows: &ObservedRows<'_>) -> Result<(), Error> {
        let n_rows = rows.n_rows();
        if let Some(row) = self.test.iter().chain(&self.train).find(|row| **row >= n_rows) {
            return Err(SplitProblem::UnknownRow { row: *row, n_rows }.into());
        }
        self.test.iter().try_for_each(|row| self.check_test_row(rows, *row))?;
        self.train.iter().try_for_each(|row| self.check_training_row(rows, *row))?;
        if let TestedEntities::Disjoint { .. } = self.entities {
            self.check_entities(rows.ids())?;
        }
        Ok(())
    }

    /// Checks that training sees churned and retained rows; `labels` has one for each row there is.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Mismatch`](crate::ErrorKind::Mismatch) for a row without a label,
    /// [`ErrorKind::Data`](crate::ErrorKind::Data) if all labels are alike.
    ///
    /// # Examples
    ///
    /// ```
    /// # use refrain_core::{ObservedRows, RollingOrigin, Span, TestedEntities, Time};
    /// # let day = |n| Time::from_millis(0) + Span::from_days(n);
    /// # let cutoffs = [day(0), day(0), day(14), day(14)];
    /// # let window_ends = cutoffs.map(|cutoff| cutoff + Span::from_days(10));
    /// let rows = ObservedRows::new(["ada", "bob", "ada", "bob"], &cutoffs, &window_ends)?;
    /// let terms = RollingOrigin {
    ///     window: None,
    ///     embargo: Span::ZERO,
    ///     entities: TestedEntities::Same,
    ///     min_training_rows: 1,
    ///     seed: 7,
    /// };
    /// let split = &terms.split(&rows, &[day(14)])?[0];
    /// assert_eq!(split.train, [0, 1]);
    /// assert!(split.check_training_labels(&[false, true, false, false]).is_ok());
    /// assert!(split.check_training_labels(&[false, false, false, true]).is_err());
    /// # Ok::<(), refrain_core::Error>(())
    /// ```
    pub fn check_training_labels(&self, labels: &[bool]) -> Result<(), Error> {
        let (cutoff, fold, n_rows) = (self.cutoff, self.fold, self.train.len());
        match missing_class(&self.train, labels)? {
            Some(missing) => {
                Err(SplitProblem::OneClassInTraining { cutoff, fold, n_rows, missing }.into())
            }
            None => Ok(()),
        }
    }

    /// Checks that there are churned and retained rows to test, as figures of a single split need;
    /// figures of all splits together do not.
    ///
    /// # Errors
    ///
    /// As [`check_training_labels`](Split::check_training_labels).
    pub fn check_test_labels(&self, labels: &[bool]) -> Result<(), Error> {
        let (cutoff, fold, n_rows) = (self.cutoff, self.fold, self.test.len());
        match missing_class(&self.test, labels)? {
            Some(missing) => {
                Err(SplitProblem::OneClassInTest { cutoff, fold, n_rows, missing }.into())
            }
            None => Ok(()),
        }
    }

    fn check_test_row(&self, rows: &ObservedRows<'_>, row: usize) -> Result<(), SplitProblem> {
        let (expected, found) = (self.cutoff, rows.cutoffs()[row]);
        if found != expected {
            return Err(SplitProblem::TestRowElsewhere { row, expected, found });
        }
        Ok(())
    }

    fn check_training_row(&self, rows: &ObservedRows<'_>, row: usize) -> Result<(), SplitProblem> {
        let (cutoff, found, end) = (self.cutoff, rows.cutoffs()[row], rows.window_ends()[row]);
        if found >= cutoff {
            return Err(SplitProblem::TrainingRowTooLate { row, cutoff, found });
        }
        // Windows are half-open: one that ends at the cutoff is known on that day.
        if end > cutoff {
            return Err(SplitProblem::TrainingRowNotPurged { row, cutoff, end });
        }
        let embargo = self.embargo;
        if end + embargo > cutoff {
            return Err(SplitProblem::TrainingRowUnderEmbargo { row, cutoff, end, embargo });
        }
        Ok(())
    }

    fn check_entities(&self, ids: &[&str]) -> Result<(), SplitProblem> {
        // Sought in a map, since any entity of thousands may be on both sides.
        let tested: HashMap<&str, usize> = self.test.iter().map(|row| (ids[*row], *row)).collect();
        for train_row in &self.train {
            if let Some(test_row) = tested.get(ids[*train_row]) {
                let (entity, train_row) = (ids[*train_row].to_owned(), *train_row);
                return Err(SplitProblem::SharedEntity { entity, train_row, test_row: *test_row });
            }
        }
        Ok(())
    }
}

/// Names the class that some rows lack, if they lack one.
fn missing_class(rows: &[usize], labels: &[bool]) -> Result<Option<&'static str>, SplitProblem> {
    let n_rows = labels.len();
    if let Some(row) = rows.iter().find(|row| **row >= n_rows) {
        return Err(SplitProblem::UnknownRow { row: *row, n_rows });
    }
    let n_churned = rows.iter().filter(|row| labels[**row]).count();
    Ok(match n_churned {
        0 => Some("churned"),
        n_churned if n_churned == rows.len() => Some("was retained"),
        _ => None,
    })
}
