//! Groups of rows: the rows of one entity.

use refrain_core::{Error, ErrorKind, Problem, check_length};

use crate::metrics::check_rows;

/// Returns the group of each row: equal ids make a group, numbered from 0 in ascending order of the ids.
///
/// Ids are texts or numbers, in any order and as often as there are rows of them; texts ascend by
/// their bytes. Rows of a [`Dataset`](refrain_core::Dataset) have their groups from
/// [`Dataset::groups`](refrain_core::Dataset::groups); this is for ids from elsewhere.
///
/// # Examples
///
/// ```
/// use refrain_eval::group_by_id;
///
/// assert_eq!(group_by_id(&["eve", "ada", "eve"]), [1, 0, 1]);
/// assert_eq!(group_by_id(&[1_004, 23, 1_004]), [1, 0, 1]);
/// ```
pub fn group_by_id<K: Ord>(ids: &[K]) -> Vec<usize> {
    let mut distinct: Vec<&K> = ids.iter().collect();
    distinct.sort_unstable();
    distinct.dedup();
    ids.iter().map(|id| distinct.partition_point(|other| *other < id)).collect()
}

/// Groups renumbered without gaps, in the order of the numbers given.
///
/// The numbering depends on the numbers alone and not on the order of rows, so that neither do
/// the groups that a seed draws.
#[derive(Debug)]
pub(crate) struct DenseGroups {
    pub(crate) of_row: Vec<u32>,
    pub(crate) n_groups: usize,
}

impl DenseGroups {
    pub(crate) fn new(groups: &[usize]) -> DenseGroups {
        let mut distinct = groups.to_vec();
        distinct.sort_unstable();
        distinct.dedup();
        // By rank among the distinct numbers, so that gaps between entity numbers cost no memory.
        let rank = |group: &usize| distinct.partition_point(|other| other < group) as u32;
        DenseGroups { of_row: groups.iter().map(rank).collect(), n_groups: distinct.len() }
    }
}

/// Numbers of entities with a churned row, and with a retained one; some may have both.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct EntityCounts {
    pub(crate) n_churned: usize,
    pub(crate) n_retained: usize,
}

impl EntityCounts {
    pub(crate) fn new(labels: &[bool], groups: &DenseGroups) -> EntityCounts {
        let mut has = vec![[false; 2]; groups.n_groups];
        for (churned, group) in labels.iter().zip(&groups.of_row) {
            has[*group as usize][usize::from(*churned)] = true;
        }
        let count = |class: usize| has.iter().filter(|has| has[class]).count();
        EntityCounts { n_churned: count(1), n_retained: count(0) }
    }

    /// The entities of the rarer class; all of them where there is one class only.
    pub(crate) fn n_of_rarer(self) -> usize {
        match self.n_churned.min(self.n_retained) {
            0 => self.n_churned.max(self.n_retained),
            n_of_rarer => n_of_rarer,
        }
    }
}

/// Checks rows and the groups they belong to.
pub(crate) fn check_grouped(
    labels: &[bool],
    scores: &[f64],
    groups: &[usize],
) -> Result<DenseGroups, Error> {
    check_rows(labels, scores)?;
    check_length("the list of groups", labels.len(), groups.len())?;
    let groups = DenseGroups::new(groups);
    check_group_count(groups.n_groups)?;
    Ok(groups)
}

/// Checks that there are groups enough for resampling to say anything.
pub(crate) fn check_group_count(found: usize) -> Result<(), TooFewGroups> {
    if found < 2 { Err(TooFewGroups { found }) } else { Ok(()) }
}

#[derive(Debug, thiserror::Error)]
#[error("a bootstrap over groups needs 2 groups or more; found {found}")]
pub(crate) struct TooFewGroups {
    found: usize,
}

impl Problem for TooFewGroups {
    fn kind(&self) -> ErrorKind {
        ErrorKind::Data
    }
}
