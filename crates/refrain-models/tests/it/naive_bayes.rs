use rand::SeedableRng;
use rand::seq::SliceRandom;
use rand_xoshiro::Xoshiro256PlusPlus;
use refrain_core::{Column, Dataset, FeatureMatrix, Fit, PredictProba};
use refrain_models::{ErrorKind, Explain, FittedNaiveBayes, NaiveBayes, NaiveBayesOptions, Unit};
use serde::Deserialize;

use crate::customers::{
    self, assert_says, bits, category, dataset, matrix, number, refused_parameter,
};

#[derive(Deserialize)]
struct Oracle {
    train: Vec<Vec<f64>>,
    levels: Vec<Vec<f64>>,
    churned: Vec<bool>,
    weights: Vec<f64>,
    new: Vec<Vec<f64>>,
    new_levels: Vec<Vec<f64>>,
    cases: Vec<Case>,
}

#[derive(Deserialize)]
struct Case {
    what: String,
    weighted: bool,
    smoothing: f64,
    probabilities: Vec<f64>,
}

fn fit(train: &Dataset) -> FittedNaiveBayes {
    NaiveBayes::default().fit(train).unwrap()
}

/// Columns `c0`, `c1` and so on from rows of values.
fn table(rows: &[Vec<f64>], column: impl Fn(&str) -> Column) -> FeatureMatrix {
    let values: Vec<Vec<f64>> =
        (0..rows[0].len()).map(|at| rows.iter().map(|row| row[at]).collect()).collect();
    let columns: Vec<(Column, &[f64])> =
        values.iter().enumerate().map(|(at, of)| (column(&format!("c{at}")), &of[..])).collect();
    matrix(&columns)
}

#[test]
fn probabilities_equal_scikit_learn_s() {
    let oracle: Oracle =
        serde_json::from_str(include_str!("../data/naive_bayes_by_sklearn.json")).unwrap();
    let first = |rows: &[Vec<f64>]| rows.iter().map(|row| vec![row[0]]).collect::<Vec<_>>();
    let levels = |rows: &[Vec<f64>]| table(rows, |name| category(name, &["a", "b", "c", "d"]));
    for case in &oracle.cases {
        let (train, new) = match case.what.as_str() {
            "numbers" => (table(&oracle.train, number), table(&oracle.new, number)),
            "levels" => (levels(&oracle.levels), levels(&oracle.new_levels)),
            _ => (table(&first(&oracle.train), number), table(&first(&oracle.new), number)),
        };
        let mut train = dataset(train, &oracle.churned);
        if case.weighted {
            train = train.weighted(oracle.weights.clone()).unwrap();
        }
        let options = NaiveBayesOptions::default()
            .smoothing(case.smoothing.max(1e-300))
            .level_smoothing(case.smoothing.max(1e-300));
        let model = NaiveBayes::new(options).unwrap().fit(&train).unwrap();
        let found = model.predict_proba(&new).unwrap();
        for (found, expected) in found.iter().zip(&case.probabilities) {
            assert!((found - expected).abs() < 1e-9, "{}: {found} is not {expected}", case.what);
        }
    }
    assert_eq!(oracle.cases.len(), 7);
}

#[test]
fn weight_of_two_is_the_row_twice() {
    let train = customers::random(60, 20, 51);
    let weights: Vec<f64> = (0..60).map(|row| f64::from(row % 3)).collect();
    let twice: Vec<usize> = (0..60).flat_map(|row| std::iter::repeat_n(row, row % 3)).collect();
    let (weighted, repeated) =
        (fit(&train.clone().weighted(weights).unwrap()), fit(&train.select(&twice)));
    let a = weighted.log_odds(train.features()).unwrap();
    let b = repeated.log_odds(train.features()).unwrap();
    // Sums of other terms: the last bits differ.
    assert!(a.iter().zip(&b).all(|(a, b)| (a - b).abs() < 1e-9 * a.abs().max(1.0)));
}

#[test]
fn unit_of_one_feature_changes_nothing_that_another_says() {
    let train = customers::random(60, 20, 52);
    let mut seconds = train.features().all_values().to_vec();
    seconds[..60].iter_mut().for_each(|days| *days *= 1e9);
    let columns = train.features().columns().to_vec();
    let scaled = customers::with_values(train.features(), columns, seconds);
    let (a, b) = (fit(&train), fit(&customers::with_features(&train, scaled.clone())));
    let a = a.log_odds(train.features()).unwrap();
    let b = b.log_odds(&scaled).unwrap();
    assert!(a.iter().zip(&b).all(|(a, b)| (a - b).abs() < 1e-6), "{a:?} {b:?}");
}

