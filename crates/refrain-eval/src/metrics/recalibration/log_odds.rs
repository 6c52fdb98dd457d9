//! Ties by the log-odds of their score.

use refrain_core::log_odds;

use crate::metrics::RankedRows;

const N_GROUPS: usize = 4096;

/// The rows of a regression on the log-odds of scores.
pub(super) struct LogOdds {
    /// One for each distinct score, highest first.
    pub(super) rows: Vec<Row>,
    /// Weighted mean of the log-odds.
    pub(super) mean: f64,
    churned: f64,
    retained: f64,
}

pub(super) struct Row {
    /// Log-odds above the mean.
    pub(super) centred: f64,
    pub(super) churned: f64,
    pub(super) retained: f64,
}

impl LogOdds {
    /// Expects scores between 0 and 1.
    pub(super) fn new(ranked: &RankedRows) -> LogOdds {
        let (mut sum, mut rows) = (0.0, Vec::with_capacity(ranked.ties().len()));
        for tie in ranked.ties() {
            let log_odds = log_odds(tie.score);
            sum += tie.total() * log_odds;
            rows.push(Row { centred: log_odds, churned: tie.churned, retained: tie.retained });
        }
        let mean = sum / ranked.total();
        // Centred, or the second derivatives of level and slope would be nearly dependent.
        rows.iter_mut().for_each(|row| row.centred -= mean);
        LogOdds { rows, mean, churned: ranked.churned(), retained: ranked.retained() }
    }

    /// Returns the rows in a few thousand groups of neighbours, each at its mean, if they are so many
    /// more that an answer found on the groups first saves time.
    pub(super) fn grouped(&self) -> Option<LogOdds> {
        if self.rows.len() < 4 * N_GROUPS {
            return None;
        }
        let group = |rows: &[Row]| {
            let sum = |of: fn(&Row) -> f64| rows.iter().map(of).sum::<f64>();
            let (churned, retained) = (sum(|row| row.churned), sum(|row| row.retained));
            let centred = sum(|row| (row.churned + row.retained) * row.centred);
            Row { centred: centred / (churned + retained), churned, retained }
        };
        let rows = self.rows.chunks(self.rows.len().div_ceil(N_GROUPS)).map(group).collect();
        Some(LogOdds { rows, ..*self })
    }

    /// Returns the log-odds of the share churned.
    pub(super) fn overall(&self) -> f64 {
        (self.churned / self.retained).ln()
    }
}
