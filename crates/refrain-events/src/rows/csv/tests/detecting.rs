use super::support::{RFC, SPARK};
use crate::rows::csv::Dialect;
use crate::schema::TableSpec;

#[track_caller]
fn is_detected(head: &str, expected: Dialect) {
    assert_eq!(Dialect::detect(head.as_bytes(), &TableSpec::default()), expected, "{head}");
}

#[test]
fn doubled_quotes_are_rfc() {
    is_detected("a,agent\n1,\"\"\"Mozilla/5.0 (X11)\"\"\"\n", RFC);
}

#[test]
fn quotes_behind_backslashes_are_spark() {
    is_detected("a,agent\n1,\"\\\"Mozilla/5.0 (X11)\\\"\"\n", SPARK);
    is_detected("a,agent,b\r\n1,\"\\\"Mozilla (KHTML, like Gecko)\\\"\",\"x, y\"\r\n", SPARK);
}

#[test]
fn backslash_at_the_end_of_a_quoted_field_is_rfc() {
    is_detected("a,path,c\n1,\"C:\\\",2\n3,\"D:\\\",4\n", RFC);
}

#[test]
fn plain_table_is_rfc() {
    is_detected("a,b\n1,2\n", RFC);
    is_detected("a,b\n1,\"2\"\n", RFC);
    is_detected("a,b", RFC);
    is_detected("", RFC);
}

#[test]
fn delimiter_splits_the_header() {
    for delimiter in *b",;\t|" {
        let d = char::from(delimiter);
        let dialect = Dialect { delimiter, ..RFC };
        is_detected(&format!("ts{d}page{d}length\n1{d}Home{d}2\n"), dialect);
        is_detected(&format!("ts{d}page\n"), dialect);
        is_detected(&format!("ts{d}page"), dialect);
    }
}

#[test]
fn delimiter_that_only_the_rows_contain_is_none() {
    let semicolons = Dialect { delimiter: b';', ..RFC };
    is_detected("ts;page;length\n1;Home, sweet;2,5\n2;Home, sweet;3,5\n", semicolons);
    is_detected("ts,agent\n1,X11; Linux\n2,X11; Linux\n", RFC);
}

#[test]
fn dialect_of_the_rows_decides_where_two_delimiters_split_the_header() {
    is_detected("ts,page;home,length\n1,2,3\n1,2,3\n", RFC);
}

#[test]
fn cut_off_record_does_not_count() {
    is_detected("a,b\n1,\"\\\"x\\\"\"\n2,\"cut", SPARK);
    is_detected("a,b\n1,\"\"\"x\"\"\"\n2,\"cut \\", RFC);
    // To Spark it would look whole.
    is_detected("a,b\n1,\"cut \\\"\"", RFC);
    // To RFC its first line would be a bad one.
    is_detected("a,b\n1,\"\\\"cut\noff", SPARK);
}

#[test]
fn one_bad_line_does_not_turn_the_dialect() {
    let rows = "1,\"\"\"x\"\"\"\n".repeat(3);
    is_detected(&format!("a,b\n1,\"\\\"x\\\"\"\n{rows}"), RFC);
}
