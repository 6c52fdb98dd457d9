//! Streams of random numbers, one for each thing that is drawn.

use rand::SeedableRng;
use rand_xoshiro::Xoshiro256PlusPlus;

/// Purpose of a stream of draws.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Drawn {
    Rows = 1,
    Columns = 2,
    Shuffles = 3,
}

/// The stream for one tree or column: the same whatever was drawn before, so that threads may
/// draw in any order.
pub(crate) fn stream(seed: u64, drawn: Drawn, number: usize) -> Xoshiro256PlusPlus {
    // Weyl steps keep the seeds of different streams apart; the generator mixes them.
    const STEP: u64 = 0x9e37_79b9_7f4a_7c15;
    let place = (number as u64).wrapping_mul(4).wrapping_add(drawn as u64);
    Xoshiro256PlusPlus::seed_from_u64(seed ^ place.wrapping_mul(STEP))
}
