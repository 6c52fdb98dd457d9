//! Tables that the `csv` crate wrote come back as they were.

use ::csv::{QuoteStyle, Terminator, WriterBuilder};
use proptest::prelude::*;

use super::support::{rows, seeded, table};
use crate::rows::csv::Dialect;
use crate::rows::csv::dialect::Escape;

fn written(dialect: Dialect, style: QuoteStyle, end: Terminator, rows: &[Vec<String>]) -> String {
    let mut writer = WriterBuilder::new()
        .delimiter(dialect.delimiter)
        .double_quote(dialect.escape == Escape::DoubledQuote)
        .quote_style(style)
        .terminator(end)
        .from_writer(Vec::new());
    for row in rows {
        let cells = row.iter().map(|cell| match dialect.escape {
            Escape::DoubledQuote => cell.clone(),
            // The crate escapes quotes, but not the backslash that escapes them.
            Escape::Backslash => cell.replace('\\', "\\\\"),
        });
        writer.write_record(cells).expect("a vector takes all");
    }
    let bytes = writer.into_inner().expect("a vector takes all");
    String::from_utf8(bytes).expect("the cells are UTF-8")
}

fn cell() -> impl Strategy<Value = String> {
    prop_oneof![
        3 => "[a-c,;|\"\\\\\t\n\r é]{0,8}",
        1 => "[a-z]{0,30}",
        1 => any::<String>(),
    ]
}

fn any_rows() -> impl Strategy<Value = Vec<Vec<String>>> {
    (2_usize..6).prop_flat_map(|n_columns| {
        prop::collection::vec(prop::collection::vec(cell(), n_columns), 1..8)
    })
}

fn any_dialect() -> impl Strategy<Value = Dialect> {
    let escape = prop::sample::select(vec![Escape::DoubledQuote, Escape::Backslash]);
    let delimiter = prop::sample::select(b",;\t|".to_vec());
    (delimiter, escape).prop_map(|(delimiter, escape)| Dialect { delimiter, escape, comment: None })
}

proptest! {
    #![proptest_config(seeded(500))]

    #[test]
    fn written_tables_come_back(
        expected in any_rows(),
        dialect in any_dialect(),
        style in prop::sample::select(vec![QuoteStyle::Necessary, QuoteStyle::Always]),
        end in prop::sample::select(vec![Terminator::Any(b'\n'), Terminator::CRLF]),
        steps in prop::collection::vec(1_usize..40, 1..5),
    ) {
        let text = written(dialect, style, end, &expected);
        let pieces = table(&text, dialect).of_columns(expected[0].len()).pieces_by(&steps);
        prop_assert_eq!(rows(&pieces, dialect), Some(expected));
    }
}
