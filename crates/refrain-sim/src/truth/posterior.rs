//! Posterior of who a user is, given what the log shows.

use std::f64::consts::PI;

use crate::random::weighted::draw_by_weight;
use crate::random::{Stream, normal};

/// The log-normal rate of a user under one persona, given exponential times with that mean.
///
/// With x the logarithm of the mean, the prior is normal with deviation 1 and n times that sum to s
/// have the likelihood exp(-n x - s exp(-x)). The posterior is approximated by a normal distribution
/// at its mode (Laplace), which [`draw`](RatePosterior::draw) corrects by a weight.
#[derive(Debug, Clone, Copy)]
pub(crate) struct RatePosterior {
    prior_mean: f64,
    n: f64,
    sum: f64,
    mode: f64,
    deviation: f64,
    /// The logarithm of the approximate integral of prior times likelihood.
    pub(crate) log_mass: f64,
}

/// Draws reach a little further than the normal distribution at the mode: the prior's tail does.
const WIDENING: f64 = 1.2;

const MOST_STEPS: u32 = 50;

impl RatePosterior {
    /// Takes the persona's mean, and how many times there were and how long they were together.
    pub(crate) fn new(mean_seconds: f64, n: f64, sum: f64) -> RatePosterior {
        // The factor between a user's mean and the persona's is exp(z - 1/2).
        let prior_mean = libm::log(mean_seconds) - 0.5;
        // Newton's method comes from the left, where the slope is convex.
        // Waits of less than a second are cut to zero, and the logarithm has to stay finite.
        let mut mode = if n > 0.0 { libm::log(sum.max(1e-9) / (n + 1.0)) } else { prior_mean };
        for _ in 0..MOST_STEPS {
            let pull = sum * libm::exp(-mode);
            // Slope of the logarithm of the density; its curvature is -(1 + pull), so that the
            // step is up.
            let slope = prior_mean - mode - n + pull;
            let step = slope / (1.0 + pull);
            mode += step;
            if step.abs() < 1e-9 {
                break;
            }
        }
        // Laplace: the curvature at the mode is one over the variance.
        let deviation = 1.0 / (1.0 + sum * libm::exp(-mode)).sqrt();
        let mut posterior = RatePosterior { prior_mean, n, sum, mode, deviation, log_mass: 0.0 };
        posterior.log_mass =
            posterior.log_density(mode) + 0.5 * libm::log(2.0 * PI) + libm::log(deviation);
        posterior
    }

    /// The logarithm of prior times likelihood.
    fn log_density(&self, x: f64) -> f64 {
        let from_mean = x - self.prior_mean;
        -0.5 * from_mean * from_mean
            - 0.5 * libm::log(2.0 * PI)
            - self.n * x
            - self.sum * libm::exp(-x)
    }

    /// Draws a mean in seconds, with the logarithm of its weight against the approximate mass.
    pub(crate) fn draw(&self, stream: &mut Stream) -> (f64, f64) {
        let z = normal(stream);
        let deviation = self.deviation * WIDENING;
        let x = self.mode + deviation * z;
        let log_proposal = -0.5 * z * z - 0.5 * libm::log(2.0 * PI) - libm::log(deviation);
        (libm::exp(x), self.log_density(x) - self.log_mass - log_proposal)
    }
}

/// Items with weights given by their logarithms.
#[derive(Debug, Clone)]
pub(crate) struct LogWeighted<T> {
    items: Vec<(T, f64)>,
    sum: f64,
}

impl<T: Copy> LogWeighted<T> {
    /// Collects the items, `None` if none has a weight.
    pub(crate) fn new(items: Vec<(T, f64)>) -> Option<LogWeighted<T>> {
        let greatest = items.iter().map(|(_, log)| *log).fold(f64::NEG_INFINITY, f64::max);
        if greatest == f64::NEG_INFINITY {
            return None;
        }
        // Beside the greatest, so that none overflows and one at least is 1.
        let weight = |(item, log): (T, f64)| (item, libm::exp(log - greatest));
        let items: Vec<(T, f64)> = items.into_iter().map(weight).collect();
        let sum = items.iter().map(|(_, weight)| weight).sum();
        Some(LogWeighted { items, sum })
    }

    pub(crate) fn draw(&self, stream: &mut Stream) -> T {
        draw_by_weight(&self.items, self.sum, stream)
    }
}
