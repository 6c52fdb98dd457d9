//! Rows on both sides of a split.

use std::collections::HashSet;

use refrain::base::Dataset;

use refrain::parts::Part;

/// Count of the test rows that churned, and of those whose entity was trained on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Copies {
    /// Test rows that churned.
    pub(crate) n_rows: usize,
    /// Those of them whose entity has a training row.
    pub(crate) n_trained_on: usize,
}

impl Copies {
    pub(crate) fn of(dataset: &Dataset, parts: &[Part]) -> Copies {
        let groups = dataset.groups();
        let (mut n_rows, mut n_trained_on) = (0, 0);
        for part in parts {
            let trained: HashSet<usize> = part.train.iter().map(|row| groups[*row]).collect();
            for row in part.test.iter().filter(|row| dataset.labels()[**row]) {
                n_rows += 1;
                n_trained_on += usize::from(trained.contains(&groups[*row]));
            }
        }
        Copies { n_rows, n_trained_on }
    }
}
