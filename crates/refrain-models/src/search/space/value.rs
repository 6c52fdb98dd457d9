//! The value of one parameter.

use std::fmt;

use serde::{Deserialize, Serialize};

/// The value of one parameter: in JSON the number or the text alone.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum ParameterValue {
    /// A whole number.
    Integer(i64),
    /// A number.
    Number(f64),
    /// A text.
    Text(String),
}

impl fmt::Display for ParameterValue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            ParameterValue::Integer(integer) => write!(f, "{integer}"),
            ParameterValue::Number(number) => write!(f, "{number}"),
            ParameterValue::Text(text) => write!(f, "{text}"),
        }
    }
}

impl From<i64> for ParameterValue {
    fn from(integer: i64) -> ParameterValue {
        ParameterValue::Integer(integer)
    }
}

impl From<f64> for ParameterValue {
    fn from(number: f64) -> ParameterValue {
        ParameterValue::Number(number)
    }
}

impl From<&str> for ParameterValue {
    fn from(text: &str) -> ParameterValue {
        ParameterValue::Text(text.to_owned())
    }
}
