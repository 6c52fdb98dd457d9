//! Subsamples: the rows that a tree is grown on.

use rand::Rng;

use crate::Error;
use crate::options::share;
use crate::random::{Drawn, stream};

/// Rows that a tree is grown on, drawn anew for each tree.
#[derive(Debug, Clone, Copy, PartialEq)]
#[non_exhaustive]
pub enum Subsample {
    /// All of them.
    All,
    /// This share of them, above 0 to 1.
    Share(f64),
    /// As many as there are, each draw from all of them: some rows count several times.
    Bootstrap,
}

/// The rows of one tree, in order, and how often each counts.
pub(crate) struct DrawnRows {
    pub(crate) rows: Vec<u32>,
    /// One entry for each row; none if each counts once.
    pub(crate) counts: Option<Vec<u32>>,
}

impl Subsample {
    pub(crate) fn check(self) -> Result<(), Error> {
        match self {
            Subsample::Share(found) => share("subsample", found),
            Subsample::All | Subsample::Bootstrap => Ok(()),
        }
    }

    /// Draws the rows of tree number `tree`.
    pub(crate) fn draw(self, rows: &[u32], seed: u64, tree: usize) -> DrawnRows {
        match self {
            Subsample::All => DrawnRows { rows: rows.to_vec(), counts: None },
            Subsample::Share(share) => part(rows, share, seed, tree),
            Subsample::Bootstrap => bootstrap(rows, seed, tree),
        }
    }
}

/// Draws exactly the share, each row once, in one pass (Knuth's algorithm S).
fn part(rows: &[u32], share: f64, seed: u64, tree: usize) -> DrawnRows {
    let mut random = stream(seed, Drawn::Rows, tree);
    // At least one row, or a small table would grow trees on nothing.
    let mut wanted = ((rows.len() as f64 * share).round() as usize).max(1);
    let mut drawn = Vec::with_capacity(wanted);
    for (position, row) in rows.iter().enumerate() {
        if random.gen_range(0..rows.len() - position) < wanted {
            drawn.push(*row);
            wanted -= 1;
        }
    }
    DrawnRows { rows: drawn, counts: None }
}

fn bootstrap(rows: &[u32], seed: u64, tree: usize) -> DrawnRows {
    let mut random = stream(seed, Drawn::Rows, tree);
    let mut counts = vec![0; rows.len()];
    for _ in rows {
        counts[random.gen_range(0..rows.len())] += 1;
    }
    let drawn = rows.iter().zip(&counts).filter(|(_, count)| **count > 0);
    let drawn = drawn.map(|(row, _)| *row).collect();
    // Rows that were not drawn are in neither list.
    counts.retain(|count| *count > 0);
    DrawnRows { rows: drawn, counts: Some(counts) }
}
