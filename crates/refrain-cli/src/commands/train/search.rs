//! Searching for parameters before training.

use refrain::base::Dataset;
use refrain::models::search::{Search, SearchOptions};
use refrain::models::{AnyEstimator, Error as ModelError};
use refrain::{Timings, has_later_cutoffs, search_splits, trial_table};

use super::args::TrainArgs;
use crate::failure::Failure;
use crate::options::SearchArgs;
use crate::progress::TrialProgress;

/// Returns the estimator with the best parameters found.
pub(super) fn best(
    args: &TrainArgs,
    options: SearchOptions,
    dataset: &Dataset,
    timings: &mut Timings,
) -> Result<AnyEstimator, Failure> {
    let kind = args.model.kind();
    let space = kind.search_space().ok_or_else(|| {
        Failure::usage(format!("{kind} has no parameters to search for; leave --search out"))
    })?;
    let SearchArgs { search_log, trial_table: table, .. } = &args.search;
    let mut search = Search::new(space, options)?;
    if let Some(log) = search_log {
        search = search.logged_to(log);
    }
    let base = args.model.estimator()?;
    if !has_later_cutoffs(dataset) {
        eprintln!(
            "all rows have one cutoff: settings are scored on other customers at the same time, \
             not on later ones"
        );
    }
    let splits = search_splits(dataset, &args.protocol.protocol(None))?;
    let build =
        |setting: &_| -> Result<AnyEstimator, ModelError> { base.clone().with_setting(setting) };
    let bar = TrialProgress::new(args.search.n_trials());
    let run = || search.run(dataset, &splits, build, |trial| bar.update(trial.score()));
    let found = timings.stage("search", run);
    bar.finish();
    let found = found?;
    if let Some(path) = table {
        trial_table(&found)?.write(path)?;
    }
    let best = found.best_trial();
    eprintln!(
        "best of {} trials: {} (log loss {:.5} in {} splits)",
        found.trials.len(),
        best.setting,
        best.score().unwrap_or(f64::NAN),
        splits.len(),
    );
    Ok(base.with_setting(&best.setting)?)
}
