use rand::{Rng, SeedableRng};
use rand_xoshiro::Xoshiro256PlusPlus;
use refrain_core::{Dataset, ErrorKind, FeatureMatrix, Fit, Lifetime, PredictProba};
use refrain_models::{
    DiscreteHazard, DiscreteHazardOptions, Explain, FittedDiscreteHazard, Logistic, LogisticOptions,
};

use super::case::{assert_close, watched, with_tenure};
use crate::customers::{self, dataset, matrix, number};

fn options() -> DiscreteHazardOptions {
    DiscreteHazardOptions::default()
        .period_days(2.0)
        .tenure_step_days(20.0)
        .l2(1.0)
        .smoothness(0.5)
        .tolerance(1e-12)
}

/// Customers who leave the faster the longer their silence, and half as fast from day 40 on; some
/// are lost sight of.
fn leavers(n_rows: usize, seed: u64) -> (FeatureMatrix, Vec<Lifetime>) {
    let mut generator = Xoshiro256PlusPlus::seed_from_u64(seed);
    let (mut silence, mut songs, mut lives) = (Vec::new(), Vec::new(), Vec::new());
    for _ in 0..n_rows {
        silence.push(generator.gen_range(0.0..10.0_f64));
        songs.push(generator.gen_range(0.0..50.0_f64).round());
        let entry = generator.gen_range(0.0..80.0_f64);
        let lost = generator.gen_range(1.0..15.0);
        let mut gathered = -generator.gen_range(1e-9..1.0_f64).ln();
        let mut days = 0.0;
        // The hazard gathers in small steps, for it changes on the way.
        while days < lost && gathered > 0.0 {
            gathered -= 0.01 * rate(silence[silence.len() - 1], entry + days);
            days += 0.01;
        }
        let churned = gathered <= 0.0;
        lives.push(Lifetime::new(entry, entry + days.min(lost), churned).unwrap());
    }
    (matrix(&[(number("silence"), &silence), (number("songs"), &songs)]), lives)
}

fn rate(silence: f64, tenure: f64) -> f64 {
    0.05 * (silence / 4.0).exp() * if tenure < 40.0 { 1.0 } else { 0.5 }
}

fn fit(options: DiscreteHazardOptions, train: &Dataset) -> FittedDiscreteHazard {
    DiscreteHazard::new(options).unwrap().fit(train).unwrap()
}

fn observed(n_rows: usize, seed: u64) -> Dataset {
    let (features, lives) = leavers(n_rows, seed);
    watched(&features, &lives)
}

#[test]
fn one_period_is_logistic_regression_of_that_period() {
    let (features, lives) = leavers(300, 1);
    // Whoever is lost sight of within the period says nothing of it.
    let known = |row: &usize| lives[*row].churned() || lives[*row].days_at_risk() >= 5.0;
    let rows: Vec<usize> = (0..300).filter(known).collect();
    let features = features.select(&rows);
    // One period each.
    let cut = |row: &usize| {
        let (life, end) = (&lives[*row], lives[*row].entry_days() + 5.0);
        let churned = life.churned() && life.exit_days() <= end;
        Lifetime::new(life.entry_days(), life.exit_days().min(end), churned).unwrap()
    };
    let lives: Vec<Lifetime> = rows.iter().map(cut).collect();
    let churned: Vec<bool> = lives.iter().map(Lifetime::churned).collect();
    let logistic = LogisticOptions::default().l2(1.0).tolerance(1e-9);
    let logistic =
        Logistic::new(logistic).unwrap().fit(&dataset(features.clone(), &churned)).unwrap();
    let options = options().period_days(5.0).tenure_step_days(1_000.0);
    let train = watched(&features, &lives);
    let hazard = fit(options, &train);
    assert_close(hazard.coefficients(), logistic.coefficients(), 1e-6);
    assert_close(hazard.intercepts(), &[logistic.intercept()], 1e-6);
    let expected = logistic.predict_proba(&features).unwrap();
    assert_close(&hazard.churn_within(train.features(), 5.0).unwrap(), &expected, 1e-6);
}

/// One row per interval and period: standardised values, the stretch of tenure, whether it left.
type Expanded = Vec<(Vec<f64>, usize, f64, f64)>;

fn expand(
    model: &FittedDiscreteHazard,
    features: &FeatureMatrix,
    lives: &[Lifetime],
    weights: &[f64],
) -> Expanded {
    let design = model.preprocess().transform(features).unwrap();
    let mut rows = Vec::new();
    for (row, life) in lives.iter().enumerate() {
        let mut start = life.entry_days();
        while start < life.exit_days() {
            let stop = start + 2.0;
            let left = life.churned() && life.exit_days() <= stop;
            if left || life.exit_days() >= stop {
                let step = ((start / 20.0) as usize).min(model.intercepts().len() - 1);
                let left = f64::from(u8::from(left));
                rows.push((design.row(row).to_vec(), step, left, weights[row]));
            }
            start = stop;
        }
    }
    rows
}

/// The largest component of the slope of the penalised loss over the expanded rows, written out
/// anew; the minimum is the one point where it is zero, for the loss is strictly convex.
fn slope(model: &FittedDiscreteHazard, rows: &Expanded, options: &DiscreteHazardOptions) -> f64 {
    let (a, b) = (model.intercepts(), model.coefficients());
    let mut slopes = [vec![0.0; a.len()], vec![0.0; b.len()]];
    for (values, step, left, weight) in rows {
        let margin: f64 = a[*step] + values.iter().zip(b).map(|(x, b)| x * b).sum::<f64>();
        let residual = weight * (1.0 / (1.0 + (-margin).exp()) - left);
        slopes[0][*step] += residual;
        values.iter().enumerate().for_each(|(column, x)| slopes[1][column] += residual * x);
    }
    for (column, b) in b.iter().enumerate() {
        slopes[1][column] += options.l2 * b;
    }
    for step in 1..a.len() {
        let rise = options.smoothness * (a[step] - a[step - 1]);
        slopes[0][step] += rise;
        slopes[0][step - 1] -= rise;
    }
    slopes.concat().iter().fold(0.0, |largest: f64, slope| largest.max(slope.abs()))
}

