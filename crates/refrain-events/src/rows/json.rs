//! A line of JSON into the cells that the schema asks for, with no tree in between.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt;

use serde::de::{
    Deserialize, DeserializeSeed, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor,
};
use serde_json::value::RawValue;

use crate::rows::cell::Cell;
use crate::rows::columns::{ColumnPlan, ColumnsSeen, Slot};
use crate::rows::paths::{INSIDE_ARRAY, NodeIdx, Paths};

/// What a cell with members is called.
pub(crate) const OBJECT: &str = "an object";

/// Objects in objects whose members are remembered by name.
const SEEN_DEPTH: usize = 4;

/// Fills `cells`, one per column of the plan; of a key given twice the last value counts.
///
/// A column with a dot in its name is the member of exactly that name, or else the member of an
/// object that its path leads to.
pub(crate) fn parse_row<'a>(
    line: &'a str,
    plan: &ColumnPlan,
    seen: &mut ColumnsSeen,
    cells: &mut [Cell<'a>],
) -> Result<(), serde_json::Error> {
    let mut deserializer = serde_json::Deserializer::from_str(line);
    parse_object(&mut deserializer, plan, seen, cells)?;
    deserializer.end()
}

/// Fills `cells` from the next object of a text that may hold more.
pub(crate) fn parse_object<'a, 'd, D: Deserializer<'a>>(
    deserializer: D,
    plan: &'d ColumnPlan,
    seen: &'d mut ColumnsSeen,
    cells: &'d mut [Cell<'a>],
) -> Result<(), D::Error> {
    let by_name = if plan.paths().is_empty() { Vec::new() } else { vec![false; cells.len()] };
    let mut row = Row { plan, seen, cells, by_name, prefix: String::new() };
    deserializer.deserialize_map(ObjectVisitor { row: &mut row, node: Paths::ROW })
}

/// A row being filled.
struct Row<'d, 'a> {
    plan: &'d ColumnPlan,
    seen: &'d mut ColumnsSeen,
    cells: &'d mut [Cell<'a>],
    /// Cells that a member of the whole name has filled; empty where no path could.
    by_name: Vec<bool>,
    /// Names of the member being read and of the objects around it, with dots between.
    prefix: String,
}

/// What a member of an object is to the plan.
#[derive(Debug, Clone, Copy)]
struct Member {
    /// The column of exactly this name.
    by_name: Option<Slot>,
    /// Where it stands on a path.
    node: Option<NodeIdx>,
    /// The column whose path ends here.
    by_path: Option<Slot>,
}

impl<'a> Row<'_, 'a> {
    /// Finds a member of the object at a place on a path, and remembers that it is there.
    fn meet(&mut self, object: NodeIdx, name: &str) -> Member {
        let paths = self.plan.paths();
        let node = if paths.is_empty() { None } else { paths.child(object, name) };
        let member = Member {
            by_name: if object == Paths::ROW { self.plan.slot(name) } else { None },
            node,
            by_path: node.and_then(|node| paths.slot(node)),
        };
        [member.by_name, member.by_path].into_iter().flatten().for_each(|s| self.seen.wanted(s));
        if self.seen.watches_others() {
            self.prefix.push_str(name);
        }
        member
    }

    /// Fills the cells below a node that no member of the whole name has filled.
    fn fill_below(&mut self, node: NodeIdx, cell: &Cell<'static>) {
        let Row { plan, cells, by_name, .. } = self;
        plan.paths().each_below(node, &mut |slot| {
            if !by_name[slot] {
                cells[slot] = cell.clone();
            }
        });
    }

    // Without a look at what is there: of a key given twice the last value counts.
    fn put(&mut self, member: Member, cell: Cell<'a>) {
        match (member.by_path, member.by_name) {
            // The leaves of an object are remembered in its place.
            (None, None) if cell != Cell::Nested(OBJECT) => self.seen.other(&self.prefix),
            (Some(slot), _) if !self.by_name[slot] => self.cells[slot] = cell.clone(),
            _ => {}
        }
        if let Some(slot) = member.by_name {
            self.cells[slot] = cell;
            if let Some(by_name) = self.by_name.get_mut(slot) {
                *by_name = true;
            }
        }
    }
}

