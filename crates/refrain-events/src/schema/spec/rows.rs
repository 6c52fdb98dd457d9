//! Rules for rows and ids.

use serde::{Deserialize, Serialize};

use super::form::is_default;

/// Rules for rows: which are one event, and which texts stand for nothing.
///
/// # Examples
///
/// ```
/// use refrain_events::{Duplicates, RowSpec};
///
/// let rows = RowSpec::default();
/// assert_eq!(rows.duplicates, Duplicates::Drop);
/// assert!(rows.deduplicate_by.is_empty() && rows.nothing.is_empty());
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
#[non_exhaustive]
pub struct RowSpec {
    /// Columns of the key: rows of one entity with the same key are one event, the earliest.
    #[serde(with = "super::one_or_many", skip_serializing_if = "Vec::is_empty")]
    pub deduplicate_by: Vec<String>,
    /// Treatment of rows that are equal in every role and attribute.
    #[serde(skip_serializing_if = "is_default")]
    pub duplicates: Duplicates,
    /// Texts that stand for no value, in every column.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub nothing: Vec<String>,
}

/// Treatment of rows that are equal in every role and attribute.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum Duplicates {
    /// They are one event.
    #[default]
    Drop,
    /// Each is an event.
    Keep,
}

/// Ids of entities that are one in spite of a difference.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
#[non_exhaustive]
pub struct IdSpec {
    /// Differences that do not make two entities.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub ignore: Vec<IdDifference>,
}

/// Difference in which two spellings of one id may stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum IdDifference {
    /// Upper and lower case.
    Case,
    /// Zeros before an id of digits.
    Zeros,
    /// Number of blanks inside.
    Blanks,
}
