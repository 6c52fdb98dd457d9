//! Against slow, obvious versions.

use ::csv::ReaderBuilder;
use proptest::prelude::*;

use super::support::{Piece, RFC, SPARK, Table, rows, seeded, table};
use crate::rows::csv::Dialect;
use crate::rows::csv::dialect::Escape;

/// What a record is, told byte by byte.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Told {
    Good { n_fields: usize },
    Open,
    Malformed,
}

#[derive(Clone, Copy)]
enum State {
    Start,
    Bare,
    Quoted,
    Escaped,
    Closed,
}

fn told(record: &[u8], dialect: Dialect) -> Told {
    let (mut state, mut n_fields) = (State::Start, 1);
    for (at, byte) in record.iter().enumerate() {
        let next = record.get(at + 1);
        state = match (state, *byte) {
            (State::Start, b'"') => State::Quoted,
            (State::Start | State::Bare | State::Closed, byte) if byte == dialect.delimiter => {
                n_fields += 1;
                State::Start
            }
            (State::Start | State::Bare, _) => State::Bare,
            (State::Quoted, b'"')
                if dialect.escape == Escape::DoubledQuote && next == Some(&b'"') =>
            {
                State::Escaped
            }
            (State::Quoted, b'\\')
                if dialect.escape == Escape::Backslash && matches!(next, Some(b'"' | b'\\')) =>
            {
                State::Escaped
            }
            (State::Quoted, b'"') => State::Closed,
            (State::Quoted | State::Escaped, _) => State::Quoted,
            (State::Closed, _) => return Told::Malformed,
        };
    }
    match state {
        State::Quoted | State::Escaped => Told::Open,
        State::Start | State::Bare | State::Closed => Told::Good { n_fields },
    }
}

/// The first piece of a table and how many bytes it takes, by trying ever more lines.
fn first_piece(bytes: &[u8], table: Table<'_>) -> (Piece, usize) {
    let line_feeds = bytes.iter().enumerate().filter(|(_, byte)| **byte == b'\n');
    let mut ends: Vec<usize> = line_feeds.map(|(at, _)| at).collect();
    if bytes.last() != Some(&b'\n') {
        ends.push(bytes.len());
    }
    let fits = |end: usize| end < table.max_record_bytes;
    let content = |end: usize| bytes[..end].strip_suffix(b"\r").unwrap_or(&bytes[..end]);
    let after = |end: usize| bytes.len().min(end + 1);
    if !fits(ends[0]) {
        let head = bytes[..table.max_record_bytes].to_vec();
        return (Piece::TooLong(head), after(ends[0]));
    }
    for (end, n_lines) in ends.iter().zip(1..).filter(|(end, _)| fits(**end)) {
        match told(content(*end), table.dialect) {
            Told::Open => continue,
            Told::Good { n_fields }
                if n_lines > 1 && table.n_columns.is_none_or(|n| n == n_fields) =>
            {
                return (Piece::Record(content(*end).to_vec(), n_lines), after(*end));
            }
            Told::Good { .. } | Told::Malformed => break,
        }
    }
    let line = content(ends[0]);
    let piece = match line.trim_ascii().is_empty() {
        true => Piece::Blank,
        false => Piece::Record(line.to_vec(), 1),
    };
    (piece, after(ends[0]))
}

fn slow_pieces(table: Table<'_>) -> Vec<Piece> {
    let (mut pieces, mut rest) = (Vec::new(), table.bytes);
    while !rest.is_empty() {
        let (piece, n_bytes) = first_piece(rest, table);
        pieces.push(piece);
        rest = &rest[n_bytes..];
    }
    pieces
}

#[track_caller]
fn equals_the_slow_version(table: Table<'_>) {
    let expected = slow_pieces(table);
    for steps in [&[usize::MAX][..], &[1], &[2, 3]] {
        assert_eq!(table.pieces_by(steps), expected, "{table:?} by {steps:?}");
    }
}

fn equals_the_slow_version_in_all_ways(text: &str) {
    for dialect in [RFC, SPARK] {
        for n_columns in [None, Some(1), Some(2), Some(3)] {
            for max_record_bytes in [1, 3, 8, usize::MAX] {
                let table = table(text, dialect);
                equals_the_slow_version(Table { n_columns, max_record_bytes, ..table });
            }
        }
    }
}

