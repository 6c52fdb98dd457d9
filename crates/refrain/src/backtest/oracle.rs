//! Oracles: what the best could do.

use super::candidate::{Candidate, Figure};

/// Someone who knows more than a model can: a probability for each row of a dataset.
#[derive(Debug, Clone, PartialEq)]
pub struct Oracle {
    /// Its knowledge, as in "sees the log".
    pub name: String,
    /// Probability of churn, by row of the dataset.
    pub probabilities: Vec<f64>,
}

/// An oracle on the same test rows.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct OracleTest {
    /// Its name, probabilities and figures.
    pub oracle: Candidate,
    /// By how much the oracle is better than the estimator, in ROC AUC, average precision and log
    /// loss: how much there is to gain. Both are computed on the same resamples.
    pub regret: Vec<Figure>,
}
