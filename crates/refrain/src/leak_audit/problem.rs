//! Problems of a table that is to be audited.

use refrain_core::{ErrorKind, Problem};

/// A table without the columns that an audit needs.
#[derive(Debug, thiserror::Error)]
pub(super) enum RoleProblem {
    #[error("the table has no column that is a label by its name, only {}; name it with --label", .known.join(", "))]
    NoLabel { known: Vec<String> },
    #[error(
        "no column is an entity's id by its name, so the log cannot be searched; name it with --entity"
    )]
    NoEntity,
    #[error("no entity of column `{entity}` is in the log, such as `{found}`")]
    StrangeEntities { entity: String, found: String },
}

impl Problem for RoleProblem {
    fn kind(&self) -> ErrorKind {
        match self {
            RoleProblem::NoLabel { .. } | RoleProblem::NoEntity => ErrorKind::Data,
            RoleProblem::StrangeEntities { .. } => ErrorKind::Mismatch,
        }
    }
}
