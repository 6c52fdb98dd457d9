//! Days that count though nothing happened in them.

use rand::{Rng, SeedableRng};
use rand_xoshiro::Xoshiro256PlusPlus;
use refrain_core::{Column, Dataset, ErrorKind, FeatureMatrix, Fit, PredictProba, Span};
use refrain_models::{Exposure, ExposureHazard, ExposureOptions, FittedExposureHazard, Signal};

use crate::customers::{self, bits, cutoff, number};

const LOG_DAYS: f64 = 40.0;

/// Customers at two cutoffs who were there before the log began; the first was seen at once.
fn customers_of_a_log(n_rows: usize) -> Dataset {
    let mut generator = Xoshiro256PlusPlus::seed_from_u64(21);
    let cutoffs: Vec<_> = (0..n_rows)
        .map(|row| cutoff() - Span::from_days(if row % 2 == 0 { 0 } else { 7 }))
        .collect();
    let mut columns = vec![Vec::new(); 4];
    let mut churned = Vec::new();
    for row in 0..n_rows {
        let log_days = if row % 2 == 0 { LOG_DAYS } else { LOG_DAYS - 7.0 };
        let known_days = if row == 0 { log_days } else { generator.gen_range(1.0..log_days) };
        let visits: f64 = generator.gen_range(0.0..20.0_f64).round();
        let pays = f64::from(generator.gen_range(0_u8..2));
        let values = [visits, known_days, log_days + generator.gen_range(0.0..300.0), pays];
        columns.iter_mut().zip(values).for_each(|(column, value)| column.push(value));
        churned.push(generator.gen_bool(visits / 100.0 + 0.02));
    }
    let names = ["adverts", "known_days", "tenure_days", "is_paid"];
    let named: Vec<Column> = names.iter().map(|name| number(name)).collect();
    let features = customers::matrix_at(&cutoffs, named, columns.concat());
    customers::dataset(features, &churned)
}

fn options() -> ExposureOptions {
    ExposureOptions {
        exposures: vec![Exposure::ever("adverts")],
        signals: vec![Signal::per_day("adverts")],
        modifiers: vec!["is_paid".to_owned()],
        crossed: Vec::new(),
        registered_days: Some("tenure_days".to_owned()),
        ..ExposureOptions::default()
    }
}

fn fit(options: ExposureOptions, train: &Dataset) -> FittedExposureHazard {
    ExposureHazard::new(options).unwrap().fit(train).unwrap()
}

fn churn(model: &FittedExposureHazard, features: &FeatureMatrix) -> Vec<f64> {
    model.predict_proba(features).unwrap()
}

#[test]
fn days_before_the_first_event_count_for_who_was_registered() {
    let train = customers_of_a_log(400);
    let model = fit(options(), &train);
    let first = |name, value| {
        let moved = customers::with_value(train.features(), 2, name, value);
        churn(&model, &moved)[2]
    };
    assert_eq!(first("known_days", 9.0), first("known_days", 30.0), "both were there all along");
    assert_eq!(first("tenure_days", 41.0), first("tenure_days", 400.0), "the log is not longer");
    let newcomer = customers::with_value(train.features(), 2, "known_days", 9.0);
    let newcomer = customers::with_value(&newcomer, 2, "tenure_days", 9.0);
    assert!(churn(&model, &newcomer)[2] > first("known_days", 9.0), "the same visits in less time");
}

#[test]
fn days_of_the_log_are_those_from_its_first_event_to_each_cutoff() {
    let train = customers_of_a_log(400);
    let features = train.features();
    let days: Vec<f64> = features
        .observations()
        .iter()
        .map(|row| row.cutoff.days_since(cutoff()) + LOG_DAYS)
        .collect();
    let mut values = features.all_values().to_vec();
    values[400..800].copy_from_slice(&days);
    let given = customers::with_values(features, features.columns().to_vec(), values);
    let counted = ExposureOptions { registered_days: None, ..options() };
    let counted = fit(counted, &customers::with_features(&train, given.clone()));
    let model = fit(options(), &train);
    assert_eq!(bits(&churn(&model, features)), bits(&churn(&counted, &given)));
}

#[test]
fn unknown_registration_leaves_the_days_from_the_first_event_on() {
    let train = customers_of_a_log(400);
    let none = |name| {
        let mut values = train.features().all_values().to_vec();
        let column = train.features().position(name).unwrap();
        values[400 * column..400 * (column + 1)].fill(f64::NAN);
        customers::with_values(train.features(), train.features().columns().to_vec(), values)
    };
    let train_without = customers::with_features(&train, none("tenure_days"));
    let model = fit(options(), &train_without);
    let plain = fit(ExposureOptions { registered_days: None, ..options() }, &train_without);
    let features = train_without.features();
    assert_eq!(bits(&churn(&model, features)), bits(&churn(&plain, features)));
    fit(options(), &customers::with_features(&train, none("known_days")));
}

#[test]
fn column_of_registrations_must_be_there() {
    let registered_days = Some("tenure_day".to_owned());
    let hazard = ExposureHazard::new(ExposureOptions { registered_days, ..options() }).unwrap();
    let error = hazard.fit(&customers_of_a_log(100)).unwrap_err();
    let said = "no feature is named `tenure_day` (did you mean `tenure_days`?)";
    assert_eq!((error.kind(), error.to_string().as_str()), (ErrorKind::Data, said));
}

#[test]
fn saved_beginning_of_the_log_comes_back() {
    let train = customers_of_a_log(400);
    let model = fit(options(), &train);
    let bytes = postcard::to_stdvec(&model).unwrap();
    let back: FittedExposureHazard = postcard::from_bytes(&bytes).unwrap();
    assert_eq!(back, model);
    let text =
        serde_json::to_string(&model).unwrap().replace("\"registered\":2", "\"registered\":7");
    let broken = serde_json::from_str::<FittedExposureHazard>(&text).unwrap_err().to_string();
    assert!(broken.contains("a count is not among its features"), "{broken}");
}
