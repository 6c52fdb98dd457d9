//! Kinds of models as text.

use std::fmt;
use std::str::FromStr;

use refrain_core::{ErrorKind, Problem};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::ModelKind;
use crate::Error;
use crate::search::SearchSpace;
use crate::suggestion::did_you_mean;

/// The name of soft voting in files that were written when that was its name.
const FORMER_NAME_OF_SOFT_VOTING: &str = "blend";

/// A name that no model has.
#[derive(Debug, thiserror::Error)]
#[error("no model is named `{name}`{hint}; there are {known}")]
struct UnknownModel {
    name: String,
    hint: String,
    known: String,
}

impl Problem for UnknownModel {
    fn kind(&self) -> ErrorKind {
        ErrorKind::Argument
    }
}

impl ModelKind {
    /// Returns a space around the default parameters; `None` of a model that has none to choose.
    ///
    /// # Examples
    ///
    /// ```
    /// use refrain_models::ModelKind;
    ///
    /// let space = ModelKind::Logistic.search_space().expect("it has parameters");
    /// assert!(space.names().eq(["l1", "l2"]));
    /// assert!(ModelKind::BaseRate.search_space().is_none());
    /// ```
    pub fn search_space(self) -> Option<SearchSpace> {
        let ranges = self.ranges();
        (!ranges.is_empty()).then(|| SearchSpace::new(ranges).expect("the ranges are not empty"))
    }
}

impl fmt::Display for ModelKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

impl FromStr for ModelKind {
    type Err = Error;

    fn from_str(name: &str) -> Result<ModelKind, Error> {
        let found = ModelKind::ALL.into_iter().find(|kind| kind.name() == name);
        let names = ModelKind::ALL.map(ModelKind::name);
        let unknown = || UnknownModel {
            name: name.to_owned(),
            hint: did_you_mean(name, names),
            known: names.join(", "),
        };
        Ok(found.ok_or_else(unknown)?)
    }
}

impl Serialize for ModelKind {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(self.name())
    }
}

impl<'de> Deserialize<'de> for ModelKind {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<ModelKind, D::Error> {
        let name = String::deserialize(from)?;
        // Headers keep the name, and files outlive names.
        if name == FORMER_NAME_OF_SOFT_VOTING {
            return Ok(ModelKind::SoftVoting);
        }
        name.parse().map_err(serde::de::Error::custom)
    }
}
