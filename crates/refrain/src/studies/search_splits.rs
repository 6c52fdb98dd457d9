//! The splits that a search scores settings by.

use std::collections::BTreeSet;

use refrain_core::{Dataset, Span, Split, TestedEntities, fold_by_entity};
use refrain_eval::Protocol;

use crate::{Error, test_splits};

/// Returns the splits that a search scores settings by: those that [`backtest`](crate::backtest)
/// tests by under the same protocol.
///
/// Where all rows have one cutoff nothing later can be tested. The splits are then apart in
/// entities only, in the folds of the protocol.
///
/// # Errors
///
/// Those of [`test_splits`]; where all rows have one cutoff, too few entities for the folds.
///
/// # Examples
///
/// ```
/// use refrain::eval::Protocol;
/// use refrain::{has_later_cutoffs, search_splits};
///
/// # use refrain::base::{Column, Dataset, Span, Time};
/// # let cutoff = |row: u32| Time::from_millis(0) + Span::from_days(10 * (row / 40));
/// # let silent = |row: u32| (row * 7 + row / 40 * 3) % 20;
/// # let left = |row: u32| (silent(row) > 13) != (row % 9 == 0);
/// # let ids: Vec<String> = (0..160).map(|row| format!("{:02}", row % 40)).collect();
/// # let cutoffs: Vec<Time> = (0..160).map(cutoff).collect();
/// # let recency = Column::number("recency_days", "days since the last event");
/// # let columns = vec![(recency, (0..160).map(|row| f64::from(silent(row))).collect())];
/// # let (left, horizon) = ((0..160).map(left).collect(), Span::from_days(10));
/// # let dataset = Dataset::from_columns(&ids, &cutoffs, columns, left, horizon)?;
/// assert!(has_later_cutoffs(&dataset));
/// assert_eq!(search_splits(&dataset, &Protocol::default())?.len(), 10);
///
/// // At one cutoff there is no later one: five folds of customers.
/// let first: Vec<usize> = (0..40).collect();
/// assert_eq!(search_splits(&dataset.select(&first), &Protocol::default())?.len(), 5);
/// # Ok::<(), refrain::Error>(())
/// ```
pub fn search_splits(dataset: &Dataset, protocol: &Protocol) -> Result<Vec<Split>, Error> {
    if has_later_cutoffs(dataset) {
        return test_splits(dataset, protocol);
    }
    let n_folds = match protocol.entities {
        TestedEntities::Disjoint { n_folds } => n_folds,
        // The same customers at the same time would be tested on what was trained on.
        TestedEntities::Same => DEFAULT_FOLDS,
    };
    let ids: Vec<&str> =
        (0..dataset.n_rows()).map(|row| dataset.features().entity_id(row)).collect();
    let folds = fold_by_entity(&ids, n_folds, protocol.seed)?;
    let splits: Vec<Split> = (0..n_folds).map(|fold| of_fold(dataset, &folds, fold)).collect();
    splits.iter().try_for_each(|split| split.check_training_labels(dataset.labels()))?;
    Ok(splits)
}

/// Folds of entities where a protocol names none.
const DEFAULT_FOLDS: usize = 5;

/// Returns `true` if rows have cutoffs after the first, so that a search can score by the future.
pub fn has_later_cutoffs(dataset: &Dataset) -> bool {
    let cutoffs: BTreeSet<_> = dataset.cutoffs().into_iter().collect();
    cutoffs.len() > 1
}

fn of_fold(dataset: &Dataset, folds: &[usize], fold: usize) -> Split {
    let (test, train): (Vec<usize>, Vec<usize>) =
        (0..dataset.n_rows()).partition(|row| folds[*row] == fold);
    Split {
        cutoff: dataset.cutoffs()[0],
        fold,
        train,
        test,
        n_purged: 0,
        n_embargoed: 0,
        n_before_window: 0,
        embargo: Span::ZERO,
        entities: TestedEntities::Disjoint {
            n_folds: folds.iter().max().map_or(1, |last| last + 1),
        },
    }
}
