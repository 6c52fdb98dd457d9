//! Customers drawn from the exposure hazard itself, whose risk is known.

use rand::{Rng, SeedableRng};
use rand_xoshiro::Xoshiro256PlusPlus;
use refrain_core::Dataset;
use refrain_models::{Exposure, ExposureOptions};

use crate::customers::{dataset, matrix, number};

/// Parameters that visitors are drawn from.
#[derive(Clone, Copy)]
pub(super) struct World {
    /// Shape and amount of the gamma distribution of each exposure's rate a day.
    pub(super) rates: [(f64, f64); 2],
    /// Probability that a visit ends in leaving.
    pub(super) per_visit: [f64; 2],
    /// Logarithm of the factor of a deviation of the modifier.
    pub(super) modifier: f64,
    /// Variance of the ease of leaving.
    pub(super) heterogeneity: f64,
}

pub(super) const WORLD: World = World {
    rates: [(0.8, 4.0), (2.0, 1.0)],
    per_visit: [0.08, 0.005],
    modifier: 0.5,
    heterogeneity: 0.0,
};

pub(super) struct Visitors {
    pub(super) data: Dataset,
    /// Each one's risk, given its counts and everything else there is to know of the world.
    ///
    /// Right only where ease does not vary beyond the modifier.
    pub(super) risk: Vec<f64>,
}

/// Only those who are still there are seen, as in any log: those who left on the way are drawn
/// anew.
pub(super) fn visitors(world: World, n_rows: usize, seed: u64) -> Visitors {
    let mut generator = Xoshiro256PlusPlus::seed_from_u64(seed);
    let (mut columns, mut churned, mut risk) = (vec![Vec::new(); 4], Vec::new(), Vec::new());
    while risk.len() < n_rows {
        let days = generator.gen_range(1.0..60.0_f64);
        let modifier: f64 = normal(&mut generator);
        let ease = match world.heterogeneity {
            0.0 => 1.0,
            variance => gamma(&mut generator, 1.0 / variance) * variance,
        } * (world.modifier * modifier).exp();
        let lookback = days.clamp(7.0, 30.0);
        let rates = world.rates.map(|(shape, amount)| gamma(&mut generator, shape) / amount);
        let counts = rates.map(|rate| poisson(&mut generator, rate * lookback));
        let risky: f64 = counts.iter().zip(world.per_visit).map(|(count, q)| count * q).sum();
        if generator.gen_range(0.0..1.0) > (-ease * risky).exp() {
            continue;
        }
        let hazard: f64 = rates.iter().zip(world.per_visit).map(|(rate, q)| 10.0 * rate * q).sum();
        churned.push(generator.gen_range(0.0..1.0) < 1.0 - (-ease * hazard).exp());
        // A gamma posterior of each rate; staying with all of them, from its Laplace transform.
        let stays = |((count, (shape, amount)), q): ((&f64, (f64, f64)), f64)| {
            let amount = amount + lookback;
            (amount / (amount + 10.0 * ease * q)).powf(shape + count)
        };
        let parts = counts.iter().zip(world.rates).zip(world.per_visit);
        risk.push(1.0 - parts.map(stays).product::<f64>());
        let row = [counts[0], counts[1], days, modifier];
        columns.iter_mut().zip(row).for_each(|(column, value)| column.push(value));
    }
    let names = ["settings_30d", "adverts_30d", "known_days", "mood"];
    let named: Vec<_> = names
        .iter()
        .zip(&columns)
        .map(|(name, values)| (number(name), values.as_slice()))
        .collect();
    Visitors { data: dataset(matrix(&named), &churned), risk }
}

pub(super) fn options() -> ExposureOptions {
    ExposureOptions::default()
        .exposures(vec![
            Exposure::within("settings_30d", 30.0),
            Exposure::within("adverts_30d", 30.0),
        ])
        .signals(Vec::new())
        .modifiers(vec!["mood".to_owned()])
        .crossed(Vec::new())
        .known_days("known_days".to_owned())
        .l2(1.0)
}

fn normal(generator: &mut Xoshiro256PlusPlus) -> f64 {
    // The sum of twelve uniform variates has variance 1 and is near enough.
    (0..12).map(|_| generator.gen_range(0.0..1.0)).sum::<f64>() - 6.0
}

/// Marsaglia and Tsang, "A simple method for generating gamma variables" (2000).
fn gamma(generator: &mut Xoshiro256PlusPlus, shape: f64) -> f64 {
    if shape < 1.0 {
        return gamma(generator, shape + 1.0)
            * generator.gen_range(1e-300..1.0_f64).powf(1.0 / shape);
    }
    let d = shape - 1.0 / 3.0;
    loop {
        let x = normal(generator);
        let v = (1.0 + x / (9.0 * d).sqrt()).powi(3);
        if v > 0.0 && generator.gen_range(0.0..1.0_f64).ln() < 0.5 * x * x + d - d * v + d * v.ln()
        {
            return d * v;
        }
    }
}

/// Counts arrivals one by one.
fn poisson(generator: &mut Xoshiro256PlusPlus, mean: f64) -> f64 {
    let (mut time, mut count) = (0.0, -1.0);
    while time <= mean {
        time -= generator.gen_range(1e-300..1.0_f64).ln();
        count += 1.0;
    }
    count
}
