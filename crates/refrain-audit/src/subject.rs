//! A table with what all checks need to know of it.

use crate::Error;
use crate::auc::AucInterval;
use crate::table::{AuditColumn, AuditTable};

pub(crate) mod alone;
mod exposure_proxies;
pub(crate) mod names;
pub(crate) mod relations;

pub use alone::ColumnAlone;
use alone::alone;
pub(crate) use alone::of_present;
pub use exposure_proxies::Clocks;

/// The AUC above which what is said to be behaviour is suspect.
///
/// A simulated oracle that knows every customer's own rates reaches .74 at ten days (the design of
/// refrain), and honest churn models of real products seldom more.
pub(crate) const SUSPECT_AUC: f64 = 0.75;

/// The AUC above which one thing alone can only be the outcome.
pub(crate) const IMPOSSIBLE_AUC: f64 = 0.9;

pub(crate) struct Subject<'a> {
    pub(crate) table: &'a AuditTable,
    pub(crate) groups: Vec<usize>,
    /// What each column tells alone, in the order of the columns.
    pub(crate) alone: Vec<ColumnAlone>,
    pub(crate) clocks: Clocks,
}

impl<'a> Subject<'a> {
    pub(crate) fn new(table: &'a AuditTable, seed: u64) -> Result<Subject<'a>, Error> {
        Ok(Subject {
            groups: table.groups(),
            alone: alone(table, seed)?,
            clocks: Clocks::find(table),
            table,
        })
    }

    /// The columns with what each tells alone.
    pub(crate) fn columns(&self) -> impl Iterator<Item = (&'a AuditColumn, &ColumnAlone)> {
        self.table.columns.iter().zip(&self.alone)
    }

    /// The AUC of values that are no column.
    pub(crate) fn auc_of(&self, values: &[f64]) -> Result<Option<AucInterval>, Error> {
        let auc = crate::subject::of_present(self.table, values, &self.groups)?;
        Ok(auc.map(AucInterval::oriented))
    }

    pub(crate) fn auc_of_column(&self, name: &str) -> Option<AucInterval> {
        self.alone.iter().find(|alone| alone.column == name).and_then(|alone| alone.auc)
    }

    /// Rows that churned.
    pub(crate) fn n_churned(&self) -> usize {
        self.table.labels.iter().filter(|churned| **churned).count()
    }
}
