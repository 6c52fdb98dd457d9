//! The shape of a log's records: which key may come after which, and the bytes between values.
//!
//! The producers of a log are programs: after `"song":…` comes `,"length":`, nearly always, byte
//! for byte. A shape is a graph learned from lines: a node for each key, and from it an edge for
//! each run of bytes that was met between its value and the next one. Following an edge costs a
//! comparison of a few words; keys are not looked up and not even read.

use crate::plan::{ColumnPlan, Slot};
use crate::scan::text::string_end;
use crate::scan::word::{PADDING, load};

/// Keys that a shape can hold; logs with more are read without the scanner.
const MAX_FIELDS: usize = 128;

/// Edges from one node: more cost more than they save.
const MAX_EDGES: usize = 8;

/// Bytes between two values, key included; the padding of texts must be longer.
const MAX_BYTES: usize = PADDING - 8;

/// A key of the log, wanted or not.
pub(crate) type FieldIdx = u8;

/// A set of fields.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Fields(u128);

impl Fields {
    /// Adds a field; false if it was there.
    #[inline(always)]
    pub(super) fn insert(&mut self, field: FieldIdx) -> bool {
        let bit = 1 << field;
        let is_new = self.0 & bit == 0;
        self.0 |= bit;
        is_new
    }

    #[inline(always)]
    pub(super) fn extend(&mut self, other: &Fields) {
        self.0 |= other.0;
    }

    fn contains(&self, field: usize) -> bool {
        self.0 >> field & 1 == 1
    }
}

#[derive(Debug)]
pub(super) struct Shape {
    fields: Vec<Field>,
    /// Edges from the start of a line, then from each field.
    nodes: Vec<Vec<Edge>>,
}

#[derive(Debug)]
struct Field {
    name: String,
    slot: Option<Slot>,
}

/// The bytes between two values.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Edge {
    /// The bytes in words, the last one padded with zeros.
    words: Vec<u64>,
    /// Which bits of the last word count.
    last_mask: u64,
    n_bytes: usize,
    /// The key that the bytes end in; none at the end of the record.
    field: Option<FieldIdx>,
}

/// An edge that was followed.
#[derive(Debug, Clone, Copy)]
pub(super) struct Step {
    pub(super) n_bytes: usize,
    pub(super) field: Option<FieldIdx>,
    pub(super) node: usize,
}

impl Shape {
    /// The node before the first key.
    pub(super) const START: usize = 0;

    pub(super) fn new() -> Shape {
        Shape { fields: Vec::new(), nodes: vec![Vec::new()] }
    }

    /// Follows the edge whose bytes stand at `at`.
    #[inline(always)]
    pub(super) fn step(&self, node: usize, padded: &[u8], at: usize) -> Option<Step> {
        let edge = self.nodes[node].iter().find(|edge| edge.matches(padded, at))?;
        let node = edge.field.map_or(Shape::START, |field| usize::from(field) + 1);
        Some(Step { n_bytes: edge.n_bytes, field: edge.field, node })
    }

    #[inline(always)]
    pub(super) fn slot(&self, field: FieldIdx) -> Option<Slot> {
        self.fields[usize::from(field)].slot
    }

    pub(super) fn names(&self, fields: &Fields) -> impl Iterator<Item = &str> {
        let fields = *fields;
        let seen = self.fields.iter().enumerate().filter(move |(index, _)| fields.contains(*index));
        seen.map(|(_, field)| field.name.as_str())
    }

    /// Adds what a line has that the shape has not. Lines that are not flat teach nothing.
    pub(super) fn learn(&mut self, line: &str, plan: &ColumnPlan) {
        let mut padded = line.as_bytes().to_vec();
        padded.resize(line.len() + PADDING, 0);
        let Some(gaps) = gaps(line, &padded) else { return };
        let mut node = Shape::START;
        for gap in &gaps {
            let field = match gap.key {
                None => None,
                Some(key) => match self.field(key, plan) {
                    None => return,
                    field => field,
                },
            };
            self.add_edge(node, gap.bytes, field);
            node = field.map_or(Shape::START, |field| usize::from(field) + 1);
        }
    }

