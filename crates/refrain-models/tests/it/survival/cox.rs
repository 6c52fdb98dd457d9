use std::sync::Arc;

use refrain_core::{EntityIdx, FeatureMatrix, Observation, Strings};
use refrain_models::{Cox, CoxOptions, Error, ErrorKind, FittedCox, Lifetime, Ties};
use refrain_models::{Preprocess, PreprocessOptions, Scaling};

use super::case::{assert_close, case};
use crate::customers::{cutoff, matrix, number};

const FREE: CoxOptions =
    CoxOptions { ties: Ties::Efron, l2: 0.0, max_iterations: 50, tolerance: 1e-12 };

fn fit(options: CoxOptions, features: &FeatureMatrix, lifetimes: &[Lifetime]) -> FittedCox {
    Cox::new(options).unwrap().fit(features, lifetimes).unwrap()
}

#[test]
fn weighted_fit_with_late_entry_and_ties_equals_that_of_lifelines() {
    let case = case();
    // The script standardises without the weights, the model would with them.
    let options = PreprocessOptions { scaling: Scaling::None, clip: 1e9, ..Default::default() };
    let cox = Cox::new(FREE).unwrap().preprocessed(Preprocess::new(options).unwrap());
    let model = cox.fit(&case.standardised_features(), &case.lifetimes()).unwrap();
    let solved = &case.cox;
    assert_close(model.coefficients(), &solved.coefficients, 1e-6);
    assert_close(model.standard_errors(), &solved.standard_errors, 1e-6);
    assert_close(&[model.log_likelihood()], &[solved.log_likelihood], 1e-6);
    // lifelines takes the ties in Efron's way here too.
    assert_close(model.robust_standard_errors(), &solved.robust_standard_errors, 0.005);
}

#[test]
fn baseline_expects_as_many_to_leave_as_do() {
    let case = case();
    let (features, lifetimes) = (case.features(), case.lifetimes());
    let model = fit(CoxOptions::default(), &features, &lifetimes);
    let risks = model.relative_risk(&features).unwrap();
    let gathers = |life: &Lifetime| {
        let at = |days| model.baseline().at(days).unwrap();
        at(life.exit_days()) - at(life.entry_days())
    };
    let rows = lifetimes.iter().zip(&risks);
    let expected: f64 = rows.map(|(life, risk)| life.weight() * risk * gathers(life)).sum();
    let left = lifetimes.iter().filter(|life| life.churned()).map(Lifetime::weight).sum::<f64>();
    assert_close(&[expected], &[left], 1e-9);
}

#[test]
fn either_way_to_take_ties_equals_statsmodels() {
    let case = case();
    for (ties, solved) in
        [(Ties::Breslow, &case.unweighted.breslow), (Ties::Efron, &case.unweighted.efron)]
    {
        let options = CoxOptions { ties, ..FREE };
        let model = fit(options, &case.features(), &case.unweighted_lifetimes());
        assert_close(model.coefficients(), &solved.coefficients, 1e-6);
        assert_close(model.standard_errors(), &solved.standard_errors, 1e-6);
    }
}

/// Rows of a matrix, each with the entity given for it.
fn of_entities(features: &FeatureMatrix, rows: &[usize], entities: &[usize]) -> FeatureMatrix {
    let chosen = features.select(rows);
    let observation =
        |entity: &usize| Observation { entity: EntityIdx::new(*entity), cutoff: cutoff() };
    let ids: Vec<String> = (0..features.n_rows()).map(|id| format!("{id:06}")).collect();
    FeatureMatrix::new(
        Arc::new(Strings::from_unsorted(&ids)),
        entities.iter().map(observation).collect(),
        chosen.columns().to_vec(),
        chosen.all_values().to_vec(),
    )
    .unwrap()
}

#[test]
fn customer_cut_into_two_stretches_is_the_same_customer() {
    let case = case();
    let (features, lifetimes) = (case.features(), case.lifetimes());
    let whole = fit(FREE, &features, &lifetimes);
    let (mut rows, mut pieces) = (Vec::new(), Vec::new());
    for (row, life) in lifetimes.iter().enumerate() {
        let middle = f64::midpoint(life.entry_days(), life.exit_days());
        let piece = |entry, exit, churned| {
            Lifetime::new(entry, exit, churned).unwrap().weighted(life.weight()).unwrap()
        };
        pieces.push(piece(life.entry_days(), middle, false));
        pieces.push(piece(middle, life.exit_days(), life.churned()));
        rows.extend([row, row]);
    }
    let cut = fit(FREE, &of_entities(&features, &rows, &rows), &pieces);
    assert_close(cut.coefficients(), whole.coefficients(), 1e-9);
    assert_close(cut.standard_errors(), whole.standard_errors(), 1e-9);
    assert_close(cut.robust_standard_errors(), whole.robust_standard_errors(), 1e-9);
    assert_close(&[cut.baseline().at(60.0).unwrap()], &[whole.baseline().at(60.0).unwrap()], 1e-9);
}

