//! Preprocessing: from features of any kind to the standardised numbers a linear model needs.

mod encoding;
mod moments;

use std::collections::BTreeMap;

use ndarray::{Array2, ShapeBuilder};
use rayon::prelude::*;
use refrain_core::{ColumnKind, FeatureMatrix, check_length};

use crate::Error;
use crate::estimators::stored::checked_when_read;
use crate::out_of_range::OutOfRange;
use crate::preprocess::encoding::{Curve, EncodedColumn, Encoding, NumberSteps};
use crate::preprocess::moments::{Moments, Ordered};
use crate::rows::cells;
use crate::rows::problem::RowsProblem;
use crate::rows::signature::Signature;

/// Replacement of missing numbers.
#[derive(Debug, Clone, Copy, PartialEq)]
#[non_exhaustive]
pub enum Impute {
    /// The median of training.
    Median,
    /// The mean of training.
    Mean,
    /// This number.
    Constant(f64),
}

/// Missing indicators: columns that say where a feature is missing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Missing {
    /// One does, if training missed any.
    Indicated,
    /// None does.
    Silent,
}

/// Numbers that are log-transformed: `sign(x) · ln(1 + |x|)`.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum Log1p {
    /// None.
    Never,
    /// Those whose skewness in training is farther from zero than this.
    Skewed(f64),
    /// Those of these names.
    Named(Vec<String>),
}

/// Scaling of columns.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Scaling {
    /// Zero mean and unit (population) variance in training.
    Standardise,
    /// It stays.
    None,
}

/// Parameters of [`Preprocess`].
///
/// # Examples
///
/// ```
/// use refrain_models::{Impute, Log1p, Missing, Preprocess, PreprocessOptions};
///
/// let options = PreprocessOptions::default()
///     .impute(Impute::Constant(0.0))
///     .missing(Missing::Silent)
///     .log1p(Log1p::Skewed(2.0))
///     .quantiles((0.01, 0.99));
/// assert_eq!(Preprocess::new(options.clone())?.options(), &options);
/// # Ok::<(), refrain_models::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct PreprocessOptions {
    /// Replacement of missing numbers.
    pub impute: Impute,
    /// Missing indicators: columns that say where a feature is missing.
    pub missing: Missing,
    /// Least share of the training weight that a level needs for a column of its own, from 0 to 1.
    /// Rarer levels count as unseen: their coefficients would be noise.
    pub min_level_share: f64,
    /// Numbers below the first or above the second of these quantiles of training count as that
    /// quantile; 0 and 1 change nothing in training, and bound what comes later.
    pub quantiles: Option<(f64, f64)>,
    /// Numbers that are log-transformed.
    pub log1p: Log1p,
    /// Scaling of columns.
    pub scaling: Scaling,
    /// Deviations from the mean at which standardised values are clipped, from 1 to 1e9.
    ///
    /// Behind ten deviations a count says "very many" and nothing else; without the clip one
    /// runaway counter moves a probability to 0 or 1. 1e9 is as good as none.
    pub clip: f64,
}

impl PreprocessOptions {
    /// Sets the field `impute`.
    pub fn impute(self, impute: Impute) -> Self {
        PreprocessOptions { impute, ..self }
    }

    /// Sets the field `missing`.
    pub fn missing(self, missing: Missing) -> Self {
        PreprocessOptions { missing, ..self }
    }

    /// Sets the field `min_level_share`.
    pub fn min_level_share(self, min_level_share: f64) -> Self {
        PreprocessOptions { min_level_share, ..self }
    }

    /// Sets the field `quantiles`.
    pub fn quantiles(self, quantiles: impl Into<Option<(f64, f64)>>) -> Self {
        PreprocessOptions { quantiles: quantiles.into(), ..self }
    }

    /// Sets the field `log1p`.
    pub fn log1p(self, log1p: Log1p) -> Self {
        PreprocessOptions { log1p, ..self }
    }

    /// Sets the field `scaling`.
    pub fn scaling(self, scaling: Scaling) -> Self {
        PreprocessOptions { scaling, ..self }
    }

    /// Sets the field `clip`.
    pub fn clip(self, clip: f64) -> Self {
        PreprocessOptions { clip, ..self }
    }
}

