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
    /// Two columns whose product the attribute is, instead of one that it is read from.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub product: Vec<String>,
    /// Kinds of event that have it: features are made of these alone. All without them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kinds: Option<Vec<String>>,
    /// Set if features are made of it by itself.
    #[serde(default = "yes", skip_serializing_if = "is_yes")]
    pub features: bool,
}

fn yes() -> bool {
    true
}

fn is_yes(value: &bool) -> bool {
    *value
}

impl AttributeSpec {
    /// Describes a text attribute read from the column of its name.
    pub fn text(name: impl Into<String>) -> AttributeSpec {
        AttributeSpec::new(name.into(), AttributeType::Text)
    }

    /// Describes a number attribute read from the column of its name.
    pub fn number(name: impl Into<String>) -> AttributeSpec {
        AttributeSpec::new(name.into(), AttributeType::Number)
    }

    /// Describes a number attribute that is the product of two columns, such as price and quantity.
    ///
    /// # Examples
    ///
    /// ```
    /// use refrain_events::AttributeSpec;
    ///
    /// let amount = AttributeSpec::product("amount", "UnitPrice", "Quantity");
    /// assert_eq!(amount.product, ["UnitPrice", "Quantity"]);
    /// ```
    pub fn product(
        name: impl Into<String>,
        one: impl Into<String>,
        other: impl Into<String>,
    ) -> AttributeSpec {
        AttributeSpec { product: vec![one.into(), other.into()], ..AttributeSpec::number(name) }
    }

    fn new(name: String, kind: AttributeType) -> AttributeSpec {
        AttributeSpec { name, column: None, kind, product: Vec::new(), kinds: None, features: true }
    }

    /// Reads the attribute from a column of another name.
    #[must_use]
    pub fn from_column(mut self, column: impl Into<String>) -> AttributeSpec {
        self.column = Some(column.into());
        self
    }

    /// Names the kinds of event that have it, of which alone features are made.
    #[must_use]
    pub fn of_kinds<K: Into<String>>(
        mut self,
        kinds: impl IntoIterator<Item = K>,
    ) -> AttributeSpec {
        self.kinds = Some(kinds.into_iter().map(Into::into).collect());
        self
    }

    /// Makes no features of it by itself.
    #[must_use]
    pub fn without_features(mut self) -> AttributeSpec {
        self.features = false;
        self
    }

    /// The columns that it is read from.
    pub(crate) fn columns(&self) -> impl Iterator<Item = &str> {
        let own = self.product.is_empty().then(|| self.column());
        own.into_iter().chain(self.product.iter().map(String::as_str))
    }

    /// Returns the column that the attribute is read from, or is written to where it is a product.
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
