use refrain_core::{Dataset, Fit, PredictProba};
use refrain_models::{ErrorKind, FittedLogistic, Logistic, LogisticOptions};

use crate::customers::{self, assert_says, dataset, matrix, number, refused_parameter};

/// A penalty that a few rows outweigh.
const LIGHT: LogisticOptions =
    LogisticOptions { l1: 0.0, l2: 1.0, max_iterations: 100, tolerance: 1e-8 };

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
    assert_says(&error, ErrorKind::Data, "the model did not converge within 1 iterations:");
    assert_says(&error, ErrorKind::Data, "the tolerance 1e-8;");
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
    let refused = |options| refused_parameter(&Logistic::new(options).unwrap_err());
    let default = LogisticOptions::default();
    for bad in [-1.0, f64::NAN, f64::INFINITY] {
        assert_eq!(refused(LogisticOptions { l1: bad, ..default }), "l1");
        assert_eq!(refused(LogisticOptions { l2: bad, ..default }), "l2");
        assert_eq!(refused(LogisticOptions { tolerance: bad, ..default }), "tolerance");
    }
    assert_eq!(refused(LogisticOptions { tolerance: 0.0, ..default }), "tolerance");
    assert_eq!(refused(LogisticOptions { max_iterations: 0, ..default }), "max_iterations");
}

#[test]
fn parameter_error_says_what_is_allowed() {
    let error = Logistic::new(LogisticOptions { l2: -1.0, ..LogisticOptions::default() });
    assert_eq!(error.unwrap_err().to_string(), "`l2` is -1, and must be zero or more");
}

#[test]
fn penalty_on_absolute_values_leaves_the_features_that_count() {
    let train = customers::random(400, 100, 7);
    let sparse = fit(LogisticOptions { l1: 20.0, l2: 0.0, ..LIGHT }, &train);
    let names = sparse.preprocess().encoded_names();
    let kept: Vec<&str> = (0..names.len())
        .filter(|column| sparse.coefficients()[*column] != 0.0)
        .map(|column| names[column].as_str())
        .collect();
    assert_eq!(kept, ["recency_days", "songs_7d"]);
    for (coefficient, error) in sparse.coefficients().iter().zip(sparse.standard_errors()) {
        assert_eq!(*coefficient != 0.0, error.is_some_and(|error| error > 0.0));
    }
}

#[test]
fn rows_said_again_of_the_same_customers_make_nothing_surer() {
    let train = customers::random(200, 60, 8);
    let again: Vec<usize> = (0..800).map(|row| row % 200).collect();
    let options = LogisticOptions { tolerance: 1e-12, ..LIGHT };
    let once = fit(options, &train);
    let four_times =
        fit(LogisticOptions { l2: 4.0 * options.l2, ..options }, &train.select(&again));
    let pairs = once.standard_errors().iter().zip(four_times.standard_errors());
    for (once, four_times) in pairs {
        let (once, four_times) = (once.unwrap(), four_times.unwrap());
        assert!((once - four_times).abs() < 1e-9 * once, "{once} {four_times}");
    }
}

#[test]
fn one_customer_alone_gives_no_standard_errors() {
    let silence: Vec<f64> = (0..12).map(f64::from).collect();
    let days = |day| customers::cutoff() + refrain_core::Span::from_days(day);
    let cutoffs: Vec<_> = (0..12).map(days).collect();
    let columns = vec![(number("silence"), silence)];
    let churned = (0..12).map(|row| row % 3 == 0).collect();
    let horizon = refrain_core::Span::from_days(10);
    let train =
        refrain_core::Dataset::from_columns(&["ada"; 12], &cutoffs, columns, churned, horizon);
    let model = fit(LIGHT, &train.unwrap());
    assert_eq!(model.standard_errors(), [None]);
}

#[test]
fn rows_that_weigh_twice_are_rows_given_twice() {
    let train = customers::random(150, 40, 9);
    let twice: Vec<usize> = (0..300).map(|row| row / 2).collect();
    let options = LogisticOptions { l1: 1.0, tolerance: 1e-12, ..LIGHT };
    let heavy = fit(options, &train.clone().weighted(vec![2.0; 150]).unwrap());
    let doubled = fit(options, &train.select(&twice));
    for (heavy, doubled) in heavy.coefficients().iter().zip(doubled.coefficients()) {
        assert!((heavy - doubled).abs() < 1e-9, "{heavy} {doubled}");
    }
}

#[test]
fn model_with_a_wrong_number_of_coefficients_is_not_read() {
    let model = fit(LIGHT, &customers::random(60, 20, 3));
    let stored = serde_json::to_value(&model).unwrap();
    let read = |stored| serde_json::from_value::<FittedLogistic>(stored);
    assert_eq!(read(stored.clone()).unwrap(), model);
    let mut short = stored;
    short["coefficients"].as_array_mut().unwrap().pop();
    let error = read(short.clone()).unwrap_err().to_string();
    assert!(error.starts_with("an impossible model: "), "{error}");
    // Nor inside another model.
    let calibrated = serde_json::json!({
        "model": short,
        "calibration": { "curve": { "Sigmoid": { "slope": 1.0, "intercept": 0.0 } } },
    });
    let read = serde_json::from_value::<refrain_models::FittedCalibrated<FittedLogistic>>;
    assert!(read(calibrated).unwrap_err().to_string().starts_with("an impossible model: "));
}
