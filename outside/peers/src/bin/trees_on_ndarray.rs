//! linfa's random forest on the array of outside/trees_on_ndarray: it votes, so there are no
//! probabilities, it explains nothing and cannot be saved, and missing values are filled first.

use linfa::prelude::*;
use linfa_ensemble::RandomForestParams;
use linfa_trees::DecisionTree;
use ndarray::{Array1, Array2, s};
use rand::SeedableRng;
use rand::rngs::SmallRng;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut table = Array2::from_shape_fn((600, 3), |(row, column)| match column {
        0 if row % 7 == 0 => f64::NAN,
        0 => (row % 40) as f64,
        1 => (row * 37 % 100) as f64,
        _ => (row / 40 % 2) as f64,
    });
    let known: Vec<f64> = table.column(0).iter().copied().filter(|days| !days.is_nan()).collect();
    let mean = known.iter().sum::<f64>() / known.len() as f64;
    table.mapv_inplace(|value| if value.is_nan() { mean } else { value });
    let left: Array1<usize> =
        (0..600).map(|row| usize::from(row % 40 > 20 && row / 40 % 2 == 1)).collect();

    let part = |from: usize, until: usize| {
        Dataset::new(
            table.slice(s![from..until, ..]).to_owned(),
            left.slice(s![from..until]).to_owned(),
        )
        .with_feature_names(vec!["days_silent", "songs", "plan"])
    };
    let (train, test) = (part(0, 400), part(400, 600));
    let model =
        RandomForestParams::new_fixed_rng(DecisionTree::params(), SmallRng::seed_from_u64(7))
            .ensemble_size(40)
            .bootstrap_proportion(0.7)
            .feature_proportion(0.7)
            .fit(&train)?;

    let predicted = model.predict(&test);
    let right = predicted.iter().zip(test.targets()).filter(|(said, left)| said == left).count();
    println!("{right} of {} customers told right", test.nsamples());
    Ok(())
}
