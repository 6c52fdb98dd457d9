//! Dealing entities to folds.

use super::stable_hash::stable_hash;
use crate::{Error, groups::group_by_id};

/// Returns the fold of each row, from 0: all rows of an entity are in one fold.
///
/// Entities are sorted by a seeded hash of their id (equal hashes by id) and dealt in turn, so
/// that the numbers of entities in two folds differ by at most one. The folds depend on the set of
/// ids and the seed: not on the order of rows, nor on how many there are of an entity.
///
/// # Errors
///
/// [`Error::FoldCount`] for fewer than two folds, [`Error::TooFewEntities`] for fewer entities than
/// folds.
///
/// # Determinism
///
/// The hash is part of this crate and will not change.
pub fn fold_by_entity<S: AsRef<str>>(
    ids: &[S],
    n_folds: usize,
    seed: u64,
) -> Result<Vec<usize>, Error> {
    check_fold_count(n_folds)?;
    let mut entities: Vec<(u64, &str)> =
        ids.iter().map(|id| (stable_hash(id.as_ref().as_bytes(), seed), id.as_ref())).collect();
    entities.sort_unstable();
    entities.dedup();
    let n_entities = entities.len();
    if n_entities < n_folds {
        return Err(Error::TooFewEntities { n_entities, n_folds });
    }
    let mut fold_of_group = vec![0; n_entities];
    let dealt: Vec<&str> = entities.iter().map(|(_, id)| *id).collect();
    for (position, group) in group_by_id(&dealt).into_iter().enumerate() {
        fold_of_group[group] = position % n_folds;
    }
    Ok(group_by_id(ids).into_iter().map(|group| fold_of_group[group]).collect())
}

pub(crate) fn check_fold_count(n_folds: usize) -> Result<(), Error> {
    if n_folds < 2 {
        return Err(Error::FoldCount { n_folds });
    }
    Ok(())
}
