//! The scanner: flat JSON records of the shape that the log has had so far, without a tree.
//!
//! It takes a line only where its answer is certainly that of `serde_json`; at anything else
//! (nesting, a key twice, escapes in keys, numbers with exponents, white space in odd places) it
//! gives the line back, and the caller parses it with `serde_json`. So it never has to explain an
//! error, and there is one definition of what a line means.

mod number;
mod repeat;
mod shape;
mod text;
mod word;

use crate::rows::columns::{ColumnPlan, Slot};
use crate::rows::scan::number::{Number, parse_number};
use crate::rows::scan::repeat::{Repeats, hint};
use crate::rows::scan::shape::{FieldIdx, Shape};
use crate::rows::scan::text::string_end;

pub(crate) use crate::rows::scan::repeat::Passage;
pub(crate) use crate::rows::scan::shape::Fields;
pub(crate) use crate::rows::scan::word::PADDING;

/// Lines that a scanner may learn from: bounds the work where no two lines are alike.
const MAX_LESSONS: u32 = 4_096;

/// A value as it stands in the line.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub(crate) enum Raw {
    /// `null`, or no such key.
    #[default]
    Missing,
    /// Text without a backslash: where it begins and ends, without the quotes.
    Text(u32, u32),
    /// Text with escapes still in it.
    Escaped(u32, u32),
    /// A whole number in its shortest form, and where its digits stand.
    Integer(i64, u32, u32),
    /// A number with decimals.
    Decimal(f64),
    /// `true` or `false`.
    Bool(bool),
}

impl Raw {
    /// Copies the value as it stands in a line that begins so many bytes later.
    #[inline(always)]
    fn copy_moved(&self, n_bytes: u32, target: &mut Raw) {
        let moved = |at: &u32| at.wrapping_add(n_bytes);
        match self {
            Raw::Text(start, end) => *target = Raw::Text(moved(start), moved(end)),
            Raw::Escaped(start, end) => *target = Raw::Escaped(moved(start), moved(end)),
            Raw::Integer(number, start, end) => {
                *target = Raw::Integer(*number, moved(start), moved(end));
            }
            Raw::Missing | Raw::Decimal(_) | Raw::Bool(_) => *target = *self,
        }
    }
}

/// Scans lines of one log on one thread.
#[derive(Debug)]
pub(crate) struct Scanner {
    shape: Shape,
    entity: Slot,
    /// One per column, and one for all fields that are not asked for.
    values: Vec<Raw>,
    repeats: Repeats,
    passage: Option<Passage>,
    lessons_left: u32,
}

/// Position of the scan in a line.
#[derive(Debug)]
struct Cursor {
    at: usize,
    /// The node reached.
    node: usize,
    fields: Fields,
}

impl Scanner {
    pub(crate) fn new(plan: &ColumnPlan) -> Scanner {
        Scanner {
            shape: Shape::new(),
            entity: plan.entity,
            values: vec![Raw::Missing; plan.n_cells() + 1],
            repeats: Repeats::new(),
            passage: None,
            lessons_left: MAX_LESSONS,
        }
    }

    /// The values of the line scanned last, one per column of the plan.
    pub(crate) fn values(&self) -> &[Raw] {
        &self.values[..self.values.len() - 1]
    }

    /// The passage that the line scanned last repeats, or that is remembered of it.
    pub(crate) fn passage(&self) -> Option<Passage> {
        self.passage
    }

    /// The columns that passages hold, as far as they are asked for.
    pub(crate) fn repeated(&self) -> impl Iterator<Item = Slot> {
        self.repeats.fields().iter().filter_map(|field| self.shape.slot(*field))
    }

    /// Scans the line that begins at `start` of `text` and returns where the next one begins;
    /// `None` if the line is not certainly understood.
    ///
    /// `padded` is `text` followed by [`PADDING`] zeros.
    // Apart from what is done with a row, there are registers for all that the loop needs.
    #[inline(never)]
    pub(crate) fn scan(
        &mut self,
        text: &str,
        padded: &[u8],
        start: usize,
        seen: &mut Fields,
    ) -> Option<usize> {
        // A key that this line lacks must not keep the value of the last one.
        self.values.fill(Raw::Missing);
        self.passage = None;
        let mut cursor = Cursor { at: start, node: Shape::START, fields: Fields::default() };
        while cursor.node != Shape::END {
            self.advance(padded, &mut cursor)?;
            if cursor.node == self.repeats.start() {
                cursor = self.pass(padded, cursor)?;
            }
        }
        // Anything behind the record, white space too, is left to serde_json to judge.
        let next = line_end(padded, cursor.at, text.len())?;
        seen.extend(&cursor.fields);
        if self.repeats.is_studying() {
            self.study(padded, start);
        }
        Some(next)
    }

    /// Scans the next field, or the end of the record.
    #[inline(always)]
    fn advance(&mut self, padded: &[u8], cursor: &mut Cursor) -> Option<()> {
        let edge = self.shape.step(cursor.node, padded, cursor.at)?;
        cursor.at += edge.n_bytes;
        cursor.node = edge.node;
        if edge.node == Shape::END {
            return Some(());
        }
        // A key twice: serde_json's rule is that the last value counts, so that it decides.
        if !cursor.fields.insert_all(&edge.field) {
            return None;
        }
        cursor.at = scan_value(padded, cursor.at, &mut self.values[edge.place])?;
        Some(())
    }

