use crate::customers::refused_parameter;
use refrain_core::{Fit, PredictProba};
use refrain_models::{Error, ErrorKind, Exposure, ExposureHazard, ExposureOptions, Signal};

use super::visitors::{WORLD, options, visitors};
use crate::customers::{self, category, dataset, instant, matrix, number};

fn refusal(options: ExposureOptions) -> Error {
    match ExposureHazard::new(options) {
        Err(error) => error,
        Ok(hazard) => hazard.fit(&visitors(WORLD, 300, 1).data).unwrap_err(),
    }
}

#[test]
fn unknown_columns_are_named_with_what_may_have_been_meant() {
    let nearest =
        |options| refusal(options).to_string().split('`').nth(3).unwrap_or_default().to_owned();
    let exposures = vec![Exposure::within("setings_30d", 30.0)];
    assert_eq!(nearest(ExposureOptions { exposures, ..options() }), "settings_30d");
    let signals = vec![Signal::per_count("adverts_30d", "advert_30d")];
    assert_eq!(nearest(ExposureOptions { signals, ..options() }), "adverts_30d");
    let known_days = "known_day".to_owned();
    assert_eq!(nearest(ExposureOptions { known_days, ..options() }), "known_days");
    let modifiers = vec!["moods".to_owned()];
    assert_eq!(nearest(ExposureOptions { modifiers, ..options() }), "mood");
}

#[test]
fn categories_and_instants_are_no_counts() {
    let columns = [
        (category("settings_30d", &["few", "many"]), &[0.0, 1.0, 1.0][..]),
        (number("adverts_30d"), &[0.0, 1.0, 2.0]),
        (instant("known_days"), &[0.0, 1.0, 2.0]),
        (number("mood"), &[0.0, 1.0, 2.0]),
    ];
    let train = dataset(matrix(&columns), &[true, false, false]);
    let error = ExposureHazard::new(options()).unwrap().fit(&train).unwrap_err();
    assert!(error.kind() == ErrorKind::Data, "{error}");
    let exposures = vec![Exposure::within("adverts_30d", 30.0)];
    let other = ExposureHazard::new(ExposureOptions { exposures, ..options() }).unwrap();
    let error = other.fit(&train).unwrap_err();
    assert!(error.kind() == ErrorKind::Data, "{error}");
}

#[test]
fn negative_and_infinite_counts_are_refused_in_training_and_in_prediction() {
    let train = visitors(WORLD, 300, 2).data;
    let hazard = ExposureHazard::new(options()).unwrap();
    let model = hazard.fit(&train).unwrap();
    for bad in [-1.0, f64::INFINITY] {
        let features = customers::with_value(train.features(), 7, "adverts_30d", bad);
        let in_training =
            hazard.fit(&customers::with_features(&train, features.clone())).unwrap_err();
        for error in [in_training, model.predict_proba(&features).unwrap_err()] {
            let said = error.to_string();
            let at_fault = said.contains("`adverts_30d` is") && said.contains("row 7");
            assert!(at_fault, "{error}");
        }
    }
}

#[test]
fn other_features_and_impossible_horizons_are_refused() {
    let train = visitors(WORLD, 300, 3).data;
    let model = ExposureHazard::new(options()).unwrap().fit(&train).unwrap();
    let other = matrix(&[(number("mood"), &[1.0])]);
    assert!(model.predict_proba(&other).unwrap_err().kind() == ErrorKind::Mismatch);
    for days in [0.0, -1.0, f64::NAN, f64::INFINITY] {
        let error = model.churn_within(train.features(), days).unwrap_err();
        assert!(error.kind() == ErrorKind::Argument);
    }
}

#[test]
fn parameters_outside_their_range_are_refused_by_name() {
    let parameter = |options| refused_parameter(&refusal(options));
    for bad in [0.0, -1.0, f64::NAN, f64::INFINITY] {
        let exposures = vec![Exposure::within("settings_30d", bad)];
        assert_eq!(parameter(ExposureOptions { exposures, ..options() }), "lookback_days");
        assert_eq!(
            parameter(ExposureOptions { min_known_days: bad, ..options() }),
            "min_known_days"
        );
        assert_eq!(parameter(ExposureOptions { tolerance: bad, ..options() }), "tolerance");
        assert_eq!(parameter(ExposureOptions { l2: bad, ..options() }), "l2");
    }
    assert_eq!(parameter(ExposureOptions { max_iterations: 0, ..options() }), "max_iterations");
    assert!(
        refusal(ExposureOptions { exposures: vec![], ..options() }).kind() == ErrorKind::Argument
    );
    let exposures = vec![Exposure::ever("settings_30d"), Exposure::within("settings_30d", 30.0)];
    let error = refusal(ExposureOptions { exposures, ..options() });
    assert!(error.kind() == ErrorKind::Argument, "{error}");
}

#[test]
fn no_rows_one_class_and_too_few_steps_are_errors() {
    let train = visitors(WORLD, 300, 4).data;
    let hazard = ExposureHazard::new(options()).unwrap();
    assert!(hazard.fit(&train.select(&[])).unwrap_err().kind() == ErrorKind::Data);
    let stayed: Vec<usize> = (0..300).filter(|row| !train.labels()[*row]).collect();
    assert!(hazard.fit(&train.select(&stayed)).unwrap_err().kind() == ErrorKind::Data);
    let error = refusal(ExposureOptions { max_iterations: 1, ..options() });
    assert!(error.kind() == ErrorKind::Data, "{error}");
}

#[test]
fn columns_of_zeros_and_of_one_value_are_fitted() {
    let train = visitors(WORLD, 500, 5).data;
    let features = train.features();
    let mut values = features.all_values().to_vec();
    values[..500].fill(0.0);
    values[1_500..].fill(1.0);
    let flat = customers::with_values(features, features.columns().to_vec(), values);
    let model = ExposureHazard::new(options()).unwrap();
    let model = model.fit(&customers::with_features(&train, flat.clone())).unwrap();
    let churn = model.predict_proba(&flat).unwrap();
    assert!(churn.iter().all(|churn| *churn > 0.0 && *churn < 1.0));
}

#[test]
fn probabilities_stay_in_range_whatever_the_counts() {
    let train = visitors(WORLD, 500, 6).data;
    let model = ExposureHazard::new(options()).unwrap().fit(&train).unwrap();
    for (name, value) in [("settings_30d", 1e300), ("known_days", 1e300), ("mood", -1e300)] {
        let extreme = customers::with_value(train.features(), 0, name, value);
        let churn = model.predict_proba(&extreme).unwrap();
        assert!(churn.iter().all(|churn| (0.0..=1.0).contains(churn)), "{name}");
    }
}
