//! Columns of codes.

use refrain_trees::{Features, Labelled, SingleTree, SplitRule, TreeModel, TreeOptions};

/// Codes 0 to 5 twenty times each; only rows of 1 and 4 are of class 1.
fn codes() -> (Vec<f64>, Vec<f64>) {
    let codes: Vec<f64> = (0..120).map(|row| f64::from(row % 6)).collect();
    let labels = codes.iter().map(|code| f64::from(*code == 1.0 || *code == 4.0)).collect();
    (codes, labels)
}

fn features(codes: &[f64]) -> Features<'_> {
    Features::from_columns(&[codes]).unwrap().categories(&[0]).unwrap()
}

fn stump(codes: &[f64], labels: &[f64]) -> TreeModel {
    let options = TreeOptions::default().max_leaves(2);
    let rows = Labelled::new(features(codes), labels).unwrap();
    SingleTree::new(options).unwrap().fit(&rows).unwrap()
}

#[test]
fn one_split_keeps_any_set_of_codes_apart() {
    let (codes, labels) = codes();
    let model = stump(&codes, &labels);
    let split = model.trees()[0].nodes()[0].split.as_ref().unwrap();
    let SplitRule::NotIn(set) = &split.rule else { panic!("a category has a set") };
    assert_eq!(set.iter().collect::<Vec<_>>(), [1, 4]);
    let found = model.predict_proba(&features(&codes)).unwrap();
    assert!(found.iter().zip(&labels).all(|(found, label)| (found - label).abs() < 1e-12));
}

#[test]
fn a_code_that_training_has_not_seen_goes_with_the_many() {
    let (codes, labels) = codes();
    let model = stump(&codes, &labels);
    let unseen = model.predict_proba(&features(&[9.0, 65_535.0, f64::NAN])).unwrap();
    assert!(unseen.iter().all(|probability| probability.abs() < 1e-12));
}

#[test]
fn missing_codes_learn_their_side() {
    let (mut codes, mut labels) = codes();
    codes.extend([f64::NAN; 30]);
    labels.extend([1.0; 30]);
    let found = stump(&codes, &labels).predict_proba(&features(&[f64::NAN, 0.0])).unwrap();
    assert!(found[0] > 0.9 && found[1] < 0.1, "{found:?}");
}

#[test]
fn more_codes_than_bins_still_fit() {
    let codes: Vec<f64> = (0..4000).map(|row| f64::from(row % 1000)).collect();
    let labels: Vec<f64> = codes.iter().map(|code| f64::from(*code < 100.0)).collect();
    let rows = Labelled::new(features(&codes), &labels).unwrap();
    let options = TreeOptions::default().max_bins(8).category_l2(0.0);
    let model = SingleTree::new(options).unwrap().fit(&rows).unwrap();
    assert!(model.predict_proba(&features(&codes)).unwrap()[0] > 0.9);
}
