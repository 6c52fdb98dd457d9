//! Records of linfa as rows of refrain: which column is a feature, and whose row it is.

use linfa::dataset::AsSingleTargets;
use ndarray::ArrayView2;
use refrain_core::{Column, Dataset, ErrorKind, FeatureMatrix, Problem, Span, Time, check_length};
use refrain_trees::BinaryTarget;

use crate::Error;

/// The columns of records that are no features.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct RowColumns {
    /// Position of the number that is the entity; without one each row is an entity of its own.
    pub(super) entity: Option<usize>,
    /// Position of the cutoff in milliseconds; without one all rows have the same.
    pub(super) cutoff: Option<usize>,
}

impl RowColumns {
    /// Returns the features of records of which every column has a name.
    pub(super) fn features(
        self,
        records: ArrayView2<'_, f64>,
        names: &[String],
    ) -> Result<FeatureMatrix, Error> {
        let (ids, cutoffs) = (self.ids(records)?, self.cutoffs(records)?);
        FeatureMatrix::from_columns(&ids, &cutoffs, self.columns(records, names)?)
    }

    /// Returns a dataset of records whose labels are known so long after their cutoffs.
    pub(super) fn dataset<T: AsSingleTargets<Elem: BinaryTarget>>(
        self,
        records: ArrayView2<'_, f64>,
        names: &[String],
        targets: &T,
        horizon: Span,
    ) -> Result<Dataset, Error> {
        let labels = targets.as_single_targets();
        let labels = labels.iter().enumerate().map(|(row, label)| label.class(row));
        let labels = labels.collect::<Result<Vec<bool>, Error>>()?;
        Dataset::from_labels(self.features(records, names)?, labels, horizon)
    }

    /// Returns the names of the columns that are features.
    pub(super) fn feature_names(self, names: &[String]) -> Vec<String> {
        let named = names.iter().enumerate().filter(|(position, _)| self.is_feature(*position));
        named.map(|(_, name)| name.clone()).collect()
    }

    fn is_feature(self, position: usize) -> bool {
        self.entity != Some(position) && self.cutoff != Some(position)
    }

    fn columns(
        self,
        records: ArrayView2<'_, f64>,
        names: &[String],
    ) -> Result<Vec<(Column, Vec<f64>)>, Error> {
        check_length("the list of names", records.ncols(), names.len())?;
        let named = names.iter().zip(records.columns()).enumerate();
        let features = named.filter(|(position, _)| self.is_feature(*position));
        let column = |name: &String| Column::number(name.clone(), "a column of linfa's records");
        Ok(features.map(|(_, (name, values))| (column(name), values.to_vec())).collect())
    }

    fn ids(self, records: ArrayView2<'_, f64>) -> Result<Vec<String>, Error> {
        let Some(position) = self.entity else {
            return Ok((0..records.nrows()).map(|row| row.to_string()).collect());
        };
        let values = finite(records, position, "entity")?;
        Ok(values.iter().map(f64::to_string).collect())
    }

    fn cutoffs(self, records: ArrayView2<'_, f64>) -> Result<Vec<Time>, Error> {
        let Some(position) = self.cutoff else {
            return Ok(vec![Time::from_millis(0); records.nrows()]);
        };
        let values = finite(records, position, "cutoff")?;
        Ok(values.iter().map(|millis| Time::from_millis(*millis as i64)).collect())
    }
}

/// Returns a column that has a number in every row.
fn finite(
    records: ArrayView2<'_, f64>,
    position: usize,
    what: &'static str,
) -> Result<Vec<f64>, Error> {
    if position >= records.ncols() {
        let n_columns = records.ncols();
        return Err(RecordsProblem::NoColumn { what, position, n_columns }.into());
    }
    let values = records.column(position).to_vec();
    match values.iter().position(|value| !value.is_finite()) {
        None => Ok(values),
        Some(row) => {
            let found = values[row];
            Err(RecordsProblem::NotFinite { what, position, row, found }.into())
        }
    }
}

#[derive(Debug, thiserror::Error)]
enum RecordsProblem {
    #[error("the {what} is in column {position} of the records, which have {n_columns} columns")]
    NoColumn { what: &'static str, position: usize, n_columns: usize },
    #[error("the {what} of row {row} is {found} (column {position}); give a finite number")]
    NotFinite { what: &'static str, position: usize, row: usize, found: f64 },
}

impl Problem for RecordsProblem {
    fn kind(&self) -> ErrorKind {
        match self {
            RecordsProblem::NoColumn { .. } => ErrorKind::Mismatch,
            RecordsProblem::NotFinite { .. } => ErrorKind::Data,
        }
    }
}
