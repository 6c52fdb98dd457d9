use refrain_core::{Dataset, Fit, PredictProba};
use refrain_models::{Explain, ExposureHazard, ExposureOptions, FittedExposureHazard, Signal};

use super::case::assert_close;
use super::visitors::{Visitors, WORLD, World, options, visitors};
use crate::customers::{self, bits};

fn fit(train: &Dataset) -> FittedExposureHazard {
    ExposureHazard::new(options()).unwrap().fit(train).unwrap()
}

fn log_loss(churn: &[f64], data: &Dataset) -> f64 {
    let loss = |(churn, left): (&f64, &bool)| -if *left { churn.ln() } else { (1.0 - churn).ln() };
    churn.iter().zip(data.labels()).map(loss).sum::<f64>() / churn.len() as f64
}

/// Returns the excess log loss of a model over the truth, and of the base rate over the model.
fn regrets(model: &FittedExposureHazard, test: &Visitors) -> (f64, f64) {
    let churn = model.predict_proba(test.data.features()).unwrap();
    let share = test.data.n_churned() as f64 / test.data.n_rows() as f64;
    let base_rate = log_loss(&vec![share; churn.len()], &test.data);
    let found = log_loss(&churn, &test.data);
    (found - log_loss(&test.risk, &test.data), base_rate - found)
}

#[test]
fn parameters_approach_those_the_customers_were_drawn_from() {
    let train = visitors(WORLD, 12_000, 1);
    let model = fit(&train.data);
    for ((name, found), expected) in model.per_visit().iter().zip(WORLD.per_visit) {
        // Two standard errors or so: 5 % to 20 % with some 1,500 churners.
        assert!((found / expected).ln().abs() < 0.35, "{name}: {found} for {expected}");
    }
    let (_, mood) = model.coefficients()[0];
    assert!((mood - WORLD.modifier).abs() < 0.12, "{mood}");
    assert!((model.bursts().ln()).abs() < 0.7, "{}", model.bursts());
    assert_eq!(model.heterogeneity(), 0.0);
    assert_eq!(model.horizon_days(), 10.0);
}

#[test]
fn log_loss_is_near_the_truth_and_far_from_the_base_rate() {
    let model = fit(&visitors(WORLD, 8_000, 2).data);
    let (above_truth, below_base_rate) = regrets(&model, &visitors(WORLD, 20_000, 3));
    // Eleven parameters fitted to some 800 churners.
    assert!(above_truth < 0.002, "{above_truth}");
    assert!(below_base_rate > 0.02, "{below_base_rate}");
}

#[test]
fn customers_who_differ_in_how_easily_they_leave_are_recognised() {
    let world = World { heterogeneity: 2.0, per_visit: [0.12, 0.04], ..WORLD };
    let model = fit(&visitors(world, 20_000, 4).data);
    assert!((1.0..=4.0).contains(&model.heterogeneity()), "{}", model.heterogeneity());
    let (_, below_base_rate) = regrets(&model, &visitors(world, 10_000, 5));
    assert!(below_base_rate > 0.01, "{below_base_rate}");
}

#[test]
fn signal_shows_the_group_where_exposures_do_not() {
    let train = visitors(WORLD, 3_000, 6).data;
    let with = ExposureOptions {
        signals: vec![
            Signal::per_count("settings_30d", "adverts_30d"),
            Signal::per_day_within("adverts_30d", 30.0),
        ],
        ..options()
    };
    let model = ExposureHazard::new(with).unwrap().fit(&train).unwrap();
    let names: Vec<&str> = model.coefficients().iter().map(|(name, _)| *name).collect();
    assert_eq!(names, ["settings_30d", "adverts_30d", "mood"]);
    assert!(model.coefficients()[2].1 > 0.3);
}

#[test]
fn longer_horizons_have_more_churn_and_the_trained_one_is_that_of_predictions() {
    let train = visitors(WORLD, 2_000, 7).data;
    let model = fit(&train);
    let within = |days| model.churn_within(train.features(), days).unwrap();
    assert_eq!(bits(&within(10.0)), bits(&model.predict_proba(train.features()).unwrap()));
    for (short, long) in within(1.0).iter().zip(within(30.0)) {
        assert!(*short < long && long < 1.0);
    }
}

