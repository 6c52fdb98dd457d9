//! Features with labels.

pub(crate) mod matrix;
pub(crate) mod observation;

use crate::error::check_length;
use crate::{Error, ErrorKind, FeatureMatrix, Outcome, Problem, Time};

/// Features with what is needed to train and test on them: the label, the group (entity), the
/// time (cutoff and end of the outcome window) and the weight of each row.
#[derive(Debug, Clone)]
pub struct Dataset {
    features: FeatureMatrix,
    labels: Vec<bool>,
    window_ends: Vec<Time>,
    weights: Vec<f64>,
}

impl Dataset {
    /// Joins features with the outcome of each row and the end of its outcome window; every row
    /// weighs 1.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Mismatch`] if there is not one outcome and one window end per row,
    /// [`ErrorKind::Data`] at the first row without a label.
    pub fn new(
        features: FeatureMatrix,
        outcomes: &[Outcome],
        window_ends: Vec<Time>,
    ) -> Result<Dataset, Error> {
        check_length("the list of outcomes", features.n_rows(), outcomes.len())?;
        check_length("the list of window ends", features.n_rows(), window_ends.len())?;
        let label = |(row, outcome): (usize, &Outcome)| {
            outcome.label().ok_or(DatasetProblem::Censored { row })
        };
        let labels =
            outcomes.iter().enumerate().map(label).collect::<Result<_, DatasetProblem>>()?;
        let weights = vec![1.0; features.n_rows()];
        Ok(Dataset { features, labels, window_ends, weights })
    }

    /// Returns the same rows with other weights: a row of weight 2 counts as two rows.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Mismatch`] if there is not one weight per row, [`ErrorKind::Data`] at the first
    /// that is negative or not finite, and if all are zero.
    pub fn weighted(self, weights: Vec<f64>) -> Result<Dataset, Error> {
        check_weights(self.n_rows(), &weights)?;
        if !weights.is_empty() && weights.iter().all(|weight| *weight == 0.0) {
            return Err(DatasetProblem::NoWeight { n_rows: weights.len() }.into());
        }
        Ok(Dataset { weights, ..self })
    }

    /// Returns the number of rows.
    pub fn n_rows(&self) -> usize {
        self.labels.len()
    }

    /// Returns the features.
    pub fn features(&self) -> &FeatureMatrix {
        &self.features
    }

    /// Returns the label of each row: whether the entity churned.
    pub fn labels(&self) -> &[bool] {
        &self.labels
    }

    /// Returns the number of rows whose entity churned.
    pub fn n_churned(&self) -> usize {
        self.labels.iter().filter(|churned| **churned).count()
    }

    /// Returns the weight of each row, 1 unless said otherwise.
    pub fn weights(&self) -> &[f64] {
        &self.weights
    }

    /// Returns the group of each row: the index of its entity.
    pub fn groups(&self) -> Vec<usize> {
        self.features.observations().iter().map(|row| row.entity.position()).collect()
    }

    /// Returns the cutoff of each row.
    pub fn cutoffs(&self) -> Vec<Time> {
        self.features.observations().iter().map(|row| row.cutoff).collect()
    }

    /// Returns the end of each row's outcome window: when its label is known.
    pub fn window_ends(&self) -> &[Time] {
        &self.window_ends
    }

    /// Returns the dataset of some of its rows, in the order given.
    ///
    /// # Panics
    ///
    /// If a row is not below the number of rows.
    pub fn select(&self, rows: &[usize]) -> Dataset {
        Dataset {
            features: self.features.select(rows),
            labels: rows.iter().map(|row| self.labels[*row]).collect(),
            window_ends: rows.iter().map(|row| self.window_ends[*row]).collect(),
            weights: rows.iter().map(|row| self.weights[*row]).collect(),
        }
    }
}

/// Checks that there is one weight for each row, each finite and not negative.
///
/// # Errors
///
/// [`ErrorKind::Mismatch`] if there is not one weight per row, [`ErrorKind::Data`] at the first
/// that no row can have.
pub fn check_weights(n_rows: usize, weights: &[f64]) -> Result<(), Error> {
    check_length("the list of weights", n_rows, weights.len())?;
    let impossible = |weight: &f64| !(weight.is_finite() && *weight >= 0.0);
    match weights.iter().position(impossible) {
        Some(row) => Err(DatasetProblem::Weight { row, found: weights[row] }.into()),
        None => Ok(()),
    }
}

#[derive(Debug, thiserror::Error)]
enum DatasetProblem {
    #[error("the outcome of observation {row} is censored, so it has no label; leave it out")]
    Censored { row: usize },
    #[error("row {row} has the weight {found}; weights are finite and not negative")]
    Weight { row: usize, found: f64 },
    #[error("all {n_rows} rows have the weight 0; at least one must count")]
    NoWeight { n_rows: usize },
}

impl Problem for DatasetProblem {
    fn kind(&self) -> ErrorKind {
        ErrorKind::Data
    }
}
