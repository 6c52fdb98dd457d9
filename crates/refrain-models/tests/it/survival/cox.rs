use refrain_core::{Dataset, ErrorKind, FeatureMatrix, Fit, Lifetime};
use refrain_core::{Outcome, PredictProba};
use refrain_models::{Cox, CoxOptions, Error, Explain, FittedCox, Ties};
use refrain_models::{Preprocess, PreprocessOptions, Scaling};

use super::case::{assert_close, case, watched, with_tenure};
use crate::customers::{cutoff, matrix, number};

fn free() -> CoxOptions {
    CoxOptions::default().ties(Ties::Efron).l2(0.0).tolerance(1e-12)
}

fn penalised() -> CoxOptions {
    CoxOptions::default().l2(1.0)
}

fn fit(options: CoxOptions, train: &Dataset) -> FittedCox {
    Cox::new(options).unwrap().fit(train).unwrap()
}

#[test]
fn weighted_fit_with_late_entry_and_ties_equals_that_of_lifelines() {
    let case = case();
    // The script standardises without the weights, the model would with them.
    let options = PreprocessOptions::default().scaling(Scaling::None).clip(1e9);
    let cox = Cox::new(free()).unwrap().preprocessed(Preprocess::new(options).unwrap());
    let train = watched(&case.standardised_features(), &case.lifetimes());
    let model = cox.fit(&train.weighted(case.weights()).unwrap()).unwrap();
    let solved = &case.cox;
    assert_close(model.coefficients(), &solved.coefficients, 1e-6);
    assert_close(model.standard_errors(), &solved.standard_errors, 1e-6);
    assert_close(&[model.log_likelihood()], &[solved.log_likelihood], 1e-6);
    // lifelines takes the ties in Efron's way here too.
    assert_close(model.robust_standard_errors(), &solved.robust_standard_errors, 0.005);
}

#[test]
fn either_way_to_take_ties_equals_statsmodels() {
    let case = case();
    for (ties, solved) in
        [(Ties::Breslow, &case.unweighted.breslow), (Ties::Efron, &case.unweighted.efron)]
    {
        let model = fit(free().ties(ties), &case.dataset());
        assert_close(model.coefficients(), &solved.coefficients, 1e-6);
        assert_close(model.standard_errors(), &solved.standard_errors, 1e-6);
    }
}

#[test]
fn prediction_expects_about_as_many_to_leave_as_do() {
    let train = case().dataset();
    let model = fit(penalised().tenure_step_days(10.0), &train);
    let lifetimes = train.lifetimes().unwrap();
    // The hazard of each over its own days at risk; the ten leavers at the mean hazard that lean on
    // each stretch cost little.
    let expected: f64 = (0..train.n_rows())
        .map(|row| {
            let alone = train.features().select(&[row]);
            let churn = model.churn_within(&alone, lifetimes[row].days_at_risk()).unwrap()[0];
            -(-churn).ln_1p()
        })
        .sum();
    let left = lifetimes.iter().filter(|life| life.churned()).count() as f64;
    assert!((expected / left - 1.0).abs() < 0.05, "{expected} of {left}");
}

/// Rows of a matrix, each with the entity given for it.
fn of_entities(features: &FeatureMatrix, rows: &[usize], entities: &[usize]) -> FeatureMatrix {
    let chosen = features.select(rows);
    let ids: Vec<String> = entities.iter().map(|id| format!("{id:06}")).collect();
    let values = (0..chosen.columns().len()).map(|column| chosen.values(column).to_vec());
    let columns = chosen.columns().iter().cloned().zip(values).collect();
    FeatureMatrix::from_columns(&ids, &vec![cutoff(); ids.len()], columns).unwrap()
}

#[test]
fn customer_cut_into_two_stretches_is_the_same_customer() {
    let case = case();
    let lifetimes = case.lifetimes();
    let whole = fit(free(), &case.dataset());
    let (mut rows, mut pieces) = (Vec::new(), Vec::new());
    for (row, life) in lifetimes.iter().enumerate() {
        let middle = f64::midpoint(life.entry_days(), life.exit_days());
        pieces.push(Lifetime::new(life.entry_days(), middle, false).unwrap());
        pieces.push(Lifetime::new(middle, life.exit_days(), life.churned()).unwrap());
        rows.extend([row, row]);
    }
    let cut = fit(free(), &watched(&of_entities(&case.features(), &rows, &rows), &pieces));
    // Sums are added in another order, and the last step ends elsewhere within the tolerance.
    assert_close(cut.coefficients(), whole.coefficients(), 1e-8);
    assert_close(cut.standard_errors(), whole.standard_errors(), 1e-8);
    assert_close(cut.robust_standard_errors(), whole.robust_standard_errors(), 1e-8);
    assert_close(cut.baseline().1, whole.baseline().1, 1e-8);
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
    let train = watched(&matrix(&[(number("calls"), &calls)]), &lives);
    let model = fit(free(), &train);
    assert!(model.coefficients()[0] > 0.5);
    let churn = model.churn_within(&train.features().select(&[1, 3]), 0.01).unwrap();
    assert!(churn[0] > 3.0 * churn[1]);
}