#[test]
fn explanations_sum_to_the_log_odds() {
    for heterogeneity in [0.0, 2.0] {
        let world = World { heterogeneity, per_visit: [0.12, 0.04], ..WORLD };
        let train = visitors(world, 10_000, 8).data;
        let signals = vec![Signal::per_count("settings_30d", "adverts_30d")];
        let model = ExposureHazard::new(ExposureOptions { signals, ..options() }).unwrap();
        let model = model.fit(&train).unwrap();
        let features = train.features().select(&(0..200).collect::<Vec<_>>());
        let (said, churn) =
            (model.explain(&features).unwrap(), model.predict_proba(&features).unwrap());
        let odds: Vec<f64> = churn.iter().map(|churn| (churn / (1.0 - churn)).ln()).collect();
        let margins: Vec<f64> = (0..200).map(|row| said.margin(row)).collect();
        assert_close(&margins, &odds, 1e-9);
        assert!(
            (0..200).all(|row| said.row(row)[2] == 0.0),
            "days known say nothing of themselves"
        );
    }
}

#[test]
fn more_visits_raise_the_risk_and_more_days_without_lower_it() {
    let train = visitors(WORLD, 4_000, 9).data;
    let model = fit(&train);
    let at = |name, value| {
        let moved = customers::with_value(train.features(), 0, name, value);
        model.predict_proba(&moved).unwrap()[0]
    };
    assert!(at("settings_30d", 20.0) > at("settings_30d", 1.0));
    let quiet = customers::with_value(train.features(), 0, "settings_30d", 0.0);
    let known = |days| {
        let moved = customers::with_value(&quiet, 0, "known_days", days);
        let none = customers::with_value(&moved, 0, "adverts_30d", 0.0);
        model.predict_proba(&none).unwrap()[0]
    };
    assert!(known(8.0) > known(30.0));
    assert_eq!(known(2.0), known(7.0), "nobody is known for less than a week");
    assert_eq!(known(30.0), known(90.0), "nobody is looked at for longer than the lookback");
}

#[test]
fn missing_counts_leave_what_is_believed_of_everybody() {
    let train = visitors(WORLD, 4_000, 10).data;
    let model = fit(&train);
    let nothing = customers::with_values(
        train.features(),
        train.features().columns().to_vec(),
        vec![f64::NAN; train.features().all_values().len()],
    );
    let said = model.explain(&nothing).unwrap();
    assert!(said.row(0).iter().all(|amount| amount.abs() < 1e-12));
    let unknown = customers::with_value(train.features(), 0, "known_days", f64::NAN);
    assert_close(&model.explain(&unknown).unwrap().row(0)[..2], &[0.0, 0.0], 1e-12);
    // Training rows may lack them too.
    let train = customers::with_features(&train, unknown);
    fit(&train);
    fit(&customers::with_features(&train, nothing));
}

#[test]
fn whole_weights_count_rows() {
    let train = visitors(WORLD, 1_000, 11).data;
    let twice: Vec<usize> = (0..1_000).flat_map(|row| vec![row; 1 + row % 2]).collect();
    let weights = (0..1_000).map(|row| 1.0 + f64::from(row % 2)).collect();
    let repeated = fit(&train.select(&twice)).predict_proba(train.features()).unwrap();
    let weighted = fit(&train.clone().weighted(weights).unwrap());
    assert_close(&weighted.predict_proba(train.features()).unwrap(), &repeated, 1e-6);
}

#[test]
fn order_of_the_rows_changes_no_bit() {
    let train = visitors(WORLD, 1_000, 12).data;
    let backwards: Vec<usize> = (0..1_000).rev().collect();
    assert_eq!(fit(&train), fit(&train.select(&backwards)));
}

#[test]
fn saved_model_comes_back_and_an_impossible_one_is_told() {
    let train = visitors(WORLD, 1_000, 13).data;
    let model = fit(&train);
    let text = serde_json::to_string(&model).unwrap();
    let bytes = postcard::to_stdvec(&model).unwrap();
    let back: FittedExposureHazard = postcard::from_bytes(&bytes).unwrap();
    let churn =
        |model: &FittedExposureHazard| bits(&model.predict_proba(train.features()).unwrap());
    assert_eq!(churn(&back), churn(&model));
    for (from, to, said) in [
        ("\"horizon_days\":10.0", "\"horizon_days\":-1.0", "it has no horizon"),
        ("\"counts\":1", "\"counts\":9", "a count is not among its features"),
        (
            "\"per_visit\":[",
            "\"per_visit\":[2.0,",
            "its exposures and factors have not one parameter each",
        ),
    ] {
        assert!(text.contains(from), "{text}");
        let broken = serde_json::from_str::<FittedExposureHazard>(&text.replace(from, to));
        let error = broken.unwrap_err().to_string();
        assert!(error.contains(said), "{error}");
    }
}
