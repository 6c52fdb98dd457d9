use refrain_core::{Dataset, Fit, PredictProba};
use refrain_models::{ErrorKind, FittedRecencyRule, RecencyRule};

use crate::customers::{assert_says, category, cutoff, dataset, instant, matrix, number};

const DAY: f64 = 86_400_000.0;

fn train(recency: &[f64], churned: &[bool]) -> Dataset {
    dataset(matrix(&[(number("recency_days"), recency)]), churned)
}

fn fit(recency: &[f64], churned: &[bool]) -> FittedRecencyRule {
    RecencyRule::default().fit(&train(recency, churned)).unwrap()
}

/// `n` rows of one recency, of which the first `n_churned` churned.
fn group(recency: f64, n: usize, n_churned: usize) -> impl Iterator<Item = (f64, bool)> {
    (0..n).map(move |row| (recency, row < n_churned))
}

#[test]
fn each_bin_has_its_rate_drawn_towards_the_base_rate() {
    let rows = group(1.0, 10, 1).chain(group(5.0, 10, 3)).chain(group(9.0, 20, 16));
    let (recency, churned): (Vec<f64>, Vec<bool>) = rows.unzip();
    let model = fit(&recency, &churned);
    // Twenty of forty churned: the base rate is a half, and counts as two rows.
    assert_eq!(model.rate(1.0), 2.0 / 12.0);
    assert_eq!(model.rate(5.0), 4.0 / 12.0);
    assert_eq!(model.rate(9.0), 17.0 / 22.0);
}

#[test]
fn rates_lie_on_lines_between_the_bins_and_are_level_beyond_them() {
    let rows = group(1.0, 10, 1).chain(group(5.0, 10, 3)).chain(group(9.0, 20, 16));
    let (recency, churned): (Vec<f64>, Vec<bool>) = rows.unzip();
    let model = fit(&recency, &churned);
    assert!((model.rate(3.0) - 3.0 / 12.0).abs() < 1e-15);
    assert_eq!(model.rate(0.0), model.rate(1.0));
    assert_eq!(model.rate(1e300), model.rate(9.0));
}

#[test]
fn bins_that_fall_with_recency_are_pooled() {
    let rows = group(1.0, 10, 4).chain(group(5.0, 10, 2)).chain(group(9.0, 20, 14));
    let (recency, churned): (Vec<f64>, Vec<bool>) = rows.unzip();
    let model = fit(&recency, &churned);
    assert!((model.rate(1.0) - 8.0 / 24.0).abs() < 1e-15);
    assert_eq!(model.rate(1.0), model.rate(5.0));
    assert_eq!(model.rate(9.0), 15.0 / 22.0);
}

#[test]
fn churn_that_falls_with_recency_leaves_one_rate() {
    let recency: Vec<f64> = (0..100).map(f64::from).collect();
    let churned: Vec<bool> = (0..100).map(|row| row < 30).collect();
    let model = fit(&recency, &churned);
    assert_eq!(model.rate(0.0), model.rate(99.0));
    assert!((model.rate(0.0) - 0.3).abs() < 1e-12);
}

#[test]
fn equal_recencies_share_a_bin_and_a_rate() {
    let recency = [0.0; 50].iter().chain(&[7.0; 50]).copied().collect::<Vec<f64>>();
    let churned: Vec<bool> = (0..100).map(|row| row % 50 < 10 || row >= 80).collect();
    let model = fit(&recency, &churned);
    assert_eq!(model.rate(0.0), (10.0 + 0.8) / 52.0);
    assert_eq!(model.rate(7.0), (30.0 + 0.8) / 52.0);
}

#[test]
fn bins_after_a_long_run_of_equal_recencies_are_of_full_size() {
    let distinct = (1..=50).map(|day| (f64::from(day), day % 2 == 0));
    let rows = group(0.0, 50, 0).chain(distinct);
    let (recency, churned): (Vec<f64>, Vec<bool>) = rows.unzip();
    let model = fit(&recency, &churned);
    // Bins of ten rows, five of which churned; a quarter of all rows did, and counts as two.
    for day in [5.0, 20.0, 50.0] {
        assert!((model.rate(day) - 5.5 / 12.0).abs() < 1e-12, "day {day}: {}", model.rate(day));
    }
}

#[test]
fn rates_never_fall_with_recency() {
    let train = crate::customers::random(500, 120, 3);
    let model = RecencyRule::default().fit(&train).unwrap();
    let rates: Vec<f64> = (0..2200).map(|step| model.rate(f64::from(step) / 100.0)).collect();
    assert!(rates.is_sorted());
    assert!(rates[0] < 0.1 && rates[2199] > 0.5, "{} to {}", rates[0], rates[2199]);
}

#[test]
fn missing_recency_has_its_own_rate() {
    let model = fit(&[1.0, 2.0, f64::NAN, f64::NAN], &[false, false, true, true]);
    assert_eq!(model.rate(f64::NAN), 3.0 / 4.0);
}

#[test]
fn missing_recency_that_training_never_saw_gets_the_base_rate() {
    let model = fit(&[1.0, 2.0, 3.0, 4.0], &[false, false, false, true]);
    assert_eq!(model.rate(f64::NAN), 0.25);
}

#[test]
fn recency_missing_everywhere_gives_the_base_rate_to_whoever_has_one() {
    let model = fit(&[f64::NAN; 4], &[false, false, false, true]);
    assert_eq!(model.rate(3.0), 0.25);
    assert_eq!(model.rate(f64::NAN), 0.25);
}

#[test]
fn recencies_at_the_ends_of_the_floats_give_rates() {
    let model = fit(&[-f64::MAX, f64::MAX], &[false, true]);
    assert!(model.rate(0.0) > model.rate(-f64::MAX));
    assert!(model.rate(0.0) <= model.rate(f64::MAX));
}

#[test]
fn instant_is_taken_as_days_before_the_cutoff() {
    let at = |days: f64| cutoff().millis() as f64 - days * DAY;
    let features = matrix(&[(instant("last_seen"), &[at(1.0), at(1.0), at(9.0), at(9.0)])]);
    let train = dataset(features, &[false, false, true, true]);
    let model = RecencyRule::new("last_seen").fit(&train).unwrap();
    let churn = model.predict_proba(train.features()).unwrap();
    assert_eq!(churn, [0.25, 0.25, 0.75, 0.75]);
    assert_eq!(model.rate(9.0), 0.75);
}

#[test]
fn absent_column_is_refused_with_the_nearest_name() {
    let train = dataset(matrix(&[(number("recency_day"), &[1.0, 2.0])]), &[false, true]);
    let error = RecencyRule::default().fit(&train).unwrap_err();
    assert_eq!(
        error.to_string(),
        "no feature is named `recency_days` (did you mean `recency_day`?)"
    );
}

#[test]
fn absent_column_with_nothing_near_is_refused_without_a_guess() {
    let train = dataset(matrix(&[(number("songs"), &[1.0, 2.0])]), &[false, true]);
    let error = RecencyRule::default().fit(&train).unwrap_err();
    assert_eq!(error.to_string(), "no feature is named `recency_days`");
}

#[test]
fn category_is_no_recency() {
    let train = dataset(matrix(&[(category("plan", &["a", "b"]), &[0.0, 1.0])]), &[false, true]);
    let error = RecencyRule::new("plan").fit(&train).unwrap_err();
    assert_says(&error, ErrorKind::Data, "feature `plan` is a category");
}
