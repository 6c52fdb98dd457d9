//! Form of the files: delimited text and JSON.

use serde::{Deserialize, Serialize};

/// Form of delimited text, where it is not told by the files themselves.
///
/// # Examples
///
/// ```
/// use refrain_events::{DecimalMark, EventSchema};
///
/// let schema = EventSchema::from_toml(r#"
/// [table]
/// columns = ["user", "at", "item", "price"]
/// separator = ";"
/// decimal = ","
///
/// [roles]
/// entity = "user"
/// time = "at"
/// kind = { constant = "purchase" }
/// "#)?;
/// assert_eq!(schema.table().columns.len(), 4);
/// assert_eq!(schema.table().separator, Some(';'));
/// assert_eq!(schema.table().decimal, DecimalMark::Comma);
/// # Ok::<(), refrain_events::Error>(())
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
#[non_exhaustive]
pub struct TableSpec {
    /// Names of all fields in order, where the files have no header.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub columns: Vec<String>,
    /// Character between fields; of blanks a run is one. Without it the content tells.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub separator: Option<char>,
    /// Character with which lines begin that are no rows.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub comment: Option<char>,
    /// Character before the decimals of numbers.
    #[serde(skip_serializing_if = "is_default")]
    pub decimal: DecimalMark,
}

/// Character before the decimals of a number.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub enum DecimalMark {
    /// `1234.5`.
    #[default]
    #[serde(rename = ".")]
    Point,
    /// `1234,5`, where a point (or a blank) stands between groups of three digits.
    #[serde(rename = ",")]
    Comma,
}

/// Place of the rows in files of JSON that hold one object.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
#[non_exhaustive]
pub struct JsonSpec {
    /// Dotted path of the array that holds the rows.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rows: Option<String>,
}

pub(super) fn is_default<T: Default + PartialEq>(value: &T) -> bool {
    *value == T::default()
}
