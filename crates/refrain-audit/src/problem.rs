//! Problems of the input of an audit, and of code that it runs.

use refrain_core::{ErrorKind, Problem};

/// Error of someone else's code.
pub(crate) type Cause = Box<dyn std::error::Error + Send + Sync>;

#[derive(Debug, thiserror::Error)]
pub(crate) enum AuditProblem {
    #[error("there is no row to audit")]
    NoRows,
    #[error("the audit is undefined: none of the {n_rows} rows {missing}")]
    OneClass { missing: &'static str, n_rows: usize },
    #[error("the score of row {row} is not a number (NaN); leave the row out or score it")]
    NanScore { row: usize },
    #[error("the threshold is not a number (NaN)")]
    NanThreshold,
    #[error("the control model cannot be trained")]
    ControlModel(#[source] Cause),
    #[error("the features to be audited cannot be computed")]
    Features(#[source] Cause),
    #[error("the procedure to be audited failed")]
    Procedure(#[source] Cause),
}

impl Problem for AuditProblem {
    fn kind(&self) -> ErrorKind {
        match self {
            AuditProblem::NoRows
            | AuditProblem::OneClass { .. }
            | AuditProblem::NanScore { .. } => ErrorKind::Data,
            AuditProblem::NanThreshold => ErrorKind::Argument,
            AuditProblem::ControlModel(_)
            | AuditProblem::Features(_)
            | AuditProblem::Procedure(_) => ErrorKind::External,
        }
    }
}

/// Problems of the control model.
#[derive(Debug, thiserror::Error)]
pub(crate) enum ModelProblem {
    #[error("none of the {n_rows} rows to train on {missing}")]
    OneClass { n_rows: usize, missing: &'static str },
    #[error("the features are not those that the control model was trained on")]
    OtherFeatures,
}

impl Problem for ModelProblem {
    fn kind(&self) -> ErrorKind {
        match self {
            ModelProblem::OneClass { .. } => ErrorKind::Data,
            ModelProblem::OtherFeatures => ErrorKind::Mismatch,
        }
    }
}
