//! Refusal of splits that cannot score a trial.

use refrain_core::{Dataset, ErrorKind, Problem, Split};

use crate::Error;

/// Refuses splits that cannot score a trial.
///
/// Their times and entities are left to whoever made them: a table with one cutoff has nothing
/// later to test, and is searched all the same.
pub(super) fn check_all(splits: &[Split], dataset: &Dataset) -> Result<(), Error> {
    if splits.is_empty() {
        return Err(SplitsProblem::NoSplits.into());
    }
    for (split, rows) in splits.iter().enumerate() {
        if let Some(problem) = problem(rows, dataset) {
            return Err(SplitsProblem::Split { split, problem }.into());
        }
    }
    Ok(())
}

const BEYOND: &str = "has a row that the dataset does not have";

fn problem(split: &Split, dataset: &Dataset) -> Option<&'static str> {
    if split.train.is_empty() {
        return Some("has no row to fit on");
    }
    if split.test.is_empty() {
        return Some("has no row to score");
    }
    // A table of flags, since splits of 100,000 rows are usual.
    let mut fitted_on = vec![false; dataset.n_rows()];
    for row in &split.train {
        let Some(seen) = fitted_on.get_mut(*row) else { return Some(BEYOND) };
        *seen = true;
    }
    let seen: Option<Vec<bool>> =
        split.test.iter().map(|row| fitted_on.get(*row).copied()).collect();
    let weightless = || split.test.iter().all(|row| dataset.weights()[*row] == 0.0);
    match seen {
        None => Some(BEYOND),
        Some(seen) if seen.contains(&true) => Some("scores a row that it is fitted on"),
        Some(_) => weightless().then_some("has no weight in the rows to score"),
    }
}

#[derive(Debug, thiserror::Error)]
enum SplitsProblem {
    #[error("there is no split; a search needs rows that its trials are not fitted on")]
    NoSplits,
    #[error("split {split} {problem}")]
    Split { split: usize, problem: &'static str },
}

impl Problem for SplitsProblem {
    fn kind(&self) -> ErrorKind {
        ErrorKind::Data
    }
}
