//! Rows to fit on and rows to score.

use refrain_core::{Dataset, ErrorKind, Problem};

use crate::Error;

/// Rows to fit on and rows to score, counted from 0.
///
/// No row may be in both. That their entities and times are apart as well is up to the maker:
/// [`time_ordered_folds`](super::time_ordered_folds) sees to it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fold {
    /// Rows to fit on.
    pub train: Vec<usize>,
    /// Rows to score.
    pub test: Vec<usize>,
}

/// Refuses folds that cannot score a trial.
pub(super) fn check_all(folds: &[Fold], dataset: &Dataset) -> Result<(), Error> {
    if folds.is_empty() {
        return Err(FoldProblem::NoFolds.into());
    }
    for (fold, rows) in folds.iter().enumerate() {
        if let Some(problem) = rows.problem(dataset) {
            return Err(FoldProblem::Fold { fold, problem }.into());
        }
    }
    Ok(())
}

impl Fold {
    fn problem(&self, dataset: &Dataset) -> Option<&'static str> {
        if self.train.is_empty() {
            return Some("has no row to fit on");
        }
        if self.test.is_empty() {
            return Some("has no row to score");
        }
        let mut fitted_on = vec![false; dataset.n_rows()];
        for row in &self.train {
            let Some(seen) = fitted_on.get_mut(*row) else { return Some(BEYOND) };
            *seen = true;
        }
        let seen: Option<Vec<bool>> =
            self.test.iter().map(|row| fitted_on.get(*row).copied()).collect();
        match seen {
            None => Some(BEYOND),
            Some(seen) if seen.contains(&true) => Some("scores a row that it is fitted on"),
            Some(_) => self.weightless(dataset).then_some("has no weight in the rows to score"),
        }
    }

    fn weightless(&self, dataset: &Dataset) -> bool {
        self.test.iter().all(|row| dataset.weights()[*row] == 0.0)
    }
}

const BEYOND: &str = "has a row that the dataset does not have";

#[derive(Debug, thiserror::Error)]
pub(super) enum FoldProblem {
    #[error("there is no fold; a search needs rows that its trials are not fitted on")]
    NoFolds,
    #[error("fold {fold} {problem}")]
    Fold { fold: usize, problem: &'static str },
    #[error("{n_folds} folds were asked for; there must be at least 2")]
    FoldCount { n_folds: usize },
    #[error(
        "{n_entities} entities {what} and {n_folds} folds were asked for; each needs one, so ask \
         for fewer folds"
    )]
    TooFewEntities { n_entities: usize, what: &'static str, n_folds: usize },
    #[error(
        "no outcome window ends by a later cutoff, so nothing could be trained on at any; give \
         folds of your own or cutoffs farther apart"
    )]
    NoOrigin,
}

impl Problem for FoldProblem {
    fn kind(&self) -> ErrorKind {
        match self {
            FoldProblem::FoldCount { .. } => ErrorKind::Argument,
            _ => ErrorKind::Data,
        }
    }
}
