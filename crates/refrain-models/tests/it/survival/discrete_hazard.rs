use crate::customers::refused_parameter;
use rand::{Rng, SeedableRng};
use rand_xoshiro::Xoshiro256PlusPlus;
use refrain_core::{FeatureMatrix, Fit, PredictProba};
use refrain_models::{
    DiscreteHazard, DiscreteHazardOptions, ErrorKind, Explain, FittedDiscreteHazard, Followed,
    Logistic, LogisticOptions,
};

use super::case::assert_close;
use crate::customers::{dataset, matrix, number};

const PERIODS: DiscreteHazardOptions = DiscreteHazardOptions {
    period_days: 2.0,
    n_periods: 4,
    l2: 1.0,
    smoothness: 0.5,
    max_iterations: 50,
    tolerance: 1e-12,
};

/// Customers who leave the faster the longer their silence; some are lost sight of.
fn followed(n_rows: usize, seed: u64) -> (FeatureMatrix, Vec<Followed>) {
    let mut generator = Xoshiro256PlusPlus::seed_from_u64(seed);
    let (mut silence, mut songs, mut ends) = (Vec::new(), Vec::new(), Vec::new());
    for _ in 0..n_rows {
        silence.push(generator.gen_range(0.0..10.0_f64));
        songs.push(generator.gen_range(0.0..50.0_f64).round());
        let rate = 0.05 * (silence[silence.len() - 1] / 4.0).exp();
        let leaves = -generator.gen_range(1e-9..1.0_f64).ln() / rate;
        let lost = generator.gen_range(1.0..15.0);
        ends.push(Followed::new(leaves.min(lost), leaves <= lost).unwrap());
    }
    (matrix(&[(number("silence"), &silence), (number("songs"), &songs)]), ends)
}

fn fit(
    options: DiscreteHazardOptions,
    features: &FeatureMatrix,
    ends: &[Followed],
) -> FittedDiscreteHazard {
    DiscreteHazard::new(options).unwrap().fit(features, ends, &vec![1.0; ends.len()]).unwrap()
}

#[test]
fn one_period_is_logistic_regression_of_that_period() {
    let (features, ends) = followed(300, 1);
    let options = DiscreteHazardOptions { period_days: 5.0, n_periods: 1, ..PERIODS };
    // Whoever is lost sight of within the period says nothing of it.
    let known = |row: &usize| ends[*row].churned() || ends[*row].duration_days() >= 5.0;
    let rows: Vec<usize> = (0..300).filter(known).collect();
    let features = features.select(&rows);
    let ends: Vec<Followed> = rows.iter().map(|row| ends[*row]).collect();
    let churned: Vec<bool> =
        ends.iter().map(|end| end.churned() && end.duration_days() < 5.0).collect();
    let logistic = LogisticOptions { l2: 1.0, tolerance: 1e-9, ..LogisticOptions::default() };
    let logistic =
        Logistic::new(logistic).unwrap().fit(&dataset(features.clone(), &churned)).unwrap();
    let hazard = fit(options, &features, &ends);
    assert_close(hazard.coefficients(), logistic.coefficients(), 1e-6);
    assert_close(hazard.intercepts(), &[logistic.intercept()], 1e-6);
    let expected = logistic.predict_proba(&features).unwrap();
    assert_close(&hazard.predict(&features, 5.0).unwrap(), &expected, 1e-6);
}

/// One row per observation and period: standardised values, the period, whether it left.
type Expanded = Vec<(Vec<f64>, usize, f64, f64)>;

fn expand(
    model: &FittedDiscreteHazard,
    features: &FeatureMatrix,
    ends: &[Followed],
    weights: &[f64],
) -> Expanded {
    let design = model.preprocess().transform(features).unwrap();
    let mut rows = Vec::new();
    for (row, end) in ends.iter().enumerate() {
        for period in 0..4 {
            let (start, stop) = (2.0 * period as f64, 2.0 * (period + 1) as f64);
            let left = end.churned() && (start..stop).contains(&end.duration_days());
            if left || end.duration_days() >= stop {
                let left = f64::from(u8::from(left));
                rows.push((design.row(row).to_vec(), period, left, weights[row]));
            }
        }
    }
    rows
}

