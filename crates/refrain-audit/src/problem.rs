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
    #[error("two columns of the table are called `{name}`; rename one")]
    TwoColumns { name: String },
    #[error("the table has no column `{name}`{}", did_you_mean(.near.as_deref()))]
    UnknownColumn { name: String, near: Option<String> },
    #[error("the label `{column}` is text; give it as 1 for churned and 0 for retained")]
    TextLabel { column: String },
    #[error("row {row} has no id in the column `{column}`")]
    NoId { row: usize, column: String },
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
            | AuditProblem::NanScore { .. }
            | AuditProblem::TextLabel { .. }
            | AuditProblem::TwoColumns { .. }
            | AuditProblem::NoId { .. } => ErrorKind::Data,
            AuditProblem::NanThreshold | AuditProblem::UnknownColumn { .. } => ErrorKind::Argument,
            AuditProblem::ControlModel(_)
            | AuditProblem::Features(_)
            | AuditProblem::Procedure(_) => ErrorKind::External,
        }
    }
}

fn did_you_mean(near: Option<&str>) -> String {
    near.map_or_else(String::new, |near| format!("; did you mean `{near}`?"))
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
