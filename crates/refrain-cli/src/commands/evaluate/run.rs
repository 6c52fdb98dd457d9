//! `refrain evaluate`.

use refrain::base::{Dataset, FeatureMatrix, Fit, Span};
use refrain::models::search::{SearchBudget, SearchOptions};
use refrain::models::{AnyEstimator, AnyModel};
use refrain::table::Table;
use refrain::{
    Backtest, DEFAULT_EDGES, NestedSearch, Timings, Truth, backtest_beside, check_model,
    days_observed, learning_curve, report,
};

use super::args::EvaluateArgs;
use crate::failure::Failure;
use crate::input::{N_CUTOFFS_SHOWN, Study, StudyPlan, read, read_dataset, table_input};
use crate::options::other_horizon;
use crate::output::{check, print, write};
use crate::progress::spin;

pub(crate) fn evaluate(args: &EvaluateArgs, timings: &mut Timings) -> Result<(), Failure> {
    check(&args.output, &args.study.log)?;
    args.backtest.options().protocol.check()?;
    let estimator = estimator(args)?;
    match table_input(&args.study.log) {
        Some(path) => {
            check_table_suffices(args)?;
            let dataset = read_dataset(path, timings)?;
            let tested = test(args, &estimator, &dataset, timings)?;
            show(args, &tested.figures(), &tested.show())?;
            show_thresholds(args, &tested, &dataset)
        }
        None if args.studies.grid => evaluate_grid(args, estimator, timings),
        None => evaluate_log(args, estimator, timings),
    }
}

/// Refuses what a table holds too little for.
fn check_table_suffices(args: &EvaluateArgs) -> Result<(), Failure> {
    let needs = [
        (args.ever, "--ever needs a log: a table holds no history of those who left"),
        (args.studies.grid, "--grid needs a log: a table holds the labels of one window"),
        (
            args.studies.learning_curve,
            "--learning-curve needs a log: a table does not say how long each was observed",
        ),
    ];
    match needs.into_iter().find(|(asked, _)| *asked) {
        Some((_, reason)) => Err(Failure::usage(reason)),
        None => Ok(()),
    }
}

fn evaluate_grid(
    args: &EvaluateArgs,
    estimator: Tested,
    timings: &mut Timings,
) -> Result<(), Failure> {
    let plan = StudyPlan::new(&args.study)?;
    check_model(args.model.kind(), plan.pipeline.rule())?;
    let horizons = horizons(args, plan.pipeline.rule().horizon())?;
    let log = read(&args.study.log, &plan.schema, timings)?.log;
    let pipeline = plan
        .pipeline
        .estimator(args.model.kind().name(), estimator)
        .options(args.backtest.options());
    let make = || pipeline.grid(&log, &horizons, &args.studies.leads);
    let grid = timings.stage("grid", || spin("testing every window", make))?;
    show(args, &grid.table(), &grid.show())
}

/// The horizons of a grid: those given, or the one that the rule fixes.
fn horizons(args: &EvaluateArgs, fixed: Option<Span>) -> Result<Vec<Span>, Failure> {
    let given = &args.studies.horizons;
    let Some(span) = fixed else {
        let default = || vec![Span::from_days(5), Span::from_days(10), Span::from_days(20)];
        return Ok(if given.is_empty() { default() } else { given.clone() });
    };
    match given.iter().find(|horizon| **horizon != span) {
        Some(horizon) => {
            let rule = format!("--rule {}", args.study.labels.rule);
            Err(Failure::usage(other_horizon("--horizons", *horizon, span, &rule)))
        }
        None => Ok(vec![span]),
    }
}

