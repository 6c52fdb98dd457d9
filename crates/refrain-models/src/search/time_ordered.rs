//! Folds that test on the future of customers that were not trained on.

use std::collections::BTreeMap;

use refrain_core::{Dataset, Time};

use super::Fold;
use super::fold::FoldProblem;
use crate::Error;
use crate::rows::problem::RowsProblem;

/// Deals a dataset to folds that are apart in entities and in time.
///
/// Entities are dealt to `n_folds` groups by a hash of their id, those that ever churn and those
/// that never do each by themselves, so that every group has both. Fold `k` has an *origin*, one
/// of the later half of the cutoffs at which some label is known; the first fold has the latest.
/// It scores its group's rows at the origin and after, and is fitted on the rows of the other
/// groups whose outcome window has ended by the origin: any later label would not be known on
/// that day. Windows are half-open, so one that ends at the origin exactly is known.
///
/// Where all rows have one cutoff there is no earlier label, and folds are apart in entities only:
/// fitted on the other groups, scored on their own.
///
/// # Errors
///
/// [`Error::NoRows`], [`Error::FoldCount`] for fewer than two folds, [`Error::TooFewEntities`] for
/// fewer entities that churn, or that never do, than folds, [`Error::NoOrigin`] if every window
/// ends after the last cutoff, [`Error::Fold`] if the rows to fit on are of one class or there is
/// none to score.
///
/// # Determinism
///
/// The folds depend on the rows and not on their order, in which the rows of a fold are listed.
pub fn time_ordered_folds(dataset: &Dataset, n_folds: usize) -> Result<Vec<Fold>, Error> {
    if dataset.n_rows() == 0 {
        return Err(RowsProblem::NoRows.into());
    }
    if n_folds < 2 {
        return Err(FoldProblem::FoldCount { n_folds }.into());
    }
    let groups = groups(dataset, n_folds)?;
    let origins = origins(dataset)?;
    let fold = |group: usize| {
        let origin = origins.of_fold(group);
        check(group, fold(dataset, &groups, group, origin), dataset)
    };
    (0..n_folds).map(fold).collect()
}

/// The group of each row.
fn groups(dataset: &Dataset, n_folds: usize) -> Result<Vec<usize>, Error> {
    let ids = || (0..dataset.n_rows()).map(|row| dataset.features().entity_id(row));
    let mut ever_churned: BTreeMap<&str, bool> = BTreeMap::new();
    for (id, churned) in ids().zip(dataset.labels()) {
        *ever_churned.entry(id).or_default() |= churned;
    }
    let mut group_of: BTreeMap<&str, usize> = BTreeMap::new();
    for (what, churned) in [("churn", true), ("never churn", false)] {
        let mut alike: Vec<&str> =
            ever_churned.iter().filter(|(_, own)| **own == churned).map(|(id, _)| *id).collect();
        if alike.len() < n_folds {
            return Err(
                FoldProblem::TooFewEntities { n_entities: alike.len(), what, n_folds }.into()
            );
        }
        alike.sort_by_key(|id| (crc32fast::hash(id.as_bytes()), *id));
        // Going on where the last kind ended keeps the groups of about one size.
        for id in alike {
            group_of.insert(id, group_of.len() % n_folds);
        }
    }
    Ok(ids().map(|id| group_of[id]).collect())
}

/// From when on the folds score.
enum Origins {
    /// At any time: there is one cutoff.
    Always,
    /// From these cutoffs on, ascending.
    From(Vec<Time>),
}

impl Origins {
    /// The origin of a fold, `None` if it is fitted and scored at all times.
    fn of_fold(&self, fold: usize) -> Option<Time> {
        match self {
            Origins::Always => None,
            Origins::From(known) => {
                let n_later = known.len().div_ceil(2);
                Some(known[known.len() - 1 - fold % n_later])
            }
        }
    }
}

fn origins(dataset: &Dataset) -> Result<Origins, Error> {
    let mut cutoffs = dataset.cutoffs();
    cutoffs.sort_unstable();
    cutoffs.dedup();
    if cutoffs.len() == 1 {
        return Ok(Origins::Always);
    }
    let first_known = dataset.window_ends().iter().min().copied().unwrap_or(Time::MAX);
    // A row at the origin is scored there and cannot be fitted on, so the first does not count.
    let known: Vec<Time> =
        cutoffs[1..].iter().copied().filter(|cutoff| *cutoff >= first_known).collect();
    if known.is_empty() { Err(FoldProblem::NoOrigin.into()) } else { Ok(Origins::From(known)) }
}

fn fold(dataset: &Dataset, groups: &[usize], group: usize, origin: Option<Time>) -> Fold {
    let observations = dataset.features().observations();
    let ends = dataset.window_ends();
    let rows = 0..dataset.n_rows();
    let known = |row: &usize| origin.is_none_or(|origin| ends[*row] <= origin);
    let later = |row: &usize| origin.is_none_or(|origin| observations[*row].cutoff >= origin);
    Fold {
        train: rows.clone().filter(|row| groups[*row] != group && known(row)).collect(),
        test: rows.filter(|row| groups[*row] == group && later(row)).collect(),
    }
}

fn check(fold: usize, rows: Fold, dataset: &Dataset) -> Result<Fold, Error> {
    let n_churned = rows.train.iter().filter(|row| dataset.labels()[**row]).count();
    if n_churned == 0 || n_churned == rows.train.len() {
        return Err(FoldProblem::Fold { fold, problem: "is to be fitted on one class only" }.into());
    }
    if rows.test.is_empty() {
        return Err(FoldProblem::Fold { fold, problem: "has no row to score" }.into());
    }
    Ok(rows)
}
