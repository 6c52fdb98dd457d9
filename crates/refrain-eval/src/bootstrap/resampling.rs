//! Resamples of groups, drawn with replacement.

use rand::{Rng, SeedableRng};
use rand_xoshiro::Xoshiro256PlusPlus;

/// A sequence of resamples of groups, with replacement.
#[derive(Debug)]
pub(super) struct Resampling {
    generator: Xoshiro256PlusPlus,
    times_drawn: Vec<u32>,
}

impl Resampling {
    pub(super) fn new(n_groups: usize, seed: u64) -> Resampling {
        let generator = Xoshiro256PlusPlus::seed_from_u64(seed);
        Resampling { generator, times_drawn: vec![0; n_groups] }
    }

    /// Draws the next resample: how often each group is in it.
    pub(super) fn draw(&mut self) -> &[u32] {
        self.times_drawn.fill(0);
        let n_groups = self.times_drawn.len() as u64;
        for _ in 0..n_groups {
            // u64, because drawing a usize takes other numbers on 32-bit platforms.
            let group = self.generator.gen_range(0..n_groups);
            self.times_drawn[group as usize] += 1;
        }
        &self.times_drawn
    }
}
