//! Confusion matrix of predictions at a threshold.

use refrain_core::Error;

use super::RankedRows;
use super::problem::MetricProblem;
use super::ranked_rows::require;
use super::rows::check_rows;

/// Class of a row, as labels and predictions give it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "snake_case"))]
pub enum Class {
    /// The entity churned.
    Churned,
    /// The entity was retained.
    Retained,
}

impl Class {
    /// Returns how names of metrics of the class end.
    pub(super) fn suffix(self) -> &'static str {
        match self {
            Class::Churned => "",
            Class::Retained => "_of_retained",
        }
    }

    /// Returns what no row did where the class is missing.
    fn deed(self) -> &'static str {
        match self {
            Class::Churned => "churned",
            Class::Retained => "was retained",
        }
    }
}

/// Rows by label and prediction: their number, or their weight if they have weights.
///
/// Churn is predicted where score >= threshold. The metrics at a threshold are methods of it; of
/// the retained [`Class`], right and wrong predictions change sides.
///
/// # Examples
///
/// ```
/// use refrain_eval::metrics::{Class, Confusion};
///
/// let labels = [true, true, false, false, false];
/// let counts = Confusion::new(&labels, &[0.9, 0.2, 0.7, 0.3, 0.1], 0.5)?;
/// assert_eq!((counts.hits, counts.misses), (1.0, 1.0));
/// assert_eq!((counts.false_alarms, counts.correct_rejections), (1.0, 2.0));
/// assert_eq!(counts.precision(Class::Churned)?, 0.5);
/// assert_eq!(counts.recall(Class::Retained)?, 2.0 / 3.0);
/// # Ok::<(), refrain_eval::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[non_exhaustive]
pub struct Confusion {
    /// Lowest score at which churn is predicted.
    pub threshold: f64,
    /// Churned rows predicted to churn (true positives).
    pub hits: f64,
    /// Churned rows predicted to stay (false negatives).
    pub misses: f64,
    /// Retained rows predicted to churn (false positives).
    pub false_alarms: f64,
    /// Retained rows predicted to stay (true negatives).
    pub correct_rejections: f64,
    #[cfg_attr(feature = "serde", serde(skip))]
    n_rows: usize,
}

impl Confusion {
    /// Counts rows; they are not sorted for it.
    ///
    /// # Errors
    ///
    /// Those of [all metrics](crate::metrics), and
    /// [`ErrorKind::Argument`](crate::ErrorKind::Argument) if the threshold is NaN.
    pub fn new(labels: &[bool], scores: &[f64], threshold: f64) -> Result<Confusion, Error> {
        check_rows(labels, scores)?;
        let mut counts = Confusion::empty(threshold, labels.len())?;
        for (churned, score) in labels.iter().zip(scores) {
            *counts.cell(*churned, *score >= threshold) += 1.0;
        }
        Ok(counts)
    }

    fn empty(threshold: f64, n_rows: usize) -> Result<Confusion, MetricProblem> {
        if threshold.is_nan() {
            return Err(MetricProblem::NanThreshold);
        }
        let [hits, misses, false_alarms, correct_rejections] = [0.0; 4];
        Ok(Confusion { threshold, hits, misses, false_alarms, correct_rejections, n_rows })
    }

    fn cell(&mut self, churned: bool, predicted: bool) -> &mut f64 {
        match (churned, predicted) {
            (true, true) => &mut self.hits,
            (true, false) => &mut self.misses,
            (false, true) => &mut self.false_alarms,
            (false, false) => &mut self.correct_rejections,
        }
    }

    /// Returns how many rows churned.
    pub fn churned(&self) -> f64 {
        self.hits + self.misses
    }

    /// Returns how many rows were retained.
    pub fn retained(&self) -> f64 {
        self.false_alarms + self.correct_rejections
    }

    /// Returns how many rows there are.
    pub fn total(&self) -> f64 {
        self.churned() + self.retained()
    }

    /// Returns the rows of a class.
    pub(super) fn actual(&self, class: Class) -> f64 {
        match class {
            Class::Churned => self.churned(),
            Class::Retained => self.retained(),
        }
    }

    /// Returns the rows rightly given to a class.
    pub(super) fn right(&self, class: Class) -> f64 {
        match class {
            Class::Churned => self.hits,
            Class::Retained => self.correct_rejections,
        }
    }

    /// Returns the rows wrongly given to a class, and those wrongly kept from it.
    pub(super) fn wrong(&self, class: Class) -> (f64, f64) {
        match class {
            Class::Churned => (self.false_alarms, self.misses),
            Class::Retained => (self.misses, self.false_alarms),
        }
    }

    /// Returns the rows given to a class.
    pub(super) fn predicted(&self, class: Class) -> f64 {
        self.right(class) + self.wrong(class).0
    }

    /// Checks that a class has rows.
    pub(super) fn require(&self, metric: &'static str, class: Class) -> Result<(), MetricProblem> {
        require(self.actual(class), metric, class.deed(), self.n_rows)
    }

    /// Checks that some row is given to a class.
    pub(super) fn require_predicted(
        &self,
        metric: &'static str,
        class: Class,
    ) -> Result<(), MetricProblem> {
        if self.predicted(class) > 0.0 {
            return Ok(());
        }
        let missing = match class {
            Class::Churned => "to churn",
            Class::Retained => "to stay",
        };
        Err(MetricProblem::NothingPredicted { metric, missing, threshold: self.threshold })
    }
}

impl RankedRows {
    /// Returns the confusion matrix of the rows at a threshold.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Argument`](crate::ErrorKind::Argument) if the threshold is NaN.
    ///
    /// # Examples
    ///
    /// ```
    /// use refrain_eval::metrics::RankedRows;
    ///
    /// let labels = [true, false, true, false, false];
    /// let scores = [0.9, 0.6, 0.4, 0.3, 0.1];
    /// let rows = RankedRows::new(&labels, &scores)?;
    /// // Sorted once, counted at as many thresholds as one likes.
    /// assert_eq!((rows.confusion(0.5)?.hits, rows.confusion(0.35)?.hits), (1.0, 2.0));
    /// # Ok::<(), refrain_eval::Error>(())
    /// ```
    pub fn confusion(&self, threshold: f64) -> Result<Confusion, Error> {
        let mut counts = Confusion::empty(threshold, self.n_rows())?;
        // Ties come from the highest score down, so that those above a threshold are a prefix.
        let n_above = self.ties().partition_point(|tie| tie.score >= threshold);
        let (above, below) = self.ties().split_at(n_above);
        for tie in above {
            counts.hits += tie.churned;
            counts.false_alarms += tie.retained;
        }
        for tie in below {
            counts.misses += tie.churned;
            counts.correct_rejections += tie.retained;
        }
        Ok(counts)
    }
}
