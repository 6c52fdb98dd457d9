//! Signals that say something else of those who pay.

use rand::{Rng, SeedableRng};
use rand_xoshiro::Xoshiro256PlusPlus;
use refrain_core::{Dataset, ErrorKind, Fit, PredictProba};
use refrain_models::{
    Explain, Exposure, ExposureHazard, ExposureOptions, FittedExposureHazard, Signal,
};

use super::case::assert_close;
use crate::customers::{self, dataset, matrix, number};

/// Complaints per song raise the hazard of those who pay and lower that of the others.
fn complainers(n_rows: usize) -> Dataset {
    let mut generator = Xoshiro256PlusPlus::seed_from_u64(31);
    let (mut columns, mut churned) = (vec![Vec::new(); 5], Vec::new());
    for _ in 0..n_rows {
        let often = generator.gen_bool(0.5);
        let pays = generator.gen_bool(0.5);
        let complaints = generator.gen_range(if often { 30.0..40.0 } else { 5.0..10.0_f64 });
        let row = [20.0, complaints.round(), 200.0, 30.0, f64::from(u8::from(pays))];
        columns.iter_mut().zip(row).for_each(|(column, value)| column.push(value));
        churned.push(generator.gen_bool(if often == pays { 0.3 } else { 0.1 }));
    }
    let names = ["adverts", "complaints", "songs", "known_days", "is_paid"];
    let named: Vec<_> = names
        .iter()
        .zip(&columns)
        .map(|(name, values)| (number(name), values.as_slice()))
        .collect();
    dataset(matrix(&named), &churned)
}

fn options(crossed: &[&str]) -> ExposureOptions {
    ExposureOptions {
        exposures: vec![Exposure::ever("adverts")],
        signals: vec![Signal::per_count("complaints", "songs")],
        modifiers: vec!["is_paid".to_owned()],
        crossed: crossed.iter().map(|name| (*name).to_owned()).collect(),
        l2: 1.0,
        ..ExposureOptions::default()
    }
}

fn fit(crossed: &[&str], train: &Dataset) -> FittedExposureHazard {
    ExposureHazard::new(options(crossed)).unwrap().fit(train).unwrap()
}

#[test]
fn signal_may_mean_the_opposite_of_those_who_pay() {
    let train = complainers(8_000);
    let model = fit(&["is_paid"], &train);
    let names: Vec<&str> = model.coefficients().iter().map(|(name, _)| *name).collect();
    assert_eq!(names, ["complaints", "is_paid", "complaints"]);
    // The hazards are -ln .7 and -ln .9; a deviation of either lies half of their distance away.
    let expected = 0.5 * (0.7_f64.ln() / 0.9_f64.ln()).ln();
    let (_, found) = model.coefficients()[2];
    // Some 1,600 churners and a small ridge, and complaints vary a little within each kind.
    assert!((found / expected - 1.0).abs() < 0.2, "{found} for {expected}");
    let (plain, crossed) = (fit(&[], &train), &model);
    let churn = |model: &FittedExposureHazard, row| {
        model.predict_proba(&train.features().select(&[row])).unwrap()[0]
    };
    let value = |row, name| train.features().value(row, train.features().position(name).unwrap());
    let pays_often = (0..8_000)
        .find(|row| value(*row, "is_paid") == 1.0 && value(*row, "complaints") >= 30.0)
        .unwrap();
    assert!((churn(crossed, pays_often) - 0.3).abs() < 0.05);
    assert!((churn(&plain, pays_often) - 0.2).abs() < 0.05);
}

#[test]
fn explanations_give_what_is_crossed_to_the_signal() {
    let train = complainers(2_000);
    let model = fit(&["is_paid"], &train);
    let features = train.features().select(&(0..100).collect::<Vec<_>>());
    let (said, churn) =
        (model.explain(&features).unwrap(), model.predict_proba(&features).unwrap());
    let odds: Vec<f64> = churn.iter().map(|churn| (churn / (1.0 - churn)).ln()).collect();
    let margins: Vec<f64> = (0..100).map(|row| said.margin(row)).collect();
    assert_close(&margins, &odds, 1e-9);
    let largest = (0..100).map(|row| said.row(row)[1].abs()).fold(0.0, f64::max);
    assert!(largest > 0.3, "{largest}");
}

#[test]
fn unknown_modifier_leaves_only_what_the_signal_says_of_everybody() {
    let train = complainers(2_000);
    let model = fit(&["is_paid"], &train);
    let unknown = customers::with_value(train.features(), 0, "complaints", f64::NAN);
    let said = model.explain(&unknown).unwrap();
    assert_eq!(said.row(0)[1], 0.0);
}

#[test]
fn only_modifiers_are_crossed_and_each_once() {
    let refusal = |crossed: &[&str]| ExposureHazard::new(options(crossed)).unwrap_err();
    let said = "`mood` is crossed with the signals but is not among the modifiers; add it to them";
    let unknown = refusal(&["mood"]);
    assert_eq!((unknown.kind(), unknown.to_string().as_str()), (ErrorKind::Argument, said));
    let twice = refusal(&["is_paid", "is_paid"]);
    let said = "feature `is_paid` is named as crossed twice; name it once";
    assert_eq!((twice.kind(), twice.to_string().as_str()), (ErrorKind::Argument, said));
}

#[test]
fn product_of_what_comes_after_it_is_told() {
    let model = fit(&["is_paid"], &complainers(500));
    let bytes = postcard::to_stdvec(&model).unwrap();
    let back: FittedExposureHazard = postcard::from_bytes(&bytes).unwrap();
    assert_eq!(back, model);
    let text = serde_json::to_string(&model).unwrap();
    let broken = text.replace("\"signal\":0", "\"signal\":2");
    assert_ne!(broken, text);
    let broken = serde_json::from_str::<FittedExposureHazard>(&broken).unwrap_err().to_string();
    assert!(broken.contains("a product is not of factors before it"), "{broken}");
}