#[test]
fn churn_within_is_what_survival_falls_by() {
    let train = case().dataset();
    let model = fit(penalised(), &train);
    assert_eq!(model.horizon_days(), 60.0);
    let all = model.predict_proba(train.features()).unwrap();
    assert_eq!(all, model.churn_within(train.features(), 60.0).unwrap());
    // Staying 60 days is staying 20 and then, twenty days older, 40 more.
    let older: Vec<f64> =
        train.lifetimes().unwrap().iter().map(|life| life.entry_days() + 20.0).collect();
    let later = with_tenure(&case().features(), &older, &in_two_days(&older), 60);
    let first = model.churn_within(train.features(), 20.0).unwrap();
    let then = model.churn_within(later.features(), 40.0).unwrap();
    for row in 0..train.n_rows() {
        let stays = (1.0 - first[row]) * (1.0 - then[row]);
        assert!((1.0 - all[row] - stays).abs() < 1e-12);
    }
}

/// Intervals of two days from these tenures on, the first of which ends in churn.
fn in_two_days(tenures: &[f64]) -> Vec<Lifetime> {
    let life = |(row, from): (usize, &f64)| Lifetime::new(*from, from + 2.0, row == 0).unwrap();
    tenures.iter().enumerate().map(life).collect()
}

#[test]
fn with_a_lead_the_window_begins_after_it() {
    let case = case();
    let lifetimes = case.lifetimes();
    let shifted: Vec<Lifetime> = lifetimes
        .iter()
        .map(|life| {
            Lifetime::new(life.entry_days() + 3.0, life.exit_days() + 3.0, life.churned()).unwrap()
        })
        .collect();
    let tenures: Vec<f64> = lifetimes.iter().map(Lifetime::entry_days).collect();
    let with_lead = with_tenure(&case.features(), &tenures, &shifted, 63);
    let without = watched(&case.features(), &shifted);
    let (a, b) = (fit(penalised(), &with_lead), fit(penalised(), &without));
    assert_eq!(a.horizon_days(), 60.0);
    let said = |model: &FittedCox, data: &Dataset| model.predict_proba(data.features()).unwrap();
    assert_close(&said(&a, &with_lead), &said(&b, &without), 1e-12);
}

#[test]
fn customers_older_than_any_before_have_a_hazard_too() {
    let train = case().dataset();
    let model = fit(penalised(), &train);
    let old = vec![5_000.0; train.n_rows()];
    let old = with_tenure(&case().features(), &old, &in_two_days(&old), 60);
    let churn = model.predict_proba(old.features()).unwrap();
    assert!(churn.iter().all(|churn| *churn > 0.0 && *churn < 1.0));
    let unknown = vec![f64::NAN; train.n_rows()];
    let unknown = with_tenure(&case().features(), &unknown, train.lifetimes().unwrap(), 60);
    let churn = model.predict_proba(unknown.features()).unwrap();
    assert!(churn.iter().all(|churn| *churn > 0.0 && *churn < 1.0));
}

#[test]
fn explanations_sum_to_the_log_odds() {
    let train = case().dataset();
    let model = fit(penalised().tenure_step_days(10.0), &train);
    let said = model.explain(train.features()).unwrap();
    assert_eq!(said.names(), ["songs", "adverts", "tenure_days"]);
    let churn = model.predict_proba(train.features()).unwrap();
    for (row, churn) in churn.iter().enumerate() {
        assert!((said.margin(row) - (churn / (1.0 - churn)).ln()).abs() < 1e-9);
    }
    // Baseline hazards differ along the tenure.
    assert!((0..train.n_rows()).any(|row| said.row(row)[2].abs() > 0.01));
}

fn refusal(train: &Dataset) -> Error {
    Cox::new(free()).unwrap().fit(train).unwrap_err()
}

