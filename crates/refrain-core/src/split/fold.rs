//! Folds of entities.

use std::collections::HashMap;

use super::problem::SplitProblem;
use crate::{Error, entity_hash};

/// Returns the fold of each row, from 0: all rows of an entity are in one fold.
///
/// Entities are sorted by their [`entity_hash`] (equal hashes by id) and dealt in turn, so that the
/// numbers of entities in two folds differ by at most one. The folds depend on the set of ids and
/// the seed: not on the order of rows, nor on how many there are of an entity.
///
/// # Errors
///
/// [`ErrorKind::Argument`](crate::ErrorKind::Argument) for fewer than two folds,
/// [`ErrorKind::Data`](crate::ErrorKind::Data) for fewer entities than folds.
///
/// # Examples
///
/// ```
/// use refrain_core::fold_by_entity;
///
/// let folds = fold_by_entity(&["ada", "bob", "cid", "ada"], 3, 7)?;
/// assert_eq!(folds[0], folds[3]);
/// # Ok::<(), refrain_core::Error>(())
/// ```
pub fn fold_by_entity<S: AsRef<str>>(
    ids: &[S],
    n_folds: usize,
    seed: u64,
) -> Result<Vec<usize>, Error> {
    check_fold_count(n_folds)?;
    let mut entities: Vec<(u64, &str)> =
        ids.iter().map(|id| (entity_hash(id.as_ref(), seed), id.as_ref())).collect();
    // Dealt in the order of their hashes: the hash modulo the number of folds would leave folds
    // of unequal size, and with few entities an empty one.
    entities.sort_unstable();
    entities.dedup();
    let n_entities = entities.len();
    if n_entities < n_folds {
        return Err(SplitProblem::TooFewEntities { n_entities, n_folds }.into());
    }
    let dealt = entities.iter().enumerate();
    let fold_of: HashMap<&str, usize> =
        dealt.map(|(position, (_, id))| (*id, position % n_folds)).collect();
    Ok(ids.iter().map(|id| fold_of[id.as_ref()]).collect())
}

pub(super) fn check_fold_count(n_folds: usize) -> Result<(), SplitProblem> {
    if n_folds < 2 {
        return Err(SplitProblem::FoldCount { n_folds });
    }
    Ok(())
}
