//! Values that have names, for shells to complete.

use std::error::Error as StdError;
use std::ffi::OsStr;
use std::str::FromStr;

use clap::builder::{PossibleValue, TypedValueParser};
use clap::{Arg, Command, Error};

/// Reads values of a type as its `FromStr` does, and tells shells the names.
///
/// clap's own list of possible values would refuse whatever else the type reads, such as
/// `cancel:KIND` beside `cancel`, and would hide the type's own sentence about a name misspelt.
#[derive(Debug, Clone)]
pub(crate) struct Names<T> {
    names: Vec<&'static str>,
    read: fn(&str) -> Result<T, String>,
}

/// Reads a `T`; shells complete these names.
pub(crate) fn names<T>(names: impl IntoIterator<Item = &'static str>) -> Names<T>
where
    T: FromStr<Err: StdError>,
{
    names_of(names, |text| text.parse().map_err(|error: T::Err| error.to_string()))
}

/// Reads by a function; shells complete these names.
pub(crate) fn names_of<T>(
    names: impl IntoIterator<Item = &'static str>,
    read: fn(&str) -> Result<T, String>,
) -> Names<T> {
    Names { names: names.into_iter().collect(), read }
}

/// Takes any text; shells complete these names.
pub(crate) fn names_or_text(known: impl IntoIterator<Item = &'static str>) -> Names<String> {
    names_of(known, |text| Ok(text.to_owned()))
}

impl<T: Clone + Send + Sync + 'static> TypedValueParser for Names<T> {
    type Value = T;

    fn parse_ref(&self, cmd: &Command, arg: Option<&Arg>, value: &OsStr) -> Result<T, Error> {
        self.read.parse_ref(cmd, arg, value)
    }

    fn possible_values(&self) -> Option<Box<dyn Iterator<Item = PossibleValue> + '_>> {
        Some(Box::new(self.names.iter().map(|name| PossibleValue::new(*name))))
    }
}
