//! Rows sorted by score, those of equal score together.

mod score_bits;
mod sorting;
mod tie;

use refrain_core::Error;

use super::problem::MetricProblem;
use super::rows::{check_rows, check_weights};
use score_bits::score_of;
use sorting::{sorted, sorted_with_weights};
pub use tie::Tie;
use tie::gather;

/// Up to here f64 holds every whole number, 2⁵³.
const EXACT: f64 = 9_007_199_254_740_992.0;

/// Labels and scores in the one form that every metric is computed from: the weight churned and the
/// weight retained at each distinct score, highest first.
///
/// It is sorted once and has a method for every metric of [this module](crate::metrics); the free
/// functions sort on each call. Because it holds no order of rows within a score, no metric made
/// from it depends on one.
///
/// # Weights
///
/// A row of weight 2 counts as two equal rows. Rows of weight 0 are as if absent, though their
/// scores must not be NaN either. Where all weights are whole numbers, everything is counted
/// exactly as without weights, so that weights and repeated rows give the same bits. Otherwise the
/// weights of one score are added from the largest to the smallest, and scores from the highest to
/// the lowest: the result does not depend on the order of rows to the last bit.
///
/// # Examples
///
/// ```
/// use refrain_eval::metrics::RankedRows;
///
/// let (labels, scores) = ([true, false, false], [0.9, 0.9, 0.2]);
/// let rows = RankedRows::weighted(&labels, &scores, &[1.0, 1.0, 2.0])?;
/// assert_eq!(rows.ties().len(), 2);
/// assert_eq!(rows.roc_auc()?, (2.0 + 0.5) / 3.0);
/// assert_eq!(rows.brier()?, (0.1 * 0.1 + 0.9 * 0.9 + 2.0 * (0.2 * 0.2)) / 4.0);
/// # Ok::<(), refrain_eval::Error>(())
/// ```
#[derive(Debug, Clone)]
pub struct RankedRows {
    /// Highest score first.
    ties: Vec<Tie>,
    churned: f64,
    retained: f64,
    /// Rows of weight above 0.
    n_rows: usize,
    is_counted: bool,
    /// The first row whose score is no probability, and the first that is certain.
    not_a_probability: Option<(usize, f64)>,
    certain: Option<(usize, f64)>,
}

impl RankedRows {
    /// Sorts rows that count once each.
    ///
    /// # Errors
    ///
    /// Those of [all metrics](crate::metrics).
    ///
    /// # Examples
    ///
    /// ```
    /// use refrain_eval::metrics::RankedRows;
    ///
    /// let labels = [true, false, true, false, false];
    /// let scores = [0.9, 0.6, 0.4, 0.3, 0.1];
    /// let rows = RankedRows::new(&labels, &scores)?;
    /// assert_eq!((rows.n_rows(), rows.churned()), (5, 2.0));
    /// let missing = RankedRows::new(&[true, false], &[0.5, f64::NAN]).unwrap_err();
    /// assert!(missing.to_string().starts_with("the score of row 1 is not a number"));
    /// # Ok::<(), refrain_eval::Error>(())
    /// ```
    pub fn new(labels: &[bool], scores: &[f64]) -> Result<RankedRows, Error> {
        check_rows(labels, scores)?;
        let [churned, retained] = [true, false].map(|class| sorted(labels, scores, class));
        let once = |bits: &u64| (*bits, 1.0);
        let ties = gather(churned.iter().rev().map(once), retained.iter().rev().map(once));
        Ok(RankedRows {
            ties,
            churned: churned.len() as f64,
            retained: retained.len() as f64,
            n_rows: labels.len(),
            is_counted: true,
            not_a_probability: first(scores, |_| true, is_no_probability),
            certain: first(scores, |_| true, is_certain),
        })
    }

