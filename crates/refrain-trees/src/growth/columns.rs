//! Draws of the columns that a tree and its splits may use.

use rand::Rng;
use rand_xoshiro::Xoshiro256PlusPlus;

use crate::TreeOptions;
use crate::random::{Drawn, stream};

/// Columns that a tree may use, and how many of them each split draws.
#[derive(Debug)]
pub(crate) struct ColumnDraw {
    allowed: Vec<usize>,
    n_per_split: usize,
    random: Xoshiro256PlusPlus,
}

impl ColumnDraw {
    /// Draws the columns of tree number `tree`.
    pub(crate) fn new(n_columns: usize, options: &TreeOptions, tree: usize) -> ColumnDraw {
        let mut random = stream(options.seed, Drawn::Columns, tree);
        let n_per_tree = options.colsample_by_tree.of(n_columns);
        let allowed = draw((0..n_columns).collect(), n_per_tree, &mut random);
        let n_per_split = options.max_features.of(allowed.len());
        ColumnDraw { allowed, n_per_split, random }
    }

    /// Tells whether splits draw: siblings then look at different columns.
    pub(crate) fn is_per_split(&self) -> bool {
        self.n_per_split < self.allowed.len()
    }

    /// Returns the columns of the tree, in order.
    pub(crate) fn of_tree(&self) -> &[usize] {
        &self.allowed
    }

    /// Draws the columns of the next split, in order.
    pub(crate) fn of_split(&mut self) -> Vec<usize> {
        draw(self.allowed.clone(), self.n_per_split, &mut self.random)
    }
}

/// Draws without replacement and puts what is drawn in order.
fn draw(mut from: Vec<usize>, n: usize, random: &mut Xoshiro256PlusPlus) -> Vec<usize> {
    // The first steps of a Fisher-Yates shuffle; drawing all draws nothing, so that models without
    // sampling use no random numbers.
    if n < from.len() {
        for position in 0..n {
            let other = random.gen_range(position..from.len());
            from.swap(position, other);
        }
        from.truncate(n);
        from.sort_unstable();
    }
    from
}
