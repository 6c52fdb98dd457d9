//! Weights of rows.

use refrain_trees::{Features, Labelled, SingleTree, TreeModel, TreeOptions};

use crate::sample::{Sample, boosting};

fn options() -> TreeOptions {
    TreeOptions::default().max_leaves(8).min_child_weight(1.0)
}

fn fit(sample: &Sample, weights: &[f64]) -> TreeModel {
    let rows = sample.labelled().weighted(weights).unwrap();
    boosting(8, options()).fit(&rows).unwrap()
}

/// Close enough for leaves that are rounded to 2^-20.
fn assert_near(found: &[f64], expected: &[f64]) {
    assert!(found.iter().zip(expected).all(|(found, expected)| (found - expected).abs() < 2e-5));
}

#[test]
fn a_row_of_weight_two_is_two_rows() {
    let sample = Sample::new(200, 4, 1);
    let weights: Vec<f64> = (0..200).map(|row| if row < 60 { 2.0 } else { 1.0 }).collect();
    let mut doubled = Sample::new(200, 4, 1);
    for column in &mut doubled.columns {
        column.extend_from_within(..60);
    }
    doubled.labels.extend_from_within(..60);
    let weighted = fit(&sample, &weights).margins(&sample.features()).unwrap();
    let twice = boosting(8, options()).fit(&doubled.labelled()).unwrap();
    assert_near(&twice.margins(&sample.features()).unwrap(), &weighted);
}

#[test]
fn a_row_of_weight_zero_is_no_row() {
    let sample = Sample::new(200, 4, 2);
    let weights: Vec<f64> = (0..200).map(|row| f64::from(row < 150)).collect();
    let mut fewer = Sample::new(200, 4, 2);
    fewer.columns.iter_mut().for_each(|column| column.truncate(150));
    fewer.labels.truncate(150);
    let model = boosting(8, options()).fit(&fewer.labelled()).unwrap();
    assert_eq!(fit(&sample, &weights), model);
}

#[test]
fn weights_of_one_are_no_weights() {
    let sample = Sample::new(200, 4, 3);
    let model = boosting(8, options()).fit(&sample.labelled()).unwrap();
    assert_eq!(fit(&sample, &[1.0; 200]), model);
}

#[test]
fn a_leaf_is_never_lighter_than_allowed() {
    let sample = Sample::new(300, 4, 4);
    for min_child_weight in [0.0, 7.5, 40.0] {
        let options = TreeOptions::default().max_leaves(60).min_child_weight(min_child_weight);
        let model = SingleTree::new(options).unwrap().fit(&sample.labelled()).unwrap();
        let lightest = model.trees()[0].nodes().iter().map(|node| node.weight).fold(1e9, f64::min);
        assert!(lightest >= min_child_weight - 1e-9, "{lightest} below {min_child_weight}");
    }
}

#[test]
fn a_leaf_holds_the_weighted_share_of_class_one() {
    let column = [1.0, 1.0, 1.0, 2.0, 2.0];
    let features = Features::from_columns(&[&column]).unwrap();
    let rows = Labelled::new(features.clone(), &[1.0, 0.0, 0.0, 1.0, 1.0]).unwrap();
    let rows = rows.weighted(&[2.0, 1.0, 1.0, 0.5, 3.0]).unwrap();
    let model = SingleTree::new(TreeOptions::default()).unwrap().fit(&rows).unwrap();
    let found = model.predict_proba(&features).unwrap();
    let expected = [0.5, 0.5, 0.5, 1.0, 1.0];
    assert!(found.iter().zip(expected).all(|(found, expected)| (found - expected).abs() < 1e-12));
}
