//! Random labels and scores, from fixed seeds.

use proptest::prelude::*;
use proptest::test_runner::{Config, RngSeed};

/// A fixed seed, so that a run fails for everyone or for no one.
pub(crate) fn seeded(cases: u32) -> Config {
    Config {
        cases,
        rng_seed: RngSeed::Fixed(20_261_121),
        failure_persistence: None,
        ..Config::default()
    }
}

/// Rows of both classes; half of the time with few distinct scores, so that many tie.
pub(crate) fn rows(max_rows: usize) -> impl Strategy<Value = (Vec<bool>, Vec<f64>)> {
    let coarse = (0..5_u32).prop_map(|step| f64::from(step) / 4.0);
    let fine = 0.0..=1.0_f64;
    let row = |score: BoxedStrategy<f64>| (any::<bool>(), score);
    prop_oneof![
        prop::collection::vec(row(coarse.boxed()), 2..=max_rows),
        prop::collection::vec(row(fine.boxed()), 2..=max_rows),
    ]
    .prop_map(|rows| {
        let (mut labels, scores): (Vec<bool>, Vec<f64>) = rows.into_iter().unzip();
        (labels[0], labels[1]) = (true, false);
        (labels, scores)
    })
}

/// The same rows twice: as drawn, and in another order.
pub(crate) fn shuffled_rows() -> impl Strategy<Value = [(Vec<bool>, Vec<f64>); 2]> {
    rows(40).prop_flat_map(|(labels, scores)| {
        let order: Vec<usize> = (0..labels.len()).collect();
        Just(order).prop_shuffle().prop_map(move |order| {
            let shuffled = order.iter().map(|row| (labels[*row], scores[*row])).unzip();
            [(labels.clone(), scores.clone()), shuffled]
        })
    })
}

/// Labels, scores and a weight for each row.
pub(crate) type WeightedRows = (Vec<bool>, Vec<f64>, Vec<f64>);

/// Rows of both classes with weights, some of them 0; the first two rows weigh something.
pub(crate) fn weighted_rows(weight: BoxedStrategy<f64>) -> impl Strategy<Value = WeightedRows> {
    rows(40).prop_flat_map(move |(labels, scores)| {
        let weights = prop::collection::vec(weight.clone(), labels.len());
        (Just(labels), Just(scores), weights).prop_map(|(labels, scores, mut weights)| {
            (weights[0], weights[1]) = (weights[0] + 1.0, weights[1] + 1.0);
            (labels, scores, weights)
        })
    })
}

/// Whole numbers up to 4.
pub(crate) fn whole() -> BoxedStrategy<f64> {
    (0..5_u32).prop_map(f64::from).boxed()
}

/// Weights over twelve powers of ten, and zeros.
pub(crate) fn uneven() -> BoxedStrategy<f64> {
    prop_oneof![Just(0.0), Just(1.0), (-6.0..6.0_f64).prop_map(|power| 10_f64.powf(power))].boxed()
}

/// Rows with weights twice: as drawn, and in another order.
pub(crate) fn shuffled_weighted_rows() -> impl Strategy<Value = [WeightedRows; 2]> {
    weighted_rows(uneven()).prop_flat_map(|rows| {
        let order: Vec<usize> = (0..rows.0.len()).collect();
        (Just(rows), Just(order).prop_shuffle()).prop_map(|(rows, order)| {
            let shuffled = (
                order.iter().map(|row| rows.0[*row]).collect(),
                order.iter().map(|row| rows.1[*row]).collect(),
                order.iter().map(|row| rows.2[*row]).collect(),
            );
            [rows, shuffled]
        })
    })
}
