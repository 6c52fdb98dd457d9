//! Protocols, baselines and studies on simulated customers.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use refrain::base::{Dataset, EventLog, Fit, Span};
use refrain::eval::decisions::ThresholdRule;
use refrain::eval::{
    Acceptance, Campaign, Protocol, TestCutoffs, TestedEntities, TrainingWindow, Verdict,
};
use refrain::events::EventSchema;
use refrain::models::search::{SearchBudget, SearchOptions};
use refrain::models::{AnyEstimator, BaseRate, ModelKind};
use refrain::sim::{Simulation, SimulationOptions};
use refrain::{
    BacktestOptions, ErrorKind, NestedSearch, Pipeline, backtest, days_observed, has_later_cutoffs,
    learning_curve, search_splits, test_splits,
};

use crate::refused::refused as said;

fn log() -> &'static EventLog {
    static LOG: LazyLock<EventLog> = LazyLock::new(|| {
        let options = SimulationOptions::new().users(250).days(61).seed(2);
        Simulation::new(options).unwrap().event_log().unwrap()
    });
    &LOG
}

fn pipeline() -> Pipeline {
    Pipeline::new(&EventSchema::sparkify()).unwrap().options(options(Protocol::default()))
}

fn options(protocol: Protocol) -> BacktestOptions {
    BacktestOptions::default().protocol(protocol).n_resamples(40)
}

fn dataset() -> &'static Dataset {
    static DATASET: LazyLock<Dataset> = LazyLock::new(|| pipeline().dataset(log()).unwrap().1);
    &DATASET
}

fn logistic() -> AnyEstimator {
    AnyEstimator::from(ModelKind::Logistic)
}

#[test]
fn same_entities_make_one_split_a_cutoff() {
    let dataset = dataset();
    let protocol = Protocol::default().entities(TestedEntities::Same);
    let tested = backtest("logistic", &logistic(), dataset, options(protocol)).unwrap();
    assert_eq!(tested.n_splits, tested.cutoffs.len());
    assert!(tested.show().contains("every model saw the same customers"));
}

#[test]
fn thresholds_are_chosen_on_earlier_test_cutoffs_alone() {
    let dataset = dataset();
    let tested = backtest("logistic", &logistic(), dataset, options(Protocol::default())).unwrap();
    let campaign = Campaign::new(120.0, 10.0, 1.0).unwrap();
    let acceptance = Acceptance::Known(0.3);
    let rule = ThresholdRule::Profit { campaign, acceptance };
    let test = tested.thresholds(dataset, rule).unwrap();
    assert!(!test.cutoffs.is_empty() && test.cutoffs.len() < tested.cutoffs.len());
    for at in &test.cutoffs {
        let score = |row: &usize| tested.candidates[0].probabilities[*row];
        let reached = |row: &usize| at.decision.threshold.is_some_and(|least| score(row) >= least);
        let contacted: Vec<usize> = at.decision.test.iter().copied().filter(reached).collect();
        assert_eq!(contacted, at.decision.contacted);
        assert!(at.n_found <= at.n_churned && at.decision.n_purged > 0);
    }
    let earned: f64 = test.cutoffs.iter().filter_map(|at| at.profit).sum();
    let shown = test.show();
    assert!(shown.contains(&format!("profit {earned:.2} expected; ")), "{shown}");
    assert!(test.in_hindsight.unwrap() >= 0.0);
    let single = Protocol::default().test_cutoffs(TestCutoffs::Latest(1));
    let tested = backtest("logistic", &logistic(), dataset, options(single)).unwrap();
    let refused = tested.thresholds(dataset, ThresholdRule::F1).unwrap_err().to_string();
    assert!(refused.starts_with("no row has a cutoff before the test cutoff"), "{refused}");
}

