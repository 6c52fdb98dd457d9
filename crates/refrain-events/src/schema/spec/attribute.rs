//! Columns kept beside the roles.

use refrain_core::AttributeType;
use serde::{Deserialize, Serialize};

/// A column kept beside the roles.
///
/// # Examples
///
/// ```
/// use refrain_events::AttributeSpec;
///
/// let seconds = AttributeSpec::number("seconds").from_column("secs");
/// assert_eq!((seconds.name.as_str(), seconds.column()), ("seconds", "secs"));
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct AttributeSpec {
    /// Name of the attribute in the event log.
    pub name: String,
    /// Column it is read from, where that is not the name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub column: Option<String>,
    /// Type of the column's values.
    #[serde(rename = "type", with = "AttributeTypeName")]
    pub kind: AttributeType,
}

impl AttributeSpec {
    /// Describes a text attribute read from the column of its name.
    pub fn text(name: impl Into<String>) -> AttributeSpec {
        AttributeSpec { name: name.into(), column: None, kind: AttributeType::Text }
    }

    /// Describes a number attribute read from the column of its name.
    pub fn number(name: impl Into<String>) -> AttributeSpec {
        AttributeSpec { name: name.into(), column: None, kind: AttributeType::Number }
    }

    /// Reads the attribute from a column of another name.
    #[must_use]
    pub fn from_column(mut self, column: impl Into<String>) -> AttributeSpec {
        self.column = Some(column.into());
        self
    }

    /// Returns the column that the attribute is read from.
    pub fn column(&self) -> &str {
        self.column.as_deref().unwrap_or(&self.name)
    }
}

/// The words for attribute types in schema files.
#[derive(Serialize, Deserialize)]
#[serde(remote = "AttributeType", rename_all = "lowercase")]
enum AttributeTypeName {
    Text,
    Number,
}
