//! The values of all parameters at one trial.

use std::fmt;

use serde::de::{MapAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::ParameterValue;
use super::problem::SpaceProblem;
use crate::Error;
use crate::suggestion::did_you_mean;

/// The value of each parameter at one trial, in the order of the space.
///
/// Displays as `learning_rate=0.05 max_leaves=31`; in JSON it is an object.
///
/// # Examples
///
/// ```
/// use refrain_models::search::{ParameterValue, Setting};
///
/// let values = [("n_trees", ParameterValue::from(200)), ("growth", ParameterValue::from("leaf"))];
/// let setting = Setting::from_iter(values.map(|(name, value)| (name.to_owned(), value)));
/// assert_eq!(setting.to_string(), "n_trees=200 growth=leaf");
/// assert_eq!((setting.integer("n_trees")?, setting.text("growth")?), (200, "leaf"));
/// # Ok::<(), refrain_models::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Setting {
    values: Vec<(String, ParameterValue)>,
}

impl Setting {
    /// Returns the names and values in the order of the space.
    pub fn values(&self) -> impl ExactSizeIterator<Item = (&str, &ParameterValue)> {
        self.values.iter().map(|(name, value)| (name.as_str(), value))
    }

    /// Returns the value of a parameter.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Argument`](crate::ErrorKind::Argument) if there is none of this name.
    pub fn value(&self, name: &str) -> Result<&ParameterValue, Error> {
        let found = self.values.iter().find(|(own, _)| own == name);
        let absent = || SpaceProblem::NoSuchParameter {
            parameter: name.to_owned(),
            hint: did_you_mean(name, self.values().map(|(own, _)| own)),
        };
        Ok(found.map(|(_, value)| value).ok_or_else(absent)?)
    }

    /// Returns a number, or a whole number as one.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Argument`](crate::ErrorKind::Argument) if there is none of this name, or it is
    /// a text.
    ///
    /// # Examples
    ///
    /// ```
    /// use refrain_models::ErrorKind;
    /// use refrain_models::search::{ParameterValue, Setting};
    ///
    /// let setting = Setting::from_iter([("l2".to_owned(), ParameterValue::from(0.5))]);
    /// assert_eq!(setting.number("l2")?, 0.5);
    /// assert_eq!(setting.number("l3").unwrap_err().kind(), ErrorKind::Argument);
    /// # Ok::<(), refrain_models::Error>(())
    /// ```
    pub fn number(&self, name: &str) -> Result<f64, Error> {
        match self.value(name)? {
            ParameterValue::Number(number) => Ok(*number),
            ParameterValue::Integer(integer) => Ok(*integer as f64),
            ParameterValue::Text(text) => Err(wrong_kind(name, "a number", text)),
        }
    }

    /// Returns a whole number.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Argument`](crate::ErrorKind::Argument) if there is none of this name, or it is
    /// another number or a text.
    pub fn integer(&self, name: &str) -> Result<i64, Error> {
        match self.value(name)? {
            ParameterValue::Integer(integer) => Ok(*integer),
            other => Err(wrong_kind(name, "a whole number", other)),
        }
    }

    /// Returns a text.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Argument`](crate::ErrorKind::Argument) if there is none of this name, or it is
    /// a number.
    pub fn text(&self, name: &str) -> Result<&str, Error> {
        match self.value(name)? {
            ParameterValue::Text(text) => Ok(text),
            other => Err(wrong_kind(name, "a text", other)),
        }
    }
}

fn wrong_kind(name: &str, expected: &'static str, found: impl fmt::Display) -> Error {
    let (parameter, found) = (name.to_owned(), found.to_string());
    SpaceProblem::ParameterKind { parameter, expected, found }.into()
}

impl FromIterator<(String, ParameterValue)> for Setting {
    fn from_iter<I: IntoIterator<Item = (String, ParameterValue)>>(values: I) -> Setting {
        Setting { values: values.into_iter().collect() }
    }
}

impl fmt::Display for Setting {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (position, (name, value)) in self.values().enumerate() {
            let gap = if position == 0 { "" } else { " " };
            write!(f, "{gap}{name}={value}")?;
        }
        Ok(())
    }
}

impl Serialize for Setting {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_map(self.values())
    }
}

impl<'de> Deserialize<'de> for Setting {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Setting, D::Error> {
        from.deserialize_map(InOrder)
    }
}

/// Reads an object without changing the order of its names.
struct InOrder;

impl<'de> Visitor<'de> for InOrder {
    type Value = Setting;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the value of each parameter by its name")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Setting, A::Error> {
        let mut values = Vec::new();
        while let Some(pair) = map.next_entry()? {
            values.push(pair);
        }
        Ok(Setting { values })
    }
}
