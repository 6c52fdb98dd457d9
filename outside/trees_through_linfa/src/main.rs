//! Fits boosted trees through linfa's traits, cross-validates them and draws the ROC curve with
//! linfa's own tools.

use refrain_trees::linfa::dataset::Pr;
use refrain_trees::linfa::prelude::*;
use refrain_trees::ndarray::{Array1, Array2, ArrayView1};
use refrain_trees::{BoostingOptions, LinfaError};

fn main() -> Result<(), LinfaError> {
    // Silent customers leave, on one of the two plans; one label in nine is wrong.
    let table = Array2::from_shape_fn((600, 3), |(row, column)| match column {
        0 => (row % 40) as f64,
        1 => (row * 37 % 100) as f64,
        _ => (row / 40 % 2) as f64,
    });
    let left =
        Array1::from_shape_fn(600, |row| (row % 40 > 20 && row / 40 % 2 == 1) != (row % 9 == 0));
    let target = left.mapv(|left| Pr::new(f32::from(u8::from(left))));
    let mut dataset =
        Dataset::new(table, target).with_feature_names(vec!["days_silent", "songs", "plan"]);

    let auc = |predicted: &Array1<Pr>, truth: &ArrayView1<Pr>| {
        let truth: Vec<bool> = truth.iter().map(|label| **label == 1.0).collect();
        Ok(predicted.roc(&truth)?.area_under_curve())
    };
    let candidates = [1, 10, 40].map(|n_trees| BoostingOptions::default().n_trees(n_trees));
    let areas: Array1<f32> = dataset.cross_validate_single(5, &candidates, auc)?;
    for (candidate, area) in candidates.iter().zip(&areas) {
        println!("{:2} trees: ROC AUC {area:.3} in five folds", candidate.n_trees);
    }

    let model = candidates[1].fit(&dataset)?;
    let risk: Array1<Pr> = model.predict(&dataset);
    println!(
        "fitted on {}; row 79 leaves with probability {:.3}",
        model.names().join(", "),
        *risk[79]
    );
    Ok(())
}
