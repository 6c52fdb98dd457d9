//! The export, read again as the JSON it is. `benches/peers/trees.py` loads it in XGBoost.

use refrain_trees::TreeModel;
use serde_json::Value;

use crate::sample::{Sample, model};

fn json(model: &TreeModel) -> Value {
    serde_json::from_str(&model.to_xgboost_json()).unwrap()
}

/// Walks down a tree as XGBoost does: in single precision, leaves among the conditions.
fn leaf(tree: &Value, row: &[f32]) -> f32 {
    let entry = |name: &str, node: usize| tree[name][node].as_f64().unwrap();
    let mut node = 0;
    while entry("left_children", node) >= 0.0 {
        let value = row[entry("split_indices", node) as usize];
        let is_left = if value.is_nan() {
            entry("default_left", node) == 1.0
        } else {
            value < entry("split_conditions", node) as f32
        };
        let child = if is_left { "left_children" } else { "right_children" };
        node = entry(child, node) as usize;
    }
    entry("split_conditions", node) as f32
}

#[test]
fn sums_in_single_precision_are_the_margins_to_the_last_bit() {
    let (sample, model) = model();
    let json = json(&model);
    let trees = json["learner"]["gradient_booster"]["model"]["trees"].as_array().unwrap();
    let margins = model.margins(&sample.features()).unwrap();
    for (row, margin) in margins.iter().enumerate() {
        let sum = trees.iter().fold(0.0, |sum, tree| sum + leaf(tree, &sample.row(row)));
        assert_eq!(f64::from(sum), *margin);
    }
}

#[test]
fn a_model_without_trees_is_one_leaf() {
    let (train, mut validation) = (Sample::new(400, 4, 1), Sample::new(400, 4, 2));
    validation.labels.iter_mut().for_each(|label| *label = 1.0 - *label);
    let boosting = crate::sample::boosting(5, refrain_trees::TreeOptions::default());
    let found = boosting.fit_validated(&train.labelled(), &validation.labelled()).unwrap();
    let json = json(&found.model);
    let trees = json["learner"]["gradient_booster"]["model"]["trees"].as_array().unwrap();
    assert_eq!(trees.len(), 1);
    assert_eq!(f64::from(leaf(&trees[0], &[])), found.model.base());
}
