//! Early stopping.

use refrain_trees::{Boosting, BoostingOptions, TreeOptions};

use crate::sample::Sample;

fn boosting(patience: usize) -> Boosting {
    let tree = TreeOptions::default().min_child_weight(0.1);
    let options =
        BoostingOptions::default().n_trees(400).learning_rate(0.3).patience(patience).tree(tree);
    Boosting::new(options).unwrap()
}

#[test]
fn a_fit_ends_where_validation_was_best() {
    let (train, validation) = (Sample::new(400, 4, 1), Sample::new(400, 4, 2));
    let found = boosting(10).fit_validated(&train.labelled(), &validation.labelled()).unwrap();
    let n_trees = found.model.trees().len();
    let least = found.losses.iter().copied().fold(f64::INFINITY, f64::min);
    assert_eq!(found.losses[n_trees], least);
    assert_eq!(found.losses.len(), n_trees + 1 + 10);
    assert!(n_trees > 0 && n_trees < 390);
}

#[test]
fn trees_before_the_end_are_those_of_a_plain_fit() {
    let (train, validation) = (Sample::new(400, 4, 1), Sample::new(400, 4, 2));
    let found = boosting(10).fit_validated(&train.labelled(), &validation.labelled()).unwrap();
    let whole = boosting(10).fit(&train.labelled()).unwrap();
    assert_eq!(found.model.trees(), &whole.trees()[..found.model.trees().len()]);
}

#[test]
fn labels_without_rhyme_leave_a_model_without_trees() {
    let (train, mut validation) = (Sample::new(400, 4, 1), Sample::new(400, 4, 2));
    validation.labels.iter_mut().for_each(|label| *label = 1.0 - *label);
    let found = boosting(3).fit_validated(&train.labelled(), &validation.labelled()).unwrap();
    assert!(found.model.trees().is_empty());
    let margins = found.model.margins(&validation.features()).unwrap();
    assert!(margins.iter().all(|margin| *margin == found.model.base()));
}