/// What the `csv` crate reads; a lone carriage return ends a record there.
fn read_by_csv(text: &str, dialect: Dialect) -> Vec<Vec<String>> {
    let mut reader = ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .double_quote(dialect.escape == Escape::DoubledQuote)
        .escape((dialect.escape == Escape::Backslash).then_some(b'\\'))
        .from_reader(text.as_bytes());
    let row = |record: ::csv::StringRecord| record.iter().map(str::to_owned).collect();
    reader.records().map(|record| row(record.expect("the text is UTF-8"))).collect()
}

/// Whether both read the same, if ours finds nothing wrong; `None` if it does.
fn agrees_with_csv(text: &str, dialect: Dialect) -> Option<bool> {
    let mut pieces = table(text, dialect).pieces();
    pieces.retain(|piece| *piece != Piece::Blank);
    let ours = rows(&pieces, dialect)?;
    Some(ours == read_by_csv(text, dialect))
}

/// All texts of so many tokens.
fn texts_of(tokens: &[&str], n_tokens: u32) -> Vec<String> {
    let mut texts = vec![String::new()];
    for _ in 0..n_tokens {
        let longer = texts.iter().flat_map(|text| tokens.iter().map(move |t| format!("{text}{t}")));
        texts = longer.collect();
    }
    texts
}

#[test]
fn all_short_tables_are_cut_as_by_the_slow_version() {
    for n_tokens in 0..=5 {
        for text in texts_of(&["a", ",", "\"", "\n", "\\"], n_tokens) {
            equals_the_slow_version_in_all_ways(&text);
        }
    }
    for n_tokens in 0..=4 {
        for text in texts_of(&["a", "\"", "\n", "\r", "\r\n"], n_tokens) {
            equals_the_slow_version_in_all_ways(&text);
        }
    }
}

#[test]
fn all_short_well_formed_tables_are_read_as_by_csv() {
    let mut n_read = [0, 0];
    for n_tokens in 0..=5 {
        for text in texts_of(&["a", ",", "\"", "\n", "\r\n", "\\"], n_tokens) {
            if let Some(agrees) = agrees_with_csv(&text, RFC) {
                assert!(agrees, "{text:?}");
                n_read[0] += 1;
            }
        }
        // Before any other byte a backslash is itself here, and nothing in the crate.
        for text in texts_of(&["a", ",", "\"", "\n", "\\\"", "\\\\"], n_tokens) {
            if let Some(agrees) = agrees_with_csv(&text, SPARK) {
                assert!(agrees, "{text:?}");
                n_read[1] += 1;
            }
        }
    }
    assert!(n_read.iter().all(|n_read| *n_read > 5_000), "{n_read:?}");
}

/// Texts of pieces that both dialects and the `csv` crate take alike.
fn plain_texts() -> impl Strategy<Value = String> {
    let token = prop_oneof![
        4 => prop::sample::select(vec!["\",\"", "\n\"", "\"\n", "\",", ",\"", "\"\""]),
        3 => prop::sample::select(vec!["a", ",", "\"", "\n", "\r\n", "\\\"", "\\\\", "é"]),
    ];
    prop::collection::vec(token, 0..60).prop_map(|tokens| tokens.concat())
}

fn odd_texts() -> impl Strategy<Value = String> {
    let odd = prop::sample::select(vec!["\r", "\\", " ", ""]);
    (plain_texts(), odd, plain_texts()).prop_map(|(text, odd, more)| text + odd + &more)
}

proptest! {
    #![proptest_config(seeded(1000))]

    #[test]
    fn long_tables_are_cut_as_by_the_slow_version(
        text in odd_texts(),
        dialect in prop::sample::select(vec![RFC, SPARK]),
        n_columns in prop::option::of(1_usize..6),
        max_record_bytes in 1_usize..80,
    ) {
        let table = table(&text, dialect);
        equals_the_slow_version(Table { n_columns, max_record_bytes, ..table });
        equals_the_slow_version(Table { n_columns, ..table });
    }

    #[test]
    fn long_well_formed_tables_are_read_as_by_csv(
        text in plain_texts(),
        dialect in prop::sample::select(vec![RFC, SPARK]),
    ) {
        prop_assert_ne!(agrees_with_csv(&text, dialect), Some(false));
    }
}
