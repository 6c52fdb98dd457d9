//! What every estimator asks of its training rows.

use std::cmp::Ordering;

use refrain_core::Dataset;

use crate::{Error, cells, view};

/// Refuses rows that nothing can be learned from.
pub(crate) fn check(train: &Dataset) -> Result<(), Error> {
    let (n_rows, n_churned) = (train.n_rows(), train.n_churned());
    if n_rows == 0 {
        return Err(Error::NoRows);
    }
    if n_churned == 0 || n_churned == n_rows {
        return Err(Error::OneClass { n_rows, n_churned });
    }
    cells::check_all(train.features())
}

/// Returns the share of rows that churned.
pub(crate) fn churned_share(train: &Dataset) -> f64 {
    train.n_churned() as f64 / train.n_rows() as f64
}

/// Returns the same rows in an order that depends on what they hold alone.
///
/// Sums of floats depend on the order of their terms; in this order they no longer depend on the
/// order in which the rows were given.
pub(crate) fn in_canonical_order(train: &Dataset) -> Dataset {
    let rows_of = view(train.features());
    let (observations, labels) = (train.features().observations(), train.labels());
    let by_values = |a: usize, b: usize| {
        let (a, b) = (rows_of.row(a), rows_of.row(b));
        let pairs = a.iter().zip(b.iter());
        pairs.map(|(a, b)| a.total_cmp(b)).find(|order| order.is_ne()).unwrap_or(Ordering::Equal)
    };
    let mut rows: Vec<usize> = (0..train.n_rows()).collect();
    rows.sort_by(|a, b| {
        let by_cutoff = observations[*a].cutoff.cmp(&observations[*b].cutoff);
        by_cutoff.then_with(|| by_values(*a, *b)).then_with(|| labels[*a].cmp(&labels[*b]))
    });
    train.select(&rows)
}