#[test]
fn embargo_is_counted_and_shown() {
    let dataset = dataset();
    let embargo = Span::from_days(2);
    let window = TrainingWindow::Sliding(Span::from_days(28));
    let protocol = Protocol::default().embargo(embargo).window(window);
    let tested = backtest("logistic", &logistic(), dataset, options(protocol)).unwrap();
    assert_eq!(tested.n_embargoed, 0, "outcomes of weekly cutoffs are known 4 days before others");
    let protocol = Protocol::default().embargo(Span::from_days(5));
    let tested = backtest("logistic", &logistic(), dataset, options(protocol)).unwrap();
    assert!(tested.n_embargoed > 0);
    assert!(tested.show().contains("under an embargo of 5d"), "{}", tested.show());
}

#[test]
fn training_rows_without_churner_are_named() {
    let dataset = dataset();
    let last = *dataset.cutoffs().iter().max().unwrap();
    let rows: Vec<usize> = (0..dataset.n_rows())
        .filter(|row| dataset.cutoffs()[*row] == last || !dataset.labels()[*row])
        .collect();
    let dataset = dataset.select(&rows);
    let refused = backtest("logistic", &logistic(), &dataset, BacktestOptions::default());
    let (kind, sentence) = said(refused);
    assert_eq!(kind, ErrorKind::Data, "{sentence}");
    assert!(sentence.starts_with("none of the "), "{sentence}");
    assert!(sentence.contains(" training rows for the test cutoff "), "{sentence}");
}

#[test]
fn model_does_not_differ_from_itself_and_beats_the_base_rate_where_it_can_tell() {
    let dataset = dataset();
    let options = options(Protocol::default());
    let tested = backtest("logistic", &logistic(), dataset, options.clone()).unwrap();
    let itself = tested.clone().against("again", &logistic(), dataset, &options).unwrap();
    let comparison = itself.comparisons[0].clone();
    assert!(comparison.comparisons.iter().all(|one| one.verdict == Verdict::CannotTell));
    assert!(comparison.comparisons.iter().all(|one| one.difference.estimate == 0.0));
    assert_eq!(comparison.delong.unwrap().p_value, 1.0);
    let other = tested.against("nobody", &BaseRate, dataset, &options).unwrap();
    assert_eq!(other.candidates.last().unwrap().name, "nobody");
    let auc = &other.comparisons[0].comparisons[0];
    let own = other.candidates[0].figure("roc_auc").unwrap().estimate;
    assert!((auc.difference.estimate - (own - 0.5)).abs() < 1e-9);
}

fn three_folds() -> Protocol {
    Protocol::default().entities(TestedEntities::Disjoint { n_folds: 3 })
}

/// One question, one answer: a search tunes by the splits that a backtest tests by.
#[test]
fn splits_of_a_search_are_those_of_the_backtest() {
    let dataset = dataset();
    let texts = [
        "rolling-origin:",
        "rolling-origin:test=2,folds=3,seed=11",
        "rolling-origin:test=half,window=28d,embargo=2d",
        "rolling-origin:entities=same",
    ];
    for text in texts {
        let protocol: Protocol = text.parse().unwrap();
        let searched = search_splits(dataset, &protocol).unwrap();
        assert_eq!(searched, test_splits(dataset, &protocol).unwrap(), "{text}");
        let tested = backtest("logistic", &logistic(), dataset, options(protocol)).unwrap();
        let mut test_rows: Vec<usize> = searched.iter().flat_map(|s| s.test.clone()).collect();
        test_rows.sort_unstable();
        let mut of_backtest = tested.test_rows.clone();
        of_backtest.sort_unstable();
        assert_eq!(test_rows, of_backtest, "{text}");
    }
}

#[test]
fn search_at_one_cutoff_divides_entities_only() {
    let dataset = dataset();
    let last = *dataset.cutoffs().iter().max().unwrap();
    let rows: Vec<usize> =
        (0..dataset.n_rows()).filter(|row| dataset.cutoffs()[*row] == last).collect();
    let dataset = dataset.select(&rows);
    assert!(!has_later_cutoffs(&dataset));
    let splits = search_splits(&dataset, &three_folds()).unwrap();
    assert_eq!(splits.len(), 3);
    let mut tested: Vec<usize> = splits.iter().flat_map(|split| split.test.clone()).collect();
    tested.sort_unstable();
    assert_eq!(tested, (0..dataset.n_rows()).collect::<Vec<_>>());
    for split in &splits {
        assert_eq!(split.train.len() + split.test.len(), dataset.n_rows());
        let entity = |row: &usize| dataset.features().entity_id(*row);
        let trained: BTreeSet<&str> = split.train.iter().map(entity).collect();
        assert!(split.test.iter().map(entity).all(|id| !trained.contains(id)));
    }
}

