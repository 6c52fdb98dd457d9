//! An estimator of somebody else, with an error of its own, wherever an estimator goes.

use std::error::Error as StdError;

use refrain::base::{
    BoxedModel, Dataset, DynEstimator, Explain, Explanation, FeatureMatrix, Fit, PredictProba,
    Span, Unit,
};
use refrain::eval::{Protocol, TestCutoffs};
use refrain::events::EventSchema;
use refrain::models::search::{Range, Search, SearchBudget, SearchOptions, SearchSpace, Setting};
use refrain::models::{
    AnyEstimator, Calibrated, CalibrationOptions, Member, ModelKind, Resampled, Resampling,
    SoftVoting,
};
use refrain::sim::{Simulation, SimulationOptions};
use refrain::{
    Backtest, BacktestOptions, Error, ErrorKind, NestedSearch, Pipeline, Ranking, backtest,
    backtest_side_by_side, days_observed, grid, learning_curve, search_splits,
};

#[derive(Debug, thiserror::Error)]
enum RuleError {
    #[error("there is no column `{0}` to go by")]
    NoColumn(String),
    #[error("no customer left")]
    NobodyLeft,
}

/// The share that churned among those above a threshold, and among the others.
#[derive(Clone)]
struct Above {
    threshold: f64,
    column: &'static str,
    explains: bool,
}

struct FittedAbove {
    names: Vec<String>,
    rule: Above,
    /// Below and above.
    shares: [f64; 2],
}

impl Fit for Above {
    type Fitted = FittedAbove;
    type Error = RuleError;

    fn fit(&self, train: &Dataset) -> Result<FittedAbove, RuleError> {
        let no_column = |_| RuleError::NoColumn(self.column.to_owned());
        let values = train.features().column(self.column).map_err(no_column)?;
        if train.n_churned() == 0 {
            return Err(RuleError::NobodyLeft);
        }
        let share = |above: bool| {
            let rows = values.iter().zip(train.labels());
            let of_side = rows.filter(|(value, _)| (**value > self.threshold) == above);
            let labels: Vec<bool> = of_side.map(|(_, label)| *label).collect();
            let churned = labels.iter().filter(|label| **label).count();
            (churned as f64 + 0.5) / (labels.len() as f64 + 1.0)
        };
        let names = train.features().names().map(str::to_owned).collect();
        Ok(FittedAbove { names, rule: self.clone(), shares: [share(false), share(true)] })
    }
}

impl PredictProba for FittedAbove {
    type Error = RuleError;

    fn feature_names(&self) -> &[String] {
        &self.names
    }

    fn predict_proba(&self, features: &FeatureMatrix) -> Result<Vec<f64>, RuleError> {
        let no_column = |_| RuleError::NoColumn(self.rule.column.to_owned());
        let values = features.column(self.rule.column).map_err(no_column)?;
        Ok(values.iter().map(|v| self.shares[usize::from(*v > self.rule.threshold)]).collect())
    }

    fn explainer(&self) -> Option<&dyn Explain<Error = RuleError>> {
        if self.rule.explains { Some(self) } else { None }
    }
}

impl Explain for FittedAbove {
    fn explain(&self, features: &FeatureMatrix) -> Result<Explanation, RuleError> {
        let position = self.names.iter().position(|name| name == self.rule.column);
        let position = position.expect("fitted on it");
        let mut amounts = vec![0.0; features.n_rows() * self.names.len()];
        let rows = amounts.chunks_exact_mut(self.names.len());
        for (row, churn) in rows.zip(self.predict_proba(features)?) {
            row[position] = churn - self.shares[0];
        }
        Ok(Explanation::new(&self.names, Unit::Probability, self.shares[0], amounts))
    }
}

const RULE: Above = Above { threshold: 3.0, column: "recency_days", explains: true };
const MUTE: Above = Above { explains: false, ..RULE };
const LOST: Above = Above { column: "mood", ..RULE };

fn boxed(rule: Above) -> Box<dyn DynEstimator> {
    Box::new(rule)
}

fn options() -> BacktestOptions {
    BacktestOptions { n_resamples: 40, ..BacktestOptions::default() }
}