    /// Sorts rows that count by weights.
    ///
    /// # Errors
    ///
    /// Those of [all metrics](crate::metrics),
    /// [`ErrorKind::Mismatch`](crate::ErrorKind::Mismatch) for another number of weights than rows,
    /// [`ErrorKind::Data`](crate::ErrorKind::Data) at the first weight that is negative or not
    /// finite, and unless their sum is from 1e-150 to 1e150: it must not be 0.
    ///
    /// # Examples
    ///
    /// ```
    /// use refrain_eval::metrics::RankedRows;
    ///
    /// let labels = [true, false, true, false, false];
    /// let scores = [0.9, 0.6, 0.4, 0.3, 0.1];
    /// // The first customer pays for three.
    /// let rows = RankedRows::weighted(&labels, &scores, &[3.0, 1.0, 1.0, 1.0, 1.0])?;
    /// assert_eq!((rows.n_rows(), rows.total(), rows.churned()), (5, 7.0, 4.0));
    /// // Of 4 * 3 pairs, 3 * 3 + 2 are in order.
    /// assert!((rows.roc_auc()? - 11.0 / 12.0).abs() < 1e-12);
    /// # Ok::<(), refrain_eval::Error>(())
    /// ```
    pub fn weighted(labels: &[bool], scores: &[f64], weights: &[f64]) -> Result<RankedRows, Error> {
        check_rows(labels, scores)?;
        check_weights(labels.len(), weights)?;
        let sorted = |class| sorted_with_weights(labels, scores, weights, class);
        let [churned, retained] = [true, false].map(sorted);
        let parts = |bits: &u128| ((bits >> 64) as u64, f64::from_bits(*bits as u64));
        let ties = gather(churned.iter().rev().map(parts), retained.iter().rev().map(parts));
        let total = |of: fn(&Tie) -> f64| ties.iter().map(of).sum::<f64>();
        let counts = |row: usize| weights[row] > 0.0;
        let mut rows = RankedRows {
            churned: total(|tie| tie.churned),
            retained: total(|tie| tie.retained),
            ties,
            n_rows: churned.len() + retained.len(),
            is_counted: false,
            not_a_probability: first(scores, counts, is_no_probability),
            certain: first(scores, counts, is_certain),
        };
        // Whole weights that f64 adds without rounding are counted like repeated rows, to the bit.
        let are_whole = weights.iter().all(|weight| weight.fract() == 0.0);
        rows.is_counted = are_whole && rows.total() <= EXACT;
        // So far inside what f64 holds that products of two weights are there as well.
        match (1e-150..=1e150).contains(&rows.total()) {
            true => Ok(rows),
            // The sum of no weights is -0, which reads like a mistake.
            false => Err(MetricProblem::TotalWeight { total: rows.total() + 0.0 }.into()),
        }
    }

    /// Returns the distinct scores and what is at each, highest score first.
    ///
    /// # Examples
    ///
    /// ```
    /// use refrain_eval::metrics::RankedRows;
    ///
    /// let rows = RankedRows::new(&[true, false, false], &[0.5, 0.5, 0.2])?;
    /// let tie = rows.ties()[0];
    /// assert_eq!((tie.score, tie.churned, tie.retained, tie.total()), (0.5, 1.0, 1.0, 2.0));
    /// # Ok::<(), refrain_eval::Error>(())
    /// ```
    pub fn ties(&self) -> &[Tie] {
        &self.ties
    }

    /// Returns the weight of the rows that churned; without weights, their number.
    pub fn churned(&self) -> f64 {
        self.churned
    }

    /// Returns the weight of the rows that were retained; without weights, their number.
    pub fn retained(&self) -> f64 {
        self.retained
    }

    /// Returns the weight of all rows; without weights, their number.
    pub fn total(&self) -> f64 {
        self.churned + self.retained
    }

    /// Returns the number of rows whose weight is above 0; without weights, of all rows.
    pub fn n_rows(&self) -> usize {
        self.n_rows
    }

    /// Returns `true` if all weights at and above any score are known without rounding.
    pub(super) fn is_counted(&self) -> bool {
        self.is_counted
    }

    pub(super) fn require_churned(&self, metric: &'static str) -> Result<(), MetricProblem> {
        require(self.churned, metric, "churned", self.n_rows)
    }

    pub(super) fn require_retained(&self, metric: &'static str) -> Result<(), MetricProblem> {
        require(self.retained, metric, "was retained", self.n_rows)
    }

    pub(super) fn require_both(&self, metric: &'static str) -> Result<(), MetricProblem> {
        self.require_churned(metric)?;
        self.require_retained(metric)
    }

    /// Checks that all scores lie in `[0, 1]`.
    pub(super) fn require_probabilities(&self, metric: &'static str) -> Result<(), MetricProblem> {
        match self.not_a_probability {
            Some((row, score)) => Err(MetricProblem::NotAProbability { metric, row, score }),
            None => Ok(()),
        }
    }

    /// Checks that all scores lie between 0 and 1 and are neither.
    pub(super) fn require_doubt(&self, metric: &'static str) -> Result<(), MetricProblem> {
        self.require_probabilities(metric)?;
        match self.certain {
            Some((row, score)) => Err(MetricProblem::Certain { metric, row, score }),
            None => Ok(()),
        }
    }
}

/// Checks that a class has rows.
pub(super) fn require(
    weight_of_class: f64,
    metric: &'static str,
    missing: &'static str,
    n_rows: usize,
) -> Result<(), MetricProblem> {
    if weight_of_class == 0.0 {
        return Err(MetricProblem::OneClass { metric, missing, n_rows });
    }
    Ok(())
}

fn first(
    scores: &[f64],
    counts: impl Fn(usize) -> bool,
    is_odd: fn(f64) -> bool,
) -> Option<(usize, f64)> {
    let mut rows = scores.iter().copied().enumerate();
    rows.find(|(row, score)| is_odd(*score) && counts(*row))
}

fn is_no_probability(score: f64) -> bool {
    !(0.0..=1.0).contains(&score)
}

fn is_certain(score: f64) -> bool {
    score == 0.0 || score == 1.0
}
