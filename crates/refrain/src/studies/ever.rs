//! The labelling that the field uses, for comparison: it leaks.

use refrain_core::{Dataset, EntityIdx, EventLog, Fit, Outcome, Span, Time};
use refrain_eval::{Interval, Protocol, TestedEntities, auc_interval, group_by_id};
use refrain_features::{FeatureSet, seen_before};
use refrain_labels::ChurnRule;

use crate::backtest::parts::{cross_validation, ids, predict};
use crate::backtest::shares_below;
use crate::{BacktestOptions, Error};

/// Score of an estimator on the labelling "ever left, whole log".
///
/// Features are computed over the whole log and the label is whether the entity left at any time
/// in it. Who left early was observed for a shorter time and is silent since, so the features tell
/// the outcome: the figures say nothing about a prediction.
#[derive(Debug, Clone, Copy, PartialEq)]
#[non_exhaustive]
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
    let dataset = whole_log_dataset(log, features, rule)?;
    let ids = ids(&dataset);
    let mut scores = vec![0.0; dataset.n_rows()];
    for part in cross_validation(&ids, n_folds(&options.protocol), options.protocol.seed)? {
        let predicted = predict(estimator, &dataset, &part)?;
        // Ranks within the fold, as in the backtest: levels differ between folds without merit.
        for (row, score) in part.test.iter().zip(shares_below(&predicted)) {
            scores[*row] = score;
        }
    }
    let groups = group_by_id(&ids);
    Ok(EverLabelled {
        n_entities: dataset.n_rows(),
        n_churned: dataset.n_churned(),
        roc_auc: auc_interval(dataset.labels(), &scores, &groups, 0.95)?,
    })
}

/// Every entity has one row here, so the folds are disjoint whatever the protocol says.
fn n_folds(protocol: &Protocol) -> usize {
    match protocol.entities {
        TestedEntities::Disjoint { n_folds } => n_folds,
        TestedEntities::Same => 5,
    }
}

/// Makes one row an entity: features over the whole log, and whether it ever left.
///
/// # Errors
///
/// If a feature cannot be computed.
///
/// # Examples
///
/// ```
/// use refrain::base::{SampleLog, Vocabulary};
/// use refrain::features::FeatureSet;
/// use refrain::labels::Cancellation;
/// use refrain::whole_log_dataset;
///
/// let log = SampleLog::new(["play", "search", "rate", "cancel"]).build()?;
/// let words = Vocabulary::new(["play", "search"]);
/// let set = FeatureSet::new("two").with_named(&["play_7d", "search_7d"], &words)?;
/// let dataset = whole_log_dataset(&log, &set, &Cancellation::new(["cancel"])?)?;
/// assert_eq!(dataset.n_rows(), log.n_entities());
/// # Ok::<(), refrain::Error>(())
/// ```
pub fn whole_log_dataset(
    log: &EventLog,
    set: &FeatureSet,
    rule: &dyn ChurnRule,
) -> Result<Dataset, Error> {
    let end = log.range().end;
    let observations = seen_before(log, &[end]);
    let outcome = |entity| match first_churn(log, rule, entity) {
        Some(_) => Outcome::Churned { at: end },
        None => Outcome::Retained,
    };
    let outcomes: Vec<Outcome> = observations.iter().map(|row| outcome(row.entity)).collect();
    let features = set.compute(log, &observations)?;
    Dataset::new(features, &outcomes, vec![end; outcomes.len()])
}

/// Returns when what the rule looks for first happened to an entity, from its first event on.
///
/// # Panics
///
/// If the log has no such entity.
///
/// # Examples
///
/// ```
/// use refrain::base::SampleLog;
/// use refrain::first_churn;
/// use refrain::labels::Cancellation;
///
/// let log = SampleLog::new(["play", "cancel"]).build()?;
/// let rule = Cancellation::new(["cancel"])?;
/// let left = log.entities().filter_map(|entity| first_churn(&log, &rule, entity)).max();
/// assert!(left.is_some_and(|last| log.range().contains(last)));
/// # Ok::<(), refrain::Error>(())
/// ```
pub fn first_churn(log: &EventLog, rule: &dyn ChurnRule, entity: EntityIdx) -> Option<Time> {
    let end = log.range().end;
    let history = log.history(entity, end);
    let first = *history.events().times().first().expect("an entity has an event");
    let whole = log.outcome_window(entity, first, Span::ZERO, Span::between(first, end));
    rule.churned_at(&whole)
}
