//! JSON as a tree of nodes.

use std::fmt;

use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};
use serde_json::value::RawValue;

use crate::Error;
use crate::config::node::{Content, Entry, Node};
use crate::config::problem::FileProblem;

/// Depth to which a configuration is looked at: none goes deeper, and so no file can exhaust the
/// stack.
const DEPTH: usize = 8;

pub(crate) fn parse(text: &str) -> Result<Node, Error> {
    // Syntax is checked once for the whole text; below, pieces are only taken apart.
    let raw = serde_json::from_str(text).map_err(|error| malformed(&error))?;
    Ok(node(text, raw, DEPTH))
}

fn malformed(error: &serde_json::Error) -> Error {
    let message = error.to_string();
    // The place has fields of its own.
    let message = message.split(" at line ").next().unwrap_or(&message);
    let problem = FileProblem::Syntax {
        line: error.line(),
        column: error.column().max(1),
        message: message.to_owned(),
    };
    problem.into()
}

fn node(text: &str, raw: &RawValue, depth: usize) -> Node {
    let slice = raw.get();
    // The slice is borrowed from the text, so that its address says where it stands.
    let start = slice.as_ptr() as usize - text.as_ptr() as usize;
    let content = (depth > 0).then(|| content(text, slice, depth - 1)).flatten();
    Node { span: start..start + slice.len(), content: content.unwrap_or(Content::Other) }
}

/// Numbers are doubles, as in the original.
fn content(text: &str, slice: &str, depth: usize) -> Option<Content> {
    Some(match slice.as_bytes().first()? {
        b'{' => {
            let Pairs(pairs) = serde_json::from_str(slice).ok()?;
            let entry = |(key, raw)| {
                let node = node(text, raw, depth);
                Entry { key, at: node.span.start, node }
            };
            Content::Table(pairs.into_iter().map(entry).collect())
        }
        b'[' => {
            let items: Vec<&RawValue> = serde_json::from_str(slice).ok()?;
            Content::List(items.into_iter().map(|raw| node(text, raw, depth)).collect())
        }
        b'"' => Content::Text(serde_json::from_str(slice).ok()?),
        b't' | b'f' => Content::Truth(slice == "true"),
        // `null` is a value that no key takes.
        b'n' => return None,
        _ => Content::Number(serde_json::from_str(slice).ok()?),
    })
}

/// The entries of an object, in order and with repetitions, which a map would lose.
struct Pairs<'a>(Vec<(String, &'a RawValue)>);

impl<'de> Deserialize<'de> for Pairs<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Pairs<'de>, D::Error> {
        deserializer.deserialize_map(PairsVisitor)
    }
}

struct PairsVisitor;

impl<'de> Visitor<'de> for PairsVisitor {
    type Value = Pairs<'de>;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Pairs<'de>, A::Error> {
        let mut pairs = Vec::new();
        while let Some(pair) = map.next_entry()? {
            pairs.push(pair);
        }
        Ok(Pairs(pairs))
    }
}
