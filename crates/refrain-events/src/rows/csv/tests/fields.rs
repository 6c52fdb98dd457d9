use std::borrow::Cow;

use super::support::{RFC, SPARK, fields, texts};
use crate::rows::cell::Cell;
use crate::rows::csv::fields::Malformed;

#[track_caller]
fn is_split(record: &str, dialect: crate::rows::csv::Dialect, expected: &[&str]) {
    assert_eq!(texts(record, dialect).expect("it is well-formed"), expected, "{record}");
}

#[test]
fn fields_stand_between_delimiters() {
    is_split("a,b,c", RFC, &["a", "b", "c"]);
    is_split("a,,", RFC, &["a", "", ""]);
    is_split("", RFC, &[""]);
    is_split("Björk, é,ß", RFC, &["Björk", " é", "ß"]);
}

#[test]
fn every_delimiter_splits_only_its_own() {
    for delimiter in [';', '\t', '|'] {
        let dialect = crate::rows::csv::Dialect { delimiter: delimiter as u8, ..RFC };
        is_split(
            &format!("1,5{delimiter}\"a{delimiter}b\""),
            dialect,
            &["1,5", &format!("a{delimiter}b")],
        );
    }
}

#[test]
fn doubled_quotes_are_one() {
    is_split(r#""a ""b""",c"#, RFC, &[r#"a "b""#, "c"]);
    is_split(r#""""Mozilla/5.0 (X11)""",7"#, RFC, &["\"Mozilla/5.0 (X11)\"", "7"]);
    is_split(r#""""","""""""#, RFC, &["\"", "\"\""]);
    is_split(r#""a\",\"#, RFC, &["a\\", "\\"]);
}

#[test]
fn backslashes_escape_quotes_and_themselves() {
    is_split(r#""\"Mozilla/5.0 (X11)\"",7"#, SPARK, &["\"Mozilla/5.0 (X11)\"", "7"]);
    is_split(r#""a\\","\\\"","b""#, SPARK, &["a\\", "\\\"", "b"]);
    is_split(r#""C:\temp","\é""#, SPARK, &["C:\\temp", "\\é"]);
    is_split(r#"a\\,\"b"#, SPARK, &["a\\\\", "\\\"b"]);
}

#[test]
fn delimiters_and_line_ends_in_quotes_are_data() {
    is_split("\"a,b\",\"c\r\nd\"", RFC, &["a,b", "c\r\nd"]);
}

#[test]
fn quote_elsewhere_than_at_the_beginning_is_data() {
    is_split(r#"a"b, "c",5""#, RFC, &["a\"b", " \"c\"", "5\""]);
}

#[test]
fn quote_that_is_not_closed_is_malformed() {
    assert_eq!(texts("a,\"b,c", RFC), Err(Malformed::NotClosed { at: 2 }));
    assert_eq!(texts("\"a\"\"", RFC), Err(Malformed::NotClosed { at: 0 }));
    assert_eq!(texts(r#"a,"b\""#, SPARK), Err(Malformed::NotClosed { at: 2 }));
    assert_eq!(texts(r#"a,"b\"#, SPARK), Err(Malformed::NotClosed { at: 2 }));
    assert_eq!(texts("\"", RFC), Err(Malformed::NotClosed { at: 0 }));
}

#[test]
fn anything_behind_a_closing_quote_is_malformed() {
    assert_eq!(texts(r#"a,"b" ,c"#, RFC), Err(Malformed::AfterClose { at: 5 }));
    assert_eq!(texts(r#""\"Mozilla\"""#, RFC), Err(Malformed::AfterClose { at: 3 }));
    assert_eq!(texts(r#""a ""b""#, SPARK), Err(Malformed::AfterClose { at: 4 }));
}

#[test]
fn malformed_names_the_byte_from_one() {
    let shown = Malformed::AfterClose { at: 5 }.to_string();
    assert_eq!(shown, "byte 6 comes after a closing quote");
}

#[test]
fn empty_field_is_missing_and_an_empty_quoted_one_is_empty_text() {
    let fields = fields(r#","",a,"7""#, RFC).expect("it is well-formed");
    assert_eq!(
        fields.iter().map(|field| field.is_quoted()).collect::<Vec<_>>(),
        [false, true, false, true]
    );
    let cells: Vec<Cell<'_>> = fields.iter().map(|field| field.cell()).collect();
    let text = |text| Cell::Text(Cow::Borrowed(text));
    assert_eq!(cells, [Cell::Missing, text(""), text("a"), text("7")]);
    assert!(cells[1].is_missing());
}

#[test]
fn text_is_borrowed_unless_it_is_escaped() {
    let fields = fields(r#"a,"b","c""d""#, RFC).expect("it is well-formed");
    let borrowed = |text: Cow<'_, str>| matches!(text, Cow::Borrowed(_));
    assert_eq!(
        fields.iter().map(|field| borrowed(field.text())).collect::<Vec<_>>(),
        [true, true, false]
    );
}