fn log() -> refrain::base::EventLog {
    let simulated = SimulationOptions::new().users(200).days(50).seed(5);
    Simulation::new(simulated).unwrap().event_log().unwrap()
}

fn pipeline() -> Pipeline {
    Pipeline::new(&EventSchema::sparkify()).unwrap().options(options())
}

/// The error says what the stranger's says, as an implementation that is not refrain's.
fn is_theirs(error: &Error) {
    let mut said = error.to_string();
    if let Some(source) = error.source() {
        said = source.to_string();
    }
    assert_eq!(
        (error.kind(), said.as_str()),
        (ErrorKind::External, "there is no column `mood` to go by")
    );
}

fn auc(tested: &Backtest, candidate: usize) -> f64 {
    tested.candidates[candidate].figure("roc_auc").unwrap().estimate
}

#[test]
fn strangers_estimator_goes_through_the_pipeline_with_its_reasons() {
    let log = log();
    let pipeline = pipeline().estimator("above", boxed(RULE));
    let (_, dataset) = pipeline.dataset(&log).unwrap();
    let tested = pipeline.backtest(&dataset).unwrap();
    assert_eq!(tested.candidates[0].name, "above");
    let model: BoxedModel = pipeline.fit(&dataset).unwrap();
    let ranking = pipeline.rank(&log, &model).unwrap();
    assert!(ranking.is_explained());
    // Whoever is at the baseline has no feature that moves them.
    let reason = ranking.rows().iter().find_map(|row| row.reasons.first()).unwrap();
    assert_eq!(reason.contribution.feature, "recency_days");
    assert!(ranking.table("user").unwrap().column("reason_1").is_some());
    is_theirs(&pipeline.estimator("lost", boxed(LOST)).fit(&dataset).unwrap_err());
}

#[test]
fn ranking_of_a_model_that_cannot_explain_has_no_reasons() {
    let log = log();
    let pipeline = pipeline().estimator("mute", boxed(MUTE));
    let (_, dataset) = pipeline.dataset(&log).unwrap();
    let ranking = pipeline.rank(&log, &pipeline.fit(&dataset).unwrap()).unwrap();
    assert!(!ranking.is_explained());
    assert!(ranking.rows().iter().all(|row| row.reasons.is_empty()));
    let table = ranking.table("user").unwrap();
    let names: Vec<&str> = table.columns().iter().map(|column| column.name.as_str()).collect();
    assert_eq!(names, ["user", "cutoff", "probability"]);
    // The same order and probabilities as those of one that can.
    let explained = pipeline.estimator("above", RULE);
    let explained = explained.rank(&log, &explained.fit(&dataset).unwrap()).unwrap();
    let order =
        |ranking: &Ranking| ranking.rows().iter().map(|row| row.entity.clone()).collect::<Vec<_>>();
    assert_eq!(order(&ranking), order(&explained));
}

#[test]
fn estimators_of_different_types_are_tested_side_by_side() {
    let (_, dataset) = pipeline().dataset(&log()).unwrap();
    let list: Vec<(&str, Box<dyn DynEstimator>)> = vec![
        ("logistic", Box::new(AnyEstimator::from(ModelKind::Logistic))),
        ("above", boxed(RULE)),
    ];
    let tested = backtest_side_by_side(&list, &dataset, options()).unwrap();
    let names: Vec<&str> = tested.candidates.iter().map(|one| one.name.as_str()).collect();
    assert_eq!(names, ["logistic", "base rate", "recency rule", "above"]);
    assert_eq!(tested.comparisons[0].baseline, "above");
    let alone = backtest("above", &RULE, &dataset, options()).unwrap();
    assert_eq!(auc(&tested, 3), auc(&alone, 0));
    let none: [(&str, Above); 0] = [];
    let error = backtest_side_by_side(&none, &dataset, options()).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Argument);
    let error = backtest("lost", &boxed(LOST), &dataset, options()).unwrap_err();
    assert!(error.to_string().starts_with("the estimator failed on the training rows for cutoff"));
    is_theirs(&error);
}

