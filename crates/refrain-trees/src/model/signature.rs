//! The columns a model was fitted on.

use serde::{Deserialize, Serialize};

use crate::{ColumnKind, Error, Features};

/// Names and kinds of the columns, in order.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Signature {
    pub(crate) names: Vec<String>,
    pub(crate) kinds: Vec<ColumnKind>,
}

impl Signature {
    pub(crate) fn of(features: &Features<'_>) -> Signature {
        Signature { names: features.names().to_vec(), kinds: features.kinds().to_vec() }
    }

    /// Refuses features that are not the model's, in the model's order.
    pub(crate) fn check(&self, features: &Features<'_>) -> Result<(), Error> {
        let lacking = |these: &[String], others: &[String]| -> Vec<String> {
            let others: std::collections::BTreeSet<&String> = others.iter().collect();
            these.iter().filter(|name| !others.contains(name)).cloned().collect()
        };
        if self.names != features.names() {
            let missing = lacking(&self.names, features.names());
            let unexpected = lacking(features.names(), &self.names);
            if !(missing.is_empty() && unexpected.is_empty()) {
                return Err(Error::OtherColumns { missing, unexpected });
            }
        }
        let named = self.names.iter().zip(features.names()).enumerate();
        for (position, (expected, found)) in named {
            if expected != found {
                let (expected, found) = (expected.clone(), found.clone());
                return Err(Error::ColumnOrder { position, expected, found });
            }
            let (expected, found) = (self.kinds[position], features.kinds()[position]);
            if expected != found {
                let column = self.names[position].clone();
                return Err(Error::ColumnKind { column, expected, found });
            }
        }
        Ok(())
    }
}
