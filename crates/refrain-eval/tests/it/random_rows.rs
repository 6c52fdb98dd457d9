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
