use refrain_core::{Dataset, Fit, PredictProba};
use refrain_models::{Error, FittedLogistic, Logistic, LogisticOptions};

use crate::customers::{self, dataset, matrix, number};

/// A penalty that a few rows outweigh.
const LIGHT: LogisticOptions =
    LogisticOptions { l1: 0.0, l2: 1.0, max_iterations: 100, tolerance: 1e-8, clip: 10.0 };

fn fit(options: LogisticOptions, train: &Dataset) -> FittedLogistic {
    Logistic::new(options).unwrap().fit(train).unwrap()
}

/// Twelve customers of whom the `n_churned` with the most silence churned, but for one.
fn by_silence(n_churned: usize) -> Dataset {
    let silence: Vec<f64> = (0..12).map(f64::from).collect();
    let mut churned: Vec<bool> = (0..12).map(|row| row >= 12 - n_churned).collect();
    churned.swap(11 - n_churned, 12 - n_churned);
    dataset(matrix(&[(number("silence"), &silence)]), &churned)
}

#[test]
fn churn_in_the_minority_is_still_what_is_predicted() {
    assert_oriented(3);
}

#[test]
fn churn_in_the_majority_is_still_what_is_predicted() {
    assert_oriented(9);
}

#[test]
fn churn_of_exactly_half_is_still_what_is_predicted() {
    assert_oriented(6);
}

/// Also with the first row of either class, on which linfa's choice depends in a tie.
fn assert_oriented(n_churned: usize) {
    let train = by_silence(n_churned);
    let backwards: Vec<usize> = (0..12).rev().collect();
    for train in [train.select(&backwards), train] {
        let model = fit(LIGHT, &train);
        assert!(model.coefficients()[0] > 0.5);
        let churn = model.predict_proba(train.features()).unwrap();
        let mean = churn.iter().sum::<f64>() / 12.0;
        assert!((mean - n_churned as f64 / 12.0).abs() < 1e-6, "an intercept matches the mean");
    }
}

#[test]
fn stronger_penalty_shrinks_coefficients_and_not_the_intercept_away() {
    let train = by_silence(3);
    let with = |l2| fit(LogisticOptions { l2, ..LogisticOptions::default() }, &train);
    let (weak, strong) = (with(0.1), with(1e6));
    assert!(weak.coefficients()[0] > 1.0 && strong.coefficients()[0] < 1e-4);
    let base_rate_log_odds = (3.0_f64 / 9.0).ln();
    assert!((strong.intercept() - base_rate_log_odds).abs() < 1e-5);
}

#[test]
fn features_that_say_nothing_leave_the_base_rate() {
    let train = dataset(matrix(&[(number("one"), &[1.0; 4])]), &[true, false, false, false]);
    let model = fit(LogisticOptions::default(), &train);
    assert!(model.coefficients().is_empty());
    for churn in model.predict_proba(train.features()).unwrap() {
        assert!((churn - 0.25).abs() < 1e-6, "{churn}");
    }
}

#[test]
fn too_few_iterations_are_an_error_and_not_a_model() {
    let options = LogisticOptions { max_iterations: 1, ..LogisticOptions::default() };
    let train = customers::random(300, 60, 4);
    let error = Logistic::new(options).unwrap().fit(&train).unwrap_err();
    assert!(matches!(error, Error::NotConverged { max_iterations: 1, gradient, tolerance }
        if gradient > tolerance));
}

#[test]
fn default_options_converge_on_features_that_repeat_each_other() {
    let train = customers::random(2000, 200, 5);
    let features = train.features();
    let doubled: Vec<f64> =
        features.all_values().iter().chain(features.all_values()).copied().collect();
    let mut columns = features.columns().to_vec();
    let again = columns.clone().into_iter();
    columns.extend(again.map(|mut column| {
        column.name += " again";
        column
    }));
    let twice = customers::with_values(features, columns, doubled);
    let model = fit(LogisticOptions::default(), &customers::with_features(&train, twice));
    let (first, second) = model.coefficients().split_at(model.coefficients().len() / 2);
    for (a, b) in first.iter().zip(second) {
        assert!((a - b).abs() < 1e-6, "equal columns share the weight: {a} and {b}");
    }
}

#[test]
fn perfect_separation_is_fitted_under_a_penalty() {
    let silence: Vec<f64> = (0..40).map(f64::from).collect();
    let churned: Vec<bool> = (0..40).map(|row| row >= 30).collect();
    let train = dataset(matrix(&[(number("silence"), &silence)]), &churned);
    let churn = fit(LIGHT, &train).predict_proba(train.features()).unwrap();
    assert!(churn.is_sorted() && churn[29] < 0.5 && churn[30] > 0.4 && churn[39] > 0.8);
}

#[test]
fn extreme_customers_get_probabilities_and_not_nan() {
    let model = fit(LogisticOptions::default(), &by_silence(3));
    let score = matrix(&[(number("silence"), &[f64::MAX, -f64::MAX, f64::NAN])]);
    let churn = model.predict_proba(&score).unwrap();
    assert!(churn[0] > churn[2] && churn[2] > churn[1]);
    assert!(churn.iter().all(|churn| (0.0..=1.0).contains(churn)));
}

#[test]
fn parameters_outside_their_range_are_refused_by_name() {
    let refused = |options| match Logistic::new(options) {
        Err(Error::Parameter { name, .. }) => name,
        other => panic!("{other:?}"),
    };
    let default = LogisticOptions::default();
    for bad in [-1.0, f64::NAN, f64::INFINITY] {
        assert_eq!(refused(LogisticOptions { l2: bad, ..default }), "l2");
        assert_eq!(refused(LogisticOptions { tolerance: bad, ..default }), "tolerance");
        assert_eq!(refused(LogisticOptions { clip: bad, ..default }), "clip");
    }
    assert_eq!(refused(LogisticOptions { tolerance: 0.0, ..default }), "tolerance");
    assert_eq!(refused(LogisticOptions { max_iterations: 0, ..default }), "max_iterations");
}

#[test]
fn parameter_error_says_what_is_allowed() {
    let error = Logistic::new(LogisticOptions { l2: -1.0, ..LogisticOptions::default() });
    assert_eq!(error.unwrap_err().to_string(), "`l2` is -1, and must be zero or more");
}
