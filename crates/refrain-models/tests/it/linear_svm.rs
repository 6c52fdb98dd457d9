use rand::{Rng, SeedableRng};
use rand_xoshiro::Xoshiro256PlusPlus;
use refrain_core::{Fit, PredictProba};
use refrain_models::{Explain, FittedLinearSvm, LinearSvm, LinearSvmOptions};

use crate::customers::{self, dataset, matrix, number, refused_parameter};

/// A penalty that a few rows outweigh.
fn light() -> LinearSvmOptions {
    LinearSvmOptions::default().l2(1.0).max_iterations(100).tolerance(1e-8)
}

fn fit(options: LinearSvmOptions, train: &refrain_core::Dataset) -> FittedLinearSvm {
    LinearSvm::new(options).unwrap().fit(train).unwrap()
}

#[test]
fn margins_are_on_the_side_of_churn_where_churn_is_likely() {
    let train = customers::random(400, 100, 1);
    let model = fit(LinearSvmOptions::default().l2(800.0), &train);
    let names = model.preprocess().encoded_names();
    let of = |name| model.coefficients()[names.iter().position(|own| own == name).unwrap()];
    assert!(of("recency_days") > 0.1 && of("songs_7d") < -0.05);
    assert!(model.sigmoid_slope() > 0.5, "{}", model.sigmoid_slope());
    let margins = model.margins(train.features()).unwrap();
    let churn = model.predict_proba(train.features()).unwrap();
    for (margin, churn) in margins.iter().zip(churn) {
        let log_odds = model.sigmoid_slope() * margin + model.sigmoid_intercept();
        assert!((1.0 / (1.0 + (-log_odds).exp()) - churn).abs() < 1e-12);
    }
}

#[test]
fn contributions_sum_to_the_log_odds() {
    let train = customers::random(200, 50, 2);
    let model = fit(light(), &train);
    let said = model.explain(train.features()).unwrap();
    let churn = model.predict_proba(train.features()).unwrap();
    for (row, churn) in churn.iter().enumerate() {
        assert!((said.margin(row) - (churn / (1.0 - churn)).ln()).abs() < 1e-9);
    }
}

#[test]
fn probabilities_of_noise_stay_near_the_base_rate() {
    // Forty columns that say nothing: margins of training look sure of themselves.
    let mut random = Xoshiro256PlusPlus::seed_from_u64(4);
    let names: Vec<String> = (0..40).map(|column| format!("noise_{column}")).collect();
    let mut column = || (0..150).map(|_| random.gen_range(0.0..1.0)).collect::<Vec<f64>>();
    let columns: Vec<Vec<f64>> = (0..40).map(|_| column()).collect();
    let columns: Vec<_> =
        names.iter().zip(&columns).map(|(name, column)| (number(name), &column[..])).collect();
    let churned: Vec<bool> = (0..150).map(|row| row % 3 == 0).collect();
    let train = dataset(matrix(&columns), &churned);
    let model = fit(light(), &train);
    let share = train.n_churned() as f64 / 150.0;
    let churn = model.predict_proba(train.features()).unwrap();
    let spread = churn.iter().map(|churn| (churn - share).abs()).sum::<f64>() / 150.0;
    let margins = model.margins(train.features()).unwrap();
    let side = |(margin, churned): (&f64, &bool)| (*margin > 0.0) == *churned;
    let n_right = margins.iter().zip(&churned).filter(|pair| side(*pair)).count();
    assert!(n_right > 110, "the margins of training look right: {n_right}");
    assert!(spread < 0.1, "{spread} from {share}");
}

#[test]
fn two_customers_of_a_class_are_enough() {
    let silence: Vec<f64> = (0..12).map(f64::from).collect();
    for n_churned in [1, 2] {
        let churned: Vec<bool> = (0..12).map(|row| row >= 12 - n_churned).collect();
        let model = fit(light(), &dataset(matrix(&[(number("silence"), &silence)]), &churned));
        let churn = model.predict_proba(&matrix(&[(number("silence"), &[0.0, 11.0])])).unwrap();
        assert!(churn[1] >= churn[0] && churn.iter().all(|churn| (0.0..1.0).contains(churn)));
    }
}

#[test]
fn features_that_say_nothing_leave_the_base_rate() {
    let churned: Vec<bool> = (0..100).map(|row| row % 4 == 0).collect();
    let train = dataset(matrix(&[(number("one"), &[1.0; 100])]), &churned);
    for churn in fit(light(), &train).predict_proba(train.features()).unwrap() {
        // Platt's targets are drawn towards each other by a row of each class.
        assert!((churn - 0.25).abs() < 0.02, "{churn}");
    }
}

#[test]
fn rows_without_weight_count_for_nothing() {
    let train = customers::random(300, 80, 3);
    let weights: Vec<f64> = (0..300).map(|row| f64::from(u8::from(row < 200))).collect();
    let mut flipped: Vec<bool> = train.labels().to_vec();
    flipped[200..].iter_mut().for_each(|churned| *churned = !*churned);
    let with = |labels: &[bool]| {
        let train = dataset(train.features().clone(), labels).weighted(weights.clone()).unwrap();
        fit(light().tolerance(1e-12), &train)
    };
    let (a, b) = (with(train.labels()), with(&flipped));
    for (a, b) in a.coefficients().iter().zip(b.coefficients()) {
        assert!((a - b).abs() < 1e-9, "{a} {b}");
    }
    assert!((a.sigmoid_slope() - b.sigmoid_slope()).abs() < 1e-9);
}

#[test]
fn parameters_outside_their_range_are_refused_by_name() {
    let refused = |options| refused_parameter(&LinearSvm::new(options).unwrap_err());
    let default = LinearSvmOptions::default();
    assert_eq!(refused(default.l2(-1.0)), "l2");
    assert_eq!(refused(default.tolerance(0.0)), "tolerance");
    assert_eq!(refused(default.max_iterations(0)), "max_iterations");
}
