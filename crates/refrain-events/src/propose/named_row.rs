//! A line of JSON with all its columns, whatever they are.

use std::borrow::Cow;
use std::fmt;

use serde::de::{Deserialize, Deserializer, Error, MapAccess, Visitor};

use crate::rows::cell::Cell;

/// The columns of an object and their cells, in the order of the line.
#[derive(Debug)]
pub(super) struct NamedRow<'a> {
    pub(super) cells: Vec<(Cow<'a, str>, Cell<'a>)>,
}

impl<'de> Deserialize<'de> for NamedRow<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<NamedRow<'de>, D::Error> {
        deserializer.deserialize_map(RowVisitor)
    }
}

struct RowVisitor;

impl<'de> Visitor<'de> for RowVisitor {
    type Value = NamedRow<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<NamedRow<'de>, A::Error> {
        let mut cells = Vec::new();
        while let Some((ColumnName(name), cell)) = map.next_entry()? {
            cells.push((name, cell));
        }
        Ok(NamedRow { cells })
    }
}

/// A key, borrowed from the line where it has no escapes.
struct ColumnName<'a>(Cow<'a, str>);

impl<'de> Deserialize<'de> for ColumnName<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<ColumnName<'de>, D::Error> {
        deserializer.deserialize_str(NameVisitor)
    }
}

struct NameVisitor;

impl<'de> Visitor<'de> for NameVisitor {
    type Value = ColumnName<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a key")
    }

    fn visit_borrowed_str<E: Error>(self, name: &'de str) -> Result<ColumnName<'de>, E> {
        Ok(ColumnName(Cow::Borrowed(name)))
    }

    fn visit_str<E: Error>(self, name: &str) -> Result<ColumnName<'de>, E> {
        Ok(ColumnName(Cow::Owned(name.to_owned())))
    }
}