#[test]
fn nested_search_sees_training_rows_only() {
    let dataset = dataset();
    let search = SearchOptions::default().budget(SearchBudget::Trials(3));
    let nested = NestedSearch::new(ModelKind::Logistic, logistic(), search, three_folds()).unwrap();
    let half: Vec<usize> = (0..dataset.n_rows() / 2).collect();
    let train = dataset.select(&half);
    let setting = nested.best_setting(&train).unwrap();
    let refitted = logistic().with_setting(&setting).unwrap().fit(&train).unwrap();
    assert_eq!(format!("{:?}", nested.fit(&train).unwrap()), format!("{refitted:?}"));
    let tested = backtest("nested", &nested, dataset, options(Protocol::default())).unwrap();
    assert!(tested.candidates[0].figure("roc_auc").is_some());
    let refused = said(NestedSearch::new(ModelKind::BaseRate, logistic(), search, three_folds()));
    let expected = "base-rate has no parameters to search for".to_owned();
    assert_eq!(refused, (ErrorKind::Argument, expected));
}

#[test]
fn grid_labels_every_window_anew() {
    let log = log();
    let spans = [5, 20, 90].map(Span::from_days);
    let grid = pipeline().grid(log, &spans, &[Span::ZERO]).unwrap();
    let [short, long, beyond] = grid.cells.try_into().unwrap();
    let (short, long) = (short.figures.unwrap(), long.figures.unwrap());
    assert!(short.base_rate() < long.base_rate(), "{short:?} {long:?}");
    assert!(short.roc_auc.low < short.roc_auc.high && short.brier_skill.high < 1.0);
    assert!(beyond.figures.is_err());
    let empty = said(pipeline().grid(log, &[], &[Span::ZERO]));
    let expected = "a grid needs at least one horizon and one lead".to_owned();
    assert_eq!(empty, (ErrorKind::Argument, expected));
    let none = pipeline().grid(log, &spans[2..], &[Span::ZERO]);
    assert!(none.is_err(), "no cell has figures");
}

#[test]
fn learning_curve_divides_the_test_rows() {
    let log = log();
    let dataset = dataset();
    let days = days_observed(log, dataset);
    assert!(days.iter().all(|days| (0.0..61.0).contains(days)));
    let options = options(Protocol::default());
    let estimator = logistic();
    let curve = learning_curve(&estimator, dataset, &days, &[14.0, 30.0], &options).unwrap();
    let names: Vec<&str> = curve.by_days_observed.iter().map(|point| &*point.name).collect();
    assert_eq!(names, ["0 to 14", "14 to 30", "30 and more"]);
    let tested = backtest("logistic", &estimator, dataset, options.clone()).unwrap();
    let n_rows: usize = curve.by_days_observed.iter().map(|point| point.n_rows).sum();
    assert_eq!(n_rows, tested.test_rows.len());
    let whole = curve.by_training_window.last().unwrap();
    assert_eq!(whole.name, "expanding");
    let auc = &whole.figures.as_ref().unwrap()[0];
    assert_eq!(auc, tested.candidates[0].figure("roc_auc").unwrap());
    assert!(curve.by_training_window[0].figures.is_err(), "no outcome is known within 7 days");
    let disordered = learning_curve(&estimator, dataset, &days, &[30.0, 14.0], &options);
    let expected = "the days observed that divide a learning curve are out of order: 14 follows 30";
    assert_eq!(said(disordered), (ErrorKind::Argument, expected.to_owned()));
    let few = learning_curve(&estimator, dataset, &days[1..], &[30.0], &options);
    assert!(few.is_err());
}
