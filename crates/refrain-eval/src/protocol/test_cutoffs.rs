//! Cutoffs to test at.

use refrain_core::{Error, Time, check_test_cutoffs};

use super::problem::ProtocolProblem;

/// Cutoffs to test at, as a protocol names them.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum TestCutoffs {
    /// The later half of the rows' distinct cutoffs, the smaller one of an odd number.
    LaterHalf,
    /// The latest so many of them.
    Latest(usize),
    /// These, ascending.
    At(Vec<Time>),
}

impl TestCutoffs {
    pub(super) fn check(&self) -> Result<(), Error> {
        match self {
            TestCutoffs::LaterHalf => Ok(()),
            TestCutoffs::Latest(0) => check_test_cutoffs(&[]),
            TestCutoffs::Latest(_) => Ok(()),
            TestCutoffs::At(cutoffs) => check_test_cutoffs(cutoffs),
        }
    }

    /// Returns the test cutoffs among those of rows, ascending, each once.
    pub(super) fn of_rows(&self, of_rows: &[Time]) -> Result<Vec<Time>, ProtocolProblem> {
        let mut known = of_rows.to_vec();
        known.sort_unstable();
        known.dedup();
        let found = known.len();
        let latest = |asked: usize| match found.checked_sub(asked) {
            Some(first) => Ok(known[first..].to_vec()),
            None => Err(ProtocolProblem::TooFewCutoffs { asked, found }),
        };
        match self {
            // One cutoff has no earlier one to train on.
            TestCutoffs::LaterHalf if found < 2 => latest(2),
            TestCutoffs::LaterHalf => latest(found / 2),
            TestCutoffs::Latest(n_cutoffs) => latest(*n_cutoffs),
            TestCutoffs::At(cutoffs) => Ok(cutoffs.clone()),
        }
    }
}
