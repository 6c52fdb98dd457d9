//! Streams of random numbers, one for each trial.

use rand::{Rng, SeedableRng};
use rand_xoshiro::Xoshiro256PlusPlus;

/// The random numbers of one trial.
#[derive(Debug, Clone)]
pub(super) struct Stream(Xoshiro256PlusPlus);

impl Stream {
    /// Returns the stream of a trial: the same whatever was drawn before, so that threads may draw
    /// in any order.
    pub(super) fn of_trial(seed: u64, number: usize) -> Stream {
        // Weyl steps keep the seeds of different streams apart; the generator mixes them.
        const STEP: u64 = 0x9e37_79b9_7f4a_7c15;
        let place = (number as u64).wrapping_mul(STEP);
        Stream(Xoshiro256PlusPlus::seed_from_u64(seed ^ place))
    }

    /// Draws evenly from 0 to 1, 1 excluded.
    pub(super) fn share(&mut self) -> f64 {
        self.0.gen_range(0.0..1.0)
    }

    /// Draws a whole number below `n`.
    ///
    /// # Panics
    ///
    /// If `n` is zero.
    pub(super) fn below(&mut self, n: usize) -> usize {
        // As `u64`, so that the width of a pointer does not change the stream.
        self.0.gen_range(0..n as u64) as usize
    }

    /// Draws from the standard normal distribution (Box and Muller 1958).
    pub(super) fn normal(&mut self) -> f64 {
        let radius = libm::sqrt(-2.0 * libm::log(1.0 - self.share()));
        radius * libm::cos(std::f64::consts::TAU * self.share())
    }
}
