//! Random forests and single trees.

use refrain_trees::{Forest, ForestOptions, Scale, SingleTree, Subsample, TreeOptions};

use crate::sample::Sample;

fn options(subsample: Subsample, seed: u64) -> ForestOptions {
    let defaults = ForestOptions::default();
    let tree = defaults.tree.clone().seed(seed);
    ForestOptions::default().n_trees(5).subsample(subsample).tree(tree)
}

#[test]
fn a_forest_of_one_tree_on_everything_is_that_tree() {
    let sample = Sample::new(300, 4, 1);
    let tree = TreeOptions::default();
    let options = ForestOptions::default().n_trees(1).subsample(Subsample::All).tree(tree.clone());
    let forest = Forest::new(options).unwrap().fit(&sample.labelled()).unwrap();
    assert_eq!(forest, SingleTree::new(tree).unwrap().fit(&sample.labelled()).unwrap());
}

#[test]
fn a_probability_is_the_mean_over_trees() {
    let sample = Sample::new(300, 4, 2);
    let model =
        Forest::new(options(Subsample::Bootstrap, 1)).unwrap().fit(&sample.labelled()).unwrap();
    assert_eq!(model.scale(), Scale::Probability);
    assert_eq!(model.trees().len(), 5);
    let found = model.predict_proba(&sample.features()).unwrap();
    assert!(found.iter().all(|probability| (0.0..=1.0).contains(probability)));
    assert_eq!(
        found,
        model
            .margins(&sample.features())
            .unwrap()
            .iter()
            .map(|margin| margin.clamp(0.0, 1.0))
            .collect::<Vec<_>>()
    );
}

#[test]
fn another_seed_grows_another_forest() {
    let sample = Sample::new(300, 4, 3);
    let fit =
        |rows, seed| Forest::new(options(rows, seed)).unwrap().fit(&sample.labelled()).unwrap();
    for rows in [Subsample::Bootstrap, Subsample::Share(0.6), Subsample::All] {
        assert_eq!(fit(rows, 1), fit(rows, 1));
        assert_ne!(fit(rows, 1), fit(rows, 2));
    }
}

#[test]
fn trees_stay_within_their_depth_and_leaves() {
    let sample = Sample::new(2000, 6, 4);
    for (max_leaves, max_depth) in [(2, 64), (9, 64), (1000, 1), (1000, 5)] {
        let options = TreeOptions::default().max_leaves(max_leaves).max_depth(max_depth);
        let model = SingleTree::new(options).unwrap().fit(&sample.labelled()).unwrap();
        let tree = &model.trees()[0];
        assert!(tree.n_leaves() <= max_leaves && tree.depth() <= max_depth);
        assert_eq!(tree.nodes().len(), 2 * tree.n_leaves() - 1);
    }
}