    /// Passes over the fields that repeat what the entity's last line has said.
    #[inline(always)]
    fn pass(&mut self, padded: &[u8], mut cursor: Cursor) -> Option<Cursor> {
        let hint = hint(self.values[self.entity], padded);
        let Some((passage, values, n_bytes)) = self.repeats.find(hint, padded, cursor.at) else {
            return self.remember(hint, padded, cursor);
        };
        if !cursor.fields.insert_all(self.repeats.set()) {
            return None;
        }
        let slots = self.repeats.fields().iter().filter_map(|field| self.shape.slot(*field));
        for (slot, value) in slots.zip(values) {
            value.copy_moved(cursor.at as u32, &mut self.values[slot]);
        }
        self.passage = Some(passage);
        cursor.at += n_bytes;
        cursor.node = self.repeats.end();
        Some(cursor)
    }

    /// Scans the fields that are expected to be repeated, and remembers them.
    #[cold]
    #[inline(never)]
    fn remember(&mut self, hint: usize, padded: &[u8], mut cursor: Cursor) -> Option<Cursor> {
        let start = cursor.at;
        for index in 0..self.repeats.fields().len() {
            let node = usize::from(self.repeats.fields()[index]) + 1;
            self.advance(padded, &mut cursor)?;
            // The line has other fields here, so that there is no passage to remember.
            if cursor.node != node {
                return Some(cursor);
            }
        }
        // Places are kept as counted from the beginning of the passage.
        let back = (start as u32).wrapping_neg();
        let moved = |slot: Slot| {
            let mut moved = Raw::Missing;
            self.values[slot].copy_moved(back, &mut moved);
            moved
        };
        let values = self.repeated().map(moved).collect();
        self.repeats.store(hint, &padded[start..cursor.at], values);
        self.passage = self.repeats.find(hint, padded, start).map(|(passage, ..)| passage);
        Some(cursor)
    }

    /// Shows a line that was scanned to those who find out what repeats.
    #[cold]
    fn study(&mut self, padded: &[u8], start: usize) -> Option<()> {
        let mut at = start;
        let mut node = Shape::START;
        let mut fields = Vec::new();
        let mut entity = None;
        loop {
            let edge = self.shape.step(node, padded, at)?;
            if edge.node == Shape::END {
                break;
            }
            let start = at + edge.n_bytes;
            at = scan_value(padded, start, &mut Raw::default())?;
            node = edge.node;
            if edge.place == self.entity {
                entity = Some(fields.len());
            }
            fields.push((node as FieldIdx - 1, &padded[start..at]));
        }
        self.repeats.study(&fields, entity?);
        Some(())
    }

    /// The column of each field seen, for the list of columns seen.
    pub(crate) fn columns_of(&self, fields: &Fields) -> impl Iterator<Item = &str> {
        self.shape.names(fields)
    }

    /// Learns the shape of a line that was given back and turned out to be a JSON object.
    #[cold]
    pub(crate) fn learn(&mut self, line: &str, plan: &ColumnPlan) {
        // In a log of free-form objects each line is new, and learning would cost more than it
        // saves.
        if self.lessons_left > 0 {
            self.lessons_left -= 1;
            self.shape.learn(line, plan);
        }
    }
}

/// Returns the beginning of the line after the one that ends at `at`.
#[inline]
fn line_end(padded: &[u8], at: usize, n_bytes: usize) -> Option<usize> {
    match padded[at] {
        b'\n' => Some(at + 1),
        b'\r' if padded[at + 1] == b'\n' => Some(at + 2),
        _ if at == n_bytes => Some(at),
        _ => None,
    }
}

/// Scans a value into its slot; returns where it ends.
///
/// It is written in place: a copy of what was just written in parts waits for all of them.
#[inline(always)]
fn scan_value(padded: &[u8], at: usize, value: &mut Raw) -> Option<usize> {
    match padded[at] {
        b'"' => {
            let start = at + 1;
            let (end, has_escape) = string_end(padded, start)?;
            let (from, to) = (start as u32, end as u32);
            *value = if has_escape { Raw::Escaped(from, to) } else { Raw::Text(from, to) };
            Some(end + 1)
        }
        b'-' | b'0'..=b'9' => {
            let (number, end) = parse_number(padded, at)?;
            match number {
                Number::Integer(number) => *value = Raw::Integer(number, at as u32, end as u32),
                Number::Decimal(number) => *value = Raw::Decimal(number),
            }
            Some(end)
        }
        _ => scan_word(padded, at, value),
    }
}

#[inline(never)]
fn scan_word(padded: &[u8], at: usize, value: &mut Raw) -> Option<usize> {
    let words: [(&[u8], Raw); 3] =
        [(b"null", Raw::Missing), (b"true", Raw::Bool(true)), (b"false", Raw::Bool(false))];
    let (word, meant) = words.iter().find(|(word, _)| padded[at..].starts_with(word))?;
    *value = *meant;
    Some(at + word.len())
}
