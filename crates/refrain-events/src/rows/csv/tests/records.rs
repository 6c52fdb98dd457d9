use super::support::{Piece, RFC, SPARK, record, table};

#[test]
fn records_end_at_line_feeds_with_and_without_a_return() {
    let expected = [record("a,b", 1), record("1,2", 1), record("3,4", 1)];
    assert_eq!(table("a,b\n1,2\n3,4\n", RFC).pieces(), expected);
    assert_eq!(table("a,b\r\n1,2\r\n3,4\r\n", RFC).pieces(), expected);
}

#[test]
fn last_record_needs_no_line_end() {
    assert_eq!(table("a,b\n1,2", RFC).pieces(), [record("a,b", 1), record("1,2", 1)]);
    assert_eq!(table("a,b\n1,\"2\"\r", RFC).pieces(), [record("a,b", 1), record("1,\"2\"", 1)]);
}

#[test]
fn header_alone_is_a_record() {
    assert_eq!(table("a,b", RFC).pieces(), [record("a,b", 1)]);
    assert_eq!(table("a,b\n", RFC).pieces(), [record("a,b", 1)]);
}

#[test]
fn empty_table_has_no_record() {
    assert_eq!(table("", RFC).pieces(), []);
}

#[test]
fn lone_return_is_data() {
    let expected = [record("a\rb,c", 1), record("\"a\r\",\r", 1)];
    assert_eq!(table("a\rb,c\n\"a\r\",\r\r\n", RFC).pieces(), expected);
}

#[test]
fn blank_lines_are_told_from_records_of_nothing() {
    let expected = [record("a,b", 1), Piece::Blank, Piece::Blank, record(",", 1), Piece::Blank];
    assert_eq!(table("a,b\n\n \t\r\n,\n \r", RFC).pieces(), expected);
}

#[test]
fn line_of_tabs_is_a_record_where_tabs_are_delimiters() {
    let mut table = table("a\tb\n\t\n \n", RFC);
    table.dialect.delimiter = b'\t';
    assert_eq!(table.pieces(), [record("a\tb", 1), record("\t", 1), Piece::Blank]);
}

#[test]
fn quoted_line_ends_are_data() {
    let text = "1,\"two\nlines\"\n\"a\r\n\nb\",2\r\n3,4\n";
    let expected = [record("1,\"two\nlines\"", 2), record("\"a\r\n\nb\",2", 3), record("3,4", 1)];
    assert_eq!(table(text, RFC).of_columns(2).pieces(), expected);
}

#[test]
fn escaped_quotes_do_not_close() {
    let doubled = "\"a \"\"b\n\"\"\",2";
    assert_eq!(table(doubled, RFC).of_columns(2).pieces(), [record(doubled, 2)]);
    let backslashes = "\"a \\\"b\n\\\"\\\\\",2";
    assert_eq!(table(backslashes, SPARK).of_columns(2).pieces(), [record(backslashes, 2)]);
}

#[test]
fn quote_inside_a_field_opens_nothing() {
    let expected = [record("5\" disk,a\"", 1), record(" \"b,c", 1)];
    assert_eq!(table("5\" disk,a\"\n \"b,c\n", RFC).of_columns(2).pieces(), expected);
}

#[test]
fn stray_quote_costs_one_line() {
    let text = "1,\"two\n3,4\n5,6\n";
    let expected = [record("1,\"two", 1), record("3,4", 1), record("5,6", 1)];
    assert_eq!(table(text, RFC).of_columns(2).pieces(), expected);
}

#[test]
fn stray_quote_that_a_later_one_closes_costs_one_line() {
    // Up to the closing quote there are three fields where the header has two.
    let text = "1,\"two\n3,\"4\",5\n6,7\n";
    let text_with_end = "1,\"two\n3\",4,5\n6,7\n";
    let expected = [record("1,\"two", 1), record("3,\"4\",5", 1), record("6,7", 1)];
    assert_eq!(table(text, RFC).of_columns(2).pieces(), expected);
    let expected = [record("1,\"two", 1), record("3\",4,5", 1), record("6,7", 1)];
    assert_eq!(table(text_with_end, RFC).of_columns(2).pieces(), expected);
}

#[test]
fn garbage_behind_a_quote_does_not_open_another_field() {
    let text = "\"1\"x,\"2\n3,4\n";
    let expected = [record("\"1\"x,\"2", 1), record("3,4", 1)];
    assert_eq!(table(text, RFC).of_columns(2).pieces(), expected);
}

#[test]
fn record_of_many_lines_beyond_the_limit_costs_one_line() {
    let text = "1,\"22\n33\"\n4,5\n";
    let table = table(text, RFC).of_columns(2);
    assert_eq!(table.at_most(10).pieces(), [record("1,\"22\n33\"", 2), record("4,5", 1)]);
    let cut = [record("1,\"22", 1), record("33\"", 1), record("4,5", 1)];
    assert_eq!(table.at_most(9).pieces(), cut);
}

#[test]
fn line_beyond_the_limit_is_skipped() {
    let too_long = |text: &str| Piece::TooLong(text.as_bytes().to_vec());
    let expected = [record("a,b", 1), too_long("1234"), record("5,6", 1), too_long("7777")];
    for steps in [&[100][..], &[1], &[2, 3]] {
        let table = table("a,b\n12345678\n5,6\n7777", RFC).of_columns(2).at_most(4);
        assert_eq!(table.pieces_by(steps), expected);
    }
}

#[test]
fn quotes_that_open_on_every_line_are_not_followed_to_the_end() {
    // Each line closes the quote of the one before and opens its own, so that a search without a
    // limit would run from every line through the whole table: 140 GB for these 1.4 MB.
    let line = "\",x\",\"";
    let text = format!("{line}\n").repeat(200_000);
    let pieces = table(&text, RFC).of_columns(18).pieces();
    assert_eq!(pieces.len(), 200_000);
    assert!(pieces.iter().all(|piece| *piece == record(line, 1)));
}
