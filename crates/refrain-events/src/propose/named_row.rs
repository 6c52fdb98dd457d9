//! A line of JSON with all its columns, whatever they are.

use std::borrow::Cow;
use std::fmt;

use serde::de::{
    Deserialize, DeserializeSeed, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor,
};

use crate::rows::cell::Cell;

/// Depth to which objects inside of objects are taken apart; what lies deeper is one nested value.
const MAX_DEPTH: usize = 5;

/// Members of inner objects that are columns in one row; further ones are not looked at.
const MAX_MEMBERS: usize = 400;

/// The columns of an object and their cells, in the order of the line.
///
/// What an object inside holds is a column of its own, named by its path: `actor.id`.
#[derive(Debug)]
pub(super) struct NamedRow<'a> {
    pub(super) cells: Vec<(Cow<'a, str>, Cell<'a>)>,
}

impl<'de> Deserialize<'de> for NamedRow<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<NamedRow<'de>, D::Error> {
        let mut cells = Vec::new();
        deserializer.deserialize_map(Members { cells: &mut cells, path: "", depth: 1 })?;
        Ok(NamedRow { cells })
    }
}

/// Takes the members of one object.
struct Members<'c, 'a> {
    cells: &'c mut Vec<(Cow<'a, str>, Cell<'a>)>,
    /// The name of the object itself; empty for the row.
    path: &'c str,
    depth: usize,
}

impl<'de> Visitor<'de> for Members<'_, 'de> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        let Members { cells, path, depth } = self;
        while let Some(ColumnName(name)) = map.next_key()? {
            let name = match path {
                "" => name,
                path => Cow::Owned(format!("{path}.{name}")),
            };
            map.next_value_seed(Value { cells: &mut *cells, name, depth })?;
        }
        Ok(())
    }
}

/// Takes one value: a cell, or the members of an object.
struct Value<'c, 'a> {
    cells: &'c mut Vec<(Cow<'a, str>, Cell<'a>)>,
    name: Cow<'a, str>,
    depth: usize,
}

impl<'a> Value<'_, 'a> {
    fn add(self, cell: Cell<'a>) {
        if self.depth == 1 || self.cells.len() < MAX_MEMBERS {
            self.cells.push((self.name, cell));
        }
    }
}

impl<'de> DeserializeSeed<'de> for Value<'_, 'de> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Value<'_, 'de> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value")
    }

    fn visit_unit<E: Error>(self) -> Result<(), E> {
        self.add(Cell::Missing);
        Ok(())
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<(), E> {
        self.add(Cell::Bool(value));
        Ok(())
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<(), E> {
        self.add(Cell::Integer(value.into()));
        Ok(())
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<(), E> {
        self.add(Cell::Integer(value.into()));
        Ok(())
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<(), E> {
        self.add(Cell::Float(value));
        Ok(())
    }

    fn visit_borrowed_str<E: Error>(self, value: &'de str) -> Result<(), E> {
        self.add(Cell::Text(Cow::Borrowed(value)));
        Ok(())
    }

    fn visit_str<E: Error>(self, value: &str) -> Result<(), E> {
        self.add(Cell::Text(Cow::Owned(value.to_owned())));
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<(), A::Error> {
        while seq.next_element::<IgnoredAny>()?.is_some() {}
        self.add(Cell::Nested("an array"));
        Ok(())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        if self.depth < MAX_DEPTH {
            let Value { cells, name, depth } = self;
            return Members { cells, path: &name, depth: depth + 1 }.visit_map(map);
        }
        while map.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
        self.add(Cell::Nested("an object"));
        Ok(())
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