/// Remembers a column that nobody asks for, or what stands in it where it is an object, so many
/// objects deep.
fn see_others(name: &str, value: &RawValue, depth: usize, seen: &mut ColumnsSeen) {
    let text = value.get();
    if depth == 0 || !text.starts_with('{') {
        return seen.other(name);
    }
    let members = serde_json::from_str::<BTreeMap<String, &RawValue>>(text).unwrap_or_default();
    for (member, value) in members {
        see_others(&format!("{name}.{member}"), value, depth - 1, seen);
    }
}

/// Visits an object; `node` is its place on a path.
struct ObjectVisitor<'r, 'd, 'a> {
    row: &'r mut Row<'d, 'a>,
    node: NodeIdx,
}

impl<'a> Visitor<'a> for ObjectVisitor<'_, '_, 'a> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(OBJECT)
    }

    fn visit_map<A: MapAccess<'a>>(self, mut map: A) -> Result<(), A::Error> {
        let ObjectVisitor { row, node } = self;
        let n_prefix = row.prefix.len();
        while let Some(member) = map.next_key_seed(KeySeed { row, node })? {
            match member {
                Member { node: Some(node), .. } => {
                    // Of an object given twice the last one counts as a whole.
                    row.fill_below(node, &Cell::Missing);
                    let cell = map.next_value_seed(CellVisitor { inside: Some((row, node)) })?;
                    row.put(member, cell);
                }
                Member { by_name: Some(_), .. } => row.put(member, map.next_value()?),
                _ if row.seen.watches_others() => {
                    let value: &RawValue = map.next_value()?;
                    see_others(&row.prefix, value, SEEN_DEPTH, row.seen);
                }
                _ => {
                    map.next_value::<IgnoredAny>()?;
                }
            }
            row.prefix.truncate(n_prefix);
        }
        Ok(())
    }
}

struct KeySeed<'r, 'd, 'a> {
    row: &'r mut Row<'d, 'a>,
    node: NodeIdx,
}

impl<'a> DeserializeSeed<'a> for KeySeed<'_, '_, '_> {
    type Value = Member;

    fn deserialize<D: Deserializer<'a>>(self, deserializer: D) -> Result<Member, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl Visitor<'_> for KeySeed<'_, '_, '_> {
    type Value = Member;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a key")
    }

    fn visit_str<E: Error>(self, key: &str) -> Result<Member, E> {
        Ok(self.row.meet(self.node, key))
    }
}

impl<'de> Deserialize<'de> for Cell<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Cell<'de>, D::Error> {
        deserializer.deserialize_any(CellVisitor { inside: None })
    }
}

/// Visits a value.
struct CellVisitor<'r, 'd, 'a> {
    /// The row whose columns may stand inside of the value, and its place on a path.
    inside: Option<(&'r mut Row<'d, 'a>, NodeIdx)>,
}

impl<'a> DeserializeSeed<'a> for CellVisitor<'_, '_, 'a> {
    type Value = Cell<'a>;

    fn deserialize<D: Deserializer<'a>>(self, deserializer: D) -> Result<Cell<'a>, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for CellVisitor<'_, '_, 'de> {
    type Value = Cell<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value")
    }

    fn visit_unit<E: Error>(self) -> Result<Cell<'de>, E> {
        Ok(Cell::Missing)
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<Cell<'de>, E> {
        Ok(Cell::Bool(value))
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<Cell<'de>, E> {
        Ok(Cell::Integer(value.into()))
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<Cell<'de>, E> {
        Ok(Cell::Integer(value.into()))
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<Cell<'de>, E> {
        Ok(Cell::Float(value))
    }

    fn visit_borrowed_str<E: Error>(self, value: &'de str) -> Result<Cell<'de>, E> {
        Ok(Cell::Text(Cow::Borrowed(value)))
    }

    fn visit_str<E: Error>(self, value: &str) -> Result<Cell<'de>, E> {
        Ok(Cell::Text(Cow::Owned(value.to_owned())))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Cell<'de>, A::Error> {
        // Read to its end all the same, since the line may be broken inside it.
        let mut is_empty = true;
        while seq.next_element::<IgnoredAny>()?.is_some() {
            is_empty = false;
        }
        if let Some((row, node)) = self.inside
            && !is_empty
        {
            row.fill_below(node, &Cell::Nested(INSIDE_ARRAY));
        }
        Ok(Cell::Nested("an array"))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Cell<'de>, A::Error> {
        match self.inside {
            Some((row, node)) => {
                if row.seen.watches_others() {
                    row.prefix.push('.');
                }
                ObjectVisitor { row, node }.visit_map(map)?;
            }
            None => while map.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {},
        }
        Ok(Cell::Nested(OBJECT))
    }
}