impl Default for PreprocessOptions {
    fn default() -> PreprocessOptions {
        PreprocessOptions {
            impute: Impute::Median,
            missing: Missing::Indicated,
            min_level_share: 0.01,
            quantiles: None,
            log1p: Log1p::Never,
            scaling: Scaling::Standardise,
            clip: 10.0,
        }
    }
}

/// Imputes, encodes and standardises features; everything it needs is learned from training rows.
///
/// - A number becomes a column: missing ones imputed, moved into the quantiles asked for,
///   log-transformed where asked for. If training missed any, a second column says where. Missing
///   values of a feature that training never missed are imputed alone.
/// - An instant becomes days before the row's cutoff, then goes on as a number: calendar dates do
///   not generalise to later cutoffs.
/// - A category becomes one column of 0 and 1 per level that is frequent enough in training, found
///   by the level's name. Any other level is 0 in all of them, and so is a missing one; if training
///   missed any, a column says where.
/// - Every column is shifted to zero mean, scaled to unit (population) variance and clipped.
/// - Columns that are constant in training are dropped; a feature left without a column, such as
///   one that is missing everywhere, is still demanded at prediction.
///
/// # Examples
///
/// ```
/// use refrain_models::{Preprocess, PreprocessOptions, conformance};
///
/// let train = conformance::customers(300, 60, 7);
/// let prepare = Preprocess::new(PreprocessOptions::default().clip(5.0))?;
/// let prepared = prepare.fit(train.features())?;
/// assert_eq!(prepared.dropped_features(), ["always_one"]);
/// assert_eq!(prepared.transform(train.features())?.nrows(), 300);
/// # Ok::<(), refrain_models::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Preprocess {
    options: PreprocessOptions,
}

checked_when_read! {
    /// Medians, levels and scales that [`Preprocess`] learned from training rows.
    #[derive(Debug, Clone, PartialEq)]
    pub struct FittedPreprocess {
        signature: Signature,
        columns: Vec<EncodedColumn>,
        clip: f64,
    }
}

impl Default for Preprocess {
    fn default() -> Preprocess {
        Preprocess::new(PreprocessOptions::default()).expect("the default parameters are in range")
    }
}

impl Preprocess {
    /// Checks the parameters.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Argument`](crate::ErrorKind::Argument) if `clip` is not from 1 to 1e9,
    /// `min_level_share` or a quantile not from 0 to 1, the first quantile not below the second, or
    /// a constant or the limit of skewness not finite.
    ///
    /// # Examples
    ///
    /// ```
    /// use refrain_models::{ErrorKind, Preprocess, PreprocessOptions};
    ///
    /// let upside_down = PreprocessOptions::default().quantiles((0.9, 0.1));
    /// let refused = Preprocess::new(upside_down).unwrap_err();
    /// assert_eq!(refused.kind(), ErrorKind::Argument);
    /// ```
    pub fn new(options: PreprocessOptions) -> Result<Preprocess, Error> {
        let wrong = |name, expected, found| Err(OutOfRange { name, expected, found }.into());
        let share = 0.0..=1.0;
        check_clip(options.clip)?;
        if !share.contains(&options.min_level_share) {
            return wrong("min_level_share", "from 0 to 1", options.min_level_share);
        }
        if let Some((low, high)) = options.quantiles {
            if !(share.contains(&low) && low < high) {
                return wrong("the lower of quantiles", "from 0 and below the upper", low);
            }
            if !share.contains(&high) {
                return wrong("the upper of quantiles", "at most 1", high);
            }
        }
        match (options.impute, &options.log1p) {
            (Impute::Constant(found), _) if !found.is_finite() => {
                wrong("the imputed constant", "finite", found)
            }
            (_, Log1p::Skewed(limit)) if !(limit.is_finite() && *limit >= 0.0) => {
                wrong("the limit of skewness", "zero or more", *limit)
            }
            _ => Ok(Preprocess { options }),
        }
    }

    /// Returns the parameters.
    pub fn options(&self) -> &PreprocessOptions {
        &self.options
    }