#[test]
fn fit_is_the_minimum_of_the_expanded_rows() {
    let (features, lives) = leavers(400, 2);
    let weights: Vec<f64> = (0..400).map(|row| 0.5 + f64::from(row % 3)).collect();
    let train = watched(&features, &lives).weighted(weights.clone()).unwrap();
    for smoothness in [1e-3, 0.5, 30.0] {
        let options = options().smoothness(smoothness);
        let model = fit(options.clone(), &train);
        assert_eq!(model.intercepts().len(), 4);
        let rows = expand(&model, &features, &lives, &weights);
        assert!(rows.len() > lives.len(), "{}", rows.len());
        // The curvature is about 100 in most directions, so coefficients are near to 1e-8.
        let slope = slope(&model, &rows, &options);
        assert!(slope < 1e-6, "{slope}");
    }
}

#[test]
fn longer_horizons_have_more_churn_and_hazards_add_up() {
    let train = observed(200, 4);
    let model = fit(options(), &train);
    let within = |days| model.churn_within(train.features(), days).unwrap();
    let horizons: Vec<Vec<f64>> = [0.5, 2.0, 3.0, 4.0, 8.0].map(within).to_vec();
    for row in 0..200 {
        assert!(horizons.windows(2).all(|pair| pair[0][row] < pair[1][row]));
        // Half of a period's hazard in half of a period.
        let stays = |horizon: usize| 1.0 - horizons[horizon][row];
        assert!((stays(2) - (stays(1) * stays(3)).sqrt()).abs() < 1e-12);
    }
}

#[test]
fn predictions_are_calibrated_at_every_horizon_and_tenure() {
    let (features, lives) = leavers(6_000, 5);
    let train = watched(&features, &lives);
    let fine = options().period_days(0.5);
    let model = fit(fine, &train);
    for (horizon, tenure) in [(1.0, 10.0), (4.0, 30.0), (10.0, 60.0)] {
        let at = vec![tenure; lives.len()];
        let lives: Vec<Lifetime> = (0..lives.len())
            .map(|row| Lifetime::new(tenure, tenure + 1.0, row == 0).unwrap())
            .collect();
        let asked = with_tenure(&features, &at, &lives, 60);
        let churn = model.churn_within(asked.features(), horizon).unwrap();
        let truth = features.values(0).iter();
        let truth = truth.map(|silence| 1.0 - (-horizon * rate(*silence, tenure)).exp());
        let distance: f64 =
            churn.iter().zip(truth).map(|(p, q)| (p - q).abs()).sum::<f64>() / churn.len() as f64;
        // Half-known periods of those lost sight of go unused, and log-odds are not quite linear.
        assert!(distance < 0.03, "{distance} at {horizon}, {tenure}");
    }
}

#[test]
fn explanations_sum_to_the_log_odds() {
    let train = observed(300, 6);
    let model = fit(options(), &train);
    let said = model.explain(train.features()).unwrap();
    let churn = model.predict_proba(train.features()).unwrap();
    assert_eq!(model.horizon_days(), 60.0);
    for (row, churn) in churn.iter().enumerate() {
        // Beyond, the probability's own digits are the difference.
        let log_odds = (churn / (1.0 - churn)).ln();
        let near = (said.margin(row) - log_odds).abs() < 1e-9;
        assert!(near || *churn > 0.999, "{} {log_odds}", said.margin(row));
    }
    // Those of less than 40 days of tenure leave twice as fast.
    let young = train.lifetimes().unwrap().iter().position(|life| life.entry_days() < 10.0);
    assert!(said.row(young.unwrap())[2] > 0.0);
}

fn stayed(train: &Dataset) -> Vec<usize> {
    (0..train.n_rows()).filter(|row| !train.labels()[*row]).collect()
}

#[test]
fn bad_input_is_refused() {
    let refusal = |options| DiscreteHazard::new(options).unwrap_err();
    let error = refusal(options().smoothness(0.0));
    assert_eq!(error.to_string(), "`smoothness` is 0, and must be more than zero");
    for options in [
        options().period_days(0.0),
        options().tenure_step_days(f64::NAN),
        options().l2(-1.0),
        options().max_iterations(0),
        options().tolerance(0.0),
    ] {
        assert_eq!(refusal(options).kind(), ErrorKind::Argument);
    }
    let train = observed(40, 7);
    let model = fit(options(), &train);
    let error = model.churn_within(train.features(), 0.0).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Argument);
    let other = matrix(&[(number("other"), &[1.0])]);
    assert_eq!(model.predict_proba(&other).unwrap_err().kind(), ErrorKind::Mismatch);
    let nobody = train.select(&stayed(&train));
    assert_eq!(DiscreteHazard::default().fit(&nobody).unwrap_err().kind(), ErrorKind::Data);
    let bad = customers::with_value(train.features(), 4, "tenure_days", -1.0);
    let error = model.predict_proba(&bad).unwrap_err();
    let said = "`tenure_days` of row 4 is -1: a tenure is no less than 0 days";
    assert_eq!((error.kind(), error.to_string().as_str()), (ErrorKind::Data, said));
}
