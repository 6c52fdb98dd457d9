//! Random division of rows where there is one an entity.

use refrain::base::Dataset;
use refrain::eval::fold_by_entity;

use refrain::Error;
use refrain::parts::{Part, cross_validation, ids};

/// A random division of rows.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Division {
    /// This share of the rows, rounded, is trained on and the rest tested.
    TrainShare(f64),
    /// Each of so many folds is tested by a model of the others.
    Folds(usize),
}

impl Division {
    /// Divides rows, copies of a row like any others.
    ///
    /// # Determinism
    ///
    /// It depends on the ids, how often each occurs, and the seed.
    pub(crate) fn parts(self, dataset: &Dataset, seed: u64) -> Result<Vec<Part>, Error> {
        let keys = row_keys(dataset);
        match self {
            Division::Folds(n_folds) => cross_validation(&keys, n_folds, seed),
            Division::TrainShare(share) => {
                let n_train = (share * keys.len() as f64).round() as usize;
                let places = shuffled_places(&keys, seed)?;
                let (train, test) = (0..keys.len()).partition(|row| places[*row] < n_train);
                Ok(vec![Part { train, test }])
            }
        }
    }
}

/// The place of each id in an order that a seed decides; ids are distinct.
pub(crate) fn shuffled_places<S: AsRef<str>>(ids: &[S], seed: u64) -> Result<Vec<usize>, Error> {
    // As many folds as ids: each is dealt one of its own.
    fold_by_entity(ids, ids.len(), seed)
}

/// A text for each row that no other has: the entity, and which of its rows it is.
fn row_keys(dataset: &Dataset) -> Vec<String> {
    let mut n_seen = vec![0_usize; dataset.features().entity_ids().len()];
    let key = |(entity, id): (usize, &str)| {
        n_seen[entity] += 1;
        match n_seen[entity] {
            1 => id.to_owned(),
            copy => format!("{id}\n{copy}"),
        }
    };
    dataset.groups().into_iter().zip(ids(dataset)).map(key).collect()
}