    /// Learns from rows that count alike.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Data`](crate::ErrorKind::Data) at the first value that is too large, or if
    /// a column to transform is not there.
    ///
    /// # Examples
    ///
    /// ```
    /// use refrain_models::{Preprocess, conformance};
    ///
    /// let train = conformance::customers(300, 60, 7);
    /// let prepared = Preprocess::default().fit(train.features())?;
    /// let names = prepared.encoded_names();
    /// assert_eq!(names[..3], ["recency_days", "songs_7d", "songs_7d is missing"]);
    /// assert_eq!(prepared.feature_names().len(), 5);
    /// # Ok::<(), refrain_models::Error>(())
    /// ```
    pub fn fit(&self, features: &FeatureMatrix) -> Result<FittedPreprocess, Error> {
        self.fit_weighted(features, &vec![1.0; features.n_rows()])
    }

    /// Learns imputed values, quantiles, levels, means and deviations from rows, each with its
    /// weight.
    ///
    /// # Errors
    ///
    /// As [`fit`](Preprocess::fit), and [`ErrorKind::Mismatch`](crate::ErrorKind::Mismatch) if
    /// there is not one weight per row.
    ///
    /// # Determinism
    ///
    /// Means are sums in the order of the rows, so another order may change their last bits;
    /// [`Logistic`](crate::Logistic) brings its rows into one order first.
    ///
    /// # Examples
    ///
    /// ```
    /// use refrain_core::{Column, FeatureMatrix, Time};
    /// use refrain_models::{Preprocess, PreprocessOptions, Scaling};
    ///
    /// let songs = (Column::number("songs", "songs heard"), vec![10.0, 20.0, 30.0]);
    /// let cutoffs = [Time::from_millis(0); 3];
    /// let features = FeatureMatrix::from_columns(&["ada", "bob", "cleo"], &cutoffs, vec![songs])?;
    ///
    /// // The mean is zero where every row counts by its weight.
    /// let prepared = Preprocess::default().fit_weighted(&features, &[1.0, 1.0, 2.0])?;
    /// let column = prepared.transform(&features)?.column(0).to_vec();
    /// assert!((column[0] + column[1] + 2.0 * column[2]).abs() < 1e-12);
    /// # Ok::<(), refrain_models::Error>(())
    /// ```
    pub fn fit_weighted(
        &self,
        features: &FeatureMatrix,
        weights: &[f64],
    ) -> Result<FittedPreprocess, Error> {
        check_length("the list of weights", features.n_rows(), weights.len())?;
        self.check_named(features)?;
        let columns: Vec<Vec<EncodedColumn>> = (0..features.columns().len())
            .into_par_iter()
            .map(|feature| self.columns_of(features, feature, weights))
            .collect::<Result<_, Error>>()?;
        let signature = Signature::of(features);
        Ok(FittedPreprocess { signature, columns: columns.concat(), clip: self.options.clip })
    }

    fn check_named(&self, features: &FeatureMatrix) -> Result<(), Error> {
        let Log1p::Named(names) = &self.options.log1p else { return Ok(()) };
        match names.iter().find(|name| features.position(name).is_none()) {
            Some(column) => Err(RowsProblem::no_such_feature(column, features).into()),
            None => Ok(()),
        }
    }

    fn columns_of(
        &self,
        features: &FeatureMatrix,
        feature: usize,
        weights: &[f64],
    ) -> Result<Vec<EncodedColumn>, Error> {
        let scaling = self.options.scaling;
        let encodings = self.encodings(features, feature, weights).into_iter();
        let fit = |encoding| EncodedColumn::fit(features, feature, encoding, weights, scaling);
        encodings.filter_map(|encoding| fit(encoding).transpose()).collect()
    }

    /// The columns that a feature may become, constant ones among them.
    fn encodings(
        &self,
        features: &FeatureMatrix,
        feature: usize,
        weights: &[f64],
    ) -> Vec<Encoding> {
        let mut encodings = match features.columns()[feature].kind {
            ColumnKind::Category(_) => self.levels(features, feature, weights),
            ColumnKind::Number | ColumnKind::Instant => {
                let value = self.value(features, feature, weights);
                value.map(Encoding::Value).into_iter().collect()
            }
        };
        if self.options.missing == Missing::Indicated {
            encodings.push(Encoding::Missing);
        }
        encodings
    }

