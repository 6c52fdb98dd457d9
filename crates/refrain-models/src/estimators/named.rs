//! Estimators by name: the entry that each has in the program and in model files.

use std::fmt::Display;
use std::str::FromStr;

use refrain_core::Fit;

use super::stored::Stored;
use super::summary::ModelSummary;
use crate::Error;
use crate::nearest::nearest;
use crate::search::Range;

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
        self.value.parse().map_err(|_| Error::ParameterText {
            name: self.name.to_owned(),
            expected,
            found: self.value.to_owned(),
        })
    }

    /// Returns the refusal of a name that the estimator does not have.
    pub(crate) fn unknown<E: NamedEstimator>(self) -> Error {
        let known = E::parameters();
        Error::UnknownParameter {
            model: E::NAME,
            nearest: nearest(self.name, known.iter().copied()),
            name: self.name.to_owned(),
            known: known.join(", "),
        }
    }
}