#[test]
fn contributions_are_the_log_likelihood_ratios_and_add_up() {
    let train = customers::random(80, 30, 53);
    let model = fit(&train);
    let explanation = model.explain(train.features()).unwrap();
    assert_eq!(explanation.unit(), Unit::LogOdds);
    assert_eq!(explanation.baseline(), (30.0_f64 / 50.0).ln());
    let log_odds = model.log_odds(train.features()).unwrap();
    let margins: Vec<f64> = (0..80).map(|row| explanation.margin(row)).collect();
    assert_eq!(bits(&margins), bits(&log_odds));
    let days = train.features().values(0);
    let of = |churned: bool| {
        let rows = days.iter().zip(train.labels()).filter(|(_, label)| **label == churned);
        let chosen: Vec<f64> = rows.map(|(days, _)| *days).collect();
        let mean = chosen.iter().sum::<f64>() / chosen.len() as f64;
        let square = |days: &f64| (days - mean).powi(2);
        (mean, chosen.iter().map(square).sum::<f64>() / chosen.len() as f64)
    };
    let log_density = |(mean, variance): (f64, f64)| {
        -0.5 * (days[7] - mean).powi(2) / variance - 0.5 * variance.ln()
    };
    let expected = log_density(of(true)) - log_density(of(false));
    assert!((explanation.row(7)[0] - expected).abs() < 1e-6);
    assert_eq!(explanation.row(7)[4], 0.0, "a constant feature says nothing");
}

#[test]
fn missing_value_speaks_by_how_often_it_is_missing_and_only_if_training_missed_any() {
    let nan = f64::NAN;
    let train = matrix(&[
        (number("seen"), &[1.0, 2.0, 3.0, 4.0, 5.0, 7.0, 8.0]),
        (number("gappy"), &[nan, nan, 1.0, 2.0, 5.0, nan, 6.0]),
        (category("plan", &["free", "paid"]), &[0.0, nan, 1.0, 1.0, 0.0, 1.0, 1.0]),
    ]);
    let model = fit(&dataset(train, &[true, true, true, false, false, false, false]));
    let nothing = matrix(&[
        (number("seen"), &[nan]),
        (number("gappy"), &[nan]),
        (category("plan", &["x"]), &[nan]),
    ]);
    let explanation = model.explain(&nothing).unwrap();
    let said = explanation.row(0);
    assert_eq!(said[0], 0.0);
    // Two of three against one of four, with one added to missing and present each.
    assert!((said[1] - (3.0_f64 / 5.0 / (2.0 / 6.0)).ln()).abs() < 1e-12, "{said:?}");
    assert!((said[2] - (2.0_f64 / 5.0 / (1.0 / 6.0)).ln()).abs() < 1e-12, "{said:?}");
}

#[test]
fn level_unseen_in_training_says_nothing() {
    let plan = |levels: &[&str], codes: &[f64]| matrix(&[(category("plan", levels), codes)]);
    let train = dataset(plan(&["free", "paid"], &[0.0, 0.0, 1.0, 1.0]), &[true, true, true, false]);
    let model = fit(&train);
    let new = plan(&["annual", "free", "paid"], &[0.0, 1.0, 2.0]);
    let log_odds = model.log_odds(&new).unwrap();
    assert_eq!(log_odds[0], 3.0_f64.ln());
    // Free: (2 + 1) / (3 + 2) of those who churn, (0 + 1) / (1 + 2) of those who stay.
    assert!((log_odds[1] - (3.0 * (3.0 / 5.0) / (1.0_f64 / 3.0)).ln()).abs() < 1e-12);
    assert!(log_odds[2] < log_odds[0]);
}

#[test]
fn order_of_the_rows_and_their_weights_changes_no_bit() {
    let train = customers::random(400, 90, 54);
    let weights: Vec<f64> = (0..400).map(|row| 0.1 + f64::from(row % 7) / 3.0).collect();
    let train = train.weighted(weights).unwrap();
    let mut order: Vec<usize> = (0..400).collect();
    order.shuffle(&mut Xoshiro256PlusPlus::seed_from_u64(55));
    assert_eq!(fit(&train), fit(&train.select(&order)));
}

#[test]
fn extreme_values_get_probabilities_and_not_nan() {
    let silence: Vec<f64> = (0..12).map(f64::from).collect();
    let churned: Vec<bool> = (0..12).map(|row| row > 7 || row == 2).collect();
    let same = [0.5; 12];
    let columns = |a: &[f64], b: &[f64]| matrix(&[(number("silence"), a), (number("same"), b)]);
    let model = fit(&dataset(columns(&silence, &same), &churned));
    let extreme = [f64::MAX, -f64::MAX, 1e300, -1e300, 1e155, f64::MIN_POSITIVE, f64::NAN];
    let said = model.explain(&columns(&extreme, &extreme)).unwrap();
    let churn = model.predict_proba(&columns(&extreme, &extreme)).unwrap();
    assert!(churn.iter().all(|churn| (0.0..=1.0).contains(churn)), "{churn:?}");
    assert!((0..7).all(|row| said.row(row).iter().all(|said| said.is_finite())));
}

