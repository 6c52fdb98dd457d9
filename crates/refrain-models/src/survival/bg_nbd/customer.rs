//! What the model sees of a customer.

use refrain_core::FeatureMatrix;
use serde::{Deserialize, Serialize};

use super::problem::BgNbdProblem;
use crate::Error;
use crate::rows::cells;

/// More purchase days than any customer has: sums over a customer's purchases are kept for each
/// number of them up to the greatest.
const MOST_REPEATS: f64 = 100_000.0;

/// Purchases of a customer, in days.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub(super) struct Customer {
    /// `x`: purchases after the first.
    pub(super) repeats: f64,
    /// `t_x`: from the first purchase to the last.
    pub(super) last: f64,
    /// `T`: from the first purchase to the cutoff.
    pub(super) age: f64,
}

/// Positions of the three columns.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Positions {
    pub(super) purchase_days: usize,
    pub(super) first_to_last: usize,
    pub(super) since_first: usize,
}

impl Customer {
    /// Who has not bought yet, of whom only what holds for everybody is known.
    pub(super) const NEW: Customer = Customer { repeats: 0.0, last: 0.0, age: 0.0 };

    pub(super) fn is_possible(self) -> bool {
        let Customer { repeats, last, age } = self;
        repeats >= 0.0 && repeats.is_finite() && 0.0 <= last && last <= age && age.is_finite()
    }

    /// Refuses more purchases than can be learned from.
    pub(super) fn check_count(self) -> Result<(), Error> {
        if self.repeats <= MOST_REPEATS {
            return Ok(());
        }
        Err(BgNbdProblem::TooMany { found: self.repeats + 1.0, most: MOST_REPEATS }.into())
    }
}

impl Positions {
    /// Returns the customer of each row; `None` where it has not bought yet.
    ///
    /// Of a customer with one purchase the model does not ask how long lies between the first and
    /// the last.
    pub(super) fn customers(
        self,
        features: &FeatureMatrix,
    ) -> Result<Vec<Option<Customer>>, Error> {
        (0..features.n_rows()).map(|row| self.customer(features, row)).collect()
    }

    fn customer(self, features: &FeatureMatrix, row: usize) -> Result<Option<Customer>, Error> {
        let days = self.value(features, row, self.purchase_days)?;
        let age = self.value(features, row, self.since_first)?;
        let days = match (days, age) {
            (None, None) | (Some(0.0), None | Some(0.0)) => return Ok(None),
            (Some(0.0), Some(_)) | (None, _) => {
                return Err(self.missing(features, row, self.purchase_days));
            }
            (Some(days), _) if days.fract() != 0.0 => {
                return Err(self.fractional(features, row, days));
            }
            (Some(days), _) => days,
        };
        let age = age.ok_or_else(|| self.missing(features, row, self.since_first))?;
        if days == 1.0 {
            return Ok(Some(Customer { repeats: 0.0, last: 0.0, age }));
        }
        let last = self.value(features, row, self.first_to_last)?;
        let last = last.ok_or_else(|| self.missing(features, row, self.first_to_last))?;
        if last > age {
            return Err(self.last_after_cutoff(features, row, last, age));
        }
        Ok(Some(Customer { repeats: days - 1.0, last, age }))
    }

    /// A value that is no less than 0, `None` where it is missing.
    fn value(
        self,
        features: &FeatureMatrix,
        row: usize,
        column: usize,
    ) -> Result<Option<f64>, Error> {
        let found = cells::number(features, row, column);
        if found < 0.0 {
            let column = features.columns()[column].name.clone();
            return Err(
                BgNbdProblem::Negative { column, place: place(features, row), found }.into()
            );
        }
        Ok((!found.is_nan()).then_some(found))
    }

    fn missing(self, features: &FeatureMatrix, row: usize, column: usize) -> Error {
        let column = features.columns()[column].name.clone();
        BgNbdProblem::Missing { column, place: place(features, row) }.into()
    }

    fn fractional(self, features: &FeatureMatrix, row: usize, found: f64) -> Error {
        let column = features.columns()[self.purchase_days].name.clone();
        BgNbdProblem::Fraction { column, place: place(features, row), found }.into()
    }

    fn last_after_cutoff(self, features: &FeatureMatrix, row: usize, last: f64, age: f64) -> Error {
        let name = |column: usize| features.columns()[column].name.clone();
        let (first_to_last, since_first) = (name(self.first_to_last), name(self.since_first));
        let place = place(features, row);
        BgNbdProblem::LastAfterCutoff { first_to_last, since_first, place, last, age }.into()
    }

    /// Returns the names of the columns, each once.
    pub(super) fn names(self, features: &FeatureMatrix) -> Vec<String> {
        let mut columns = vec![self.purchase_days, self.first_to_last, self.since_first];
        columns.sort_unstable();
        columns.dedup();
        columns.into_iter().map(|column| features.columns()[column].name.clone()).collect()
    }

    pub(super) fn is_among(self, n_features: usize) -> bool {
        let Positions { purchase_days, first_to_last, since_first } = self;
        [purchase_days, first_to_last, since_first].iter().all(|position| *position < n_features)
    }
}

/// The row in words: its number and whose it is.
fn place(features: &FeatureMatrix, row: usize) -> String {
    format!("row {row} (`{}`)", features.entity_id(row))
}
