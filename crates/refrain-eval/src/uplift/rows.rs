//! Rows with a treatment.

use refrain_core::{Error, check_length};

use crate::experiment::EmptyArm;
use crate::metrics::check_rows;

/// Treatments, outcomes and scores of rows, by falling score.
#[derive(Debug, Clone)]
pub struct TreatmentRows {
    pub(super) rows: Vec<Row>,
}

#[derive(Debug, Clone, Copy)]
pub(super) struct Row {
    pub(super) score: f64,
    pub(super) is_treated: bool,
    pub(super) is_kept: bool,
    /// Place in the lists given.
    pub(super) row: usize,
}

/// Numbers of rows of each arm, and of those kept.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(super) struct Counts {
    pub(super) n_treated: u64,
    pub(super) n_untreated: u64,
    pub(super) kept_treated: u64,
    pub(super) kept_untreated: u64,
}

impl TreatmentRows {
    /// Joins who was treated, who churned, and scores that are higher where the treatment is held to
    /// do more.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Mismatch`](crate::ErrorKind::Mismatch) for lists of unequal length; [`ErrorKind::Data`](crate::ErrorKind::Data) for no rows, NaN scores,
    /// and if nobody was treated, or everybody.
    pub fn new(treated: &[bool], churned: &[bool], scores: &[f64]) -> Result<TreatmentRows, Error> {
        check_rows(churned, scores)?;
        check_length("the list of treatments", churned.len(), treated.len())?;
        for (arm, is_treated) in [("treated", true), ("untreated", false)] {
            if !treated.contains(&is_treated) {
                return Err(EmptyArm { arm }.into());
            }
        }
        let row = |row: usize| Row {
            score: scores[row],
            is_treated: treated[row],
            is_kept: !churned[row],
            row,
        };
        let mut rows: Vec<Row> = (0..scores.len()).map(row).collect();
        // Stable, so that equal scores keep the order given; sums over a tie do not depend on it.
        rows.sort_by(|left, right| right.score.total_cmp(&left.score));
        Ok(TreatmentRows { rows })
    }

    /// The arm of each row in the order given, 0 for the treated.
    pub(crate) fn arms(&self) -> Vec<usize> {
        let mut arms = vec![0; self.rows.len()];
        self.rows.iter().for_each(|row| arms[row.row] = usize::from(!row.is_treated));
        arms
    }

    /// The counts of all rows down to each distinct score, from none, each row as often as its
    /// weight says; a score of which no row is taken adds no point.
    pub(super) fn cumulated(&self, weight: impl Fn(&Row) -> u64) -> Vec<Counts> {
        let mut points = vec![Counts::default()];
        let (mut counts, mut last) = (Counts::default(), None);
        for row in &self.rows {
            let weight = weight(row);
            if weight == 0 {
                continue;
            }
            if last.is_some_and(|last| last != row.score) {
                points.push(counts);
            }
            counts.add(row, weight);
            last = Some(row.score);
        }
        points.push(counts);
        points
    }
}

impl Counts {
    pub(super) fn n_rows(&self) -> u64 {
        self.n_treated + self.n_untreated
    }

    pub(super) fn add(&mut self, row: &Row, weight: u64) {
        let kept = if row.is_kept { weight } else { 0 };
        if row.is_treated {
            self.n_treated += weight;
            self.kept_treated += kept;
        } else {
            self.n_untreated += weight;
            self.kept_untreated += kept;
        }
    }
}