/// The largest component of the slope of the penalised loss over the expanded rows, written out
/// anew; the minimum is the one point where it is zero, for the loss is strictly convex.
fn slope(model: &FittedDiscreteHazard, rows: &Expanded, options: &DiscreteHazardOptions) -> f64 {
    let (a, b) = (model.intercepts(), model.coefficients());
    let mut slopes = [vec![0.0; a.len()], vec![0.0; b.len()]];
    for (values, period, left, weight) in rows {
        let margin: f64 = a[*period] + values.iter().zip(b).map(|(x, b)| x * b).sum::<f64>();
        let residual = weight * (1.0 / (1.0 + (-margin).exp()) - left);
        slopes[0][*period] += residual;
        values.iter().enumerate().for_each(|(column, x)| slopes[1][column] += residual * x);
    }
    for (column, b) in b.iter().enumerate() {
        slopes[1][column] += options.l2 * b;
    }
    for period in 1..a.len() {
        let rise = options.smoothness * (a[period] - a[period - 1]);
        slopes[0][period] += rise;
        slopes[0][period - 1] -= rise;
    }
    slopes.concat().iter().fold(0.0, |largest: f64, slope| largest.max(slope.abs()))
}

#[test]
fn fit_is_the_minimum_of_the_expanded_rows() {
    let (features, ends) = followed(400, 2);
    let weights: Vec<f64> = (0..400).map(|row| 0.5 + f64::from(row % 3)).collect();
    for smoothness in [0.0, 0.5, 30.0] {
        let options = DiscreteHazardOptions { smoothness, ..PERIODS };
        let model = DiscreteHazard::new(options).unwrap().fit(&features, &ends, &weights).unwrap();
        let rows = expand(&model, &features, &ends, &weights);
        assert!(rows.len() > ends.len(), "{}", rows.len());
        // The curvature is above 1 in every direction, so coefficients are as near as this.
        let slope = slope(&model, &rows, &options);
        assert!(slope < 1e-8, "{slope}");
    }
}

#[test]
fn whole_weights_count_rows() {
    let (features, ends) = followed(100, 3);
    let weights: Vec<f64> = (0..100).map(|row| 1.0 + f64::from(row % 2)).collect();
    let twice: Vec<usize> = (0..100).flat_map(|row| vec![row; 1 + row % 2]).collect();
    // The same standardisation, which weights do not move yet.
    let weighted = DiscreteHazard::new(PERIODS).unwrap().fit(&features, &ends, &weights).unwrap();
    let again: Vec<Followed> = twice.iter().map(|row| ends[*row]).collect();
    let repeated = fit(PERIODS, &features.select(&twice), &again);
    let (a, b) =
        (weighted.predict(&features, 8.0).unwrap(), repeated.predict(&features, 8.0).unwrap());
    // The penalty is on columns standardised over other rows.
    assert_close(&a, &b, 0.01);
}

#[test]
fn longer_horizons_have_more_churn_and_whole_periods_agree_with_the_curve() {
    let (features, ends) = followed(200, 4);
    let model = fit(PERIODS, &features, &ends);
    let curves = model.survival(&features).unwrap();
    let within = |days| model.predict(&features, days).unwrap();
    let horizons: Vec<Vec<f64>> = [0.5, 2.0, 3.0, 4.0, 8.0].map(within).to_vec();
    for (row, curve) in curves.iter().enumerate() {
        assert!(horizons.windows(2).all(|pair| pair[0][row] < pair[1][row]));
        assert!((horizons[1][row] - (1.0 - curve[0])).abs() < 1e-12);
        assert!((horizons[4][row] - (1.0 - curve[3])).abs() < 1e-12);
        // Half of a period's hazard in half of a period.
        let stays = |horizon: usize| 1.0 - horizons[horizon][row];
        assert!((stays(2) - (stays(1) * stays(3)).sqrt()).abs() < 1e-12);
    }
}

