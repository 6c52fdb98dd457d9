//! Rows of one score.

use super::score_of;

/// Rows of one score: their weight by class, or their number if they have no weights.
#[derive(Debug, Clone, Copy, PartialEq)]
#[non_exhaustive]
pub struct Tie {
    /// The score.
    pub score: f64,
    /// Weight of the rows that churned.
    pub churned: f64,
    /// Weight of the rows that were retained.
    pub retained: f64,
}

impl Tie {
    /// Returns the weight of all rows of the score.
    pub fn total(&self) -> f64 {
        self.churned + self.retained
    }
}

/// Gathers rows of equal score, given as (bits of the score, weight) from the highest score down.
pub(super) fn gather(
    mut churned: impl ExactSizeIterator<Item = (u64, f64)>,
    mut retained: impl ExactSizeIterator<Item = (u64, f64)>,
) -> Vec<Tie> {
    let mut ties = Vec::with_capacity(churned.len() + retained.len());
    let (mut next_churned, mut next_retained) = (churned.next(), retained.next());
    loop {
        let highest = match (next_churned, next_retained) {
            (Some((a, _)), Some((b, _))) => a.max(b),
            (Some((bits, _)), None) | (None, Some((bits, _))) => bits,
            (None, None) => break,
        };
        ties.push(Tie {
            score: score_of(highest),
            churned: take(highest, &mut next_churned, &mut churned),
            retained: take(highest, &mut next_retained, &mut retained),
        });
    }
    // Rows that tie leave most of the capacity unused, and the ties are kept for many metrics.
    ties.shrink_to_fit();
    ties
}

/// Adds up the weights of the rows of one score, and leaves the first of the score below in `next`.
fn take(
    score: u64,
    next: &mut Option<(u64, f64)>,
    rows: &mut impl Iterator<Item = (u64, f64)>,
) -> f64 {
    let mut weight = 0.0;
    while let Some((_, of_row)) = next.filter(|(bits, _)| *bits == score) {
        weight += of_row;
        *next = rows.next();
    }
    weight
}
