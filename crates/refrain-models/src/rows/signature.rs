//! The features a model was fitted on, and the refusal of any others.

use refrain_core::{Column, ColumnKind, FeatureMatrix};
use serde::{Deserialize, Serialize};

use crate::Error;
use crate::rows::problem::RowsProblem;

/// Names and kinds of the features a model was fitted on, in order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Signature {
    names: Vec<String>,
    kinds: Vec<Kind>,
}

/// Kind of a feature's values, without a category's levels: those may differ.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
enum Kind {
    Number,
    Instant,
    Category,
}

impl Signature {
    pub(crate) fn of(features: &FeatureMatrix) -> Signature {
        Signature {
            names: features.names().map(str::to_owned).collect(),
            kinds: features.columns().iter().map(Kind::of).collect(),
        }
    }

    pub(crate) fn names(&self) -> &[String] {
        &self.names
    }

    pub(crate) fn is_category(&self, position: usize) -> bool {
        self.kinds.get(position) == Some(&Kind::Category)
    }

    /// Refuses features with other names, in another order or of another kind.
    pub(crate) fn check(&self, features: &FeatureMatrix) -> Result<(), Error> {
        self.check_set(features)?;
        self.check_order(features)?;
        self.check_kinds(features)
    }

    fn check_set(&self, features: &FeatureMatrix) -> Result<(), Error> {
        let known = |name: &str| self.names.iter().any(|own| own == name);
        // Every missing feature is told, not the first: the reader mends a table once.
        let absent = |name: &&String| features.position(name).is_none();
        let missing: Vec<String> = self.names.iter().filter(absent).cloned().collect();
        let unexpected: Vec<String> =
            features.names().filter(|name| !known(name)).map(str::to_owned).collect();
        if missing.is_empty() && unexpected.is_empty() {
            return Ok(());
        }
        Err(RowsProblem::OtherFeatures { missing, unexpected }.into())
    }

    fn check_order(&self, features: &FeatureMatrix) -> Result<(), Error> {
        let mut pairs = self.names.iter().zip(features.names()).enumerate();
        match pairs.find(|(_, (expected, found))| expected != found) {
            None => Ok(()),
            Some((position, (expected, found))) => {
                let (expected, found) = (expected.clone(), found.to_owned());
                Err(RowsProblem::FeatureOrder { position, expected, found }.into())
            }
        }
    }

    fn check_kinds(&self, features: &FeatureMatrix) -> Result<(), Error> {
        let mut pairs = self.kinds.iter().zip(features.columns());
        match pairs.find(|(kind, column)| **kind != Kind::of(column)) {
            None => Ok(()),
            Some((kind, column)) => Err(RowsProblem::FeatureKind {
                column: column.name.clone(),
                expected: kind.plural(),
                found: Kind::of(column).plural(),
            }
            .into()),
        }
    }

    /// Returns what is wrong with a signature that came from a file.
    pub(crate) fn defect(&self) -> Option<&'static str> {
        let unequal = self.names.len() != self.kinds.len();
        unequal.then_some("its features have not one kind each")
    }
}

impl Kind {
    fn of(column: &Column) -> Kind {
        match column.kind {
            ColumnKind::Number => Kind::Number,
            ColumnKind::Instant => Kind::Instant,
            ColumnKind::Category(_) => Kind::Category,
        }
    }

    fn plural(self) -> &'static str {
        match self {
            Kind::Number => "numbers",
            Kind::Instant => "instants",
            Kind::Category => "categories",
        }
    }
}