#[test]
fn strangers_estimator_is_calibrated_resampled_and_votes() {
    let (_, dataset) = pipeline().dataset(&log()).unwrap();
    let features = dataset.features();
    let steps = |rule: Above| -> Vec<Box<dyn DynEstimator>> {
        let calibrated = Calibrated::new(boxed(rule.clone()), CalibrationOptions::default());
        let resampled = Resampled::new(rule.clone(), Resampling::BalancedWeights);
        let logistic: Box<dyn DynEstimator> = Box::new(AnyEstimator::from(ModelKind::Logistic));
        let members = [logistic, boxed(rule)];
        let members = members.map(|estimator| Member { estimator, weight: 1.0 });
        vec![
            Box::new(calibrated.unwrap()),
            Box::new(resampled.unwrap()),
            Box::new(SoftVoting::new(members.into()).unwrap()),
        ]
    };
    for (explaining, mute) in steps(RULE).iter().zip(steps(MUTE)) {
        let (explaining, mute) = (explaining.fit(&dataset).unwrap(), mute.fit(&dataset).unwrap());
        assert_eq!(
            explaining.predict_proba(features).unwrap(),
            mute.predict_proba(features).unwrap()
        );
        let said = explaining.explainer().unwrap().explain(features).unwrap();
        assert_eq!(said.names().len(), features.columns().len());
        assert!(mute.explainer().is_none());
        let error = mute.explain(features).unwrap_err();
        assert_eq!(error.to_string(), "the model does not explain its predictions");
    }
    for step in steps(LOST) {
        is_theirs(&step.fit(&dataset).unwrap_err());
    }
}

#[test]
fn strangers_estimator_is_searched_also_inside_every_split() {
    let (_, dataset) = pipeline().dataset(&log()).unwrap();
    let space = || SearchSpace::new([("days", Range::choice([1.0, 3.0, 9.0]))]).unwrap();
    let build = |setting: &Setting| -> Result<Box<dyn DynEstimator>, Error> {
        Ok(boxed(Above { threshold: setting.number("days")?, ..RULE }))
    };
    let few = SearchOptions { budget: SearchBudget::Trials(3), ..SearchOptions::default() };
    let splits = search_splits(&dataset, &latest()).unwrap();
    let found = Search::new(space(), few).unwrap().run(&dataset, &splits, build, |_| {}).unwrap();
    let best = found.best_trial().setting.clone();
    let nested = NestedSearch::over(space(), build, few, latest()).unwrap();
    assert_eq!(nested.best_setting(&dataset).unwrap(), best);
    let nested: Box<dyn DynEstimator> = Box::new(nested);
    let options = BacktestOptions { protocol: latest(), ..options() };
    let tested = backtest("searched", &nested, &dataset, options).unwrap();
    assert_eq!(tested.candidates[0].name, "searched");
    let lost = |_: &Setting| Ok::<_, Error>(boxed(LOST));
    let error =
        Search::new(space(), few).unwrap().run(&dataset, &splits, lost, |_| {}).unwrap_err();
    assert!(said(&error).contains("no column `mood`"), "{}", said(&error));
}

/// The training rows of a split are divided once more.
fn latest() -> Protocol {
    Protocol::default().test_cutoffs(TestCutoffs::Latest(1))
}

fn said(error: &dyn StdError) -> String {
    let mut said = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        said = format!("{said}: {error}");
        cause = error.source();
    }
    said
}

#[test]
fn studies_take_a_boxed_estimator() {
    let log = log();
    let pipeline = pipeline();
    let (_, dataset) = pipeline.dataset(&log).unwrap();
    let days = days_observed(&log, &dataset);
    let curve = learning_curve(&boxed(RULE), &dataset, &days, &[14.0], &options()).unwrap();
    assert_eq!(curve.by_days_observed.len(), 2);
    let ten = |_: Span, _: Span| Ok(dataset.clone());
    let horizons = [Span::from_days(10)];
    let cells = grid(&boxed(RULE), ten, &horizons, &[Span::ZERO], &options()).unwrap().cells;
    assert!(cells[0].figures.is_ok());
}
