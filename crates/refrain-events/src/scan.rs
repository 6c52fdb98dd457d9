//! The scanner: flat JSON records of the shape that the log has had so far, without a tree.
//!
//! It takes a line only where its answer is certainly that of `serde_json`; at anything else
//! (nesting, a key twice, escapes in keys, numbers with exponents, white space in odd places) it
//! gives the line back, and the caller parses it with `serde_json`. So it never has to explain an
//! error, and there is one definition of what a line means.

mod number;
mod shape;
mod text;
mod word;

use crate::plan::ColumnPlan;
use crate::scan::number::{Number, parse_number};
use crate::scan::shape::Shape;
use crate::scan::text::string_end;

pub(crate) use crate::scan::shape::Fields;
pub(crate) use crate::scan::word::PADDING;

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

/// Scans lines of one log on one thread.
#[derive(Debug)]
pub(crate) struct Scanner {
    shape: Shape,
    values: Vec<Raw>,
    lessons_left: u32,
}

impl Scanner {
    pub(crate) fn new(plan: &ColumnPlan) -> Scanner {
        Scanner {
            shape: Shape::new(),
            values: vec![Raw::Missing; plan.columns().len()],
            lessons_left: MAX_LESSONS,
        }
    }

    /// The values of the line scanned last, one per column of the plan.
    pub(crate) fn values(&self) -> &[Raw] {
        &self.values
    }

    /// Scans the line that begins at `start` of `text` and returns where the next one begins;
    /// `None` if the line is not certainly understood.
    ///
    /// `padded` is `text` followed by [`PADDING`] zeros.
    #[inline]
    pub(crate) fn scan(
        &mut self,
        text: &str,
        padded: &[u8],
        start: usize,
        seen: &mut Fields,
    ) -> Option<usize> {
        self.values.fill(Raw::Missing);
        let mut at = start;
        let mut node = Shape::START;
        let mut fields = Fields::default();
        loop {
            let step = self.shape.step(node, padded, at)?;
            at += step.n_bytes;
            let Some(field) = step.field else { break };
            if !fields.insert(field) {
                return None;
            }
            let (value, end) = scan_value(padded, at)?;
            if let Some(slot) = self.shape.slot(field) {
                self.values[slot] = value;
            }
            at = end;
            node = step.node;
        }
        let next = line_end(padded, at, text.len())?;
        seen.extend(&fields);
        Some(next)
    }

    /// The column of each field seen, for the account of columns.
    pub(crate) fn columns_of(&self, fields: &Fields) -> impl Iterator<Item = &str> {
        self.shape.names(fields)
    }

    /// Learns the shape of a line that was given back and turned out to be a JSON object.
    #[cold]
    pub(crate) fn learn(&mut self, line: &str, plan: &ColumnPlan) {
        if self.lessons_left > 0 {
            self.lessons_left -= 1;
            self.shape.learn(line, plan);
        }
    }
}

/// Where the line after the one that ends at `at` begins.
#[inline]
fn line_end(padded: &[u8], at: usize, n_bytes: usize) -> Option<usize> {
    match padded[at] {
        b'\n' => Some(at + 1),
        b'\r' if padded[at + 1] == b'\n' => Some(at + 2),
        _ if at == n_bytes => Some(at),
        _ => None,
    }
}

/// Scans a value; returns it and where it ends.
#[inline]
fn scan_value(padded: &[u8], at: usize) -> Option<(Raw, usize)> {
    match padded[at] {
        b'"' => {
            let start = at + 1;
            let (end, has_escape) = string_end(padded, start)?;
            let (from, to) = (start as u32, end as u32);
            let value = if has_escape { Raw::Escaped(from, to) } else { Raw::Text(from, to) };
            Some((value, end + 1))
        }
        b'-' | b'0'..=b'9' => {
            let (number, end) = parse_number(padded, at)?;
            let value = match number {
                Number::Integer(number) => Raw::Integer(number, at as u32, end as u32),
                Number::Decimal(number) => Raw::Decimal(number),
            };
            Some((value, end))
        }
        b'n' => padded[at..].starts_with(b"null").then_some((Raw::Missing, at + 4)),
        b't' => padded[at..].starts_with(b"true").then_some((Raw::Bool(true), at + 4)),
        b'f' => padded[at..].starts_with(b"false").then_some((Raw::Bool(false), at + 5)),
        _ => None,
    }
}
