//! Random streams and the few variates that the model needs.
//!
//! Logarithms and exponentials are libm's, not the system's, so that a seed gives the same log
//! on every platform.

pub(crate) mod weighted;

use std::f64::consts::TAU;

use rand::distributions::Standard;
use rand::{Rng, RngCore, SeedableRng};
use rand_xoshiro::{SplitMix64, Xoshiro256PlusPlus};

/// A source of random numbers of its own.
pub(crate) type Stream = Xoshiro256PlusPlus;

/// The stream that decides when new users join; users' own streams have 32-bit numbers.
pub(crate) const ARRIVALS: u64 = u64::MAX;

/// The streams of [`Corruption`](crate::Corruption), one for each kind that draws: apart from the users'
/// numbers, since corruption and simulation may well have the same seed.
pub(crate) const GAPS: u64 = 1 << 40;
pub(crate) const ROUNDED: u64 = GAPS + 1;
pub(crate) const TRUNCATED: u64 = GAPS + 2;
pub(crate) const CORRUPT: u64 = GAPS + 3;
pub(crate) const DUPLICATES: u64 = GAPS + 4;
pub(crate) const LATE: u64 = GAPS + 5;
pub(crate) const SHUFFLE: u64 = GAPS + 6;

/// The stream that decides whether a scenario treats a user.
pub(crate) fn scenario_stream(seed: u64, scenario_idx: usize, user_idx: u32) -> Stream {
    stream(seed, ((scenario_idx as u64 + 1) << 32) | u64::from(user_idx))
}

/// The stream of one path of a user after a cutoff.
pub(crate) fn truth_stream(seed: u64, user_idx: u32, cutoff: i64, path_idx: u32) -> Stream {
    // Cutoffs get seeds of their own, mixed as everywhere: paths have nothing in common with the
    // user's life.
    let of_cutoff = SplitMix64::seed_from_u64(seed ^ TRUTH.wrapping_mul(cutoff as u64)).next_u64();
    stream(of_cutoff, (u64::from(path_idx) << 32) | u64::from(user_idx))
}

/// Any odd number would do.
const TRUTH: u64 = 0x9e6c_63d0_876a_9a47;

/// Derives the stream with this number from a seed: it depends on nothing else, so a user acts
/// the same however many others are simulated beside it.
pub(crate) fn stream(seed: u64, number: u64) -> Stream {
    // Mixed twice: neighbouring seeds and neighbouring numbers give unrelated streams.
    let mixed = SplitMix64::seed_from_u64(seed).next_u64();
    Stream::seed_from_u64(SplitMix64::seed_from_u64(mixed ^ number).next_u64())
}

/// Draws uniformly from [0, 1).
pub(crate) fn uniform(stream: &mut Stream) -> f64 {
    stream.sample(Standard)
}

/// Draws an exponential number of seconds, cut to whole ones.
pub(crate) fn exponential_seconds(stream: &mut Stream, mean: f64) -> i64 {
    // 1 - u lies in (0, 1], where the logarithm is finite.
    (-mean * libm::log(1.0 - uniform(stream))) as i64
}

/// Draws a log-normal factor with mean 1 and σ = 1 of its logarithm.
pub(crate) fn log_normal_factor(stream: &mut Stream) -> f64 {
    libm::exp(normal(stream) - 0.5)
}

/// Draws a standard normal variate (Box and Muller, 1958).
pub(crate) fn normal(stream: &mut Stream) -> f64 {
    // The other variate of the pair is thrown away, so that each takes two numbers wherever it is
    // drawn.
    let radius = libm::sqrt(-2.0 * libm::log(1.0 - uniform(stream)));
    radius * libm::cos(TAU * uniform(stream))
}