#[test]
fn feature_that_tells_for_certain_who_leaves_first_is_refused_without_a_penalty() {
    let days: Vec<f64> = (1..=30).map(f64::from).collect();
    let features = matrix(&[(number("silence"), &days)]);
    // The last stays, for labels of one class are refused.
    let lives: Vec<Lifetime> =
        days.iter().map(|day| Lifetime::new(0.0, 31.0 - day, *day > 1.0).unwrap()).collect();
    let train = watched(&features, &lives);
    let error = refusal(&train);
    assert!(
        error.to_string().starts_with("`silence` tells for certain who leaves first"),
        "{error}"
    );
    let penalised = fit(penalised(), &train);
    assert!(penalised.coefficients()[0] > 1.0 && penalised.coefficients()[0].is_finite());
}

#[test]
fn columns_that_repeat_each_other_are_refused_without_a_penalty() {
    let case = case();
    let songs = case.features().values(0).to_vec();
    let twice: Vec<f64> = songs.iter().map(|songs| 2.0 * songs + 1.0).collect();
    let features = matrix(&[(number("songs"), &songs), (number("again"), &twice)]);
    let train = watched(&features, &case.lifetimes());
    let error = refusal(&train);
    assert!(
        error.to_string().starts_with("`again` is told exactly by the columns before it"),
        "{error}"
    );
    let shared = fit(penalised(), &train);
    assert_close(&shared.coefficients()[..1], &shared.coefficients()[1..], 1e-9);
}

#[test]
fn rows_that_nothing_can_be_learned_from_are_refused() {
    let case = case();
    let train = case.dataset();
    let plain = without_lifetimes(&train);
    let error = refusal(&plain);
    assert_eq!(error.kind(), ErrorKind::Data);
    assert!(
        error.to_string().starts_with("the rows do not say how long each was under observation")
    );
    // All who leave do so after the next cutoff.
    let lives: Vec<Lifetime> = case
        .lifetimes()
        .iter()
        .map(|l| Lifetime::new(l.entry_days(), l.exit_days(), false).unwrap())
        .collect();
    let error = refusal(&plain.with_lifetimes(short(&lives)).unwrap());
    let said = "in none of 120 intervals under observation does anybody leave";
    assert_eq!(error.to_string(), said);
    let other = free().tenure("tenure".to_owned());
    let error = Cox::new(other).unwrap().fit(&train).unwrap_err();
    let said = "no feature is named `tenure` (did you mean `tenure_days`?): a survival model needs \
                the tenure of each row as a feature";
    assert_eq!(error.to_string(), said);
}

fn without_lifetimes(train: &Dataset) -> Dataset {
    let outcome = |churned: &bool| match churned {
        true => Outcome::Churned { at: cutoff() },
        false => Outcome::Retained,
    };
    let outcomes: Vec<Outcome> = train.labels().iter().map(outcome).collect();
    let ends = train.window_ends().to_vec();
    Dataset::new(train.features().clone(), &outcomes, ends).unwrap()
}

/// At most ten days of each, as long as the windows of customers' datasets.
fn short(lives: &[Lifetime]) -> Vec<Lifetime> {
    let cut = |life: &Lifetime| {
        let exit = life.exit_days().min(life.entry_days() + 10.0);
        Lifetime::new(life.entry_days(), exit, life.churned()).unwrap()
    };
    lives.iter().map(cut).collect()
}

#[test]
fn tenure_that_counts_from_another_origin_than_the_intervals_is_refused() {
    let case = case();
    let lifetimes = case.lifetimes();
    let mut tenures: Vec<f64> = lifetimes.iter().map(Lifetime::entry_days).collect();
    tenures[3] += 0.5;
    let error = refusal(&with_tenure(&case.features(), &tenures, &lifetimes, 60));
    assert_eq!(error.kind(), ErrorKind::Mismatch);
    let said = "row 3 is under observation from day 7.5 of its tenure on, and its `tenure_days` is \
                8: the interval must begin 0 days later, as those of other rows do";
    assert_eq!(error.to_string(), said);
    // A whole lifetime, told by features of its end.
    let ends: Vec<f64> = lifetimes.iter().map(Lifetime::exit_days).collect();
    let error = refusal(&with_tenure(&case.features(), &ends, &lifetimes, 60));
    assert_eq!(error.kind(), ErrorKind::Mismatch);
}

#[test]
fn impossible_parameters_are_refused() {
    let refusal = |options| Cox::new(options).unwrap_err();
    let error = refusal(free().l2(-1.0));
    assert_eq!(error.to_string(), "`l2` is -1, and must be zero or more");
    for options in [
        free().l2(f64::NAN),
        free().tenure_step_days(0.0),
        free().tolerance(0.0),
        free().max_iterations(0),
    ] {
        assert_eq!(refusal(options).kind(), ErrorKind::Argument);
    }
    let model = fit(penalised(), &case().dataset());
    let error = model.churn_within(case().dataset().features(), 0.0).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Argument);
}
