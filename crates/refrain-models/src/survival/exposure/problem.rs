//! Problems that keep an exposure hazard from learning or predicting.

use refrain_core::{ErrorKind, Problem};

#[derive(Debug, thiserror::Error)]
pub(crate) enum ExposureProblem {
    #[error(
        "there is no exposure; name at least one column that counts visits to where customers leave"
    )]
    NoExposure,
    #[error("feature `{column}` is named as {role} twice; name it once")]
    NamedTwice { column: String, role: &'static str },
    #[error("`{name}` is crossed with the signals but is not among the modifiers; add it to them")]
    NoSuchModifier { name: String },
    #[error("no feature is named `{column}`{suggestion}")]
    NoSuchFeature { column: String, suggestion: String },
    #[error("feature `{column}` holds {found}; the exposure hazard needs plain numbers of it")]
    NotPlainNumbers { column: String, found: &'static str },
    #[error(
        "feature `{column}` is {found} in row {row}; a count or a number of days is never negative"
    )]
    NegativeCount { column: String, row: usize, found: f64 },
    #[error("feature `{column}` has values too large to standardise; give it a larger unit")]
    TooLarge { column: String },
}

impl Problem for ExposureProblem {
    fn kind(&self) -> ErrorKind {
        match self {
            ExposureProblem::NoExposure
            | ExposureProblem::NamedTwice { .. }
            | ExposureProblem::NoSuchModifier { .. } => ErrorKind::Argument,
            _ => ErrorKind::Data,
        }
    }
}
