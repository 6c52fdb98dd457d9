//! Splits of a dataset into training and test rows under a protocol.

use std::collections::BTreeSet;

use refrain_core::{Dataset, Span, Time};
use refrain_eval::{ObservedRows, Protocol, Split};

use super::problem::TooFewCutoffs;
use crate::Error;

/// Returns the splits of a protocol, each with churned and retained rows to train on.
///
/// Where entities have cutoffs of their own, their weeks stand for them.
///
/// # Errors
///
/// If the dataset does not allow it: one class in the rows of a split, too few cutoffs or entities.
///
/// # Examples
///
/// ```
/// use refrain::eval::Protocol;
/// use refrain::test_splits;
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
/// // Two later cutoffs, five folds of customers at each.
/// let splits = test_splits(&dataset, &Protocol::default())?;
/// assert_eq!(splits.len(), 10);
/// assert!(splits.iter().all(|split| !split.train.is_empty() && !split.test.is_empty()));
/// # Ok::<(), refrain::Error>(())
/// ```
pub fn test_splits(dataset: &Dataset, protocol: &Protocol) -> Result<Vec<Split>, Error> {
    let cutoffs = test_times(dataset);
    let distinct: BTreeSet<Time> = cutoffs.iter().copied().collect();
    if distinct.len() < 2 {
        return Err(TooFewCutoffs { found: distinct.len() }.into());
    }
    let ids = (0..dataset.n_rows()).map(|row| dataset.features().entity_id(row));
    let splits = protocol.split_rows(&ObservedRows::new(ids, &cutoffs, dataset.window_ends())?)?;
    splits.iter().try_for_each(|split| split.check_training_labels(dataset.labels()))?;
    Ok(splits)
}

/// Fewer rows than this at a cutoff, on average, are too few to rank.
const MIN_ROWS_PER_CUTOFF: usize = 2;

/// By when a model that scores each row must have been trained: the cutoff, or the beginning of its
/// week where entities have cutoffs of their own. Weeks count from the first day.
pub(super) fn test_times(dataset: &Dataset) -> Vec<Time> {
    let cutoffs = dataset.cutoffs();
    let distinct: BTreeSet<Time> = cutoffs.iter().copied().collect();
    let Some(first) = distinct.first().map(|first| first.start_of_utc_day()) else {
        return cutoffs;
    };
    if distinct.len() * MIN_ROWS_PER_CUTOFF <= cutoffs.len() {
        return cutoffs;
    }
    let week_ms = Span::from_days(7).millis();
    let begin = |cutoff: &Time| {
        let weeks = cutoff.millis_since(first) / week_ms;
        Time::from_millis(first.millis() + weeks * week_ms)
    };
    cutoffs.iter().map(begin).collect()
}
