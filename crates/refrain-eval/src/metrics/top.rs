//! Rows of the highest scores: precision, recall, lift and gains.

use refrain_core::Error;

use super::problem::MetricProblem;
use super::{RankedRows, Tie};

const RECALL_AT_K: &str = "recall_at_k";
const RECALL_AT_BUDGET: &str = "recall_at_budget";
pub(super) const DECILE_LIFT: &str = "decile_lift";
const GAINS: &str = "cumulative_gains";

/// Rows from the highest score down: as many as are asked for, or as can be contacted.
#[derive(Debug, Clone, Copy, PartialEq)]
#[non_exhaustive]
pub enum Top {
    /// So many rows, at least 1 and no more than there are; of weighted rows, so much weight.
    Rows(usize),
    /// A share of all rows, above 0 and at most 1; it may end within a row.
    Share(f64),
    /// As many as money buys contacts: whole ones, and no more than there are rows.
    Money {
        /// Amount that can be spent.
        amount: f64,
        /// Cost of a contact, in the same unit.
        cost_per_contact: f64,
    },
}

impl Top {
    /// Returns how names of metrics at the top end.
    pub(super) fn suffix(self) -> String {
        match self {
            Top::Rows(k) => k.to_string(),
            Top::Share(share) => format!("share_{share}"),
            Top::Money { amount, cost_per_contact } => {
                format!("budget_{amount}_of_{cost_per_contact}_each")
            }
        }
    }
}

fn affordable(amount: f64, cost_per_contact: f64) -> Result<f64, MetricProblem> {
    // Half a contact finds nobody.
    let contacts = (amount / cost_per_contact).floor();
    match cost_per_contact > 0.0 && amount.is_finite() && contacts >= 1.0 {
        true => Ok(contacts),
        false => Err(MetricProblem::Money { amount, cost_per_contact }),
    }
}

/// Returns the share of churned rows among the `k` rows of highest score.
///
/// Where the `k`-th and the next row have one score, the result is the expected value if such
/// ties are broken at random: the places left are filled with the average of the tied rows. So it
/// does not depend on the order of rows.
///
/// # Errors
///
/// Those of [all metrics](crate::metrics), and [`ErrorKind::Data`](crate::ErrorKind::Data) if `k`
/// is 0 or exceeds the number of rows. It is 0 where no row churned.
///
/// # Examples
///
/// ```
/// use refrain_eval::metrics::precision_at_k;
///
/// // One of the two rows that score 0.5 is among the top 2: the churned one half of the time.
/// let labels = [true, true, false, false];
/// assert_eq!(precision_at_k(&labels, &[0.9, 0.5, 0.5, 0.1], 2)?, 0.75);
/// # Ok::<(), refrain_eval::Error>(())
/// ```
pub fn precision_at_k(labels: &[bool], scores: &[f64], k: usize) -> Result<f64, Error> {
    RankedRows::new(labels, scores)?.precision_at(Top::Rows(k))
}

/// Returns the share of all churned rows that the `k` rows of highest score hold.
///
/// Ties at the `k`-th place count as in [`precision_at_k`].
///
/// # Errors
///
/// Those of [`precision_at_k`], and [`ErrorKind::Data`](crate::ErrorKind::Data) if no row churned.
///
/// # Examples
///
/// ```
/// use refrain_eval::metrics;
///
/// let labels = [true, false, true, false, false];
/// let scores = [0.9, 0.6, 0.4, 0.3, 0.1];
/// // The two of the highest scores hold one of two churners.
/// assert_eq!(metrics::recall_at_k(&labels, &scores, 2)?, 0.5);
/// assert!(metrics::recall_at_k(&labels, &scores, 6).is_err(), "there are five rows");
/// # Ok::<(), refrain_eval::Error>(())
/// ```
pub fn recall_at_k(labels: &[bool], scores: &[f64], k: usize) -> Result<f64, Error> {
    RankedRows::new(labels, scores)?.recall_at(Top::Rows(k))
}

