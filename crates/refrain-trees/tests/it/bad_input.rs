//! Each fault is an error that names it.

use refrain_trees::{
    Boosting, BoostingOptions, ColumnSample, Error, ErrorKind, Features, Forest, ForestOptions,
    Labelled, Monotone, Subsample, TreeOptions, Uninformative,
};

use crate::sample::{Sample, boosting, model};

const NAN: f64 = f64::NAN;

fn fit(columns: &[&[f64]], options: TreeOptions) -> Result<(), Error> {
    let labels: Vec<f64> = (0..columns[0].len()).map(|row| (row % 2) as f64).collect();
    let rows = Labelled::new(Features::from_columns(columns)?, &labels)?;
    let forest = ForestOptions::default().n_trees(2).tree(options.clone());
    let by_forest = Forest::new(forest)?.fit(&rows).map(|_| ());
    let by_boosting = boosting(2, options).fit(&rows).map(|_| ());
    assert_eq!(by_forest.is_ok(), by_boosting.is_ok());
    by_boosting
}

/// The sentence of an error, whose kind must be the one expected.
fn said<T>(kind: ErrorKind, result: Result<T, Error>) -> String {
    let error = result.err().unwrap();
    assert_eq!(error.kind(), kind, "{error}");
    error.to_string()
}

fn data<T>(result: Result<T, Error>) -> String {
    said(ErrorKind::Data, result)
}

fn mismatch<T>(result: Result<T, Error>) -> String {
    said(ErrorKind::Mismatch, result)
}

fn argument<T>(result: Result<T, Error>) -> String {
    said(ErrorKind::Argument, result)
}

#[test]
fn infinite_values_are_refused() {
    for value in [f64::INFINITY, f64::NEG_INFINITY, 1e39] {
        let found = fit(&[&[1.0, 2.0, 3.0], &[1.0, value, 3.0]], TreeOptions::default());
        let advice = "give a number of single precision, or NaN where it is missing";
        assert_eq!(data(found), format!("column `f1` is {value:e} in row 1; {advice}"));
    }
    let (mut sample, model) = model();
    sample.columns[3][77] = f64::INFINITY;
    let found = model.predict_proba(&sample.features());
    assert!(data(found).starts_with("column `f3` is inf in row 77; "));
    assert!(data(model.explain(&sample.features())).starts_with("column `f3` is inf in row 77; "));
}

#[test]
fn columns_that_say_nothing_are_refused_or_ignored() {
    let constant = fit(&[&[1.0, 2.0, 3.0], &[4.0, 4.0, 4.0]], TreeOptions::default());
    assert!(data(constant).contains("column `f1` is 4 in every row"));
    let empty = fit(&[&[NAN, NAN, NAN], &[4.0, 5.0, 4.0]], TreeOptions::default());
    assert!(data(empty).contains("column `f0` is missing in every row"));
    let lenient = TreeOptions::default().uninformative(Uninformative::Ignore);
    fit(&[&[1.0, 2.0, 3.0], &[4.0, 4.0, 4.0], &[NAN, NAN, NAN]], lenient).unwrap();
}

#[test]
fn a_value_that_is_constant_where_it_is_known_says_something() {
    fit(&[&[1.0, NAN, 1.0, NAN]], TreeOptions::default()).unwrap();
}

#[test]
fn labels_are_two_classes() {
    let column = [1.0, 2.0, 3.0];
    let features = Features::from_columns(&[&column]).unwrap();
    for (labels, row) in [([0.0, 1.0, 2.0], 2), ([NAN, 1.0, 0.0], 0), ([0.0, 0.5, 1.0], 1)] {
        let found = Labelled::new(features.clone(), &labels);
        let label = labels[row];
        let expected = format!("the label of row {row} is {label}; the two classes are 0 and 1");
        assert_eq!(data(found), expected);
    }
    let none = Labelled::new(features.clone(), &[0.0; 3]);
    assert!(data(none).starts_with("every row with weight is of class 0; "));
    let all = Labelled::new(features.clone(), &[1.0; 3]);
    assert!(data(all).starts_with("every row with weight is of class 1; "));
    let short = Labelled::new(features, &[1.0, 0.0]);
    assert_eq!(mismatch(short), "the list of labels has 2 values for 3 rows");
}

#[test]
fn weights_are_finite_and_not_all_zero() {
    let column = [1.0, 2.0, 3.0];
    let features = Features::from_columns(&[&column]).unwrap();
    let rows = Labelled::new(features, &[1.0, 0.0, 0.0]).unwrap();
    let weigh = |weights: &[f64]| rows.clone().weighted(weights).map(|_| ());
    for (weights, row, found) in [
        ([1.0, -1.0, 1.0], 1, "-1"),
        ([1.0, 1.0, NAN], 2, "NaN"),
        ([f64::INFINITY, 1.0, 1.0], 0, "inf"),
    ] {
        let expected = format!("row {row} has the weight {found}; ");
        assert!(data(weigh(&weights)).starts_with(&expected));
    }
    assert!(data(weigh(&[0.0; 3])).starts_with("the weights add up to 0e0; "));
    assert!(data(weigh(&[f64::MAX, f64::MAX, 1.0])).starts_with("the weights add up to inf; "));
    assert!(data(weigh(&[0.0, 1.0, 1.0])).starts_with("every row with weight is of class 0; "));
    assert_eq!(mismatch(weigh(&[1.0, 1.0])), "the list of weights has 2 values for 3 rows");
}

