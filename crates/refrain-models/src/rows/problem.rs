//! Rows and features that cannot be learned from or predicted for.

use refrain_core::{ErrorKind, FeatureMatrix, Problem};

use crate::suggestion::did_you_mean;

#[derive(Debug, thiserror::Error)]
pub(crate) enum RowsProblem {
    #[error("there is no row to train on")]
    NoRows,
    #[error(
        "{n_churned} of {n_rows} training rows churned; a model learns from the difference \
         between those that churn and those that stay, so it needs both"
    )]
    OneClass { n_rows: usize, n_churned: usize },
    #[error("feature `{column}` has values too large to standardise; give it a larger unit")]
    TooLarge { column: String },
    #[error("no feature is named `{column}`{hint}")]
    NoSuchFeature { column: String, hint: String },
    #[error(
        "these are not the features the model was fitted on: {}",
        refrain_core::name_difference(missing, unexpected)
    )]
    OtherFeatures { missing: Vec<String>, unexpected: Vec<String> },
    #[error(
        "the features are the model's in another order: feature {position} is `{found}`, the \
         model was fitted with `{expected}` there; put the columns in the model's order"
    )]
    FeatureOrder { position: usize, expected: String, found: String },
    #[error("feature `{column}` holds {found}, the model was fitted on {expected}")]
    FeatureKind { column: String, expected: &'static str, found: &'static str },
}

impl RowsProblem {
    /// Names a feature that the rows do not have, with the one that may be meant.
    pub(crate) fn no_such_feature(column: &str, features: &FeatureMatrix) -> RowsProblem {
        let hint = did_you_mean(column, features.names());
        RowsProblem::NoSuchFeature { column: column.to_owned(), hint }
    }
}

impl Problem for RowsProblem {
    fn kind(&self) -> ErrorKind {
        match self {
            RowsProblem::OtherFeatures { .. }
            | RowsProblem::FeatureOrder { .. }
            | RowsProblem::FeatureKind { .. } => ErrorKind::Mismatch,
            _ => ErrorKind::Data,
        }
    }
}
