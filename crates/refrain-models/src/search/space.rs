//! Search spaces.

mod axis;
mod problem;
mod range;
mod setting;
mod value;

use std::fmt;

use serde::Serialize;

use self::problem::SpaceProblem;
use crate::Error;

pub(super) use axis::Axis;
pub use range::Range;
pub use setting::Setting;
pub use value::ParameterValue;

/// Named parameters with what each may be.
///
/// # Examples
///
/// ```
/// use refrain_models::search::{Range, SearchSpace};
///
/// let space = SearchSpace::new([
///     ("learning_rate", Range::LogUniform { low: 0.01, high: 0.3 }),
///     ("max_leaves", Range::LogInteger { low: 4, high: 256 }),
///     ("growth", Range::choice(["by leaf", "by depth"])),
/// ])?;
/// assert_eq!(space.names().count(), 3);
/// # Ok::<(), refrain_models::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(transparent)]
pub struct SearchSpace {
    parameters: Vec<(String, Range)>,
}

impl SearchSpace {
    /// Checks names and ranges.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Argument`](crate::ErrorKind::Argument) if there is no parameter, two have one
    /// name, or a range holds nothing to search.
    ///
    /// # Examples
    ///
    /// ```
    /// use refrain_models::ErrorKind;
    /// use refrain_models::search::{Range, SearchSpace};
    ///
    /// let space = SearchSpace::new([("l2", Range::LogUniform { low: 0.1, high: 100.0 })])?;
    /// assert_eq!(space.to_string(), "l2: log 0.1 to 100");
    ///
    /// let upside_down = SearchSpace::new([("l2", Range::Uniform { low: 2.0, high: 1.0 })]);
    /// assert_eq!(upside_down.unwrap_err().kind(), ErrorKind::Argument);
    /// # Ok::<(), refrain_models::Error>(())
    /// ```
    pub fn new<S: Into<String>>(
        parameters: impl IntoIterator<Item = (S, Range)>,
    ) -> Result<SearchSpace, Error> {
        let parameters: Vec<(String, Range)> =
            parameters.into_iter().map(|(name, range)| (name.into(), range)).collect();
        if parameters.is_empty() {
            return Err(SpaceProblem::EmptySpace.into());
        }
        for (position, (name, range)) in parameters.iter().enumerate() {
            if parameters[..position].iter().any(|(other, _)| other == name) {
                return Err(SpaceProblem::RepeatedParameter { parameter: name.clone() }.into());
            }
            range.check(name)?;
        }
        Ok(SearchSpace { parameters })
    }

    /// Returns the names of the parameters in order.
    pub fn names(&self) -> impl ExactSizeIterator<Item = &str> {
        self.parameters.iter().map(|(name, _)| name.as_str())
    }

    /// Returns what each parameter may be, in order.
    pub fn ranges(&self) -> impl ExactSizeIterator<Item = &Range> {
        self.parameters.iter().map(|(_, range)| range)
    }

    /// Names one value for each parameter.
    pub(super) fn setting(&self, values: impl IntoIterator<Item = ParameterValue>) -> Setting {
        self.names().map(str::to_owned).zip(values).collect()
    }
}

impl fmt::Display for SearchSpace {
    /// `learning_rate: log 0.01 to 0.3; growth: by leaf or by depth`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (position, (name, range)) in self.parameters.iter().enumerate() {
            let gap = if position == 0 { "" } else { "; " };
            write!(f, "{gap}{name}: {range}")?;
        }
        Ok(())
    }
}