    /// The field of a name, a new one if it is met for the first time; `None` beyond the limit.
    fn field(&mut self, name: &str, plan: &ColumnPlan) -> Option<FieldIdx> {
        let known = self.fields.iter().position(|field| field.name == name);
        if known.is_none() && self.fields.len() < MAX_FIELDS {
            self.fields.push(Field { name: name.to_owned(), slot: plan.slot(name) });
            self.nodes.push(Vec::new());
            return Some(self.fields.len() as FieldIdx - 1);
        }
        known.map(|index| index as FieldIdx)
    }

    fn add_edge(&mut self, node: usize, bytes: &[u8], field: Option<FieldIdx>) {
        let edge = Edge::new(bytes, field);
        let edges = &mut self.nodes[node];
        if bytes.len() <= MAX_BYTES && edges.len() < MAX_EDGES && !edges.contains(&edge) {
            edges.push(edge);
        }
    }
}

impl Edge {
    fn new(bytes: &[u8], field: Option<FieldIdx>) -> Edge {
        let words = bytes.chunks(8).map(|chunk| {
            let mut word = [0; 8];
            word[..chunk.len()].copy_from_slice(chunk);
            u64::from_le_bytes(word)
        });
        let last_bytes = (bytes.len() - 1) % 8 + 1;
        Edge {
            words: words.collect(),
            last_mask: u64::MAX >> (64 - 8 * last_bytes),
            n_bytes: bytes.len(),
            field,
        }
    }

    #[inline(always)]
    fn matches(&self, padded: &[u8], at: usize) -> bool {
        let (last, first) = self.words.split_last().expect("between values there are bytes");
        let last_at = at + 8 * first.len();
        let mut at = at;
        for word in first {
            if load(padded, at) != *word {
                return false;
            }
            at += 8;
        }
        load(padded, last_at) & self.last_mask == *last
    }
}

/// What stands between two values of a line.
struct Gap<'l> {
    bytes: &'l [u8],
    /// The key at its end; none at the end of the record.
    key: Option<&'l str>,
}

/// Takes a line of JSON apart; `None` unless it is a flat object of plain keys.
fn gaps<'l>(line: &'l str, padded: &[u8]) -> Option<Vec<Gap<'l>>> {
    let bytes = line.as_bytes();
    let mut gaps = Vec::new();
    let mut start = 0;
    let mut at = 0;
    loop {
        at = skip_space(bytes, at);
        match bytes.get(at)? {
            b'{' if gaps.is_empty() => {}
            b',' => {}
            b'}' => {
                gaps.push(Gap { bytes: &bytes[start..=at], key: None });
                return Some(gaps);
            }
            _ => return None,
        }
        at = skip_space(bytes, at + 1);
        if bytes.get(at)? == &b'}' {
            gaps.push(Gap { bytes: &bytes[start..=at], key: None });
            return Some(gaps);
        }
        // Carriage returns are white space to JSON as well, and teach nothing.
        let key = past(bytes, at, b'"')?;
        let (end, has_escape) = string_end(padded, key)?;
        if has_escape {
            return None;
        }
        at = past(bytes, skip_space(bytes, end + 1), b':')?;
        at = skip_space(bytes, at);
        gaps.push(Gap { bytes: &bytes[start..at], key: Some(&line[key..end]) });
        at = value_end(bytes, padded, at)?;
        start = at;
    }
}

/// The place after `at`, if this byte stands there.
fn past(bytes: &[u8], at: usize, byte: u8) -> Option<usize> {
    (bytes.get(at) == Some(&byte)).then_some(at + 1)
}

fn skip_space(bytes: &[u8], from: usize) -> usize {
    let space = |byte: &u8| matches!(byte, b' ' | b'\t');
    bytes
        .len()
        .min(from + bytes.get(from..).map_or(0, |b| b.iter().take_while(|b| space(b)).count()))
}

/// Where a value of a valid line ends; `None` if it is nested.
fn value_end(bytes: &[u8], padded: &[u8], at: usize) -> Option<usize> {
    match bytes.get(at)? {
        b'"' => string_end(padded, at + 1).map(|(end, _)| end + 1),
        b'{' | b'[' => None,
        _ => {
            let rest = &bytes[at..];
            let ends = |byte: &u8| matches!(byte, b',' | b'}' | b' ' | b'\t');
            Some(at + rest.iter().position(ends)?)
        }
    }
}