#[test]
fn value_immensely_far_out_is_no_nan() {
    let tiny = [1e-20, 2e-20, 4e-20, 3e-20, 5e-20, 9e-20];
    let train = matrix(&[(number("tiny"), &tiny)]);
    let model = fit(&dataset(train, &[true, true, true, false, false, false]));
    let churn = model.predict_proba(&matrix(&[(number("tiny"), &[1e300, -1e300])])).unwrap();
    assert!(churn.iter().all(|churn| (0.0..=1.0).contains(churn)), "{churn:?}");
}

#[test]
fn opposite_certainties_make_no_nan() {
    // One feature tells churn by its small spread, the other staying; far out both are certain.
    let narrow = [0.0, 1.0, 0.5, -50.0, 50.0, 7.0];
    let wide = [-50.0, 50.0, 7.0, 0.0, 1.0, 0.5];
    let columns = |a: &[f64], b: &[f64]| matrix(&[(number("a"), a), (number("b"), b)]);
    let churned = [true, true, true, false, false, false];
    let model = fit(&dataset(columns(&narrow, &wide), &churned));
    let churn = model.predict_proba(&columns(&[1e200, 1e308], &[1e200, -1e308])).unwrap();
    assert!(churn.iter().all(|churn| (0.0..=1.0).contains(churn)), "{churn:?}");
}

#[test]
fn feature_without_spread_in_one_class_still_gives_probabilities() {
    let train = dataset(
        matrix(&[(number("ads"), &[0.0, 0.0, 0.0, 1.0, 2.0, 3.0])]),
        &[true, true, true, false, false, false],
    );
    let churn = fit(&train).predict_proba(train.features()).unwrap();
    assert!(churn[0] > 0.99 && churn[3] < 0.01 && churn.iter().all(|churn| churn.is_finite()));
}

#[test]
fn feature_that_one_class_never_has_says_nothing_by_its_value() {
    let nan = f64::NAN;
    let songs = [nan, nan, 1.0, 9.0];
    let train = dataset(matrix(&[(number("songs"), &songs)]), &[true, true, false, false]);
    let model = fit(&train);
    let log_odds = model.log_odds(&matrix(&[(number("songs"), &[1.0, 500.0])])).unwrap();
    assert_eq!(log_odds[0], log_odds[1]);
}

#[test]
fn class_of_no_weight_is_no_class() {
    let train = customers::random(30, 10, 56);
    let weights = train.labels().iter().map(|churned| f64::from(u8::from(!churned))).collect();
    let error = NaiveBayes::default().fit(&train.weighted(weights).unwrap()).unwrap_err();
    assert_says(&error, ErrorKind::Data, "0 of 20 training rows churned");
}

#[test]
fn rows_and_values_that_nothing_can_be_learned_from_are_refused() {
    let train = customers::random(30, 10, 57);
    let refused = |train: &Dataset| NaiveBayes::default().fit(train).unwrap_err();
    assert_says(&refused(&train.select(&[])), ErrorKind::Data, "there is no row");
    let of_one = refused(&customers::random(30, 0, 57));
    assert_says(&of_one, ErrorKind::Data, "0 of 30 training rows churned");
    let huge = customers::with_value(train.features(), 3, "songs_7d", 1e200);
    let error = refused(&customers::with_features(&train, huge));
    assert_says(&error, ErrorKind::Data, "feature `songs_7d` has values too large");
}

#[test]
fn parameters_out_of_range_are_refused_by_name() {
    let refused = |options| refused_parameter(&NaiveBayes::new(options).unwrap_err());
    let default = NaiveBayesOptions::default();
    for smoothing in [0.0, -1.0, 1.5, f64::NAN] {
        assert_eq!(refused(default.smoothing(smoothing)), "smoothing");
    }
    for level_smoothing in [0.0, f64::NAN, f64::INFINITY] {
        assert_eq!(refused(default.level_smoothing(level_smoothing)), "level_smoothing");
    }
}

#[test]
fn other_features_are_refused() {
    let model = fit(&customers::random(30, 10, 58));
    let other = matrix(&[(number("songs"), &[1.0])]);
    for error in [model.predict_proba(&other).unwrap_err(), model.explain(&other).unwrap_err()] {
        assert_says(&error, ErrorKind::Mismatch, "these are not the features");
    }
    assert_eq!(model.feature_names(), customers::NAMES);
}

#[test]
fn model_survives_serialisation_bit_for_bit() {
    let model = fit(&customers::random(60, 20, 59));
    let json = serde_json::to_string(&model).unwrap();
    assert!(serde_json::from_str::<FittedNaiveBayes>(&json).is_ok());
    let bytes = postcard::to_stdvec(&model).unwrap();
    assert_eq!(postcard::from_bytes::<FittedNaiveBayes>(&bytes).unwrap(), model);
}

#[test]
fn longer_silence_and_fewer_songs_give_higher_probabilities() {
    let train = customers::random(300, 90, 60);
    let model = fit(&train);
    let at = |days| {
        let moved = customers::with_value(train.features(), 3, "recency_days", days);
        model.predict_proba(&moved).unwrap()[3]
    };
    assert!(at(18.0) > at(2.0));
}