    fn levels(&self, features: &FeatureMatrix, feature: usize, weights: &[f64]) -> Vec<Encoding> {
        let mut weight_of: BTreeMap<&str, f64> = BTreeMap::new();
        for (row, weight) in weights.iter().enumerate().filter(|(_, weight)| **weight > 0.0) {
            if let Some(level) = cells::level(features, row, feature) {
                *weight_of.entry(level).or_default() += weight;
            }
        }
        // Of all rows, not of those with a level: a category that is rarely known is rare as well.
        let least = self.options.min_level_share * weights.iter().sum::<f64>();
        let frequent = weight_of.into_iter().filter(|(_, weight)| *weight >= least);
        frequent.map(|(name, _)| Encoding::Level { name: name.to_owned() }).collect()
    }

    /// The steps by which a number becomes a column; `None` if it is missing everywhere.
    fn value(
        &self,
        features: &FeatureMatrix,
        feature: usize,
        weights: &[f64],
    ) -> Option<NumberSteps> {
        let numbers = cells::numbers(features, feature);
        let ordered = Ordered::new(&numbers, weights);
        let median = ordered.median()?;
        let (low, high) = match self.options.quantiles {
            Some((low, high)) => (ordered.quantile(low)?, ordered.quantile(high)?),
            // Finite, so that a model file holds no infinity.
            None => (f64::MIN, f64::MAX),
        };
        let fill = match self.options.impute {
            Impute::Median => median,
            Impute::Mean => self.moments(&numbers, weights, low, high).mean,
            Impute::Constant(fill) => fill,
        };
        let transformed = match &self.options.log1p {
            Log1p::Never => false,
            Log1p::Skewed(limit) => {
                self.moments(&numbers, weights, low, high).skewness.abs() > *limit
            }
            Log1p::Named(names) => names.contains(&features.columns()[feature].name),
        };
        let curve = if transformed { Curve::Log1p } else { Curve::Straight };
        Some(NumberSteps { fill, low, high, curve })
    }

    /// Moments of the numbers that are not missing, within their bounds.
    fn moments(&self, numbers: &[f64], weights: &[f64], low: f64, high: f64) -> Moments {
        let pairs = numbers.iter().zip(weights).filter(|(number, _)| !number.is_nan());
        let (present, weights): (Vec<f64>, Vec<f64>) =
            pairs.map(|(number, weight)| (number.clamp(low, high), *weight)).unzip();
        Moments::of(&present, &weights)
    }
}

fn check_clip(clip: f64) -> Result<(), Error> {
    let possible = (1.0..=1e9).contains(&clip);
    let wrong = OutOfRange { name: "clip", expected: "from 1 to 1e9", found: clip };
    if possible { Ok(()) } else { Err(wrong.into()) }
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
    /// [`ErrorKind::Mismatch`](crate::ErrorKind::Mismatch) if the features are not the ones it was
    /// fitted on.
    ///
    /// # Examples
    ///
    /// ```
    /// use refrain_models::{Preprocess, conformance};
    ///
    /// let train = conformance::customers(300, 60, 7);
    /// let prepared = Preprocess::default().fit(train.features())?;
    /// let columns = prepared.transform(train.features())?;
    /// assert_eq!(columns.dim(), (300, prepared.encoded_names().len()));
    /// assert!(columns.column(0).sum().abs() < 1e-9, "columns have zero mean");
    /// # Ok::<(), refrain_models::Error>(())
    /// ```
    pub fn transform(&self, features: &FeatureMatrix) -> Result<Array2<f64>, Error> {
        self.signature.check(features)?;
        let columns = self.columns.par_iter().map(|column| column.values(features, self.clip));
        let values: Vec<Vec<f64>> = columns.collect();
        let shape = (features.n_rows(), self.columns.len()).f();
        let array = Array2::from_shape_vec(shape, values.concat());
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
        let clip = check_clip(self.clip).err().map(|_| "it clips at no deviation");
        self.signature.defect().or(clip).or_else(of_columns)
    }
}
