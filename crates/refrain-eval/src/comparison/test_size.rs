//! Resolution of a test set of a given size.

use refrain_core::Error;

use super::auc_components::METRIC;
use crate::groups::{EntityCounts, check_grouped};
use crate::metrics::MetricProblem;

/// Normal quantiles of a level of 0.95, two-sided, and of a power of 0.8.
const OF_LEVEL: f64 = 1.959_963_984_540_054;
const OF_POWER: f64 = 0.841_621_233_572_914_2;

/// Correlation that the AUCs of two models on the same rows are held to have; about what models
/// come to whose scores correlate by 0.6 (Hanley and McNeil 1983, table 1).
const CORRELATION: f64 = 0.5;

/// Numbers of entities that a test set has of each class, and what ROC AUC on it can tell.
///
/// Known before any model is trained. The standard error is that of Hanley and McNeil (*The Meaning
/// and Use of the Area under a Receiver Operating Characteristic (ROC) Curve*, Radiology 143, 1982)
/// with one row an entity; an entity with rows of both classes counts in both. Intervals have the
/// level 0.95, and what can be told is told in four cases of five (a power of 0.8).
///
/// # Examples
///
/// ```
/// use refrain_eval::TestSize;
///
/// let small = TestSize::new(40, 1_000)?;
/// assert!((small.auc_half_width(0.7) - 0.092).abs() < 5e-4);
/// assert!((small.smallest_gain(0.7) - 0.132).abs() < 5e-4);
/// # Ok::<(), refrain_eval::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
pub struct TestSize {
    n_churned: usize,
    n_retained: usize,
}

impl TestSize {
    /// Takes the number of entities that churned and that were retained.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Data`](crate::ErrorKind::Data) if either is zero.
    pub fn new(n_churned: usize, n_retained: usize) -> Result<TestSize, Error> {
        let n_rows = n_churned + n_retained;
        for (n_of_class, missing) in [(n_churned, "churned"), (n_retained, "was retained")] {
            if n_of_class == 0 {
                return Err(MetricProblem::OneClass { metric: METRIC, missing, n_rows }.into());
            }
        }
        Ok(TestSize { n_churned, n_retained })
    }

    /// Counts the entities of rows; `groups` says which rows belong together.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Mismatch`](crate::ErrorKind::Mismatch) for lists of unequal length; [`ErrorKind::Data`](crate::ErrorKind::Data) for no rows or a single
    /// entity, and unless rows of both classes are there.
    ///
    /// # Examples
    ///
    /// ```
    /// use refrain_eval::TestSize;
    ///
    /// // Two rows each of three customers; the first churned in the second of them.
    /// let size = TestSize::of_rows(&[false, true, false, false, false, false], &[0, 0, 1, 1, 2, 2])?;
    /// assert_eq!((size.n_churned(), size.n_retained()), (1, 3));
    /// # Ok::<(), refrain_eval::Error>(())
    /// ```
    pub fn of_rows(labels: &[bool], groups: &[usize]) -> Result<TestSize, Error> {
        let groups = check_grouped(labels, &vec![0.0; labels.len()], groups)?;
        let EntityCounts { n_churned, n_retained } = EntityCounts::new(labels, &groups);
        TestSize::new(n_churned, n_retained)
    }

    /// Returns the number of entities that churned.
    pub fn n_churned(&self) -> usize {
        self.n_churned
    }

    /// Returns the number of entities that were retained.
    pub fn n_retained(&self) -> usize {
        self.n_retained
    }

    /// Returns the standard error of ROC AUC if its true value is `auc`, from 0 to 1.
    pub fn auc_standard_error(&self, auc: f64) -> f64 {
        let (churned, retained) = (self.n_churned as f64, self.n_retained as f64);
        let square = auc * auc;
        let two_churned = auc / (2.0 - auc) - square;
        let two_retained = 2.0 * square / (1.0 + auc) - square;
        let pairs = auc * (1.0 - auc);
        let sum = pairs + (churned - 1.0) * two_churned + (retained - 1.0) * two_retained;
        // Rounding may leave a little below 0 where the AUC is 0 or 1.
        (sum.max(0.0) / (churned * retained)).sqrt()
    }

    /// Returns by how much an interval will reach to either side of ROC AUC if its true value is
    /// `auc`.
    pub fn auc_half_width(&self, auc: f64) -> f64 {
        OF_LEVEL * self.auc_standard_error(auc)
    }

    /// Returns the smallest true ROC AUC that will be told from one half, `None` if even 1 will not.
    ///
    /// # Examples
    ///
    /// ```
    /// use refrain_eval::TestSize;
    ///
    /// let smallest = TestSize::new(40, 1_000)?.smallest_auc().expect("40 churners tell something");
    /// assert!(smallest > 0.6 && smallest < 0.65);
    /// assert_eq!(TestSize::new(1, 1)?.smallest_auc(), None);
    /// # Ok::<(), refrain_eval::Error>(())
    /// ```
    pub fn smallest_auc(&self) -> Option<f64> {
        let told = |auc: f64| {
            // By level under no effect, by power under the AUC sought.
            let needed =
                OF_LEVEL * self.auc_standard_error(0.5) + OF_POWER * self.auc_standard_error(auc);
            auc - 0.5 >= needed
        };
        if !told(1.0) {
            return None;
        }
        let (mut low, mut high) = (0.5, 1.0);
        // 50 halvings leave less than 1e-15.
        for _ in 0..50 {
            let middle = (low + high) / 2.0;
            if told(middle) { high = middle } else { low = middle }
        }
        Some(high)
    }

    /// Returns the smallest difference in ROC AUC between two models that will be told, if both are
    /// near `auc` and scored on the same rows. Their AUCs are held to correlate by 0.5.
    pub fn smallest_gain(&self, auc: f64) -> f64 {
        let of_difference = (2.0 * (1.0 - CORRELATION)).sqrt() * self.auc_standard_error(auc);
        (OF_LEVEL + OF_POWER) * of_difference
    }
}
