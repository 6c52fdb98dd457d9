//! A table with what all checks need to know of it.

pub(crate) mod alone;
mod exposure_proxies;
pub(crate) mod names;
pub(crate) mod relations;

use std::collections::BTreeSet;

use refrain_eval::Interval;

use crate::Error;
use crate::table::{AuditColumn, AuditTable};
use alone::{alone, oriented_of_present};

pub use alone::ColumnAlone;
pub(crate) use alone::of_present;
pub use exposure_proxies::ExposureProxies;

/// The AUC above which something said to be behaviour is suspect.
///
/// A simulated oracle that knows every customer's own rates reaches .74 at ten days (the design of
/// refrain), and honest churn models of real products seldom more.
pub(crate) const SUSPECT_AUC: f64 = 0.75;

/// The AUC above which one thing alone can only be the outcome.
pub(crate) const IMPOSSIBLE_AUC: f64 = 0.9;

pub(crate) struct Subject<'a> {
    pub(crate) table: &'a AuditTable,
    pub(crate) groups: Vec<usize>,
    /// Entities of the rarer class.
    pub(crate) n_of_rarer: usize,
    /// AUC of each column alone, in the order of the columns.
    pub(crate) alone: Vec<ColumnAlone>,
    pub(crate) proxies: ExposureProxies,
}

impl<'a> Subject<'a> {
    pub(crate) fn new(table: &'a AuditTable, seed: u64) -> Result<Subject<'a>, Error> {
        let groups = table.groups();
        let n_of = |churned| n_entities_of(table, &groups, churned);
        Ok(Subject {
            n_of_rarer: n_of(true).min(n_of(false)),
            groups,
            alone: alone(table, seed)?,
            proxies: ExposureProxies::find(table),
            table,
        })
    }

    /// Returns the columns with the AUC of each alone.
    pub(crate) fn columns(&self) -> impl Iterator<Item = (&'a AuditColumn, &ColumnAlone)> {
        self.table.columns.iter().zip(&self.alone)
    }

    /// Computes the AUC of values that are no column.
    pub(crate) fn auc_of(&self, values: &[f64]) -> Result<Option<Interval>, Error> {
        let auc = oriented_of_present(self.table, values, &self.groups)?;
        Ok(auc.map(|oriented| oriented.auc))
    }

    pub(crate) fn auc_of_column(&self, name: &str) -> Option<Interval> {
        self.alone.iter().find(|alone| alone.column == name).and_then(|alone| alone.auc)
    }

    /// Counts the rows that churned.
    pub(crate) fn n_churned(&self) -> usize {
        self.table.labels.iter().filter(|churned| **churned).count()
    }

    /// Counts the entities, or the rows where no entity is known.
    pub(crate) fn n_entities(&self) -> usize {
        self.groups.iter().max().map_or(0, |group| group + 1)
    }
}

/// Counts the entities that have a row of a class.
fn n_entities_of(table: &AuditTable, groups: &[usize], churned: bool) -> usize {
    let rows = groups.iter().zip(&table.labels);
    let of_class: BTreeSet<usize> =
        rows.filter(|(_, label)| **label == churned).map(|(group, _)| *group).collect();
    of_class.len()
}
