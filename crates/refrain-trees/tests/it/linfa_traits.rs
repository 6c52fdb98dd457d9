//! linfa's traits.

use linfa::dataset::Pr;
use linfa::prelude::{BinaryClassification, ParamGuard, ToConfusionMatrix};
use linfa::traits::{Fit, Predict};
use linfa::{Dataset, DatasetBase};
use ndarray::{Array1, Array2, ArrayView1, Ix1, array};
use refrain_trees::linfa;
use refrain_trees::{
    BoostingOptions, ErrorKind, Features, ForestOptions, LinfaError, SingleTree, TreeModel,
    TreeOptions,
};

use crate::ndarray_tables::matrix;
use crate::sample::{Sample, boosting};

const NAMES: [&str; 4] = ["songs", "days", "adverts", "friends"];

fn labels(sample: &Sample) -> Array1<bool> {
    sample.labels.iter().map(|label| *label == 1.0).collect()
}

fn dataset<T>(sample: &Sample, label: impl Fn(bool) -> T) -> Dataset<f64, T, Ix1> {
    Dataset::new(matrix(sample), labels(sample).map(|churned| label(*churned)))
}

fn five() -> BoostingOptions {
    BoostingOptions::default().n_trees(5)
}

fn probability(churned: bool) -> Pr {
    Pr::new(f32::from(u8::from(churned)))
}

#[test]
fn options_are_parameters_whose_fit_is_linfas() {
    let sample = Sample::new(300, 4, 1);
    let dataset = dataset(&sample, |churned| churned);
    let model = five().fit(&dataset).unwrap();
    let direct = boosting(5, TreeOptions::default()).fit(&sample.labelled()).unwrap();
    assert_eq!(model, direct);
    let checked = five().check().unwrap();
    assert_eq!(&checked, five().check_ref().unwrap());
    let model: TreeModel = Fit::fit(&checked, &dataset).unwrap();
    assert_eq!(model, direct);
}

#[test]
fn a_forest_and_a_tree_are_parameters_too() {
    let sample = Sample::new(300, 4, 1);
    let dataset = dataset(&sample, |churned| churned);
    let forest = ForestOptions::default().n_trees(3);
    let direct = forest.clone().check().unwrap().fit(&sample.labelled()).unwrap();
    assert_eq!(forest.fit(&dataset).unwrap(), direct);
    let tree = TreeOptions::default().max_leaves(4);
    let direct = SingleTree::new(tree.clone()).unwrap().fit(&sample.labelled()).unwrap();
    assert_eq!(tree.fit(&dataset).unwrap(), direct);
}

#[test]
fn parameters_out_of_range_are_refused_by_check_and_by_fit() {
    let wrong = five().n_trees(0);
    let said = "`n_trees` is 0, and must be from 1 to 1,000,000";
    assert_eq!(wrong.check_ref().unwrap_err().to_string(), said);
    let error = wrong.fit(&dataset(&Sample::new(300, 4, 1), |churned| churned)).unwrap_err();
    assert_eq!((error.kind(), error.to_string().as_str()), (ErrorKind::Argument, said));
    let joined: refrain_trees::Error = error.into();
    assert_eq!((joined.kind(), joined.to_string().as_str()), (ErrorKind::Argument, said));
}

#[test]
fn feature_names_of_the_dataset_are_the_models() {
    let sample = Sample::new(300, 4, 1);
    let model = five().fit(&dataset(&sample, |churned| churned).with_feature_names(NAMES.to_vec()));
    let model = model.unwrap();
    assert_eq!(model.names(), NAMES);
    // Through linfa records have no names; directly they are compared.
    let _: Array1<bool> = model.predict(&matrix(&sample));
    let error = model.predict_proba(&sample.features()).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Mismatch);
    let named = sample.features().named(&NAMES).unwrap();
    assert_eq!(model.predict_proba(&named).unwrap().len(), 300);
}

#[test]
fn predictions_are_probabilities_or_the_more_probable_class() {
    let sample = Sample::new(300, 4, 1);
    let model = five().fit(&dataset(&sample, |churned| churned)).unwrap();
    let expected = model.predict_proba(&sample.features()).unwrap();
    let probabilities: Array1<Pr> = model.predict(&matrix(&sample));
    assert!(probabilities.iter().zip(&expected).all(|(found, wanted)| **found == *wanted as f32));
    let classes: Array1<bool> = model.predict(&matrix(&sample));
    assert!(classes.iter().zip(&expected).all(|(found, wanted)| *found == (*wanted >= 0.5)));
    let numbers: Array1<usize> = model.predict(&matrix(&sample));
    assert!(numbers.iter().zip(&classes).all(|(number, class)| *number == usize::from(*class)));
    let none: Array1<Pr> = model.predict(&Array2::<f64>::zeros((0, 4)));
    assert!(none.is_empty());
}

/// The share of pairs of a churned and a retained row that are in the right order.
fn auc(scores: &Array1<Pr>, churned: &[bool]) -> f64 {
    let of = |class: bool| scores.iter().zip(churned).filter(move |(_, label)| **label == class);
    let above = |score: &Pr| of(false).filter(|(other, _)| ***other < **score).count();
    let right: usize = of(true).map(|(score, _)| above(score)).sum();
    right as f64 / (of(true).count() * of(false).count()) as f64
}

