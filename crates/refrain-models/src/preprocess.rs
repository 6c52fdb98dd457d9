//! From features of any kind to the standardised numbers a linear model needs.

use std::collections::BTreeSet;

use ndarray::{Array2, ShapeBuilder};
use refrain_core::{ColumnKind, FeatureMatrix};
use serde::{Deserialize, Serialize};

use crate::encoding::{EncodedColumn, Encoding};
use crate::signature::Signature;
use crate::{Error, cells};

/// Imputes, encodes and standardises features; everything it needs is learned from training rows.
///
/// - A number becomes a column, with the median of training where it is missing; if training
///   missed any, a second column says where. Missing values of a feature that training never
///   missed get the median alone.
/// - An instant becomes days before the row's cutoff, then goes on as a number: calendar dates do
///   not generalise to later cutoffs.
/// - A category becomes one column of 0 and 1 per level seen in training, found by the level's
///   name. A level unseen in training is 0 in all of them, and so is a missing one; if training
///   missed any, a column says where.
/// - Every column is shifted to zero mean, scaled to unit (population) variance and clipped.
/// - Columns that are constant in training are dropped; a feature left without a column, such as
///   one that is missing everywhere, is still demanded at prediction.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Preprocess {
    clip: f64,
}

/// What [`Preprocess`] learned from training rows.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct FittedPreprocess {
    signature: Signature,
    columns: Vec<EncodedColumn>,
    clip: f64,
}

impl Preprocess {
    /// Builds a preprocessing that clips at `clip` standard deviations from the mean.
    ///
    /// Behind ten deviations a count says "very many" and nothing else; without the clip one
    /// runaway counter moves a probability to 0 or 1. 1e9 is as good as none.
    ///
    /// # Errors
    ///
    /// [`Error::Parameter`] unless `clip` is from 1 to 1e9.
    pub fn new(clip: f64) -> Result<Preprocess, Error> {
        if (1.0..=1e9).contains(&clip) {
            return Ok(Preprocess { clip });
        }
        Err(Error::Parameter { name: "clip", expected: "from 1 to 1e9", found: clip })
    }

    /// Learns medians, levels, means and deviations.
    ///
    /// # Errors
    ///
    /// [`Error::InfiniteValue`] or [`Error::TooLarge`] at the first value that cannot be used.
    ///
    /// # Determinism
    ///
    /// Means are sums in the order of the rows, so another order may change their last bits;
    /// [`Logistic`](crate::Logistic) brings its rows into one order first.
    pub fn fit(&self, features: &FeatureMatrix) -> Result<FittedPreprocess, Error> {
        cells::check_all(features)?;
        let mut columns = Vec::new();
        for feature in 0..features.columns().len() {
            for encoding in encodings(features, feature) {
                columns.extend(EncodedColumn::fit(features, feature, encoding)?);
            }
        }
        Ok(FittedPreprocess { signature: Signature::of(features), columns, clip: self.clip })
    }
}

/// The columns that a feature may become, constant ones among them.
fn encodings(features: &FeatureMatrix, feature: usize) -> Vec<Encoding> {
    let mut encodings = match features.columns()[feature].kind {
        ColumnKind::Category(_) => levels(features, feature),
        ColumnKind::Number | ColumnKind::Instant => value(features, feature),
    };
    encodings.push(Encoding::Missing);
    encodings
}

fn levels(features: &FeatureMatrix, feature: usize) -> Vec<Encoding> {
    let seen = (0..features.n_rows()).filter_map(|row| cells::level(features, row, feature));
    let names: BTreeSet<&str> = seen.collect();
    names.into_iter().map(|name| Encoding::Level { name: name.to_owned() }).collect()
}

fn value(features: &FeatureMatrix, feature: usize) -> Vec<Encoding> {
    let numbers = (0..features.n_rows()).map(|row| cells::number(features, row, feature));
    let present: Vec<f64> = numbers.filter(|number| !number.is_nan()).collect();
    median(present).map(|median| Encoding::Value { median }).into_iter().collect()
}

fn median(mut values: Vec<f64>) -> Option<f64> {
    values.sort_unstable_by(f64::total_cmp);
    let upper = *values.get(values.len() / 2)?;
    let lower = values[(values.len() - 1) / 2];
    Some(f64::midpoint(lower, upper))
}

impl FittedPreprocess {
    /// Returns the names of the features it was fitted on, in order.
    pub fn feature_names(&self) -> &[String] {
        self.signature.names()
    }

    /// Returns the names of the columns it makes: `songs`, `songs is missing`, `level=paid`.
    pub fn encoded_names(&self) -> Vec<String> {
        self.columns.iter().map(|column| column.name(self.feature_names())).collect()
    }

    /// Returns the features that became no column, because they were constant in training.
    pub fn dropped_features(&self) -> Vec<&str> {
        let used = |feature: usize| self.columns.iter().any(|column| column.feature == feature);
        let names = self.feature_names().iter().enumerate();
        names.filter(|(feature, _)| !used(*feature)).map(|(_, name)| name.as_str()).collect()
    }

    /// Returns the standardised columns, of shape (rows, columns), column by column in memory.
    ///
    /// # Errors
    ///
    /// [`Error::OtherFeatures`], [`Error::FeatureOrder`] or [`Error::FeatureKind`] if the features
    /// are not the ones it was fitted on, [`Error::InfiniteValue`] at the first
    /// value that cannot be used.
    pub fn transform(&self, features: &FeatureMatrix) -> Result<Array2<f64>, Error> {
        self.signature.check(features)?;
        cells::check_all(features)?;
        let n_rows = features.n_rows();
        let mut values = Vec::with_capacity(n_rows * self.columns.len());
        for column in &self.columns {
            values.extend((0..n_rows).map(|row| column.standardised(features, row, self.clip)));
        }
        let array = Array2::from_shape_vec((n_rows, self.columns.len()).f(), values);
        Ok(array.expect("one value per row and column was pushed"))
    }

    /// Returns for each row and feature the sum of its columns, each times its coefficient.
    ///
    /// # Errors
    ///
    /// As [`transform`](FittedPreprocess::transform).
    pub(crate) fn weighted_sums(
        &self,
        features: &FeatureMatrix,
        coefficients: &[f64],
    ) -> Result<Vec<f64>, Error> {
        let n_features = self.feature_names().len();
        let mut sums = vec![0.0; features.n_rows() * n_features];
        let design = self.transform(features)?;
        for ((column, values), coefficient) in
            self.columns.iter().zip(design.columns()).zip(coefficients)
        {
            for (row, value) in values.iter().enumerate() {
                sums[row * n_features + column.feature] += coefficient * value;
            }
        }
        Ok(sums)
    }

    pub(crate) fn signature(&self) -> &Signature {
        &self.signature
    }

    pub(crate) fn n_columns(&self) -> usize {
        self.columns.len()
    }

    /// Returns what is wrong with a preprocessing that came from a file.
    pub(crate) fn defect(&self) -> Option<&'static str> {
        let n_features = self.feature_names().len();
        let of_columns = || self.columns.iter().find_map(|column| column.defect(n_features));
        let clip = Preprocess::new(self.clip).err().map(|_| "it clips at no deviation");
        self.signature.defect().or(clip).or_else(of_columns)
    }
}