#[test]
fn predictions_are_calibrated_at_every_horizon() {
    let (features, ends) = followed(4_000, 5);
    let model = fit(DiscreteHazardOptions { n_periods: 7, ..PERIODS }, &features, &ends);
    // The true risk of everybody: exponential times.
    for horizon in [1.0, 4.0, 14.0] {
        let churn = model.predict(&features, horizon).unwrap();
        let truth = features
            .values(0)
            .iter()
            .map(|silence| 1.0 - (-horizon * 0.05 * (silence / 4.0).exp()).exp());
        let distance: f64 =
            churn.iter().zip(truth).map(|(p, q)| (p - q).abs()).sum::<f64>() / 4_000.0;
        // Half-known periods of those lost sight of go unused, and log-odds are not quite linear.
        assert!(distance < 0.03, "{distance} at {horizon}");
    }
}

#[test]
fn explanations_sum_to_the_log_odds_of_the_middling_hazard() {
    let (features, ends) = followed(200, 6);
    let model = fit(DiscreteHazardOptions { smoothness: 1e9, ..PERIODS }, &features, &ends);
    let said = model.explain(&features).unwrap();
    let first = model.predict(&features, 2.0).unwrap();
    for (row, churn) in first.iter().enumerate() {
        // With one hazard for all periods it is the first's.
        assert!((said.margin(row) - (churn / (1.0 - churn)).ln()).abs() < 1e-6);
    }
    assert!(said.row(0)[0].abs() > 0.0);
    let last = model.predict(&features, model.last_days()).unwrap();
    assert_eq!(model.predict_proba(&features).unwrap(), last);
}

#[test]
fn churn_at_the_very_end_of_a_period_counts_in_the_next() {
    let features = matrix(&[(number("x"), &[0.0, 1.0, 2.0, 3.0])]);
    let ends = [(2.0, true), (1.9, true), (8.0, true), (9.0, false)];
    let ends = ends.map(|(days, churned)| Followed::new(days, churned).unwrap());
    let error = DiscreteHazard::new(DiscreteHazardOptions { smoothness: 0.0, ..PERIODS })
        .unwrap()
        .fit(&features, &ends, &[1.0; 4])
        .unwrap_err();
    // The one who leaves on day 8 leaves after the last period.
    assert!(error.kind() == ErrorKind::Data, "{error}");
}

#[test]
fn bad_input_is_refused() {
    let (features, ends) = followed(20, 7);
    let model = DiscreteHazard::default();
    let weights = vec![1.0; 20];
    assert!(Followed::new(-1.0, true).unwrap_err().kind() == ErrorKind::Argument);
    assert!(Followed::new(f64::NAN, true).is_err() && Followed::new(f64::INFINITY, false).is_err());
    assert!(model.fit(&features, &ends[1..], &weights).unwrap_err().kind() == ErrorKind::Mismatch);
    assert!(model.fit(&features, &ends, &weights[1..]).unwrap_err().kind() == ErrorKind::Mismatch);
    let censored = vec![Followed::new(20.0, false).unwrap(); 20];
    assert!(model.fit(&features, &censored, &weights).unwrap_err().kind() == ErrorKind::Data);
    let error = model.fit(&features, &ends, &[&weights[1..], &[-1.0]].concat()).unwrap_err();
    assert!(error.kind() == ErrorKind::Argument);
    let fitted = model.fit(&features, &ends, &weights).unwrap();
    assert!(fitted.predict(&features, 10.1).unwrap_err().kind() == ErrorKind::Data);
    assert!(fitted.predict(&features, 0.0).unwrap_err().kind() == ErrorKind::Argument);
    assert!(fitted.predict(&matrix(&[(number("other"), &[1.0])]), 5.0).is_err());
    let parameter = |options| refused_parameter(&DiscreteHazard::new(options).unwrap_err());
    assert_eq!(parameter(DiscreteHazardOptions { n_periods: 0, ..PERIODS }), "n_periods");
    assert_eq!(parameter(DiscreteHazardOptions { period_days: 0.0, ..PERIODS }), "period_days");
    assert_eq!(parameter(DiscreteHazardOptions { l2: -1.0, ..PERIODS }), "l2");
    assert_eq!(parameter(DiscreteHazardOptions { smoothness: f64::NAN, ..PERIODS }), "smoothness");
}
