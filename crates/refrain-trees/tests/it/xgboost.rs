//! The export, read again as the JSON it is, and beside what XGBoost itself says of it.

use refrain_trees::{TreeModel, TreeOptions};
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
    let boosting = crate::sample::boosting(5, TreeOptions::default());
    let found = boosting.fit_validated(&train.labelled(), &validation.labelled()).unwrap();
    let json = json(&found.model);
    let trees = json["learner"]["gradient_booster"]["model"]["trees"].as_array().unwrap();
    assert_eq!(trees.len(), 1);
    assert_eq!(f64::from(leaf(&trees[0], &[])), found.model.base());
}

/// What XGBoost said of the export; `tests/data/by_xgboost.py` wrote it.
#[derive(serde::Deserialize)]
struct Stored {
    model: String,
    margins: Vec<f64>,
    contributions: Vec<Vec<f64>>,
}

const STORED: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/by_xgboost.json");

/// A model small enough to keep, and the rows that XGBoost was asked about.
fn kept() -> (Sample, TreeModel) {
    let tree = TreeOptions::default().max_leaves(8);
    let model = crate::sample::boosting(8, tree).fit(&Sample::new(500, 5, 1).labelled()).unwrap();
    (Sample::new(100, 5, 2), model)
}

#[test]
fn margins_and_explanations_equal_what_xgboost_says_of_the_export() {
    let (sample, model) = kept();
    if let Ok(path) = std::env::var("REFRAIN_WRITE_XGBOOST") {
        let rows: Vec<Vec<Option<f32>>> = (0..100)
            .map(|row| sample.row(row).iter().map(|x| (!x.is_nan()).then_some(*x)).collect())
            .collect();
        let asked = serde_json::json!({ "model": model.to_xgboost_json(), "rows": rows });
        std::fs::write(path, asked.to_string()).unwrap();
        return;
    }
    let stored: Stored = serde_json::from_str(&std::fs::read_to_string(STORED).unwrap()).unwrap();
    assert_eq!(
        model.to_xgboost_json(),
        stored.model,
        "make the file again: tests/data/by_xgboost.py"
    );
    let margins = model.margins(&sample.features()).unwrap();
    let explained = model.explain(&sample.features()).unwrap();
    for (row, margin) in margins.iter().enumerate() {
        assert!((margin - stored.margins[row]).abs() < 1e-6);
        // XGBoost keeps one number a column in single precision, and the bias after them.
        for (ours, theirs) in explained.row(row).iter().zip(&stored.contributions[row]) {
            assert!((ours - theirs).abs() < 1e-5, "row {row}: {ours} and {theirs}");
        }
    }
}
