//! Training rows as trees see them.

use refrain_core::Dataset;
use refrain_trees::{Labelled, TreeModel};

use super::FittedTrees;
use super::columns::{TreeColumns, TreeValues};
use crate::Error;

/// Training rows in an order of their own, as trees see them.
pub(in crate::estimators) struct Training<'a> {
    columns: TreeColumns,
    values: TreeValues<'a>,
    labels: Vec<f64>,
    weights: &'a [f64],
}

impl<'a> Training<'a> {
    /// Makes columns of the features of a dataset.
    pub(in crate::estimators) fn new(train: &'a Dataset) -> Result<Training<'a>, Error> {
        let columns = TreeColumns::of(train.features());
        Training::of(columns, train)
    }

    /// Takes other rows with the same columns, to stop by.
    pub(in crate::estimators) fn validation<'b>(
        &self,
        rows: &'b Dataset,
    ) -> Result<Training<'b>, Error> {
        Training::of(self.columns.clone(), rows)
    }

    fn of(columns: TreeColumns, train: &'a Dataset) -> Result<Training<'a>, Error> {
        let values = columns.values(train.features())?;
        let labels = train.labels().iter().map(|churned| f64::from(*churned)).collect();
        Ok(Training { columns, values, labels, weights: train.weights() })
    }

    /// Returns the rows as a table with labels and weights.
    pub(in crate::estimators) fn rows(&self) -> Result<Labelled<'_>, Error> {
        let table = self.columns.table(&self.values)?;
        Labelled::new(table, &self.labels)?.weighted(self.weights)
    }

    /// Joins the trees that were grown on these rows with their columns.
    pub(in crate::estimators) fn fitted(self, model: TreeModel) -> FittedTrees {
        FittedTrees { columns: self.columns, model }
    }
}