#[test]
fn prediction_demands_the_columns_of_the_fit() {
    let (sample, model) = model();
    let columns: Vec<&[f64]> = sample.columns.iter().map(Vec::as_slice).collect();
    let fewer = Features::from_columns(&columns[..4]).unwrap();
    assert!(mismatch(model.margins(&fewer)).ends_with("missing `f4`"));
    let turned =
        Features::from_columns(&columns).unwrap().named(&["f1", "f0", "f2", "f3", "f4"]).unwrap();
    let in_order = "column 0 is `f1`, the model was fitted with `f0` there";
    assert_eq!(mismatch(model.margins(&turned)), in_order);
    let other =
        Features::from_columns(&columns).unwrap().named(&["f0", "f1", "g", "f3", "f4"]).unwrap();
    let said = mismatch(model.explain(&other));
    assert!(said.ends_with("missing `f2`; unexpected `g`"), "{said}");
    let kinds = Features::from_columns(&columns).unwrap().categories(&[1]).unwrap();
    let of_kind = "column `f1` holds codes of categories, the model was fitted on numbers";
    assert_eq!(mismatch(model.margins(&kinds)), of_kind);
}

#[test]
fn tables_have_rows_of_one_length() {
    assert_eq!(data(Features::from_columns(&[])), "there is no column");
    assert_eq!(data(Features::from_columns(&[&[]])), "there is no row");
    let ragged = Features::from_columns(&[&[1.0], &[1.0, 2.0]]);
    assert_eq!(mismatch(ragged), "a column has 2 values for 1 rows");
    assert_eq!(data(Features::from_rows(&[1.0, 2.0], 0)), "there is no column");
    assert_eq!(data(Features::from_rows(&[], 3)), "there is no row");
    let full = "the matrix has 5 values, expected 6, of 3 columns";
    assert_eq!(mismatch(Features::from_rows(&[1.0; 5], 3)), full);
    assert_eq!(mismatch(Features::from_column_major(&[1.0; 5], 3)), full);
}

#[test]
fn names_are_unique_and_one_a_column() {
    let features = Features::from_columns(&[&[1.0], &[2.0]]).unwrap();
    let twice = features.clone().named(&["a", "a"]);
    assert_eq!(data(twice), "column `a` is named twice");
    let few = "the list of names has 1 values for 2 columns";
    assert_eq!(mismatch(features.clone().named(&["a"])), few);
    assert_eq!(argument(features.categories(&[2])), "there is no column 2, of 2");
}

#[test]
fn codes_are_whole_numbers_in_range() {
    for value in [0.5, -1.0, 65_536.0] {
        let column = [1.0, 2.0, value];
        let features = Features::from_columns(&[&column]).unwrap().categories(&[0]).unwrap();
        let rows = Labelled::new(features, &[0.0, 1.0, 0.0]).unwrap();
        let found = boosting(1, TreeOptions::default()).fit(&rows);
        let expected = format!("category `f0` is {value} in row 2; ");
        assert!(data(found).starts_with(&expected));
    }
}

#[test]
fn constraints_fit_the_columns() {
    let sample = Sample::new(50, 3, 1);
    let constrained = |monotone: Vec<Monotone>| TreeOptions::default().monotone(monotone);
    let found = boosting(1, constrained(vec![Monotone::Rising])).fit(&sample.labelled());
    let few = "the list of monotone constraints has 1 values for 3 columns";
    assert_eq!(mismatch(found), few);
    let codes: Vec<f64> = (0..50).map(|row| f64::from(row % 3)).collect();
    let features = Features::from_columns(&[&codes]).unwrap().categories(&[0]).unwrap();
    let rows = Labelled::new(features, &sample.labels).unwrap();
    let found = boosting(1, constrained(vec![Monotone::Falling])).fit(&rows);
    assert!(mismatch(found).starts_with("category `f0` has no order, "));
}

#[test]
fn parameters_out_of_range_are_named() {
    let wrong_trees = [
        ("max_leaves", TreeOptions::default().max_leaves(1)),
        ("max_depth", TreeOptions::default().max_depth(65)),
        ("max_bins", TreeOptions::default().max_bins(256)),
        ("min_child_weight", TreeOptions::default().min_child_weight(-1.0)),
        ("min_gain", TreeOptions::default().min_gain(NAN)),
        ("l2", TreeOptions::default().l2(f64::INFINITY)),
        ("category_l2", TreeOptions::default().category_l2(-0.1)),
        ("colsample_by_tree", TreeOptions::default().colsample_by_tree(ColumnSample::Share(0.0))),
        ("max_features", TreeOptions::default().max_features(ColumnSample::Share(1.1))),
    ];
    for (name, tree) in wrong_trees {
        let found = Boosting::new(BoostingOptions::default().tree(tree));
        assert!(argument(found).starts_with(&format!("`{name}` is ")));
    }
    let wrong = [
        ("n_trees", BoostingOptions::default().n_trees(0)),
        ("learning_rate", BoostingOptions::default().learning_rate(NAN)),
        ("patience", BoostingOptions::default().patience(0)),
        ("subsample", BoostingOptions::default().subsample(Subsample::Share(2.0))),
    ];
    for (name, options) in wrong {
        let found = Boosting::new(options);
        assert!(argument(found).starts_with(&format!("`{name}` is ")));
    }
}
