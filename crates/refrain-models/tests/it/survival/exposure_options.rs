use refrain_core::{ErrorKind, Fit, PredictProba};
use refrain_models::{Error, Exposure, ExposureHazard, ExposureOptions, Signal};

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
    let nearest = |options| {
        let error = refusal(options);
        assert_eq!(error.kind(), ErrorKind::Data);
        let said = error.to_string();
        let (_, hint) = said.split_once(" (did you mean `").unwrap();
        hint.trim_end_matches("`?)").to_owned()
    };
    let exposures = vec![Exposure::within("setings_30d", 30.0)];
    assert_eq!(nearest(options().exposures(exposures)), "settings_30d");
    let signals = vec![Signal::per_count("adverts_30d", "advert_30d")];
    assert_eq!(nearest(options().signals(signals)), "adverts_30d");
    let known_days = "known_day".to_owned();
    assert_eq!(nearest(options().known_days(known_days)), "known_days");
    let modifiers = vec!["moods".to_owned()];
    assert_eq!(nearest(options().modifiers(modifiers)), "mood");
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
    let said = "feature `settings_30d` holds categories; the exposure hazard needs plain numbers \
                of it";
    assert_eq!((error.kind(), error.to_string().as_str()), (ErrorKind::Data, said));
    let exposures = vec![Exposure::within("adverts_30d", 30.0)];
    let other = ExposureHazard::new(options().exposures(exposures)).unwrap();
    let error = other.fit(&train).unwrap_err();
    let said = "feature `known_days` holds instants; the exposure hazard needs plain numbers of it";
    assert_eq!((error.kind(), error.to_string().as_str()), (ErrorKind::Data, said));
}

#[test]
fn negative_counts_are_refused_in_training_and_in_prediction() {
    let train = visitors(WORLD, 300, 2).data;
    let hazard = ExposureHazard::new(options()).unwrap();
    let model = hazard.fit(&train).unwrap();
    let features = customers::with_value(train.features(), 7, "adverts_30d", -1.0);
    let in_training = hazard.fit(&customers::with_features(&train, features.clone())).unwrap_err();
    for error in [in_training, model.predict_proba(&features).unwrap_err()] {
        let said = error.to_string();
        assert!(said.contains("`adverts_30d`") && said.contains("row 7"), "{error}");
        assert!(said.ends_with("is never negative"), "{error}");
    }
}

#[test]
fn other_features_and_impossible_horizons_are_refused() {
    let train = visitors(WORLD, 300, 3).data;
    let model = ExposureHazard::new(options()).unwrap().fit(&train).unwrap();
    let other = matrix(&[(number("mood"), &[1.0])]);
    assert_eq!(model.predict_proba(&other).unwrap_err().kind(), ErrorKind::Mismatch);
    for days in [0.0, -1.0, f64::NAN, f64::INFINITY] {
        let error = model.churn_within(train.features(), days).unwrap_err();
        let said = format!("`horizon_days` is {days}, and must be more than zero");
        assert_eq!((error.kind(), error.to_string()), (ErrorKind::Argument, said));
    }
}

#[test]
fn parameters_outside_their_range_are_refused_by_name() {
    let parameter = |options| {
        let error = refusal(options);
        assert_eq!(error.kind(), ErrorKind::Argument);
        error.to_string().split('`').nth(1).unwrap().to_owned()
    };
    for bad in [0.0, -1.0, f64::NAN, f64::INFINITY] {
        let exposures = vec![Exposure::within("settings_30d", bad)];
        assert_eq!(parameter(options().exposures(exposures)), "lookback_days");
        assert_eq!(parameter(options().min_known_days(bad)), "min_known_days");
        assert_eq!(parameter(options().tolerance(bad)), "tolerance");
        assert_eq!(parameter(options().l2(bad)), "l2");
    }
    assert_eq!(parameter(options().max_iterations(0)), "max_iterations");
    let nothing = refusal(options().exposures(vec![]));
    assert!(nothing.to_string().starts_with("there is no exposure; name at least one column"));
    let exposures = vec![Exposure::ever("settings_30d"), Exposure::within("settings_30d", 30.0)];
    let error = refusal(options().exposures(exposures));
    let said = "feature `settings_30d` is named as an exposure twice; name it once";
    assert_eq!((error.kind(), error.to_string().as_str()), (ErrorKind::Argument, said));
}

#[test]
fn no_rows_one_class_and_too_few_steps_are_errors() {
    let train = visitors(WORLD, 300, 4).data;
    let hazard = ExposureHazard::new(options()).unwrap();
    let error = hazard.fit(&train.select(&[])).unwrap_err();
    assert_eq!(error.to_string(), "there is no row to train on");
    let stayed: Vec<usize> = (0..300).filter(|row| !train.labels()[*row]).collect();
    assert_eq!(hazard.fit(&train.select(&stayed)).unwrap_err().kind(), ErrorKind::Data);
    let error = refusal(options().max_iterations(1));
    let said = "the rates of visits found no best fit within 1 steps; allow more, or raise the \
                penalties";
    assert_eq!((error.kind(), error.to_string().as_str()), (ErrorKind::Data, said));
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
