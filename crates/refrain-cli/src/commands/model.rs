//! `refrain train` and `refrain score`.

use std::collections::BTreeMap;
use std::path::Path;

use refrain::core::{Dataset, Fit};
use refrain::eval::{Interval, Metric};
use refrain::events::EventSchema;
use refrain::labels::{AfterChurn, RiskSet};
use refrain::models::{AnyEstimator, HeaderFigure, SavedModel};
use refrain::table::{Table, check_name, is_dataset_file};
use refrain::{BacktestOptions, Error, Figure, Pipeline, Timings, backtest, parse_rule};

use super::features::{StudyPlan, say_left_out};
use super::read::{read, schema, store_input};
use super::search;
use crate::args::{LogArgs, ScoreArgs, StudyArgs, TrainArgs};
use crate::failure::Failure;
use crate::feature_set::GivenSet;
use crate::model_args::ModelArgs;
use crate::output::{check, check_not_input, write};
use crate::progress::spin;

/// Keys under which a model file keeps what made its features and labels.
const SCHEMA: &str = "schema";
const RULE: &str = "rule";
const LEAD: &str = "lead";
const HORIZON: &str = "horizon";
const RISK_SET: &str = "risk_set";
const SCHEDULE: &str = "schedule";
const AFTER_CHURN: &str = "after_churn";

/// Value of the risk set that holds more than those seen.
const REGISTERED: &str = "registered";

/// Value for those who left that are at risk again once they came back.
const RETURNING: &str = "returning";

pub(crate) fn train(args: &TrainArgs, timings: &mut Timings) -> Result<(), Failure> {
    let study = &args.study;
    check_not_input(&args.output, &study.log, Some(&study.features.set))?;
    if let Some(path) = &args.search.trial_table {
        check_name(path)?;
    }
    let mut estimator = args.model.estimator()?;
    let (dataset, context) = match table_input(&study.log) {
        Some(path) => (read_dataset(path, timings)?, BTreeMap::new()),
        None => {
            let plan = StudyPlan::new(study)?;
            let made = plan.run(&study.log, timings)?;
            say_left_out(&made.labels);
            (made.dataset, context(&plan, study))
        }
    };
    if let Some(options) = args.search.options() {
        estimator = search::best(args, options, &dataset, timings)?;
    }
    let fit = || estimator.fit(&dataset);
    let model = timings.stage("train", || spin("training", fit))?;
    let mut saved = SavedModel::new(model, &dataset, context)?;
    if args.backtest {
        saved = saved.with_metrics(metrics(&args.model, &estimator, &dataset, timings)?);
    }
    saved.save(&args.output)?;
    eprintln!(
        "{} model of {} features, fitted on {} observations of which {} churned, in {}",
        args.model.kind(),
        saved.header().features.len(),
        dataset.n_rows(),
        dataset.n_churned(),
        args.output.display(),
    );
    Ok(())
}

/// How the estimator does in a backtest.
fn metrics(
    args: &ModelArgs,
    estimator: &AnyEstimator,
    dataset: &Dataset,
    timings: &mut Timings,
) -> Result<BTreeMap<String, HeaderFigure>, Failure> {
    let name = args.kind().name();
    let test = || backtest(name, estimator, dataset, BacktestOptions::default());
    let tested = timings.stage("backtest", || spin("testing", test))?;
    let kept = |figure: &Figure| {
        let Interval { estimate: value, low, high, .. } = figure.interval;
        (figure.metric.name(), HeaderFigure { value, low, high })
    };
    Ok(tested.contenders[0].figures.iter().map(kept).collect())
}

pub(crate) fn score(args: &ScoreArgs, timings: &mut Timings) -> Result<(), Failure> {
    check(&args.output, &args.log)?;
    let saved = SavedModel::load(&args.model)?;
    let context = &saved.header().context;
    let schema = match (&args.log.schema, context.get(SCHEMA)) {
        (None, Some(kept)) if store_input(&args.log).is_none() => EventSchema::from_toml(kept)?,
        _ => schema(&args.log)?,
    };
    let set = match &args.set {
        Some(given) => GivenSet::new(given, &schema)?.set,
        None => {
            let kept = GivenSet::of_model(context, &schema)?;
            kept.ok_or(Error::MissingContext { key: "set" })?
        }
    };
    let kept = |key| context.get(key).map(String::as_str);
    let risk_set = match (args.risk_set, kept(RISK_SET)) {
        (Some(given), _) => given.into(),
        (None, Some(REGISTERED)) => RiskSet::RegisteredOrSeen,
        (None, _) => RiskSet::Seen,
    };
    let after_churn = match kept(AFTER_CHURN) {
        _ if args.returning => AfterChurn::MayReturn,
        Some(RETURNING) => AfterChurn::MayReturn,
        _ => AfterChurn::Gone,
    };
    let rule = parse_rule(given_or_kept(args.rule.as_deref(), context, RULE)?, &schema)?;
    let pipeline = Pipeline::with_rule(&schema, rule)
        .features(set)
        .risk_set(risk_set)
        .after_churn(after_churn);
    let log = read(&args.log, &schema, timings)?.log;
    let rank = || pipeline.rank_at(&log, args.cutoff.clone(), saved.model());
    let ranking = timings.stage("score", || spin("scoring", rank))?;
    write(&ranking.table(&schema.roles().entity)?, &args.output)
}

fn context(plan: &StudyPlan, study: &StudyArgs) -> BTreeMap<String, String> {
    let labels = &study.labels;
    let after_churn = match labels.after_churn() {
        AfterChurn::MayReturn => RETURNING,
        AfterChurn::Gone => "gone",
    };
    let risk_set = match RiskSet::from(labels.risk_set) {
        RiskSet::RegisteredOrSeen => REGISTERED,
        RiskSet::Seen => "seen",
    };
    let entries = [
        (SCHEMA, plan.schema.to_toml()),
        (RULE, labels.rule.clone()),
        (LEAD, labels.lead.to_string()),
        (HORIZON, labels.horizon.to_string()),
        (RISK_SET, risk_set.to_owned()),
        (AFTER_CHURN, after_churn.to_owned()),
        (SCHEDULE, study.schedule.schedule().to_string()),
    ];
    let entries = entries.map(|(key, value)| (key.to_owned(), value));
    plan.kept_set.clone().into_iter().chain(entries).collect()
}

/// What the command line says, or else the model file.
fn given_or_kept<'a>(
    given: Option<&'a str>,
    context: &'a BTreeMap<String, String>,
    key: &'static str,
) -> Result<&'a str, Error> {
    let kept = context.get(key).map(String::as_str);
    given.or(kept).ok_or(Error::MissingContext { key })
}

/// The one input, if it is a table with labels rather than a log.
pub(super) fn table_input(args: &LogArgs) -> Option<&Path> {
    match args.inputs.as_slice() {
        [input] => Some(Path::new(input)).filter(|path| is_dataset_file(path)),
        _ => None,
    }
}

pub(super) fn read_dataset(path: &Path, timings: &mut Timings) -> Result<Dataset, Failure> {
    let read = timings.stage("read", || Table::read(path)?.dataset());
    Ok(read.map_err(|source| Error::InFile { path: path.to_owned(), source: Box::new(source) })?)
}
