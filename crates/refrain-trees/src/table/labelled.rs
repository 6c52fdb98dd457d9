//! Rows whose class is known.

use refrain_core::{Error, ErrorKind, Problem, check_length, check_weights};

use crate::Features;

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
    /// [`ErrorKind::Mismatch`] if there is not one label a row, [`ErrorKind::Data`] if one is neither
    /// 0 nor 1, or all are alike.
    ///
    /// # Examples
    ///
    /// ```
    /// use refrain_trees::{ErrorKind, Features, Labelled};
    ///
    /// let songs = [250.0, 12.0];
    /// let features = Features::from_columns(&[&songs])?;
    /// let rows = Labelled::new(features.clone(), &[0.0, 1.0])?;
    /// assert_eq!(rows.labels(), [0.0, 1.0]);
    /// assert_eq!((rows.weight(1), rows.total_weight()), (1.0, 2.0));
    ///
    /// let nobody_left = Labelled::new(features, &[0.0, 0.0]).unwrap_err();
    /// assert_eq!(nobody_left.kind(), ErrorKind::Data);
    /// # Ok::<(), refrain_trees::Error>(())
    /// ```
    pub fn new(features: Features<'a>, labels: &'a [f64]) -> Result<Labelled<'a>, Error> {
        check_length("the list of labels", features.n_rows(), labels.len())?;
        labels.iter().enumerate().try_for_each(|(row, label)| class_of(*label, row).map(|_| ()))?;
        let total_weight = labels.len() as f64;
        Labelled { features, labels, weights: None, total_weight }.of_two_classes()
    }

    /// Weighs the rows; a row of weight zero is as good as absent.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Mismatch`] if there is not one weight a row, [`ErrorKind::Data`] if one is
    /// negative or not finite, all are zero, or only one class has weight.
    ///
    /// # Examples
    ///
    /// ```
    /// use refrain_trees::{Features, Labelled};
    ///
    /// // The second row stands for three listeners.
    /// let songs = [250.0, 12.0];
    /// let rows = Labelled::new(Features::from_columns(&[&songs])?, &[0.0, 1.0])?;
    /// let rows = rows.weighted(&[1.0, 3.0])?;
    /// assert_eq!((rows.weight(1), rows.total_weight()), (3.0, 4.0));
    /// # Ok::<(), refrain_trees::Error>(())
    /// ```
    pub fn weighted(self, weights: &'a [f64]) -> Result<Labelled<'a>, Error> {
        check_weights(self.labels.len(), weights)?;
        let total = weights.iter().sum();
        if !TOTAL_WEIGHTS.contains(&total) {
            return Err(LabelProblem::TotalWeight { total }.into());
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
        // Rounding may reach 0 or 1, whose log-odds are infinite.
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
            (_, positive) => Err(LabelProblem::OneClass { class: u8::from(positive) }.into()),
        }
    }
}

/// Returns whether the label of a row is class 1.
pub(crate) fn class_of(label: f64, row: usize) -> Result<bool, Error> {
    if label != 0.0 && label != 1.0 {
        return Err(LabelProblem::Label { row, value: label }.into());
    }
    Ok(label == 1.0)
}

#[derive(Debug, thiserror::Error)]
enum LabelProblem {
    #[error("the label of row {row} is {value}; the two classes are 0 and 1")]
    Label { row: usize, value: f64 },
    #[error("every row with weight is of class {class}; a model needs rows of both classes")]
    OneClass { class: u8 },
    #[error("the weights add up to {total:e}; give weights that add up to 1e-60 to 1e60")]
    TotalWeight { total: f64 },
}

impl Problem for LabelProblem {
    fn kind(&self) -> ErrorKind {
        ErrorKind::Data
    }
}
