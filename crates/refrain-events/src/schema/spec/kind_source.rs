//! Where the kind of an event comes from.

use std::fmt;

use serde::de::value::MapAccessDeserializer;
use serde::de::{Deserializer, Error, MapAccess, Visitor};
use serde::{Deserialize, Serialize};

/// Source of the kind of an event: a column, a constant, or cases over columns.
///
/// # Examples
///
/// ```
/// use refrain_events::{KindCase, KindSource};
///
/// assert_eq!(KindSource::from("action").column(), Some("action"));
///
/// let cases = vec![
///     KindCase::new("InvoiceNo", "cancellation").begins("C"),
///     KindCase::new("Quantity", "return").below(0.0),
/// ];
/// let shop = KindSource::Cases { cases, otherwise: Some("purchase".into()) };
/// assert_eq!(shop.column(), None);
/// ```
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(into = "KindForm")]
#[non_exhaustive]
pub enum KindSource {
    /// The column that holds the kind.
    Column(String),
    /// One kind for every row.
    Constant(String),
    /// The column that holds the kind, and the kind of the rows that have none in it.
    Or {
        /// Column of the kind.
        column: String,
        /// Kind of a row without a value there.
        otherwise: String,
    },
    /// The kind of the first case that holds.
    Cases {
        /// Cases, in the order in which they are asked.
        cases: Vec<KindCase>,
        /// Kind of a row for which none holds; without one such a row lacks its kind.
        otherwise: Option<String>,
    },
}

impl KindSource {
    /// Returns the column that holds the kind, if one does.
    pub fn column(&self) -> Option<&str> {
        match self {
            KindSource::Column(column) | KindSource::Or { column, .. } => Some(column),
            KindSource::Constant(_) | KindSource::Cases { .. } => None,
        }
    }
}

impl From<&str> for KindSource {
    fn from(column: &str) -> KindSource {
        KindSource::Column(column.to_owned())
    }
}

impl From<String> for KindSource {
    fn from(column: String) -> KindSource {
        KindSource::Column(column)
    }
}

impl From<&String> for KindSource {
    fn from(column: &String) -> KindSource {
        KindSource::Column(column.clone())
    }
}

/// A test of a column, and the kind of the rows that pass it.
///
/// Several tests of one case must all hold; without any the column must have a value.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct KindCase {
    /// Column that is looked at.
    pub column: String,
    /// Kind of a row for which the case holds.
    pub kind: String,
    /// Values of which the column must have one.
    #[serde(default, with = "super::one_or_many", skip_serializing_if = "Vec::is_empty")]
    pub is: Vec<String>,
    /// Text with which the value must begin.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub begins: Option<String>,
    /// Number than which the value must be greater.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub above: Option<f64>,
    /// Number than which the value must be less.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub below: Option<f64>,
}

impl KindCase {
    /// Describes the kind of rows that have a value in the column.
    pub fn new(column: impl Into<String>, kind: impl Into<String>) -> KindCase {
        KindCase {
            column: column.into(),
            kind: kind.into(),
            is: Vec::new(),
            begins: None,
            above: None,
            below: None,
        }
    }

    /// Asks that the value be one of these.
    #[must_use]
    pub fn is<V: Into<String>>(mut self, values: impl IntoIterator<Item = V>) -> KindCase {
        self.is = values.into_iter().map(Into::into).collect();
        self
    }

    /// Asks that the value begin with this text.
    #[must_use]
    pub fn begins(mut self, text: impl Into<String>) -> KindCase {
        self.begins = Some(text.into());
        self
    }

    /// Asks that the value be a number greater than this.
    #[must_use]
    pub fn above(mut self, number: f64) -> KindCase {
        self.above = Some(number);
        self
    }

    /// Asks that the value be a number less than this.
    #[must_use]
    pub fn below(mut self, number: f64) -> KindCase {
        self.below = Some(number);
        self
    }
}

/// The two forms in a schema file: a name, or a table.
#[derive(Serialize)]
#[serde(untagged)]
enum KindForm {
    Column(String),
    Table(KindTable),
}

#[derive(Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct KindTable {
    #[serde(skip_serializing_if = "Option::is_none")]
    constant: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    column: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    otherwise: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    cases: Option<Vec<KindCase>>,
}

impl From<KindSource> for KindForm {
    fn from(source: KindSource) -> KindForm {
        let none = KindTable::default;
        KindForm::Table(match source {
            KindSource::Column(column) => return KindForm::Column(column),
            KindSource::Constant(kind) => KindTable { constant: Some(kind), ..none() },
            KindSource::Or { column, otherwise } => {
                KindTable { column: Some(column), otherwise: Some(otherwise), ..none() }
            }
            KindSource::Cases { cases, otherwise } => {
                KindTable { cases: Some(cases), otherwise, ..none() }
            }
        })
    }
}

impl KindTable {
    fn source(self) -> Result<KindSource, &'static str> {
        let KindTable { constant, column, otherwise, cases } = self;
        match (constant, column, otherwise, cases) {
            (Some(_), Some(_), ..) => {
                Err("a kind is constant or a column, not both: keep one of constant and column")
            }
            (Some(_), _, _, Some(_)) => {
                Err("a constant kind has no cases: keep one of constant and cases")
            }
            (Some(_), _, Some(_), _) => {
                Err("a constant kind is there in every row: leave otherwise out")
            }
            (Some(kind), None, None, None) => Ok(KindSource::Constant(kind)),
            (_, Some(_), _, Some(_)) => Err(
                "a kind comes from a column or from cases, not both: each case names its column",
            ),
            (_, Some(column), Some(otherwise), _) => Ok(KindSource::Or { column, otherwise }),
            (_, Some(column), None, _) => Ok(KindSource::Column(column)),
            (_, None, otherwise, Some(cases)) => Ok(KindSource::Cases { cases, otherwise }),
            (_, None, _, None) => Err(
                "a kind needs a column, cases or a constant, such as { constant = \"purchase\" }",
            ),
        }
    }
}

impl<'de> Deserialize<'de> for KindSource {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<KindSource, D::Error> {
        deserializer.deserialize_any(SourceVisitor)
    }
}

/// By a visitor, since `untagged` would hide what is wrong inside of the table.
struct SourceVisitor;

impl<'de> Visitor<'de> for SourceVisitor {
    type Value = KindSource;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the name of a column, or a table such as { constant = \"purchase\" }")
    }

    fn visit_str<E: Error>(self, column: &str) -> Result<KindSource, E> {
        Ok(KindSource::from(column))
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<KindSource, A::Error> {
        let table = KindTable::deserialize(MapAccessDeserializer::new(map))?;
        table.source().map_err(A::Error::custom)
    }
}