/// Returns the lift of the top decile: the share churned among the tenth of the rows with the
/// highest scores, over the share churned among all.
///
/// It is the first of [`lift_by_decile`], where ties and boundaries are explained.
///
/// # Errors
///
/// Those of [all metrics](crate::metrics), and [`ErrorKind::Data`](crate::ErrorKind::Data) if no
/// row churned.
///
/// # Examples
///
/// ```
/// use refrain_eval::metrics;
///
/// let labels = [true, false, true, false, false];
/// let scores = [0.9, 0.6, 0.4, 0.3, 0.1];
/// // Half a row of five is a tenth, all of it churned: 2.5 times the share of all.
/// assert_eq!(metrics::decile_lift(&labels, &scores)?, 2.5);
/// # Ok::<(), refrain_eval::Error>(())
/// ```
pub fn decile_lift(labels: &[bool], scores: &[f64]) -> Result<f64, Error> {
    RankedRows::new(labels, scores)?.decile_lift()
}

/// Returns the lift of each decile, highest scores first; their mean is 1.
///
/// A decile is exactly a tenth of the rows. Where `n` rows are not divisible by 10, the row on a
/// boundary belongs to both sides by fractions: with 25 rows, the top decile is two rows and half
/// of the third. Rows of equal score share alike, which is the expected value if ties are broken
/// at random. So the result does not depend on the order of rows. Fewer than 10 rows are enough.
///
/// # Errors
///
/// Those of [`decile_lift`].
///
/// # Examples
///
/// ```
/// use refrain_eval::metrics::lift_by_decile;
///
/// let labels: Vec<bool> = (0..20).map(|row| row < 4).collect();
/// let scores: Vec<f64> = (0..20).map(|row| 1.0 - 0.05 * f64::from(row)).collect();
/// let lift = lift_by_decile(&labels, &scores)?;
/// assert_eq!(lift, [5.0, 5.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0]);
/// # Ok::<(), refrain_eval::Error>(())
/// ```
pub fn lift_by_decile(labels: &[bool], scores: &[f64]) -> Result<[f64; 10], Error> {
    RankedRows::new(labels, scores)?.lift_by_decile()
}

/// Gains of contacting all rows down to a score.
#[derive(Debug, Clone, Copy, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[non_exhaustive]
pub struct GainsPoint {
    /// Lowest score contacted.
    pub threshold: f64,
    /// Share of all rows that are contacted.
    pub contacted: f64,
    /// Share of the churned rows that are contacted.
    pub found: f64,
    /// Ratio of the churned rows found to those found by contacting as many at random.
    pub lift: f64,
}

/// Returns the cumulative gains curve (`found` against `contacted`) and the lift curve (`lift`
/// against `contacted`): one point for each distinct score, highest first, the last at (1, 1).
///
/// The gains curve starts at (0, 0), where lift is undefined, so that the point is not returned.
/// Between two points, rows of equal score are contacted in random order: the gains curve is a
/// straight line.
///
/// # Errors
///
/// Those of [all metrics](crate::metrics), and [`ErrorKind::Data`](crate::ErrorKind::Data) if no
/// row churned.
///
/// # Examples
///
/// ```
/// use refrain_eval::metrics::cumulative_gains;
///
/// let gains = cumulative_gains(&[true, false, true, false], &[0.9, 0.4, 0.4, 0.1])?;
/// assert_eq!((gains[0].contacted, gains[0].found, gains[0].lift), (0.25, 0.5, 2.0));
/// assert_eq!((gains[1].contacted, gains[1].found), (0.75, 1.0));
/// # Ok::<(), refrain_eval::Error>(())
/// ```
pub fn cumulative_gains(labels: &[bool], scores: &[f64]) -> Result<Vec<GainsPoint>, Error> {
    RankedRows::new(labels, scores)?.cumulative_gains()
}

impl RankedRows {
    /// Returns the share of churned rows among those at the [`Top`].
    ///
    /// Ties count as in [`precision_at_k`]; a row of weight 2 is two contacts.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Data`](crate::ErrorKind::Data) for a number of rows that is 0 or exceeds those
    /// there are, [`ErrorKind::Argument`](crate::ErrorKind::Argument) for a share outside `(0, 1]`
    /// and for money that does not pay for one contact.
    ///
    /// # Examples
    ///
    /// ```
    /// use refrain_eval::metrics::{RankedRows, Top};
    ///
    /// let rows = RankedRows::new(&[true, true, false, false], &[0.9, 0.5, 0.5, 0.1])?;
    /// let budget = Top::Money { amount: 25.0, cost_per_contact: 10.0 };
    /// assert_eq!(rows.precision_at(budget)?, 0.75);
    /// assert_eq!(rows.precision_at(Top::Share(0.25))?, 1.0);
    /// # Ok::<(), refrain_eval::Error>(())
    /// ```
    pub fn precision_at(&self, top: Top) -> Result<f64, Error> {
        // Divided by the places and not by the rows found: a top that ends within a tie is shared.
        let n_rows = self.n_at(top)?;
        Ok(self.churned_in_top(n_rows) / n_rows)
    }

