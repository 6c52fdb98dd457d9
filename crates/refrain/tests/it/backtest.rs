use std::sync::LazyLock;

use refrain::base::{Dataset, EventLog};
use refrain::events::EventSchema;
use refrain::models::{AnyEstimator, ModelKind};
use refrain::sim::{Simulation, SimulationOptions};
use refrain::{BacktestOptions, ErrorKind, Pipeline, backtest};

fn log() -> &'static EventLog {
    static LOG: LazyLock<EventLog> = LazyLock::new(|| {
        let options = SimulationOptions::new().users(250).days(61).seed(2);
        Simulation::new(options).unwrap().event_log().unwrap()
    });
    &LOG
}

fn pipeline() -> Pipeline {
    let options = BacktestOptions::default().n_resamples(200);
    Pipeline::new(&EventSchema::sparkify()).unwrap().options(options)
}

fn dataset() -> &'static Dataset {
    static DATASET: LazyLock<Dataset> = LazyLock::new(|| pipeline().dataset(log()).unwrap().1);
    &DATASET
}

#[test]
fn later_half_of_the_cutoffs_is_tested_once_each_row() {
    let dataset = dataset();
    let tested = pipeline().backtest(dataset).unwrap();
    assert_eq!(tested.cutoffs.len(), 3);
    let mut rows = tested.test_rows.clone();
    rows.sort_unstable();
    let expected: Vec<usize> =
        (0..dataset.n_rows()).filter(|row| dataset.cutoffs()[*row] >= tested.cutoffs[0]).collect();
    assert_eq!(rows, expected);
    assert!(tested.n_purged > 0, "windows of ten days pass the next weekly cutoff");
}

#[test]
fn base_rate_ranks_nobody() {
    let tested = pipeline().backtest(dataset()).unwrap();
    let names: Vec<&str> = tested.candidates.iter().map(|model| model.name.as_str()).collect();
    assert_eq!(names, ["logistic", "base rate", "recency rule"]);
    let base_rate = &tested.candidates[1];
    for (metric, expected) in [("roc_auc", 0.5), ("decile_lift", 1.0)] {
        let figure = base_rate.figure(metric).unwrap();
        assert!((figure.estimate - expected).abs() < 1e-9, "{metric}: {figure:?}");
        assert!((figure.high - figure.low).abs() < 1e-9, "{metric}: {figure:?}");
    }
    let log_loss = base_rate.figure("log_loss").unwrap();
    assert!(0.0 < log_loss.low && log_loss.low < log_loss.high);
    let auc = tested.candidates[0].figure("roc_auc").unwrap();
    assert!(auc.low < auc.estimate && auc.estimate < auc.high);
}

#[test]
fn constant_estimator_gains_nothing_from_folds() {
    let log = log();
    let estimator = AnyEstimator::from(ModelKind::BaseRate);
    let options = BacktestOptions::default().n_resamples(50);
    let tested = backtest("constant", &estimator, dataset(), options).unwrap();
    let balanced = tested.candidates[0].figures.iter().find(|figure| {
        matches!(figure.metric, refrain::eval::StandardMetric::BalancedAccuracy { .. })
    });
    assert!((balanced.unwrap().interval.estimate - 0.5).abs() < 1e-9);
    let ever = pipeline().estimator("constant", estimator).ever_labelled(log).unwrap();
    assert!((ever.roc_auc.estimate - 0.5).abs() < 1e-9, "{ever:?}");
}

/// An honest AUC far above .75 would be a bug; the same model on "ever left, whole log" goes far
/// beyond, because that labelling leaks.
#[test]
fn labelling_of_the_field_flatters_the_same_model() {
    let log = log();
    let honest = pipeline().backtest(dataset()).unwrap();
    let honest = honest.candidates[0].figure("roc_auc").unwrap().estimate;
    let leaking = pipeline().ever_labelled(log).unwrap();
    assert!(honest < 0.8, "{honest}");
    assert!(leaking.roc_auc.estimate > honest + 0.1, "{honest} against {leaking:?}");
}

#[test]
fn backtest_is_the_same_each_time() {
    let dataset = dataset();
    let show = || pipeline().backtest(dataset).unwrap().show();
    assert_eq!(show(), show());
}

#[test]
fn one_cutoff_cannot_be_tested_on_a_later_one() {
    let dataset = dataset();
    let first = dataset.cutoffs()[0];
    let rows: Vec<usize> =
        (0..dataset.n_rows()).filter(|row| dataset.cutoffs()[*row] == first).collect();
    let estimator = AnyEstimator::from(ModelKind::Logistic);
    let refused = backtest("x", &estimator, &dataset.select(&rows), BacktestOptions::default());
    let (kind, message) = crate::refused::refused(refused);
    assert_eq!(kind, ErrorKind::Data);
    assert_eq!(
        message,
        "1 cutoffs have a complete outcome window, and testing on a later one needs at least 2; \
         shorten the stride or the horizon"
    );
}
