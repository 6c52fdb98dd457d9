//! The labelling that the field uses, for comparison: it leaks.

use refrain_core::{Dataset, EntityIdx, EventLog, Fit, Outcome, PredictProba, Span};
use refrain_eval::{Bootstrap, Interval, StandardMetric, fold_by_entity, group_by_id};
use refrain_features::{FeatureSet, seen_before};
use refrain_labels::ChurnRule;

use crate::backtest::shares_below;
use crate::{BacktestOptions, Error};

/// What an estimator scores on the labelling "ever left, whole log".
///
/// Features are computed over the whole log and the label is whether the entity left at any time
/// in it. Who left early was observed for a shorter time and is silent since, so the features tell
/// the outcome: the figures say nothing about a prediction.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct EverLabelled {
    /// Number of entities.
    pub n_entities: usize,
    /// Number of them that ever left.
    pub n_churned: usize,
    /// ROC AUC, cross-validated over folds of entities.
    pub roc_auc: Interval,
}

/// Scores an estimator on the labelling "ever left, whole log".
///
/// # Errors
///
/// If the log does not allow it: nobody left, or everybody did in some fold.
pub fn ever_labelled<E: Fit>(
    log: &EventLog,
    features: &FeatureSet,
    rule: &dyn ChurnRule,
    estimator: &E,
    options: BacktestOptions,
) -> Result<EverLabelled, Error> {
    let dataset = dataset(log, features, rule)?;
    let ids: Vec<&str> =
        (0..dataset.n_rows()).map(|row| dataset.features().entity_id(row)).collect();
    let folds = fold_by_entity(&ids, options.n_folds, options.seed)?;
    let mut scores = vec![0.0; dataset.n_rows()];
    for fold in 0..options.n_folds {
        let (test, train): (Vec<usize>, Vec<usize>) =
            (0..dataset.n_rows()).partition(|row| folds[*row] == fold);
        let model = estimator.fit(&dataset.select(&train)).map_err(Error::estimator)?;
        let tested = dataset.features().select(&test);
        let predicted = model.predict_proba(&tested).map_err(Error::estimator)?;
        // Ranks within the fold, as in the backtest: levels differ between folds without merit.
        for (row, score) in test.iter().zip(shares_below(&predicted)) {
            scores[*row] = score;
        }
    }
    let bootstrap = Bootstrap::new(options.n_resamples, 0.95, options.seed)?;
    let groups = group_by_id(&ids);
    let metric = StandardMetric::RocAuc;
    Ok(EverLabelled {
        n_entities: dataset.n_rows(),
        n_churned: dataset.n_churned(),
        roc_auc: bootstrap.interval(metric, dataset.labels(), &scores, &groups)?,
    })
}

fn dataset(log: &EventLog, set: &FeatureSet, rule: &dyn ChurnRule) -> Result<Dataset, Error> {
    let end = log.range().end;
    let observations = seen_before(log, &[end]);
    let outcome = |entity| match ever_left(log, rule, entity) {
        true => Outcome::Churned { at: end },
        false => Outcome::Retained,
    };
    let outcomes: Vec<Outcome> = observations.iter().map(|row| outcome(row.entity)).collect();
    let features = set.compute(log, &observations)?;
    Ok(Dataset::new(features, &outcomes, vec![end; outcomes.len()])?)
}

/// Whether what the rule looks for ever happened to an entity, from its first event on.
fn ever_left(log: &EventLog, rule: &dyn ChurnRule, entity: EntityIdx) -> bool {
    let end = log.range().end;
    let history = log.history(entity, end);
    let first = *history.events().times().first().expect("an entity has an event");
    let whole = log.outcome_window(entity, first, Span::ZERO, Span::between(first, end));
    rule.churned_at(&whole).is_some()
}
