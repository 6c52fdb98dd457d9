//! The shape of a log's records: which key may come after which, and the bytes between values.
//!
//! The producers of a log are programs: after `"song":…` comes `,"length":`, nearly always, byte
//! for byte. A shape is a graph learned from lines: a node for each key, and from it an edge for
//! each run of bytes that was met between its value and the next one. Following an edge costs a
//! comparison of a few words; keys are not looked up and not even read.

use crate::rows::columns::{ColumnPlan, Slot};
use crate::rows::scan::text::string_end;
use crate::rows::scan::word::{PADDING, load};

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
    pub(super) fn insert(&mut self, field: FieldIdx) {
        self.0 |= 1 << field;
    }

    /// Adds fields; false if one of them was there.
    #[inline(always)]
    pub(super) fn insert_all(&mut self, other: &Fields) -> bool {
        let are_new = self.0 & other.0 == 0;
        self.0 |= other.0;
        are_new
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

/// Words of an edge that are compared without a loop: most keys fit.
const FIRST_WORDS: usize = 3;
const FIRST_BYTES: usize = 8 * FIRST_WORDS;

/// The bytes between two values, and what comes after them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Edge {
    pub(super) n_bytes: usize,
    /// Node it leads to: the field that the bytes end in, or the end of the record.
    pub(super) node: usize,
    /// That field as a set; empty at the end of the record.
    pub(super) field: Fields,
    /// Place of the value of the field.
    pub(super) place: usize,
    /// The first bytes in words, with zeros behind them.
    first: [u64; FIRST_WORDS],
    /// Bits of these words that count.
    masks: [u64; FIRST_WORDS],
    /// The bytes after the first.
    rest: Vec<u8>,
}

impl Shape {
    /// The node before the first key.
    pub(super) const START: usize = 0;

    /// The node after the end of a record.
    pub(super) const END: usize = usize::MAX;

    pub(super) fn new() -> Shape {
        Shape { fields: Vec::new(), nodes: vec![Vec::new()] }
    }

    /// Follows the edge whose bytes stand at `at`.
    #[inline(always)]
    pub(super) fn step(&self, node: usize, padded: &[u8], at: usize) -> Option<&Edge> {
        self.nodes[node].iter().find(|edge| edge.matches(padded, at))
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
            let slot = field.and_then(|field| self.slot(field));
            // Values that nobody asks for go to one place beyond the others.
            let place = slot.unwrap_or(plan.n_cells());
            self.add_edge(node, Edge::new(gap.bytes, field, place));
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

    fn add_edge(&mut self, node: usize, edge: Edge) {
        let edges = &mut self.nodes[node];
        // The first edges met are the most frequent ones, and are tried first.
        if edge.n_bytes <= MAX_BYTES && edges.len() < MAX_EDGES && !edges.contains(&edge) {
            edges.push(edge);
        }
    }
}

impl Edge {
    fn new(bytes: &[u8], field: Option<FieldIdx>, place: usize) -> Edge {
        let (first, rest) = bytes.split_at(bytes.len().min(FIRST_BYTES));
        let (mut padded, mut mask) = ([0; FIRST_BYTES], [0; FIRST_BYTES]);
        padded[..first.len()].copy_from_slice(first);
        mask[..first.len()].fill(u8::MAX);
        Edge {
            n_bytes: bytes.len(),
            node: field.map_or(Shape::END, |field| usize::from(field) + 1),
            field: field.map_or(Fields::default(), |field| Fields(1 << field)),
            place,
            first: words(&padded),
            masks: words(&mask),
            rest: rest.to_vec(),
        }
    }

    #[inline(always)]
    fn matches(&self, padded: &[u8], at: usize) -> bool {
        let found = words(padded[at..].first_chunk().expect("the padding is longer"));
        let differ = |word: usize| (found[word] ^ self.first[word]) & self.masks[word];
        // Without a branch for each word: most edges tried are the right one.
        let equal = (0..FIRST_WORDS).fold(0, |all, word| all | differ(word)) == 0;
        equal && (self.rest.is_empty() || padded[at + FIRST_BYTES..].starts_with(&self.rest))
    }
}

#[inline(always)]
fn words(bytes: &[u8; FIRST_BYTES]) -> [u64; FIRST_WORDS] {
    std::array::from_fn(|word| load(bytes, 8 * word))
}

/// Bytes between two values of a line.
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
            // A brace later on would be a nested object.
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

/// Finds the end of a value of a valid line; `None` if it is nested.
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
