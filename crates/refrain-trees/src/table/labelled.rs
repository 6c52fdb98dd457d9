//! Rows whose class is known.

use crate::{Error, Features};

/// Sums of weights that fixed-point sums resolve well.
const TOTAL_WEIGHTS: std::ops::RangeInclusive<f64> = 1e-60..=1e60;

/// Features with the class of each row, 0 or 1, and its weight.
///
/// # Examples
///
/// ```
/// use refrain_trees::{Features, Labelled};
///
/// let songs = [3.0, 250.0, 7.0];
/// let features = Features::from_columns(&[&songs])?;
/// let rows = Labelled::new(features, &[1.0, 0.0, 1.0])?.weighted(&[1.0, 1.0, 0.5])?;
/// assert_eq!(rows.total_weight(), 2.5);
/// # Ok::<(), refrain_trees::Error>(())
/// ```
#[derive(Debug, Clone)]
pub struct Labelled<'a> {
    features: Features<'a>,
    labels: &'a [f64],
    weights: Option<&'a [f64]>,
    total_weight: f64,
}

impl<'a> Labelled<'a> {
    /// Joins features and labels; every row weighs 1.
    ///
    /// # Errors
    ///
    /// [`Error::Length`] if there is not one label a row, [`Error::Label`] if one is neither 0 nor
    /// 1, [`Error::OneClass`] if all are alike.
    pub fn new(features: Features<'a>, labels: &'a [f64]) -> Result<Labelled<'a>, Error> {
        let (expected, found) = (features.n_rows(), labels.len());
        if found != expected {
            return Err(Error::Length { what: "the list of labels", expected, found });
        }
        if let Some(row) = labels.iter().position(|label| *label != 0.0 && *label != 1.0) {
            return Err(Error::Label { row, value: labels[row] });
        }
        let total_weight = labels.len() as f64;
        Labelled { features, labels, weights: None, total_weight }.of_two_classes()
    }

    /// Weighs the rows; a row of weight zero is as good as absent.
    ///
    /// # Errors
    ///
    /// [`Error::Length`], [`Error::Weight`] if one is negative or not finite,
    /// [`Error::TotalWeight`] if all are zero, [`Error::OneClass`] if only one class has weight.
    pub fn weighted(self, weights: &'a [f64]) -> Result<Labelled<'a>, Error> {
        let (expected, found) = (self.labels.len(), weights.len());
        if found != expected {
            return Err(Error::Length { what: "the list of weights", expected, found });
        }
        let is_weight = |weight: &f64| weight.is_finite() && *weight >= 0.0;
        if let Some(row) = weights.iter().position(|weight| !is_weight(weight)) {
            return Err(Error::Weight { row, value: weights[row] });
        }
        let total = weights.iter().sum();
        if !TOTAL_WEIGHTS.contains(&total) {
            return Err(Error::TotalWeight { total });
        }
        Labelled { weights: Some(weights), total_weight: total, ..self }.of_two_classes()
    }

    /// Returns the features.
    pub fn features(&self) -> &Features<'a> {
        &self.features
    }

    /// Returns the class of each row.
    pub fn labels(&self) -> &'a [f64] {
        self.labels
    }

    /// Returns the weight of a row.
    ///
    /// # Panics
    ///
    /// If `row` is not below the number of rows.
    pub fn weight(&self, row: usize) -> f64 {
        self.weights.map_or(1.0, |weights| weights[row])
    }

    /// Returns the sum of the weights.
    pub fn total_weight(&self) -> f64 {
        self.total_weight
    }

    /// The share of weight that is of class 1; strictly between 0 and 1.
    pub(crate) fn prevalence(&self) -> f64 {
        let weighed = self.labels.iter().enumerate().map(|(row, label)| label * self.weight(row));
        let positive: f64 = weighed.sum();
        (positive / self.total_weight).clamp(f64::EPSILON, 1.0 - f64::EPSILON)
    }

    /// The rows that have weight.
    pub(crate) fn weighing_rows(&self) -> Vec<u32> {
        (0..self.labels.len() as u32).filter(|row| self.weight(*row as usize) > 0.0).collect()
    }

    fn of_two_classes(self) -> Result<Labelled<'a>, Error> {
        let has = |class: f64| {
            let mut labels = self.labels.iter().enumerate();
            labels.any(|(row, label)| *label == class && self.weight(row) > 0.0)
        };
        match (has(0.0), has(1.0)) {
            (true, true) => Ok(self),
            (_, positive) => Err(Error::OneClass { class: u8::from(positive) }),
        }
    }
}
