//! Isotonic regression.

use serde::{Deserialize, Serialize};

use crate::calibration::rising_rates::{BinWeights, rising_pools, rising_rates};

/// Rates at rising probabilities, straight between them and level beyond.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct IsotonicCurve {
    knots: Vec<Knot>,
}

/// A probability of the model, and the rate at which it came true.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
struct Knot {
    said: f64,
    rate: f64,
}

/// Rows between two probabilities, both among them.
#[derive(Debug, Clone, Copy)]
struct Bin {
    lowest: f64,
    highest: f64,
    weights: BinWeights,
}

impl IsotonicCurve {
    pub(super) fn fit(probabilities: &[f64], churned: &[bool], weights: &[f64]) -> IsotonicCurve {
        let bins = bins(probabilities, churned, weights);
        let bins_weights: Vec<BinWeights> = bins.iter().map(|bin| bin.weights).collect();
        let mut rest = bins.as_slice();
        let pools = rising_pools(&bins_weights).into_iter().map(|n_bins| {
            let (pool, after) = rest.split_at(n_bins);
            rest = after;
            joined(pool)
        });
        let pools: Vec<Bin> = pools.collect();
        let all = joined(&bins).weights;
        let bins_weights: Vec<BinWeights> = pools.iter().map(|pool| pool.weights).collect();
        // Drawn to the base rate a small pool may pass its neighbours: rates are made to rise anew.
        let rates = rising_rates(&bins_weights, all.churned_weight / all.weight);
        let knots = pools.iter().zip(rates).flat_map(|(pool, rate)| knots(pool, rate));
        IsotonicCurve { knots: knots.collect() }
    }

    pub(super) fn at(&self, said: f64) -> f64 {
        let after = self.knots.partition_point(|knot| knot.said < said);
        let before = after.checked_sub(1).and_then(|index| self.knots.get(index));
        match (before, self.knots.get(after)) {
            (Some(a), Some(b)) => between(*a, *b, said),
            (Some(end), None) | (None, Some(end)) => end.rate,
            (None, None) => unreachable!("a curve without a knot is neither fitted nor loaded"),
        }
    }

    pub(super) fn defect(&self) -> Option<&'static str> {
        let share = |knot: &Knot| knot.rate > 0.0 && knot.rate < 1.0;
        let rising = |a: &Knot, b: &Knot| a.said < b.said && a.rate <= b.rate;
        let said = self.knots.iter().all(|knot| (0.0..=1.0).contains(&knot.said));
        let possible = said && self.knots.iter().all(share) && self.knots.is_sorted_by(rising);
        (self.knots.is_empty() || !possible).then_some("its calibrated rates do not rise")
    }
}

/// The rows of each probability, in rising order; rows without weight are none.
fn bins(probabilities: &[f64], churned: &[bool], weights: &[f64]) -> Vec<Bin> {
    let mut rows: Vec<usize> = (0..weights.len()).filter(|row| weights[*row] > 0.0).collect();
    rows.sort_by(|a, b| probabilities[*a].total_cmp(&probabilities[*b]));
    let bin = |rows: &[usize]| {
        let said = probabilities[rows[0]];
        let weight = rows.iter().map(|row| weights[*row]).sum();
        let of_churned = rows.iter().filter(|row| churned[**row]).map(|row| weights[*row]);
        let weights = BinWeights { weight, churned_weight: of_churned.sum() };
        Bin { lowest: said, highest: said, weights }
    };
    rows.chunk_by(|a, b| probabilities[*a] == probabilities[*b]).map(bin).collect()
}

fn joined(bins: &[Bin]) -> Bin {
    let sum = |part: fn(&BinWeights) -> f64| bins.iter().map(|bin| part(&bin.weights)).sum();
    let weights =
        BinWeights { weight: sum(|t| t.weight), churned_weight: sum(|t| t.churned_weight) };
    Bin { lowest: bins[0].lowest, highest: bins[bins.len() - 1].highest, weights }
}

/// Both ends of a pool, or its only probability.
fn knots(pool: &Bin, rate: f64) -> impl Iterator<Item = Knot> + use<> {
    // Two equal places would divide by zero between them.
    let upper = (pool.highest > pool.lowest).then_some(Knot { said: pool.highest, rate });
    [Knot { said: pool.lowest, rate }].into_iter().chain(upper)
}

/// The rate on the line between two knots.
fn between(a: Knot, b: Knot, said: f64) -> f64 {
    let way = (said - a.said) / (b.said - a.said);
    (a.rate + (b.rate - a.rate) * way).clamp(a.rate, b.rate)
}
