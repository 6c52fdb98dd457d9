//! `refrain train`.

use std::collections::BTreeMap;

use refrain::base::{Dataset, Fit};
use refrain::eval::{Interval, Metric};
use refrain::models::{AnyEstimator, HeaderFigure, SavedModel};
use refrain::table::check_name;
use refrain::{BacktestOptions, Figure, Timings, backtest, check_model, training_log};

use super::args::TrainArgs;
use super::search;
use crate::failure::Failure;
use crate::input::context::context;
use crate::input::{StudyPlan, read_dataset, say_left_out, table_input};
use crate::output::check_not_input;
use crate::progress::spin;

pub(crate) fn train(args: &TrainArgs, timings: &mut Timings) -> Result<(), Failure> {
    let study = &args.study;
    check_not_input(&args.output, &study.log, Some(&study.features.set))?;
    if let Some(path) = &args.search.trial_table {
        check_name(path)?;
    }
    let mut estimator = args.model.estimator()?;
    let (dataset, context, trained_on) = match table_input(&study.log) {
        Some(path) => (read_dataset(path, timings)?, BTreeMap::new(), None),
        None => {
            let plan = StudyPlan::new(study)?.for_estimators(vec![estimator.clone()])?;
            check_model(args.model.kind(), plan.pipeline.rule())?;
            let made = plan.run(&study.log, timings)?;
            say_left_out(&made.labels);
            let trained_on = training_log(&made.log);
            (made.dataset, context(&plan, study), Some(trained_on))
        }
    };
    if let Some(options) = args.search.options() {
        estimator = search::best(args, options, &dataset, timings)?;
    }
    let fit = || estimator.fit(&dataset);
    let model = timings.stage("train", || spin("training", fit))?;
    let mut saved = SavedModel::new(model, &dataset, context)?;
    if let Some(log) = trained_on {
        saved = saved.with_training_log(log);
    }
    if args.backtest {
        saved = saved.with_metrics(metrics(args, &estimator, &dataset, timings)?);
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

/// Tests the estimator in a backtest.
fn metrics(
    args: &TrainArgs,
    estimator: &AnyEstimator,
    dataset: &Dataset,
    timings: &mut Timings,
) -> Result<BTreeMap<String, HeaderFigure>, Failure> {
    let name = args.model.kind().name();
    let protocol = args.protocol.protocol(None);
    let options = BacktestOptions::default().protocol(protocol);
    let test = || backtest(name, estimator, dataset, options.clone());
    let tested = timings.stage("backtest", || spin("testing", test))?;
    let kept = |figure: &Figure| {
        let Interval { estimate: value, low, high, .. } = figure.interval;
        (figure.metric.name(), HeaderFigure::new(value, low, high))
    };
    Ok(tested.candidates[0].figures.iter().map(kept).collect())
}