    /// Returns the share of all churned rows that the [`Top`] holds.
    ///
    /// # Errors
    ///
    /// Those of [`precision_at`](RankedRows::precision_at), and
    /// [`ErrorKind::Data`](crate::ErrorKind::Data) if no row churned.
    pub fn recall_at(&self, top: Top) -> Result<f64, Error> {
        let n_rows = self.n_at(top)?;
        self.require_churned(match top {
            Top::Rows(_) => RECALL_AT_K,
            Top::Share(_) | Top::Money { .. } => RECALL_AT_BUDGET,
        })?;
        Ok(self.churned_in_top(n_rows) / self.churned())
    }

    /// Returns the [lift of the top decile](decile_lift()).
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Data`](crate::ErrorKind::Data) if no row churned.
    pub fn decile_lift(&self) -> Result<f64, Error> {
        self.require_churned(DECILE_LIFT)?;
        Ok(10.0 * self.churned_in_top(self.total() / 10.0) / self.churned())
    }

    /// Returns the [lift of each decile](lift_by_decile()), highest scores first.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Data`](crate::ErrorKind::Data) if no row churned.
    pub fn lift_by_decile(&self) -> Result<[f64; 10], Error> {
        self.require_churned(DECILE_LIFT)?;
        let top = |n_deciles: usize| self.total() * n_deciles as f64 / 10.0;
        let found: [f64; 11] = std::array::from_fn(|deciles| self.churned_in_top(top(deciles)));
        let lift = |at: usize| 10.0 * (found[at + 1] - found[at]) / self.churned();
        Ok(std::array::from_fn(lift))
    }

    /// Returns the [cumulative gains and the lift](cumulative_gains()) at each score.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Data`](crate::ErrorKind::Data) if no row churned.
    pub fn cumulative_gains(&self) -> Result<Vec<GainsPoint>, Error> {
        self.require_churned(GAINS)?;
        let (mut churned, mut total) = (0.0, 0.0);
        let point = |tie: &Tie| {
            churned += tie.churned;
            total += tie.total();
            let (contacted, found) = (total / self.total(), churned / self.churned());
            GainsPoint { threshold: tie.score, contacted, found, lift: found / contacted }
        };
        Ok(self.ties().iter().map(point).collect())
    }

    /// Returns how many rows are at the top.
    fn n_at(&self, top: Top) -> Result<f64, MetricProblem> {
        match top {
            // Compared with the weight: of weighted rows, k is so much weight.
            Top::Rows(k) if k == 0 || k as f64 > self.total() => Err(self.too_many(k)),
            Top::Rows(k) => Ok(k as f64),
            Top::Share(share) if share > 0.0 && share <= 1.0 => Ok(share * self.total()),
            Top::Share(share) => Err(MetricProblem::Share { share }),
            Top::Money { amount, cost_per_contact } => {
                affordable(amount, cost_per_contact).map(|contacts| contacts.min(self.total()))
            }
        }
    }

    fn too_many(&self, k: usize) -> MetricProblem {
        let n_rows = self.n_rows();
        match self.total() == n_rows as f64 {
            true => MetricProblem::TopRows { k, n_rows },
            false => MetricProblem::TopWeight { k, total: self.total() },
        }
    }

    /// Returns how many churned rows the `top` highest scores hold.
    ///
    /// Where `top` ends among rows of one score, it takes its share of their churned rows: the
    /// expected number if ties are broken at random.
    fn churned_in_top(&self, top: f64) -> f64 {
        let (mut left, mut churned) = (top, 0.0);
        for tie in self.ties() {
            // The last tie is shared out: every order within it is equally likely.
            if left < tie.total() {
                churned += left / tie.total() * tie.churned;
                break;
            }
            churned += tie.churned;
            left -= tie.total();
        }
        churned
    }
}
