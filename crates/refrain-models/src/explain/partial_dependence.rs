//! Partial dependence: predictions along one feature, the others left as they are.

mod points;
mod rows;

use std::sync::Arc;

use rayon::iter::{IntoParallelRefIterator, ParallelIterator};
use refrain_core::{ErrorKind, FeatureMatrix, PredictProba, Problem, check_length, check_weights};

use self::points::Point;
use crate::Error;
use crate::out_of_range::OutOfRange;
use crate::rows::problem::RowsProblem;

/// Parameters of [`partial_dependence`].
///
/// # Examples
///
/// ```
/// use refrain_core::Fit;
/// use refrain_models::{Logistic, PartialDependenceOptions, conformance, partial_dependence};
///
/// let train = conformance::customers(300, 60, 7);
/// let model = Logistic::default().fit(&train)?;
/// let options = PartialDependenceOptions::default().n_points(5).max_rows(100);
/// let curve = partial_dependence(&model, train.features(), "recency_days", options)?;
/// assert_eq!((curve.points.len(), curve.rows.len()), (5, 100));
/// assert!(curve.points[0].mean < curve.points[4].mean);
/// # Ok::<(), refrain_models::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
#[non_exhaustive]
pub struct PartialDependenceOptions<'a> {
    /// At how many quantiles of a number, or of an instant, to predict; equal ones count once.
    pub n_points: usize,
    /// Of how many rows at most to predict, chosen by a hash of entity and cutoff.
    pub max_rows: usize,
    /// The weight of each row in means and shares, `None` if all are equal.
    pub weights: Option<&'a [f64]>,
}

impl<'a> PartialDependenceOptions<'a> {
    /// Sets the field `n_points`.
    pub fn n_points(self, n_points: usize) -> Self {
        PartialDependenceOptions { n_points, ..self }
    }

    /// Sets the field `max_rows`.
    pub fn max_rows(self, max_rows: usize) -> Self {
        PartialDependenceOptions { max_rows, ..self }
    }

    /// Sets the field `weights`.
    pub fn weights(self, weights: &'a [f64]) -> Self {
        PartialDependenceOptions { weights: Some(weights), ..self }
    }
}

impl Default for PartialDependenceOptions<'_> {
    /// 20 quantiles, 1,000 rows of equal weight.
    fn default() -> Self {
        PartialDependenceOptions { n_points: 20, max_rows: 1000, weights: None }
    }
}

/// Predictions along one feature.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct PartialDependence {
    /// Name of the feature.
    pub column: String,
    /// The rows predicted for, counted from 0, by entity and cutoff.
    pub rows: Vec<usize>,
    /// The values: numbers ascending, or levels in their order; then the missing value, if any row
    /// misses it.
    pub points: Vec<PartialDependencePoint>,
}

/// The predictions with one value of the feature.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct PartialDependencePoint {
    /// The value that every row was given.
    pub value: FeatureValue,
    /// The weighted mean of the probabilities: the partial dependence.
    pub mean: f64,
    /// The weighted share of all rows, those not predicted for included, whose own value is this
    /// one; of a number, whose own is nearest to this one, the lower of two as near.
    pub share: f64,
    /// The probability of each row predicted for: the individual conditional expectations.
    pub probabilities: Vec<f64>,
}

/// A value that rows are given.
#[derive(Debug, Clone, PartialEq)]
pub enum FeatureValue {
    /// A number, or days before the cutoff if the feature is an instant.
    Number(f64),
    /// A level of a category, by its name.
    Level(String),
    /// No value.
    Missing,
}

