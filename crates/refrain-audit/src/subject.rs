//! A table with what all checks need to know of it.

use super::alone::{ColumnAlone, alone};
use super::clocks::Clocks;
use super::table::AuditTable;
use super::{AucInterval, AuditColumn};
use crate::Error;

/// The AUC above which what is said to be behaviour is suspect.
///
/// A simulated oracle that knows every customer's own rates reaches .74 at ten days (the design of
/// refrain), and honest churn models of real products seldom more.
pub(super) const SUSPECT_AUC: f64 = 0.75;

/// The AUC above which one thing alone can only be the outcome.
pub(super) const IMPOSSIBLE_AUC: f64 = 0.9;

pub(super) struct Subject<'a> {
    pub(super) table: &'a AuditTable,
    pub(super) groups: Vec<usize>,
    /// What each column tells alone, in the order of the columns.
    pub(super) alone: Vec<ColumnAlone>,
    pub(super) clocks: Clocks,
}

impl<'a> Subject<'a> {
    pub(super) fn new(table: &'a AuditTable, seed: u64) -> Result<Subject<'a>, Error> {
        Ok(Subject {
            groups: table.groups(),
            alone: alone(table, seed)?,
            clocks: Clocks::find(table),
            table,
        })
    }

    /// The columns with what each tells alone.
    pub(super) fn columns(&self) -> impl Iterator<Item = (&'a AuditColumn, &ColumnAlone)> {
        self.table.columns.iter().zip(&self.alone)
    }

    /// The AUC of values that are no column.
    pub(super) fn auc_of(&self, values: &[f64]) -> Result<Option<AucInterval>, Error> {
        let auc = super::alone::of_present(self.table, values, &self.groups)?;
        Ok(auc.map(AucInterval::oriented))
    }

    pub(super) fn auc_of_column(&self, name: &str) -> Option<AucInterval> {
        self.alone.iter().find(|alone| alone.column == name).and_then(|alone| alone.auc)
    }

    /// Rows that churned.
    pub(super) fn n_churned(&self) -> usize {
        self.table.labels.iter().filter(|churned| **churned).count()
    }
}