fn evaluate_log(
    args: &EvaluateArgs,
    estimator: Tested,
    timings: &mut Timings,
) -> Result<(), Failure> {
    let against = args.studies.against.map(AnyEstimator::from);
    let estimators = [args.model.estimator()?].into_iter().chain(against).collect();
    let plan = StudyPlan::new(&args.study)?.for_estimators(estimators)?;
    check_model(args.model.kind(), plan.pipeline.rule())?;
    let study = plan.run(&args.study.log, timings)?;
    if args.studies.learning_curve {
        return evaluate_curve(args, &estimator, &study, timings);
    }
    let tested = test(args, &estimator, &study.dataset, timings)?;
    if args.study.labels.asks_for_lapses() {
        say_gain(args, &tested)?;
    }
    if args.output.output.is_none() {
        let counts = report::risk_table(&study.labels).show(N_CUTOFFS_SHOWN, usize::MAX);
        print(&format!("{counts}\n"))?;
    }
    show(args, &tested.figures(), &tested.show())?;
    show_thresholds(args, &tested, &study.dataset)?;
    if args.ever {
        let pipeline = plan
            .pipeline
            .estimator(args.model.kind().name(), args.model.estimator()?)
            .options(args.backtest.options());
        let ever = timings.stage("ever", || pipeline.ever_labelled(&study.log))?;
        print(&format!("\n{}", ever.show()))?;
    }
    Ok(())
}

fn evaluate_curve(
    args: &EvaluateArgs,
    estimator: &Tested,
    study: &Study,
    timings: &mut Timings,
) -> Result<(), Failure> {
    let days = days_observed(&study.log, &study.dataset);
    let options = args.backtest.options();
    let make = || learning_curve(estimator, &study.dataset, &days, &DEFAULT_EDGES, &options);
    let curve = timings.stage("learning curve", || spin("testing", make))?;
    show(args, &curve.table(), &curve.show())
}

fn test(
    args: &EvaluateArgs,
    estimator: &Tested,
    dataset: &Dataset,
    timings: &mut Timings,
) -> Result<Backtest, Failure> {
    let options = args.backtest.options();
    let oracles = match &args.truth {
        Some(path) => Truth::read(path)?.oracles(dataset)?.to_vec(),
        None => Vec::new(),
    };
    let name = args.model.kind().name();
    let test = || {
        let tested = backtest_beside(name, estimator, dataset, &oracles, options.clone())?;
        match args.studies.against {
            Some(baseline) => {
                tested.against(baseline.name(), &AnyEstimator::from(baseline), dataset, &options)
            }
            None => Ok(tested),
        }
    };
    Ok(timings.stage("backtest", || spin("testing", test))?)
}

/// Shows what was found, or writes its table where the user asked.
fn show(args: &EvaluateArgs, table: &Table, shown: &str) -> Result<(), Failure> {
    match args.output.output {
        Some(_) => write(table, &args.output),
        None => print(shown),
    }
}

/// Says what the model knows beyond recency, which tells most of when a silence is over.
fn say_gain(args: &EvaluateArgs, tested: &Backtest) -> Result<(), Failure> {
    let verdict = tested.beyond_recency();
    match args.output.output {
        Some(_) => eprintln!("{verdict}"),
        None => print(&format!("{verdict}\n\n"))?,
    }
    Ok(())
}

/// Shows what a threshold chosen on earlier cutoffs gave, if a rule is given.
fn show_thresholds(
    args: &EvaluateArgs,
    tested: &Backtest,
    dataset: &Dataset,
) -> Result<(), Failure> {
    match args.studies.threshold {
        Some(rule) => print(&format!("\n{}", tested.thresholds(dataset, rule)?.show())),
        None => Ok(()),
    }
}

/// The estimator to test: as given, or with parameters searched for in every split.
enum Tested {
    Given(AnyEstimator),
    Searched(NestedSearch),
}

fn estimator(args: &EvaluateArgs) -> Result<Tested, Failure> {
    let given = args.model.estimator()?;
    let Some(n_trials) = args.studies.nested_trials else {
        return Ok(Tested::Given(given));
    };
    let budget = SearchBudget::Trials(n_trials.get());
    let options = SearchOptions::default().budget(budget);
    let search =
        NestedSearch::new(args.model.kind(), given, options, args.backtest.options().protocol)?;
    Ok(Tested::Searched(search))
}

impl Fit for Tested {
    type Fitted = AnyModel;
    type Error = refrain::Error;

    fn fit(&self, train: &Dataset) -> Result<AnyModel, refrain::Error> {
        match self {
            Tested::Given(estimator) => Ok(estimator.fit(train)?),
            Tested::Searched(search) => search.fit(train),
        }
    }

    fn population_features(&self, features: &FeatureMatrix) -> Vec<String> {
        match self {
            Tested::Given(estimator) => estimator.population_features(features),
            Tested::Searched(search) => search.population_features(features),
        }
    }
}
