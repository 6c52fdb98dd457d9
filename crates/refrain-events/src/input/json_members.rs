//! Members of an object of JSON: their names, and which of them hold objects.

use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};

/// Objects inside of objects that are looked into.
const MAX_DEPTH: usize = 4;

/// Members of the first object of a text, as far as the text goes.
#[derive(Debug, Default)]
pub(crate) struct Members {
    /// Names of the members of the object itself.
    pub(crate) names: Vec<String>,
    /// Dotted paths of the arrays with objects in them, and the number of those objects.
    pub(crate) arrays: Vec<(String, u64)>,
}

impl Members {
    pub(crate) fn of(text: &[u8]) -> Members {
        let mut members = Members::default();
        let inside = Inside { members: &mut members, path: "", depth: 0 };
        // Where the text breaks off, what came before has been noted.
        let _ = inside.deserialize(&mut serde_json::Deserializer::from_slice(text));
        members
    }
}

/// A value and its dotted path.
struct Inside<'m> {
    members: &'m mut Members,
    path: &'m str,
    depth: usize,
}

impl<'de> DeserializeSeed<'de> for Inside<'_> {
    /// `true` for an object.
    type Value = bool;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<bool, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Inside<'_> {
    type Value = bool;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<bool, A::Error> {
        while let Some(name) = map.next_key::<String>()? {
            if self.depth == 0 {
                self.members.names.push(name.clone());
            }
            if self.depth == MAX_DEPTH {
                map.next_value::<IgnoredAny>()?;
                continue;
            }
            let path = match self.path {
                "" => name,
                path => format!("{path}.{name}"),
            };
            let members = &mut *self.members;
            map.next_value_seed(Inside { members, path: &path, depth: self.depth + 1 })?;
        }
        Ok(true)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut elements: A) -> Result<bool, A::Error> {
        let place = self.members.arrays.len();
        loop {
            // Rows are not looked into for rows of their own.
            let mut inner = Members::default();
            let element = Inside { members: &mut inner, path: "", depth: MAX_DEPTH };
            match elements.next_element_seed(element)? {
                None => return Ok(false),
                Some(false) => {}
                Some(true) => match self.members.arrays.get_mut(place) {
                    Some((_, n_objects)) => *n_objects += 1,
                    None => self.members.arrays.push((self.path.to_owned(), 1)),
                },
            }
        }
    }

    fn visit_unit<E>(self) -> Result<bool, E> {
        Ok(false)
    }

    fn visit_bool<E>(self, _: bool) -> Result<bool, E> {
        Ok(false)
    }

    fn visit_i64<E>(self, _: i64) -> Result<bool, E> {
        Ok(false)
    }

    fn visit_u64<E>(self, _: u64) -> Result<bool, E> {
        Ok(false)
    }

    fn visit_f64<E>(self, _: f64) -> Result<bool, E> {
        Ok(false)
    }

    fn visit_str<E>(self, _: &str) -> Result<bool, E> {
        Ok(false)
    }
}
