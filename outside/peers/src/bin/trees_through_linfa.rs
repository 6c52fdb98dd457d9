//! linfa's random forest in linfa's cross-validation, as outside/trees_through_linfa: by accuracy,
//! since a forest that votes has no ROC curve.

use linfa::prelude::*;
use linfa_ensemble::RandomForestParams;
use linfa_trees::DecisionTree;
use ndarray::{Array1, Array2};
use rand::SeedableRng;
use rand::rngs::SmallRng;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let table = Array2::from_shape_fn((600, 3), |(row, column)| match column {
        0 => (row % 40) as f64,
        1 => (row * 37 % 100) as f64,
        _ => (row / 40 % 2) as f64,
    });
    let left: Array1<usize> = Array1::from_shape_fn(600, |row| {
        usize::from((row % 40 > 20 && row / 40 % 2 == 1) != (row % 9 == 0))
    });
    let dataset =
        Dataset::new(table, left).with_feature_names(vec!["days_silent", "songs", "plan"]);

    // The forest's parameters are not `Clone`, which `cross_validate_single` wants: folds by hand.
    for n_trees in [1, 10, 40] {
        let mut shares = Vec::new();
        for (train, test) in dataset.fold(5) {
            let model = RandomForestParams::new_fixed_rng(
                DecisionTree::params(),
                SmallRng::seed_from_u64(7),
            )
            .ensemble_size(n_trees)
            .bootstrap_proportion(0.7)
            .feature_proportion(0.7)
            .fit(&train)?;
            let predicted = model.predict(&test);
            shares.push(predicted.confusion_matrix(&test)?.accuracy());
        }
        let mean = shares.iter().sum::<f32>() / shares.len() as f32;
        println!("{n_trees:2} trees: accuracy {mean:.3} in five folds");
    }
    Ok::<(), Box<dyn std::error::Error>>(())
}