#[test]
fn linfas_roc_takes_the_probabilities() {
    // Without missing values, which would give many rows the same probability.
    let mut sample = Sample::new(300, 4, 1);
    sample.columns[0].iter_mut().enumerate().for_each(|(row, value)| *value += row as f64 * 1e-4);
    let options = five().n_trees(200).tree(TreeOptions::default().min_child_weight(0.0));
    let model = options.fit(&dataset(&sample, |churned| churned)).unwrap();
    let probabilities: Array1<Pr> = model.predict(&matrix(&sample));
    let churned = labels(&sample).to_vec();
    let area = f64::from(probabilities.roc(&churned).unwrap().area_under_curve());
    assert!((area - auc(&probabilities, &churned)).abs() < 0.01, "{area}");
    assert!(probabilities.log_loss(&churned).unwrap() < 0.2);
}

#[test]
fn cross_validation_compares_parameters_by_probability_and_by_class() {
    let sample = Sample::new(300, 4, 1);
    let candidates = [five().n_trees(1), five().n_trees(40)];
    let area = |predicted: &Array1<Pr>, truth: &ArrayView1<Pr>| {
        let truth: Vec<bool> = truth.iter().map(|label| **label == 1.0).collect();
        Ok(predicted.roc(&truth)?.area_under_curve())
    };
    let mut by_probability = dataset(&sample, probability);
    let areas: Result<Array1<f32>, LinfaError> =
        by_probability.cross_validate_single(5, &candidates, area);
    let areas = areas.unwrap();
    assert!(areas[0] > 0.6 && areas[1] > areas[0], "{areas}");
    let mut by_class = dataset(&sample, |churned| churned);
    let accuracy = |predicted: &Array1<bool>, truth: &ArrayView1<bool>| {
        Ok(predicted.confusion_matrix(truth)?.accuracy())
    };
    let shares: Result<Array1<f32>, LinfaError> =
        by_class.cross_validate_single(5, &candidates, accuracy);
    assert!(shares.unwrap()[1] > 0.7);
}

#[test]
fn weights_of_the_dataset_count() {
    let sample = Sample::new(300, 4, 1);
    let weights: Vec<f64> = (0..300).map(|row| f64::from(row % 3)).collect();
    let single: Array1<f32> = weights.iter().map(|weight| *weight as f32).collect();
    let weighted = dataset(&sample, |churned| churned).with_weights(single);
    let rows = sample.labelled().weighted(&weights).unwrap();
    let direct = boosting(5, TreeOptions::default()).fit(&rows).unwrap();
    assert_eq!(five().fit(&weighted).unwrap(), direct);
}

#[test]
fn a_label_that_is_neither_class_is_named_with_its_row() {
    let records = array![[1.0], [2.0], [3.0]];
    let told = |error: LinfaError| (error.kind(), error.to_string());
    let unknown = array![Pr::new(0.0), Pr::new(1.0), Pr::new_unchecked(f32::NAN)];
    let error = five().fit(&DatasetBase::new(records.clone(), unknown)).unwrap_err();
    let sentence = |found: &str| {
        let said = format!("the label of row 2 is {found}; the two classes are 0 and 1");
        (ErrorKind::Data, said)
    };
    assert_eq!(told(error), sentence("NaN"));
    let between = array![Pr::new(0.0), Pr::new(1.0), Pr::new(0.5)];
    let error = five().fit(&DatasetBase::new(records.clone(), between)).unwrap_err();
    assert_eq!(told(error), sentence("0.5"));
    let third = array![0_usize, 1, 2];
    let error = five().fit(&DatasetBase::new(records, third)).unwrap_err();
    assert_eq!(told(error), sentence("2"));
}

#[test]
fn names_that_do_not_fit_the_columns_are_refused() {
    let twice = dataset(&Sample::new(300, 4, 1), |churned| churned)
        .with_feature_names(vec!["songs", "songs", "days", "friends"]);
    let error = five().fit(&twice).unwrap_err();
    assert_eq!(error.to_string(), "column `songs` is named twice");
}

#[test]
fn codes_of_categories_are_told_from_numbers_by_the_model() {
    let codes = [0.0, 1.0, 2.0, 0.0, 1.0, 2.0];
    let churned = [0.0, 1.0, 0.0, 0.0, 1.0, 0.0];
    let features = Features::from_columns(&[&codes]).unwrap().categories(&[0]).unwrap();
    let rows = refrain_trees::Labelled::new(features, &churned).unwrap();
    let options = TreeOptions::default().max_leaves(2).category_l2(0.0);
    let model = SingleTree::new(options).unwrap().fit(&rows).unwrap();
    let records = Array2::from_shape_vec((6, 1), codes.to_vec()).unwrap();
    let found: Array1<Pr> = model.predict(&records);
    assert!(found.iter().zip(churned).all(|(found, churned)| f64::from(**found) == churned));
}