/// Returns how predictions move with one feature: rows are given one value after the other, and
/// for each the probabilities of all rows are predicted.
///
/// The means are the partial dependence of Friedman ("Greedy function approximation", 2001,
/// section 8.2), the rows' own probabilities the individual conditional expectations of Goldstein
/// et al. ("Peeking inside the black box", 2015). Both show the model and not the world, and
/// where features hang together they show it at customers that do not exist.
///
/// # Errors
///
/// [`ErrorKind::Data`](crate::ErrorKind::Data) for an unknown column, no row or
/// weights that cannot be, [`ErrorKind::Argument`](crate::ErrorKind::Argument) for fewer than two
/// points or no row, and what the model says.
///
/// # Determinism
///
/// Points are predicted in rayon's current pool, each as a whole. Rows are chosen and summed by
/// entity and cutoff, so neither the number of threads nor the order of the rows changes a bit.
///
/// # Examples
///
/// ```
/// use refrain_core::FeatureMatrix;
/// use refrain_models::{AnyModel, Error, PartialDependenceOptions, partial_dependence};
///
/// fn steepest(model: &AnyModel, features: &FeatureMatrix) -> Result<f64, Error> {
///     let options = PartialDependenceOptions::default();
///     let points = partial_dependence(model, features, "recency_days", options)?.points;
///     Ok(points.windows(2).map(|pair| (pair[1].mean - pair[0].mean).abs()).fold(0.0, f64::max))
/// }
/// ```
pub fn partial_dependence<M: PredictProba + Sync + ?Sized>(
    model: &M,
    features: &FeatureMatrix,
    column: &str,
    options: PartialDependenceOptions<'_>,
) -> Result<PartialDependence, Error> {
    options.check(features)?;
    let Some(position) = features.position(column) else {
        return Err(RowsProblem::no_such_feature(column, features).into());
    };
    let weights = options.weights.map_or_else(|| vec![1.0; features.n_rows()], <[f64]>::to_vec);
    let points = points::points(features, position, &weights, options.n_points);
    let rows = rows::chosen(features, &weights, options.max_rows);
    let sample = features.select(&rows);
    let weights: Vec<f64> = rows.iter().map(|row| weights[*row]).collect();
    let predicted = |point: &Point| predict(model, &sample, position, point, &weights);
    let points = points.par_iter().map(predicted).collect::<Result<_, _>>()?;
    Ok(PartialDependence { column: column.to_owned(), rows, points })
}

impl PartialDependenceOptions<'_> {
    fn check(&self, features: &FeatureMatrix) -> Result<(), Error> {
        let wrong = |name, expected, found| Err(OutOfRange { name, expected, found }.into());
        if self.n_points < 2 {
            return wrong("n_points", "at least 2", self.n_points as f64);
        }
        if self.max_rows == 0 {
            return wrong("max_rows", "at least 1", 0.0);
        }
        if features.n_rows() == 0 {
            return Err(RowsProblem::NoRows.into());
        }
        self.weights.map_or(Ok(()), |weights| check_some_weight(weights, features.n_rows()))
    }
}

fn check_some_weight(weights: &[f64], n_rows: usize) -> Result<(), Error> {
    check_weights(n_rows, weights)?;
    if weights.iter().all(|weight| *weight == 0.0) {
        return Err(NoWeight.into());
    }
    Ok(())
}

/// Weights of which none counts.
#[derive(Debug, thiserror::Error)]
#[error("the weights of the rows are all zero")]
struct NoWeight;

impl Problem for NoWeight {
    fn kind(&self) -> ErrorKind {
        ErrorKind::Data
    }
}

fn predict<M: PredictProba + ?Sized>(
    model: &M,
    sample: &FeatureMatrix,
    column: usize,
    point: &Point,
    weights: &[f64],
) -> Result<PartialDependencePoint, Error> {
    let n_rows = sample.n_rows();
    // A copy for each point, so that points can be predicted side by side.
    let mut values = sample.all_values().to_vec();
    let cells = &mut values[column * n_rows..][..n_rows];
    for (cell, observation) in cells.iter_mut().zip(sample.observations()) {
        *cell = point.cell(observation.cutoff);
    }
    let (entities, observations) = (sample.entity_ids(), sample.observations().to_vec());
    let columns = sample.columns().to_vec();
    let given = FeatureMatrix::new(Arc::clone(entities), observations, columns, values)
        .expect("only a number, or a level of the column, was replaced");
    let probabilities = model.predict_proba(&given).map_err(Error::other)?;
    check_length("the list of predictions", n_rows, probabilities.len())?;
    let mean = mean(&probabilities, weights);
    Ok(PartialDependencePoint {
        value: point.value.clone(),
        mean,
        share: point.share,
        probabilities,
    })
}

fn mean(values: &[f64], weights: &[f64]) -> f64 {
    let sum: f64 = values.iter().zip(weights).map(|(value, weight)| value * weight).sum();
    sum / weights.iter().sum::<f64>()
}
