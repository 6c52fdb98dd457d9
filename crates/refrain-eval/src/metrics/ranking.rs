//! Rows by descending score, those of equal score together.

use super::rows::check_rows;
use crate::Error;

/// Rows of one score.
#[derive(Debug, Clone, Copy)]
pub(super) struct Tie {
    pub(super) score: f64,
    pub(super) n_churned: u64,
    pub(super) n_retained: u64,
}

impl Tie {
    pub(super) fn n_rows(&self) -> u64 {
        self.n_churned + self.n_retained
    }

    fn add(&mut self, churned: bool) {
        self.n_churned += u64::from(churned);
        self.n_retained += u64::from(!churned);
    }
}

/// All that a metric may know: how many rows churned and were retained at each score.
///
/// Because it holds no order of rows within a score, no metric made from it depends on one.
#[derive(Debug)]
pub(super) struct Ranking {
    /// Highest score first.
    pub(super) ties: Vec<Tie>,
    pub(super) n_churned: u64,
    pub(super) n_retained: u64,
}

impl Ranking {
    pub(super) fn new(labels: &[bool], scores: &[f64]) -> Result<Ranking, Error> {
        check_rows(labels, scores)?;
        let mut rows: Vec<(f64, bool)> =
            scores.iter().copied().zip(labels.iter().copied()).collect();
        // Ascending, because the bootstrap hands its rows over that way: sorting what is sorted
        // takes one pass.
        rows.sort_unstable_by(|a, b| a.0.total_cmp(&b.0));
        let n_churned = labels.iter().filter(|churned| **churned).count() as u64;
        let n_retained = labels.len() as u64 - n_churned;
        Ok(Ranking { ties: tie(rows.into_iter().rev()), n_churned, n_retained })
    }

    pub(super) fn n_rows(&self) -> u64 {
        self.n_churned + self.n_retained
    }

    pub(super) fn require_churned(&self, metric: &'static str) -> Result<(), Error> {
        require(self.n_churned, metric, "churned", self.n_rows())
    }

    pub(super) fn require_retained(&self, metric: &'static str) -> Result<(), Error> {
        require(self.n_retained, metric, "was retained", self.n_rows())
    }

    /// Returns how many churned rows the `n_top` highest scores hold.
    ///
    /// Where `n_top` ends among rows of one score, it takes its share of their churned rows: the
    /// expected number if ties are broken at random.
    pub(super) fn churned_in_top(&self, n_top: f64) -> f64 {
        let (mut left, mut churned) = (n_top, 0.0);
        for tie in &self.ties {
            let share = (left / tie.n_rows() as f64).min(1.0);
            churned += share * tie.n_churned as f64;
            left -= tie.n_rows() as f64;
            if left <= 0.0 {
                break;
            }
        }
        churned
    }

    /// The same for a whole number of rows, which must be among those there are.
    pub(super) fn churned_in_top_k(&self, k: usize) -> Result<f64, Error> {
        let n_rows = self.n_rows() as usize;
        if k == 0 || k > n_rows {
            return Err(Error::TopRows { k, n_rows });
        }
        Ok(self.churned_in_top(k as f64))
    }
}

/// Checks that a class has rows.
pub(super) fn require(
    n_of_class: u64,
    metric: &'static str,
    missing: &'static str,
    n_rows: u64,
) -> Result<(), Error> {
    if n_of_class == 0 {
        return Err(Error::OneClass { metric, missing, n_rows: n_rows as usize });
    }
    Ok(())
}

/// Gathers sorted rows of equal score.
fn tie(rows: impl Iterator<Item = (f64, bool)>) -> Vec<Tie> {
    let mut ties: Vec<Tie> = Vec::new();
    for (score, churned) in rows {
        match ties.last_mut() {
            Some(tie) if tie.score == score => tie.add(churned),
            _ => {
                let mut tie = Tie { score, n_churned: 0, n_retained: 0 };
                tie.add(churned);
                ties.push(tie);
            }
        }
    }
    ties
}
