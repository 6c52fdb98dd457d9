//! Forecast of the profit of a campaign, with an interval.

use rand::{Rng, SeedableRng};
use rand_xoshiro::Xoshiro256PlusPlus;

use refrain_core::Error;

use super::prospect::{Prospect, total};
use crate::interval::check_resamples;
use crate::profit::{Acceptance, Contacted};

/// Options of a forecast: level, draws and seed.
#[derive(Debug, Clone, Copy, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[non_exhaustive]
pub struct ForecastOptions {
    /// Confidence: how sure the interval is to hold what happens, such as 0.95.
    pub level: f64,
    /// Number of campaigns drawn.
    pub n_draws: usize,
    /// Seed of the draws.
    pub seed: u64,
}

impl ForecastOptions {
    /// Draws 4,000 campaigns for an interval of level 0.95.
    pub fn with_seed(seed: u64) -> ForecastOptions {
        ForecastOptions { level: 0.95, n_draws: 4_000, seed }
    }

    /// Sets the level of the interval, between 0 and 1.
    pub fn level(self, level: f64) -> ForecastOptions {
        ForecastOptions { level, ..self }
    }

    /// Sets the number of campaigns drawn.
    pub fn n_draws(self, n_draws: usize) -> ForecastOptions {
        ForecastOptions { n_draws, ..self }
    }
}

/// Forecast of the profit of contacting given customers.
///
/// The customers are fixed, so nothing is resampled: what is uncertain is what they will do. Each
/// leaves with their probability, independently of the others; each would-be churner accepts with
/// one share, which is itself drawn first where it is uncertain, for all of them together. The
/// interval holds the profit of that one campaign, between quantiles of `n_draws` campaigns
/// drawn so. It is right if the probabilities are, and knows nothing of how wrong a model may be.
#[derive(Debug, Clone, Copy, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[non_exhaustive]
pub struct Forecast {
    /// Expected profit; exact.
    pub expected: f64,
    /// Lower end of the interval.
    pub low: f64,
    /// Upper end of the interval.
    pub high: f64,
    /// Confidence: how sure the interval is to hold what happens, such as 0.95.
    pub level: f64,
}

impl Forecast {
    pub(super) fn new(
        contacted: &[Prospect],
        acceptance: &Acceptance,
        options: &ForecastOptions,
    ) -> Result<Forecast, Error> {
        check_resamples(options.n_draws, options.level)?;
        let mean = acceptance.mean();
        let expected = total(contacted.iter().map(|prospect| prospect.expected_profit(mean)));
        let mut generator = Xoshiro256PlusPlus::seed_from_u64(options.seed);
        // The share is drawn first and holds for all contacts: an offer that fails, fails for all.
        let campaign = |draw: usize| {
            let share = drawn_share(acceptance, draw, options.n_draws, &mut generator);
            total(contacted.iter().map(|prospect| prospect.draw(share, &mut generator)))
        };
        let mut profits: Vec<f64> = (0..options.n_draws).map(campaign).collect();
        profits.sort_unstable_by(f64::total_cmp);
        let (low, high) = ends(&profits, options.level);
        Ok(Forecast { expected, low, high, level: options.level })
    }
}

/// The acceptance in one drawn campaign.
///
/// One is drawn from each of as many equal parts of the distribution as there are draws: that keeps
/// the spread of the shares as it is, without chance.
fn drawn_share(
    acceptance: &Acceptance,
    draw: usize,
    n_draws: usize,
    generator: &mut Xoshiro256PlusPlus,
) -> f64 {
    match acceptance {
        Acceptance::Known(share) => *share,
        Acceptance::Uncertain(prior) => {
            let within: f64 = generator.r#gen();
            prior.quantile((draw as f64 + within) / n_draws as f64)
        }
    }
}

impl Prospect {
    /// Draws what one contact earns.
    fn draw(&self, acceptance: f64, generator: &mut Xoshiro256PlusPlus) -> f64 {
        let chance: f64 = generator.r#gen();
        let outcome = if chance < self.probability * acceptance {
            Contacted::Kept
        } else if chance < self.probability {
            Contacted::Left
        } else {
            Contacted::Stayed
        };
        self.campaign.realized_profit(outcome)
    }
}

/// The ends of an interval, both of them profits that were drawn: few contacts have few possible
/// profits, and an end between two of them would leave one out that belongs in.
fn ends(sorted: &[f64], level: f64) -> (f64, f64) {
    let n_draws = sorted.len() as f64;
    let n_outside = (n_draws * (1.0 - level) / 2.0 + 1e-9).floor() as usize;
    (sorted[n_outside], sorted[sorted.len() - 1 - n_outside])
}
