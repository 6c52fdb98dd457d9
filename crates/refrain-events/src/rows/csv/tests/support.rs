//! Reading a table from text.

use proptest::test_runner::{Config, RngSeed};

use crate::rows::csv::dialect::Escape;
use crate::rows::csv::fields::{Field, Malformed};
use crate::rows::csv::{Dialect, Found, More, Records, split_fields};

pub(super) const RFC: Dialect =
    Dialect { delimiter: b',', escape: Escape::DoubledQuote, comment: None };

pub(super) const SPARK: Dialect =
    Dialect { delimiter: b',', escape: Escape::Backslash, comment: None };

/// A table to be cut into records.
#[derive(Debug, Clone, Copy)]
pub(super) struct Table<'t> {
    pub(super) bytes: &'t [u8],
    pub(super) dialect: Dialect,
    pub(super) n_columns: Option<usize>,
    pub(super) max_record_bytes: usize,
}

/// A line or a record with its bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Piece {
    Record(Vec<u8>, u64),
    Blank,
    TooLong(Vec<u8>),
}

pub(super) fn table(text: &str, dialect: Dialect) -> Table<'_> {
    let bytes = text.as_bytes();
    Table { bytes, dialect, n_columns: None, max_record_bytes: usize::MAX }
}

impl Table<'_> {
    pub(super) fn of_columns(mut self, n_columns: usize) -> Self {
        self.n_columns = Some(n_columns);
        self
    }

    pub(super) fn at_most(mut self, max_record_bytes: usize) -> Self {
        self.max_record_bytes = max_record_bytes;
        self
    }

    /// Cuts the table with a buffer that grows by the steps, over and over.
    pub(super) fn pieces_by(self, steps: &[usize]) -> Vec<Piece> {
        let mut records = Records::new(self.dialect, self.max_record_bytes);
        if let Some(n_columns) = self.n_columns {
            records.expect_columns(n_columns);
        }
        let (mut pieces, mut buffer, mut rest) = (Vec::new(), Vec::new(), self.bytes);
        for step in steps.iter().cycle() {
            let (next, later) = rest.split_at(rest.len().min(*step));
            buffer.extend_from_slice(next);
            rest = later;
            let more = if rest.is_empty() { More::No } else { More::Yes };
            while let Some(found) = records.next(&buffer, more) {
                pieces.push(piece(found, &buffer));
            }
            buffer.drain(..records.release());
            assert!(buffer.len() < self.max_record_bytes, "the buffer is bounded");
            if more == More::No {
                break;
            }
        }
        assert!(buffer.is_empty(), "nothing is left over");
        pieces
    }

    pub(super) fn pieces(self) -> Vec<Piece> {
        self.pieces_by(&[self.bytes.len() + 1])
    }
}

fn piece(found: Found, buffer: &[u8]) -> Piece {
    match found {
        Found::Record { bytes, n_lines } => Piece::Record(buffer[bytes].to_vec(), n_lines),
        Found::Blank => Piece::Blank,
        Found::TooLong { bytes } => Piece::TooLong(buffer[bytes].to_vec()),
    }
}

pub(super) fn record(text: &str, n_lines: u64) -> Piece {
    Piece::Record(text.as_bytes().to_vec(), n_lines)
}

pub(super) fn fields(record: &str, dialect: Dialect) -> Result<Vec<Field<'_>>, Malformed> {
    let mut fields = Vec::new();
    split_fields(record, dialect, &mut fields).map(|()| fields)
}

pub(super) fn texts(record: &str, dialect: Dialect) -> Result<Vec<String>, Malformed> {
    let fields = fields(record, dialect)?;
    Ok(fields.into_iter().map(|field| field.text().into_owned()).collect())
}

/// The rows of a table that has no blank line and no malformed record.
pub(super) fn rows(pieces: &[Piece], dialect: Dialect) -> Option<Vec<Vec<String>>> {
    let row = |piece: &Piece| match piece {
        Piece::Record(bytes, _) => {
            let text = std::str::from_utf8(bytes).expect("tables of tests are UTF-8");
            texts(text, dialect).ok()
        }
        Piece::Blank | Piece::TooLong(_) => None,
    };
    pieces.iter().map(row).collect()
}

/// A fixed seed, so that a run fails for everyone or for no one.
pub(super) fn seeded(cases: u32) -> Config {
    let rng_seed = RngSeed::Fixed(20_261_122);
    Config { cases, rng_seed, failure_persistence: None, ..Config::default() }
}
