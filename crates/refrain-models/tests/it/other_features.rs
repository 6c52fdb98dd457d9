//! Every model refuses features that are not its own.

use refrain_core::{Column, FeatureMatrix, Fit, PredictProba};
use refrain_models::{Error, ErrorKind, Explain, ModelKind};

use crate::customers::{self, assert_says, category, number};

/// What every model says to some columns of zeros; all must say the same.
fn refusal(columns: Vec<Column>) -> Error {
    let train = customers::random(40, 10, 2);
    let values = vec![0.0; columns.len()];
    let score = customers::matrix_at(&[customers::cutoff()], columns, values);
    let said = |kind| {
        let model = customers::estimator(kind).fit(&train).unwrap();
        let explained = model.explain(&score).unwrap_err();
        let error = model.predict_proba(&score).unwrap_err();
        assert_eq!(explained.to_string(), error.to_string());
        error
    };
    let mut errors = ModelKind::ALL.map(said).into_iter();
    let first = errors.next().unwrap();
    assert!(errors.all(|other| other.to_string() == first.to_string()));
    first
}

fn own_columns() -> Vec<Column> {
    own_features().columns().to_vec()
}

fn own_features() -> FeatureMatrix {
    customers::random(40, 10, 2).features().clone()
}

#[test]
fn missing_feature_is_named() {
    let mut columns = own_columns();
    columns.remove(1);
    let said = "these are not the features the model was fitted on: missing `songs_7d`";
    assert_eq!(refusal(columns).to_string(), said);
}

#[test]
fn unexpected_feature_is_named() {
    let mut columns = own_columns();
    columns.push(number("shoe_size"));
    let said = "these are not the features the model was fitted on: unexpected `shoe_size`";
    assert_eq!(refusal(columns).to_string(), said);
}

#[test]
fn only_the_first_few_differences_are_listed() {
    let columns = (0..8).map(|n| number(&format!("other_{n}"))).collect();
    let said = refusal(columns).to_string();
    let missing = "missing `recency_days`, `songs_7d`, `plan`, `registered`, `always_one`; ";
    assert!(said.contains(missing), "{said}");
    assert!(said.ends_with("`other_4` and 3 more"), "{said}");
}

#[test]
fn other_order_is_refused_and_called_so() {
    let mut columns = own_columns();
    columns.swap(1, 4);
    let error = refusal(columns);
    let said = "in another order: feature 1 is `always_one`";
    assert_says(&error, ErrorKind::Mismatch, said);
}

#[test]
fn other_kind_is_refused() {
    let mut columns = own_columns();
    columns[1] = category("songs_7d", &["few", "many"]);
    let said = "feature `songs_7d` holds categories, the model was fitted on numbers";
    assert_eq!(refusal(columns).to_string(), said);
}

#[test]
fn other_levels_units_and_descriptions_are_accepted() {
    let train = customers::random(40, 10, 2);
    let mut columns = own_columns();
    columns[0] = number("recency_days").unit("d").family("recency");
    columns[2] = category("plan", &["student"]);
    let score = customers::matrix_at(&[customers::cutoff()], columns, vec![0.0; 5]);
    for kind in ModelKind::ALL {
        let model = customers::estimator(kind).fit(&train).unwrap();
        assert_eq!(model.predict_proba(&score).unwrap().len(), 1);
    }
}

#[test]
fn matrix_without_rows_gets_no_probabilities() {
    let train = customers::random(40, 10, 2);
    let none = train.features().select(&[]);
    for kind in ModelKind::ALL {
        let model = customers::estimator(kind).fit(&train).unwrap();
        assert!(model.predict_proba(&none).unwrap().is_empty());
    }
}
