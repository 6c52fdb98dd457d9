//! Bins of probabilities.

use crate::metrics::problem::MetricProblem;
use crate::metrics::{RankedRows, Tie};

/// Bins that probabilities are gathered in; rows of equal score are never parted, and bins without rows are
/// left out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Bins {
    /// Bins of equal width between 0 and 1, each with its upper edge; the lowest has 0 as well.
    ///
    /// The edges are the doubles next to i / n, so that 0.7 is on the edge of tenths. This is
    /// `strategy="uniform"` of scikit-learn's `calibration_curve`, whose edges may lie one step of
    /// f64 higher.
    EqualWidth(usize),
    /// Bins of equal weight as nearly as ties allow: a score belongs where the middle of its rows
    /// is, from the highest down.
    ///
    /// Where scores are distinct and their number is divisible, this is `strategy="quantile"` of
    /// scikit-learn's `calibration_curve`; otherwise that sets edges between interpolated quantiles.
    EqualMass(usize),
    /// A bin for each distinct score.
    Distinct,
}

impl Bins {
    /// Returns how names of metrics over the bins end.
    pub(in crate::metrics) fn suffix(self) -> String {
        match self {
            Bins::EqualWidth(n_bins) => format!("{n_bins}_bins"),
            Bins::EqualMass(n_bins) => format!("{n_bins}_equal_mass_bins"),
            Bins::Distinct => "distinct_scores".to_owned(),
        }
    }
}

/// Rows whose probabilities are taken for one.
#[derive(Debug, Clone, Copy)]
pub(super) struct Bin<'a> {
    /// Highest score first.
    pub(super) ties: &'a [Tie],
    pub(super) total: f64,
    pub(super) mean_score: f64,
    pub(super) churned_share: f64,
}

impl<'a> Bin<'a> {
    fn new(ties: &'a [Tie]) -> Bin<'a> {
        if let [tie] = ties {
            // Dividing again what was multiplied could miss the score by a rounding.
            let (total, mean_score) = (tie.total(), tie.score);
            return Bin { ties, total, mean_score, churned_share: tie.churned / total };
        }
        let (mut churned, mut total, mut scores) = (0.0, 0.0, 0.0);
        for tie in ties {
            churned += tie.churned;
            total += tie.total();
            scores += tie.total() * tie.score;
        }
        Bin { ties, total, mean_score: scores / total, churned_share: churned / total }
    }
}

impl RankedRows {
    /// Gathers the rows into bins, highest scores first.
    pub(super) fn bins(
        &self,
        bins: Bins,
    ) -> Result<Box<dyn Iterator<Item = Bin<'_>> + '_>, MetricProblem> {
        match bins {
            Bins::EqualWidth(0) | Bins::EqualMass(0) => Err(MetricProblem::BinCount),
            Bins::EqualWidth(n_bins) => Ok(Box::new(self.equal_width(n_bins).map(Bin::new))),
            Bins::EqualMass(n_bins) => Ok(Box::new(self.equal_mass(n_bins).map(Bin::new))),
            Bins::Distinct => Ok(Box::new(self.ties().chunks(1).map(Bin::new))),
        }
    }

    fn equal_width(&self, n_bins: usize) -> impl Iterator<Item = &[Tie]> {
        let mut left = self.ties();
        std::iter::from_fn(move || {
            let edge = edge_below(left.first()?.score, n_bins);
            let n_inside = left.partition_point(|tie| edge.is_none_or(|edge| tie.score > edge));
            // Bins narrower than f64 can tell apart hold one score each.
            let (bin, below) = left.split_at(n_inside.max(1));
            left = below;
            Some(bin)
        })
    }

    fn equal_mass(&self, n_bins: usize) -> impl Iterator<Item = &[Tie]> {
        let (mut left, mut above) = (self.ties(), 0.0);
        let bin_of = move |above: f64, tie: &Tie| {
            let bin = (above + tie.total() / 2.0) * n_bins as f64 / self.total();
            // Beside the weight of all others, that of the last may be lost to rounding.
            (bin as usize).min(n_bins - 1)
        };
        std::iter::from_fn(move || {
            let bin = bin_of(above, left.first()?);
            let is_inside = |tie: &&Tie| {
                let inside = bin_of(above, tie) == bin;
                above += if inside { tie.total() } else { 0.0 };
                inside
            };
            let n_inside = left.iter().take_while(is_inside).count();
            let (inside, below) = left.split_at(n_inside);
            left = below;
            Some(inside)
        })
    }
}

/// Returns the lower edge of the bin that a score is in, which is below it; none for the lowest.
fn edge_below(score: f64, n_bins: usize) -> Option<f64> {
    let n_bins = n_bins as f64;
    let edge = |below: f64| below / n_bins;
    // The product may be rounded over an edge, by one bin at most.
    let mut below = ((score * n_bins).ceil() - 1.0).max(0.0);
    if edge(below) >= score && below > 0.0 {
        below -= 1.0;
    } else if edge(below + 1.0) < score {
        below += 1.0;
    }
    (below > 0.0).then(|| edge(below))
}
