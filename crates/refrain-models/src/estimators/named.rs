//! Estimators by name: the entry that each has in the program and in model files.

use std::fmt::Display;
use std::str::FromStr;

use refrain_core::{ErrorKind, Fit, Problem};

use super::stored::Stored;
use super::summary::ModelSummary;
use crate::Error;
use crate::search::Range;
use crate::suggestion::did_you_mean;

/// An estimator that is chosen by name, and whose model is kept in files.
///
/// To add one, implement this beside the estimator and give it a line in the list of
/// [`any`](crate::any).
pub(crate) trait NamedEstimator: Fit<Fitted: Stored, Error = Error> + Default {
    /// The name on command lines and in the headers of model files.
    const NAME: &'static str;

    /// Returns the names of the parameters that [`with`](NamedEstimator::with) takes.
    fn parameters() -> Vec<&'static str> {
        Vec::new()
    }

    /// Returns the estimator with one parameter set.
    fn with(self, parameter: Parameter<'_>) -> Result<Self, Error> {
        Err(parameter.unknown::<Self>())
    }

    /// Returns the parameters to search, each over a range around its default.
    fn search_space() -> Vec<(&'static str, Range)> {
        Vec::new()
    }

    /// Returns the amounts that a fitted model has for features, for a person to read.
    fn summaries(model: &Self::Fitted) -> Vec<ModelSummary> {
        let _ = model;
        Vec::new()
    }
}

/// A parameter as its user gave it.
#[derive(Clone, Copy)]
pub(crate) struct Parameter<'a> {
    pub(crate) name: &'a str,
    pub(crate) value: &'a str,
}

impl Parameter<'_> {
    /// Returns the value as a number.
    pub(crate) fn number(self) -> Result<f64, Error> {
        self.parsed("a number")
    }

    /// Returns the value as a whole number.
    pub(crate) fn whole<T: FromStr + Display>(self) -> Result<T, Error> {
        self.parsed("a whole number")
    }

    fn parsed<T: FromStr>(self, expected: &'static str) -> Result<T, Error> {
        let (name, found) = (self.name.to_owned(), self.value.to_owned());
        let malformed = |_| ParameterProblem::Text { name, expected, found };
        Ok(self.value.parse().map_err(malformed)?)
    }

    /// Returns the refusal of a name that the estimator does not have.
    pub(crate) fn unknown<E: NamedEstimator>(self) -> Error {
        let known = E::parameters();
        ParameterProblem::Unknown {
            model: E::NAME,
            hint: did_you_mean(self.name, known.iter().copied()),
            name: self.name.to_owned(),
            known: if known.is_empty() {
                "it has none".to_owned()
            } else {
                format!("there are {}", known.join(", "))
            },
        }
        .into()
    }
}

#[derive(Debug, thiserror::Error)]
enum ParameterProblem {
    #[error("{model} has no parameter `{name}`{hint}; {known}")]
    Unknown { model: &'static str, name: String, hint: String, known: String },
    #[error("`{name}` is `{found}`, and must be {expected}")]
    Text { name: String, expected: &'static str, found: String },
}

impl Problem for ParameterProblem {
    fn kind(&self) -> ErrorKind {
        ErrorKind::Argument
    }
}
