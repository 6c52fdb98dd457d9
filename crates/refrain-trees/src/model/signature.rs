//! The columns a model was fitted on.

use std::collections::BTreeSet;

use refrain_core::{Error, ErrorKind, Problem};
use serde::{Deserialize, Serialize};

use crate::{FeatureKind, Features};

/// Names and kinds of the columns, in order.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Signature {
    pub(crate) names: Vec<String>,
    pub(crate) kinds: Vec<FeatureKind>,
}

impl Signature {
    pub(crate) fn of(features: &Features<'_>) -> Signature {
        Signature { names: features.names().to_vec(), kinds: features.kinds().to_vec() }
    }

    /// Tells whether two columns have one name, which no table has.
    pub(crate) fn has_a_name_twice(&self) -> bool {
        let mut seen = BTreeSet::new();
        self.names.iter().any(|name| !seen.insert(name))
    }

    /// Refuses features that are not the model's, in the model's order.
    pub(crate) fn check(&self, features: &Features<'_>) -> Result<(), Error> {
        let lacking = |these: &[String], others: &[String]| -> Vec<String> {
            let others: BTreeSet<&String> = others.iter().collect();
            these.iter().filter(|name| !others.contains(name)).cloned().collect()
        };
        if self.names != features.names() {
            let missing = lacking(&self.names, features.names());
            let unexpected = lacking(features.names(), &self.names);
            if !(missing.is_empty() && unexpected.is_empty()) {
                return Err(SignatureProblem::OtherColumns { missing, unexpected }.into());
            }
        }
        let named = self.names.iter().zip(features.names()).enumerate();
        for (position, (expected, found)) in named {
            if expected != found {
                let (expected, found) = (expected.clone(), found.clone());
                return Err(SignatureProblem::Order { position, expected, found }.into());
            }
            let (expected, found) = (self.kinds[position], features.kinds()[position]);
            if expected != found {
                let column = self.names[position].clone();
                return Err(SignatureProblem::Kind { column, expected, found }.into());
            }
        }
        Ok(())
    }
}

/// Columns that are not the ones the model was fitted on.
#[derive(Debug, thiserror::Error)]
enum SignatureProblem {
    #[error(
        "these are not the columns the model was fitted on: {}",
        refrain_core::name_difference(missing, unexpected)
    )]
    OtherColumns { missing: Vec<String>, unexpected: Vec<String> },
    #[error("column {position} is `{found}`, the model was fitted with `{expected}` there")]
    Order { position: usize, expected: String, found: String },
    #[error("column `{column}` holds {found}, the model was fitted on {expected}")]
    Kind { column: String, expected: FeatureKind, found: FeatureKind },
}

impl Problem for SignatureProblem {
    fn kind(&self) -> ErrorKind {
        ErrorKind::Mismatch
    }
}
