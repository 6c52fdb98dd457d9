//! Ranges of parameters.

use std::fmt;

use serde::Serialize;

use super::ParameterValue;
use super::problem::SpaceProblem;
use crate::Error;

/// Whole numbers up to here are exact as floats.
const LARGEST_WHOLE: i64 = 1 << 53;

/// The values that one parameter may have; both ends belong to the range.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Range {
    /// A number, each as likely as any other.
    Uniform {
        /// The least.
        low: f64,
        /// The greatest.
        high: f64,
    },
    /// A number above zero, each order of magnitude as likely as any other.
    LogUniform {
        /// The least.
        low: f64,
        /// The greatest.
        high: f64,
    },
    /// A whole number.
    Integer {
        /// The least.
        low: i64,
        /// The greatest.
        high: i64,
    },
    /// A whole number above zero, each order of magnitude as likely as any other.
    LogInteger {
        /// The least.
        low: i64,
        /// The greatest.
        high: i64,
    },
    /// One of these, in no order.
    Choice(Vec<ParameterValue>),
}

impl Range {
    /// Builds a choice of texts, numbers or whole numbers.
    ///
    /// # Examples
    ///
    /// ```
    /// use refrain_models::search::Range;
    ///
    /// assert_eq!(Range::choice(["leaf", "depth"]).to_string(), "leaf or depth");
    /// assert_eq!(Range::choice([4, 8, 16]).to_string(), "4 or 8 or 16");
    /// ```
    pub fn choice<V: Into<ParameterValue>>(values: impl IntoIterator<Item = V>) -> Range {
        Range::Choice(values.into_iter().map(Into::into).collect())
    }

    pub(in crate::search) fn check(&self, parameter: &str) -> Result<(), Error> {
        match self {
            Range::Uniform { low, high } => check_ends(parameter, *low, *high),
            Range::Integer { low, high } => check_whole(parameter, *low, *high),
            Range::LogUniform { low, high } => {
                check_ends(parameter, *low, *high).and_then(|()| check_logarithm(parameter, *low))
            }
            Range::LogInteger { low, high } => check_whole(parameter, *low, *high)
                .and_then(|()| check_logarithm(parameter, *low as f64)),
            Range::Choice(values) => check_choices(parameter, values),
        }
    }
}

fn check_ends(parameter: &str, low: f64, high: f64) -> Result<(), Error> {
    // The width is what draws and estimates are scaled by.
    if low < high && (high - low).is_finite() {
        return Ok(());
    }
    Err(SpaceProblem::EmptyRange { parameter: parameter.to_owned(), low, high }.into())
}

fn check_whole(parameter: &str, low: i64, high: i64) -> Result<(), Error> {
    let exact = -LARGEST_WHOLE..=LARGEST_WHOLE;
    if low < high && exact.contains(&low) && exact.contains(&high) {
        return Ok(());
    }
    let (low, high) = (low as f64, high as f64);
    Err(SpaceProblem::EmptyRange { parameter: parameter.to_owned(), low, high }.into())
}

fn check_logarithm(parameter: &str, low: f64) -> Result<(), Error> {
    if low > 0.0 {
        return Ok(());
    }
    Err(SpaceProblem::LogarithmOf { parameter: parameter.to_owned(), low }.into())
}

fn check_choices(parameter: &str, values: &[ParameterValue]) -> Result<(), Error> {
    let repeated = |position: usize| values[..position].contains(&values[position]);
    let no_number =
        |value: &ParameterValue| matches!(value, ParameterValue::Number(x) if !x.is_finite());
    let wrong =
        |problem| Err(SpaceProblem::Choices { parameter: parameter.to_owned(), problem }.into());
    if values.is_empty() {
        return wrong("none");
    }
    if values.iter().any(no_number) {
        return wrong("not all finite");
    }
    if (0..values.len()).any(repeated) {
        return wrong("not all different");
    }
    Ok(())
}

impl fmt::Display for Range {
    /// `0.1 to 1`, `log 0.1 to 1`, `gini or entropy`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Range::Uniform { low, high } => write!(f, "{low} to {high}"),
            Range::LogUniform { low, high } => write!(f, "log {low} to {high}"),
            Range::Integer { low, high } => write!(f, "whole {low} to {high}"),
            Range::LogInteger { low, high } => write!(f, "log whole {low} to {high}"),
            Range::Choice(values) => {
                let values: Vec<String> = values.iter().map(ParameterValue::to_string).collect();
                write!(f, "{}", values.join(" or "))
            }
        }
    }
}
