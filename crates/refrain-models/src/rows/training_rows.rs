//! Demands of every estimator on its training rows.

use std::cmp::Ordering;

use refrain_core::Dataset;

use crate::Error;
use crate::rows::problem::RowsProblem;

/// Refuses rows that nothing can be learned from. Rows without weight are none.
pub(crate) fn check(train: &Dataset) -> Result<(), Error> {
    let counting = || train.labels().iter().zip(train.weights()).filter(|(_, w)| **w > 0.0);
    let (n_rows, n_churned) = (counting().count(), counting().filter(|(label, _)| **label).count());
    if n_rows == 0 {
        return Err(RowsProblem::NoRows.into());
    }
    if n_churned == 0 || n_churned == n_rows {
        return Err(RowsProblem::OneClass { n_rows, n_churned }.into());
    }
    Ok(())
}

/// Returns the share of the weight that is on rows that churned.
pub(crate) fn churned_share(train: &Dataset) -> f64 {
    let pairs = || train.labels().iter().zip(train.weights());
    let of_churned = pairs().filter(|(label, _)| **label).map(|(_, weight)| weight);
    of_churned.sum::<f64>() / pairs().map(|(_, weight)| weight).sum::<f64>()
}

/// Returns the rows that count, in an order that depends on what they hold alone.
///
/// Sums of floats depend on the order of their terms, and draws of rows on their positions; in this
/// order neither depends on the order in which rows or columns were given.
pub(crate) fn in_canonical_order(train: &Dataset) -> Dataset {
    let features = train.features();
    let (observations, labels, weights) =
        (features.observations(), train.labels(), train.weights());
    // By name, so that the order of the columns does not decide between rows either.
    let mut columns: Vec<usize> = (0..features.columns().len()).collect();
    columns.sort_by(|a, b| features.columns()[*a].name.cmp(&features.columns()[*b].name));
    let by_values = |a: usize, b: usize| {
        let by_column = columns.iter().map(|column| {
            let values = features.values(*column);
            values[a].total_cmp(&values[b])
        });
        by_column.into_iter().find(|order| order.is_ne()).unwrap_or(Ordering::Equal)
    };
    let mut rows: Vec<usize> = (0..train.n_rows()).filter(|row| weights[*row] > 0.0).collect();
    rows.sort_by(|a, b| {
        let by_cutoff = observations[*a].cutoff.cmp(&observations[*b].cutoff);
        let by_id = || features.entity_id(*a).cmp(features.entity_id(*b));
        let by_weight = || weights[*a].total_cmp(&weights[*b]);
        by_cutoff
            .then_with(by_id)
            .then_with(|| by_values(*a, *b))
            .then_with(|| labels[*a].cmp(&labels[*b]))
            .then_with(by_weight)
    });
    train.select(&rows)
}
