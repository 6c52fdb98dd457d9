//! Columns of a table: numbers or texts under a name.

use refrain_core::Time;

/// A column that a model may be trained on.
///
/// # Examples
///
/// ```
/// use refrain_audit::{AuditColumn, AuditValues};
///
/// let songs = AuditColumn::new("songs", vec![Some(31.0), None]);
/// assert!(matches!(songs.values, AuditValues::Number(values) if values[1].is_nan()));
/// let plan: AuditColumn = ("plan", vec!["free", "paid"]).into();
/// assert_eq!(plan.name, "plan");
/// ```
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct AuditColumn {
    /// Its name.
    pub name: String,
    /// Its values.
    pub values: AuditValues,
}

/// The values of a column, made from a vector of numbers, truth values, times or texts.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum AuditValues {
    /// Numbers, or instants in milliseconds; NaN where missing.
    Number(Vec<f64>),
    /// Text; `None` where missing.
    Text(Vec<Option<String>>),
}

impl AuditColumn {
    /// Makes a column of whatever its values are.
    pub fn new(name: impl Into<String>, values: impl Into<AuditValues>) -> AuditColumn {
        AuditColumn { name: name.into(), values: values.into() }
    }

    /// Makes a column of numbers; NaN where missing.
    pub fn numbers(name: impl Into<String>, values: Vec<f64>) -> AuditColumn {
        AuditColumn::new(name, values)
    }

    /// Makes a column of texts.
    ///
    /// # Examples
    ///
    /// ```
    /// use refrain_audit::{AuditColumn, AuditValues};
    ///
    /// let plan = AuditColumn::texts("plan", vec![Some("paid".to_owned()), None]);
    /// assert!(matches!(plan.values, AuditValues::Text(values) if values[1].is_none()));
    /// ```
    pub fn texts(name: impl Into<String>, values: Vec<Option<String>>) -> AuditColumn {
        AuditColumn::new(name, values)
    }

    pub(crate) fn n_rows(&self) -> usize {
        match &self.values {
            AuditValues::Number(values) => values.len(),
            AuditValues::Text(values) => values.len(),
        }
    }

    pub(crate) fn as_numbers(&self) -> Option<&[f64]> {
        match &self.values {
            AuditValues::Number(values) => Some(values),
            AuditValues::Text(_) => None,
        }
    }

    /// Returns the value of a row as text, if it has one.
    pub(super) fn text(&self, row: usize) -> Option<String> {
        match &self.values {
            AuditValues::Number(values) => (!values[row].is_nan()).then(|| values[row].to_string()),
            AuditValues::Text(values) => values[row].clone(),
        }
    }
}

impl<N: Into<String>, V: Into<AuditValues>> From<(N, V)> for AuditColumn {
    fn from((name, values): (N, V)) -> AuditColumn {
        AuditColumn::new(name, values)
    }
}

impl From<Vec<f64>> for AuditValues {
    fn from(values: Vec<f64>) -> AuditValues {
        AuditValues::Number(values)
    }
}

impl From<Vec<Option<f64>>> for AuditValues {
    fn from(values: Vec<Option<f64>>) -> AuditValues {
        AuditValues::Number(values.into_iter().map(|value| value.unwrap_or(f64::NAN)).collect())
    }
}

impl From<Vec<i64>> for AuditValues {
    fn from(values: Vec<i64>) -> AuditValues {
        AuditValues::Number(values.into_iter().map(|value| value as f64).collect())
    }
}

impl From<Vec<bool>> for AuditValues {
    fn from(values: Vec<bool>) -> AuditValues {
        AuditValues::Number(values.into_iter().map(f64::from).collect())
    }
}

/// In milliseconds, which is how the checks see instants.
impl From<Vec<Time>> for AuditValues {
    fn from(values: Vec<Time>) -> AuditValues {
        AuditValues::Number(values.into_iter().map(|time| time.millis() as f64).collect())
    }
}

impl From<Vec<String>> for AuditValues {
    fn from(values: Vec<String>) -> AuditValues {
        AuditValues::Text(values.into_iter().map(Some).collect())
    }
}

impl From<Vec<&str>> for AuditValues {
    fn from(values: Vec<&str>) -> AuditValues {
        AuditValues::Text(values.into_iter().map(|text| Some(text.to_owned())).collect())
    }
}

impl From<Vec<Option<String>>> for AuditValues {
    fn from(values: Vec<Option<String>>) -> AuditValues {
        AuditValues::Text(values)
    }
}