#[test]
fn feature_that_changes_with_time_is_credited_from_the_change_on() {
    // Everybody is watched for two stretches of ten days; those whose calls begin leave soon.
    let (mut calls, mut lives) = (Vec::new(), Vec::new());
    for n in 0..40 {
        let change = n % 2 == 0;
        calls.extend([0.0, f64::from(u8::from(change))]);
        let exit = 10.5 + f64::from(n % 19) * 0.5;
        let churned = if change { n % 8 != 0 } else { n % 10 == 1 };
        lives.push(Lifetime::new(0.0, 10.0, false).unwrap());
        lives.push(Lifetime::new(10.0, exit, churned).unwrap());
    }
    let model = fit(FREE, &matrix(&[(number("calls"), &calls)]), &lives);
    assert!(model.coefficients()[0] > 0.5);
    let risks = model.relative_risk(&matrix(&[(number("calls"), &[0.0, 1.0])])).unwrap();
    assert!(risks[1] > 3.0 * risks[0]);
}

#[test]
fn survival_falls_and_churn_within_is_what_it_falls_by() {
    let case = case();
    let features = case.features();
    let model = fit(CoxOptions::default(), &features, &case.lifetimes());
    let (early, late) =
        (model.survival(&features, 20.0).unwrap(), model.survival(&features, 50.0).unwrap());
    let stayed = vec![20.0; features.n_rows()];
    let churn = model.churn_within(&features, &stayed, 30.0).unwrap();
    for row in 0..features.n_rows() {
        assert!(early[row] > late[row]);
        assert!((churn[row] - (1.0 - late[row] / early[row])).abs() < 1e-12);
    }
}

#[test]
fn days_beyond_everything_watched_are_refused() {
    let case = case();
    let features = case.features();
    let model = fit(CoxOptions::default(), &features, &case.lifetimes());
    let error = model.survival(&features, 61.0).unwrap_err();
    assert!(error.kind() == ErrorKind::Data, "{error}");
    let stayed = vec![55.0; features.n_rows()];
    assert!(model.churn_within(&features, &stayed, 10.0).unwrap_err().kind() == ErrorKind::Data);
    assert!(
        model.survival(&features, f64::NAN).is_err() && model.survival(&features, -1.0).is_err()
    );
    assert!(model.churn_within(&features, &stayed[1..], 1.0).is_err());
}

fn refusal(features: &FeatureMatrix, lives: &[Lifetime]) -> Error {
    Cox::new(FREE).unwrap().fit(features, lives).unwrap_err()
}

#[test]
fn feature_that_tells_for_certain_who_leaves_first_is_refused_without_a_penalty() {
    let days: Vec<f64> = (1..=30).map(f64::from).collect();
    let features = matrix(&[(number("silence"), &days)]);
    let lives: Vec<Lifetime> =
        days.iter().map(|day| Lifetime::new(0.0, 31.0 - day, true).unwrap()).collect();
    let error = refusal(&features, &lives);
    assert!(error.kind() == ErrorKind::Data, "{error}");
    let penalised = fit(CoxOptions { l2: 1.0, ..FREE }, &features, &lives);
    assert!(penalised.coefficients()[0] > 1.0 && penalised.coefficients()[0].is_finite());
}

#[test]
fn columns_that_repeat_each_other_are_refused_without_a_penalty() {
    let case = case();
    let songs = case.features().values(0).to_vec();
    let twice: Vec<f64> = songs.iter().map(|songs| 2.0 * songs + 1.0).collect();
    let features = matrix(&[(number("songs"), &songs), (number("again"), &twice)]);
    let error = refusal(&features, &case.lifetimes());
    assert!(error.kind() == ErrorKind::Data, "{error}");
    let shared = fit(CoxOptions::default(), &features, &case.lifetimes());
    assert_close(&shared.coefficients()[..1], &shared.coefficients()[1..], 1e-9);
}

#[test]
fn rows_that_nothing_can_be_learned_from_are_refused() {
    let features = matrix(&[(number("songs"), &[1.0, 2.0])]);
    let life = |churned| Lifetime::new(0.0, 5.0, churned).unwrap();
    assert!(refusal(&features, &[life(true)]).kind() == ErrorKind::Mismatch);
    assert!(refusal(&features, &[life(false); 2]).kind() == ErrorKind::Data);
    assert!(refusal(&features.select(&[]), &[]).kind() == ErrorKind::Data);
    let infinite = matrix(&[(number("songs"), &[1.0, f64::INFINITY])]);
    assert!(refusal(&infinite, &[life(true); 2]).kind() == ErrorKind::Data);
}

#[test]
fn saved_model_comes_back() {
    let case = case();
    let model = fit(CoxOptions::default(), &case.features(), &case.lifetimes());
    let back: FittedCox = serde_json::from_str(&serde_json::to_string(&model).unwrap()).unwrap();
    assert_eq!(back.defect(), None);
    let text = serde_json::to_string(&model).unwrap();
    let broken: FittedCox =
        serde_json::from_str(&text.replace("\"last_days\":60.0", "\"last_days\":-1.0")).unwrap();
    assert_eq!(broken.defect(), Some("its hazard does not rise"));
}
