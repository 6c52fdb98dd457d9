//! The columns an exposure hazard reads.

use refrain_core::{ColumnKind, FeatureMatrix};

use super::problem::ExposureProblem;
use crate::Error;
use crate::suggestion::did_you_mean;

/// Returns the position of a feature that must hold plain numbers.
pub(super) fn numbers(features: &FeatureMatrix, name: &str) -> Result<usize, Error> {
    let column = name.to_owned();
    let Some(position) = features.position(name) else {
        let suggestion = did_you_mean(name, features.names());
        return Err(ExposureProblem::NoSuchFeature { column, suggestion }.into());
    };
    match features.columns()[position].kind {
        ColumnKind::Number => Ok(position),
        ColumnKind::Instant => {
            Err(ExposureProblem::NotPlainNumbers { column, found: "instants" }.into())
        }
        ColumnKind::Category(_) => {
            Err(ExposureProblem::NotPlainNumbers { column, found: "categories" }.into())
        }
    }
}

/// Refuses a feature of which some value is below zero; it may be missing.
pub(super) fn check_not_negative(features: &FeatureMatrix, position: usize) -> Result<(), Error> {
    let values = features.values(position);
    let Some(row) = values.iter().position(|value| *value < 0.0) else { return Ok(()) };
    let column = features.columns()[position].name.clone();
    Err(ExposureProblem::NegativeCount { column, row, found: values[row] }.into())
}
