//! Features of a log as they are to be audited: code that is given the whole log.

use refrain_core::{EventLog, FeatureMatrix, Observation, check_length};

use crate::Error;
use crate::problem::AuditProblem;

/// Features of a log, as they are to be audited.
///
/// Unlike a feature of refrain, an implementor is given the whole log: whether it keeps to what is
/// before the cutoff is what the audit finds out.
pub trait ComputeFeatures {
    /// Computes the features of each observation, in the order given.
    ///
    /// # Errors
    ///
    /// If it fails.
    fn compute(
        &self,
        log: &EventLog,
        observations: &[Observation],
    ) -> Result<FeatureMatrix, Box<dyn std::error::Error + Send + Sync>>;
}

impl<F> ComputeFeatures for F
where
    F: Fn(
        &EventLog,
        &[Observation],
    ) -> Result<FeatureMatrix, Box<dyn std::error::Error + Send + Sync>>,
{
    fn compute(
        &self,
        log: &EventLog,
        observations: &[Observation],
    ) -> Result<FeatureMatrix, Box<dyn std::error::Error + Send + Sync>> {
        self(log, observations)
    }
}

/// Computes the features and checks that each observation has its row.
pub(super) fn compute(
    features: &dyn ComputeFeatures,
    log: &EventLog,
    observations: &[Observation],
) -> Result<FeatureMatrix, Error> {
    let matrix = features.compute(log, observations).map_err(AuditProblem::Features)?;
    check_length("the feature matrix", observations.len(), matrix.n_rows())?;
    Ok(matrix)
}
