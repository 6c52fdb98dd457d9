//! How much a model uses each column.

use crate::sample::model;

#[test]
fn columns_that_labels_depend_on_come_first() {
    let (sample, model) = model();
    let shuffled = model.permutation_importance(&sample.labelled(), 3, 7).unwrap();
    // Splits alone say little: noise is split as often, and gains less.
    for importance in [model.gain_importance(), shuffled] {
        let least_used = importance[..3].iter().copied().fold(f64::INFINITY, f64::min);
        assert!(importance[3..].iter().all(|idle| *idle < least_used), "{importance:?}");
    }
}

#[test]
fn splits_are_counted_once_each() {
    let (_, model) = model();
    let n_splits: usize = model.trees().iter().map(|tree| tree.n_leaves() - 1).sum();
    assert_eq!(model.split_importance().iter().sum::<f64>(), n_splits as f64);
}

#[test]
fn the_same_seed_shuffles_alike() {
    let (sample, model) = model();
    let shuffle = |seed| model.permutation_importance(&sample.labelled(), 2, seed).unwrap();
    assert_eq!(shuffle(1), shuffle(1));
    assert_ne!(shuffle(1), shuffle(2));
}
