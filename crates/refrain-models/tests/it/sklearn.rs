//! Differential: the same case solved by scikit-learn (tests/data/logistic_by_sklearn.py).

use refrain_core::{FeatureMatrix, Fit, PredictProba};
use refrain_models::{Logistic, LogisticOptions};
use serde::Deserialize;

use crate::customers::{category, dataset, matrix, number};

#[derive(Deserialize)]
struct Case {
    train: Vec<Customer>,
    churned: Vec<bool>,
    new: Vec<Customer>,
    fits: Vec<Solved>,
}

/// Days since the last event, songs, level.
type Customer = (f64, Option<f64>, Option<String>);

#[derive(Deserialize)]
struct Solved {
    c: f64,
    l1_ratio: f64,
    coefficients: Vec<f64>,
    intercept: f64,
    probabilities: Vec<f64>,
}

fn features(customers: &[Customer], levels: &[&str]) -> FeatureMatrix {
    let code = |level: &Option<String>| match level {
        None => f64::NAN,
        Some(name) => levels.iter().position(|level| level == name).unwrap() as f64,
    };
    let recency: Vec<f64> = customers.iter().map(|customer| customer.0).collect();
    let songs: Vec<f64> = customers.iter().map(|row| row.1.unwrap_or(f64::NAN)).collect();
    let codes: Vec<f64> = customers.iter().map(|customer| code(&customer.2)).collect();
    let columns = (number("recency"), number("songs"), category("level", levels));
    matrix(&[(columns.0, &recency), (columns.1, &songs), (columns.2, &codes)])
}

#[test]
fn coefficients_and_probabilities_equal_scikit_learn_s() {
    let case: Case =
        serde_json::from_str(include_str!("../data/logistic_by_sklearn.json")).unwrap();
    let train = dataset(features(&case.train, &["family", "free", "paid"]), &case.churned);
    let new = features(&case.new, &["annual", "family", "free", "paid", "student", "trial"]);
    for solved in &case.fits {
        let (l1, l2) = (solved.l1_ratio / solved.c, (1.0 - solved.l1_ratio) / solved.c);
        let options = LogisticOptions::default().l1(l1).l2(l2);
        let model = Logistic::new(options).unwrap().fit(&train).unwrap();
        assert_close(model.coefficients(), &solved.coefficients);
        assert_close(&[model.intercept()], &[solved.intercept]);
        assert_eq!(zeros(model.coefficients()), zeros(&solved.coefficients));
        assert_close(&model.predict_proba(&new).unwrap(), &solved.probabilities);
    }
}

fn zeros(coefficients: &[f64]) -> Vec<bool> {
    coefficients.iter().map(|coefficient| *coefficient == 0.0).collect()
}

/// Both optimisers stop short of the minimum by less than this.
fn assert_close(found: &[f64], expected: &[f64]) {
    assert_eq!(found.len(), expected.len());
    for (found, expected) in found.iter().zip(expected) {
        assert!((found - expected).abs() < 1e-5, "{found} is not {expected}");
    }
}
