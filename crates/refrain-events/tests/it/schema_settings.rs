//! What a schema may say beyond columns and kinds, and which settings contradict one another.

use refrain_core::Span;
use refrain_events::{
    AttributeSpec, DecimalMark, Duplicates, EventSchema, IdDifference, KindCase, KindSource, Roles,
    SchemaSpec,
};

use crate::support::{FULL, write};

/// A schema with every section, whose first line is empty.
const EVERYTHING: &str = r##"
[table]
columns = ["user", "at", "InvoiceNo", "Quantity", "UnitPrice", "visit"]
separator = ";"
comment = "#"
decimal = ","

[json]
rows = "data.events"

[rows]
deduplicate_by = ["InvoiceNo", "at"]
nothing = ["-", "\\N"]

[ids]
ignore = ["case", "zeros", "blanks"]

[roles]
entity = "user"
time = "at"
kind = { otherwise = "purchase", cases = [
  { column = "InvoiceNo", begins = "C", kind = "cancellation" },
  { column = "Quantity", below = 0, kind = "return" },
  { column = "visit", is = ["a", "b"], kind = "visit" },
  { column = "visit", kind = "other visit" },
] }
session_gap = "30m"

[time]
format = "%d/%m/%Y %H:%M"
zone = "Europe/Berlin"

[calendar]
zone = "Europe/Berlin"

[[attributes]]
name = "amount"
type = "number"
product = ["UnitPrice", "Quantity"]
kinds = ["purchase", "return"]

[[attributes]]
name = "pieces"
column = "Quantity"
type = "number"
features = false

[meaning]
revenue = "amount"
quantity = "pieces"
"##;

fn refusal(text: &str) -> String {
    EventSchema::from_toml(text).unwrap_err().to_string()
}

/// The refusal of three columns as roles, with more of `[roles]`, and what follows.
fn refusal_with(roles: &str, rest: &str) -> String {
    refusal(&format!("[roles]\nentity = \"u\"\ntime = \"t\"\n{roles}\n{rest}"))
}

#[test]
fn every_setting_is_read_and_written() {
    let schema = EventSchema::from_toml(EVERYTHING).unwrap();
    assert_eq!(schema.table().decimal, DecimalMark::Comma);
    assert_eq!((schema.table().separator, schema.table().comment), (Some(';'), Some('#')));
    assert_eq!(schema.json().rows.as_deref(), Some("data.events"));
    assert_eq!(schema.rows().deduplicate_by, ["InvoiceNo", "at"]);
    assert_eq!(schema.rows().nothing, ["-", "\\N"]);
    let ignored = [IdDifference::Case, IdDifference::Zeros, IdDifference::Blanks];
    assert_eq!(schema.ids().ignore, ignored);
    let cases = vec![
        KindCase::new("InvoiceNo", "cancellation").begins("C"),
        KindCase::new("Quantity", "return").below(0.0),
        KindCase::new("visit", "visit").is(["a", "b"]),
        KindCase::new("visit", "other visit"),
    ];
    let kind = KindSource::Cases { cases, otherwise: Some("purchase".to_owned()) };
    assert_eq!(schema.roles().kind, kind);
    assert_eq!(schema.roles().session_gap, Some(Span::from_seconds(1800)));
    assert_eq!(schema.time().format.as_deref(), Some("%d/%m/%Y %H:%M"));
    assert_eq!(schema.time().zone.as_deref(), Some(schema.calendar().name()));
    let amount = AttributeSpec::product("amount", "UnitPrice", "Quantity");
    assert_eq!(schema.attributes()[0], amount.of_kinds(["purchase", "return"]));
    assert!(!schema.attributes()[1].features);
    assert_eq!(schema.meaning().revenue.as_deref(), Some("amount"));

    let written = schema.to_toml();
    let again =
        EventSchema::from_toml(&written).unwrap_or_else(|error| panic!("{error}\n{written}"));
    assert_eq!(again, schema);
    assert_eq!(again.to_toml(), written);
}

#[test]
fn settings_at_their_default_are_not_written() {
    let written = EventSchema::from_toml(FULL).unwrap().to_toml();
    let sections: Vec<_> = written.lines().filter(|line| line.starts_with('[')).collect();
    let expected = [
        "[roles]",
        "[time]",
        "[guests]",
        "[text]",
        "[[attributes]]",
        "[[attributes]]",
        "[kinds]",
        "[meaning]",
    ];
    assert_eq!(sections, expected);
    assert!(!written.contains("features") && !written.contains("product"), "{written}");
}

#[test]
fn a_kind_is_a_column_a_constant_or_a_column_with_a_rest() {
    let kind = |text: &str| {
        let text = format!("[roles]\nentity = \"u\"\ntime = \"t\"\nkind = {text}\n");
        let schema = EventSchema::from_toml(&text).unwrap();
        assert_eq!(EventSchema::from_toml(&schema.to_toml()).unwrap(), schema);
        (schema.roles().kind.clone(), schema.kind_column().to_owned())
    };
    assert_eq!(kind("\"what\""), (KindSource::from("what"), "what".to_owned()));
    let constant = KindSource::Constant("purchase".to_owned());
    assert_eq!(kind("{ constant = \"purchase\" }"), (constant, "kind".to_owned()));
    let rest = KindSource::Or { column: "subtype".to_owned(), otherwise: "message".to_owned() };
    let text = "{ column = \"subtype\", otherwise = \"message\" }";
    assert_eq!(kind(text), (rest, "subtype".to_owned()));
    // Without a rest it is a column.
    assert_eq!(kind("{ column = \"what\" }").0, KindSource::from("what"));
}

#[test]
fn the_column_of_a_constant_kind_is_named_as_no_other() {
    let kind = KindSource::Constant("visit".to_owned());
    let spec =
        SchemaSpec::new(Roles::new("kind", "t", kind)).attribute(AttributeSpec::text("kind_"));
    assert_eq!(EventSchema::new(spec).unwrap().kind_column(), "kind__");
}

#[test]
fn a_kind_from_two_sources_is_refused_with_its_line() {
    let error = refusal_with("kind = { constant = \"a\", column = \"b\" }", "");
    let expected = "a kind is constant or a column, not both: keep one of constant and column";
    assert!(error.starts_with("schema line 4, column ") && error.ends_with(expected), "{error}");
    let error = refusal_with("kind = { column = \"b\", cases = [] }", "");
    assert!(error.contains("from a column or from cases, not both"), "{error}");
    let error = refusal_with("kind = { constant = \"a\", otherwise = \"b\" }", "");
    assert!(error.contains("leave otherwise out"), "{error}");
    let error = refusal_with("kind = {}", "");
    assert!(error.contains("a kind needs a column, cases or a constant"), "{error}");
    let error = refusal_with("kind = { constnt = \"a\" }", "");
    assert!(error.ends_with("did you mean `constant`?"), "{error}");
    let error = refusal_with("kind = 7", "");
    assert!(error.contains("the name of a column, or a table such as"), "{error}");
}

#[test]
fn a_kind_that_no_row_can_have_is_refused_with_its_line() {
    let error = refusal_with("kind = { cases = [] }", "");
    let expected = "schema line 4: `cases` is empty and there is no `otherwise`: no row would have \
                    a kind";
    assert_eq!(error, expected);
    let case = "kind = { cases = [\n  { column = \"n\", above = 3, below = 2, kind = \"x\" }\n] }";
    assert_eq!(refusal_with(case, ""), "schema line 5: no number is above 3 and below 2");
    let error = refusal_with("kind = { constant = \"\" }", "");
    assert_eq!(error, "schema line 4: `roles.kind` holds an empty name");
    let error =
        refusal_with("kind = { cases = [{ column = \"n\", above = nan, kind = \"x\" }] }", "");
    assert_eq!(error, "schema line 4: `above` must be a number to compare with, not NaN");
}

#[test]
fn a_format_beside_a_unit_is_refused_with_both_lines() {
    let error = refusal_with("kind = \"k\"", "[time]\nunit = \"ms\"\nformat = \"%Y\"\n");
    let expected = "schema line 7: `format` reads the times by itself: leave `unit` (line 6) out";
    assert_eq!(error, expected);
    let text = "[time]\nregistration_unit = \"s\"\nregistration_format = \"%Y%m%d\"\n";
    let expected = "schema line 7: `registration_format` reads the times by itself: leave \
                    `registration_unit` (line 6) out";
    assert_eq!(refusal_with("kind = \"k\"", text), expected);
}

#[test]
fn a_zone_of_times_that_have_one_is_refused_with_both_lines() {
    let kind = "kind = \"k\"";
    let text = "[time]\nformat = \"%Y-%m-%d %H:%M %z\"\nzone = \"Europe/Berlin\"\n";
    let expected = "schema line 7: `zone` is for times without an offset, and `format` (line 6) \
                    reads one";
    assert_eq!(refusal_with(kind, text), expected);
    let text = "[time]\nunit = \"s\"\nzone = \"Europe/Berlin\"\n";
    let expected = "schema line 7: numbers of a unit (line 6) count from 1970 in UTC: `zone` is \
                    for times as text";
    assert_eq!(refusal_with(kind, text), expected);
    // The registrations may still be local.
    let text = "[roles]\nentity = \"u\"\ntime = \"t\"\nkind = \"k\"\nregistration = \"r\"\n\
                [time]\nunit = \"s\"\nregistration_unit = \"rfc3339\"\nzone = \"Europe/Berlin\"\n";
    assert!(EventSchema::from_toml(text).is_ok());
}

#[test]
fn sessions_that_are_said_twice_or_never_end_are_refused() {
    let error = refusal_with("kind = \"k\"\nsession = \"visit\"\nsession_gap = \"30m\"", "");
    let expected = "schema line 6: sessions come from the column `visit` (line 5): leave one of \
                    them out";
    assert_eq!(error, expected);
    let error = refusal_with("kind = \"k\"\nsession_gap = \"0s\"", "");
    let expected = "schema line 5: a session gap of zero makes every event a session: write a \
                    span such as 30m";
    assert_eq!(error, expected);
    let error = refusal_with("kind = \"k\"\nsession_gap = \"half an hour\"", "");
    assert!(error.contains("line 5, column 15: `half an hour` is not a span"), "{error}");
}

#[test]
fn duplicates_that_are_kept_and_dropped_are_refused() {
    let text = "[rows]\ndeduplicate_by = \"id\"\nduplicates = \"keep\"\n";
    let expected = "schema line 7: `duplicates = \"keep\"` keeps what `deduplicate_by` (line 6) \
                    leaves out: keep one of them";
    assert_eq!(refusal_with("kind = \"k\"", text), expected);
    let error = refusal_with("kind = \"k\"", "[rows]\ndeduplicate_by = []\n");
    let expected = "schema line 6: `deduplicate_by` names nothing: name one, or leave the key out";
    assert_eq!(error, expected);
    let error = refusal_with("kind = \"k\"", "[rows]\ndeduplicate_by = [\"a\", \"a\"]\n");
    assert_eq!(error, "schema line 6: `deduplicate_by` names `a` twice");
    let keep =
        "[roles]\nentity = \"u\"\ntime = \"t\"\nkind = \"k\"\n[rows]\nduplicates = \"keep\"\n";
    assert_eq!(EventSchema::from_toml(keep).unwrap().rows().duplicates, Duplicates::Keep);
}

#[test]
fn columns_of_a_table_hold_every_column_that_is_read() {
    let text = "[table]\ncolumns = [\"user\", \"t\", \"k\"]\n";
    let error = refusal_with("kind = \"k\"", &text.replace("user", "uu"));
    let expected = "schema line 2: `u`, role `entity`, is not among the `columns` (line 6) of the \
                    table; did you mean `uu`?";
    assert_eq!(error, expected);
    let error = refusal_with("kind = \"k\"", "[table]\ncolumns = [\"u\", \"t\", \"u\"]\n");
    assert_eq!(error, "schema line 6: `columns` names `u` twice");
}

#[test]
fn signs_of_a_table_that_cannot_be_are_refused() {
    let refused = |text: &str| refusal_with("kind = \"k\"", &format!("[table]\n{text}\n"));
    let error = refused("separator = \"x\"");
    assert!(error.starts_with("schema line 6: `separator` is one of"), "{error}");
    let error = refused("comment = \"c\"");
    assert!(error.starts_with("schema line 6: `comment` is a sign such as \"#\""), "{error}");
    let error = refused("separator = \",\"\ndecimal = \",\"");
    let expected = "schema line 7: a decimal comma needs another separator (line 6) than \",\"";
    assert_eq!(error, expected);
    assert!(refused("decimal = \";\"").contains("line 6, column 11: unknown variant `;`"));
}

#[test]
fn a_product_is_of_two_columns_and_a_number() {
    let refused = |rest: &str| {
        refusal_with("kind = \"k\"", &format!("[[attributes]]\nname = \"a\"\n{rest}\n"))
    };
    let error = refused("type = \"number\"\nproduct = [\"p\"]");
    assert_eq!(error, "schema line 8: a product is of two columns, and `product` names 1");
    let error = refused("type = \"text\"\nproduct = [\"p\", \"q\"]");
    assert_eq!(error, "schema line 7: attribute `a` is a product, so its type must be number");
    let error = refused("type = \"number\"\ncolumn = \"c\"\nproduct = [\"p\", \"q\"]");
    let expected = "schema line 9: attribute `a` is read from a column (line 8) or is a product, \
                    not both";
    assert_eq!(error, expected);
    let error = refused("type = \"number\"\nkinds = []");
    assert_eq!(error, "schema line 8: `kinds` names nothing: name one, or leave the key out");
}

#[test]
fn the_place_of_a_key_is_its_line_in_its_file() {
    let directory = tempfile::tempdir().unwrap();
    let path = write(directory.path(), "shop.toml", EVERYTHING);
    let schema = EventSchema::load(&path).unwrap();
    let place = |line: usize| format!("schema `{}` line {line}", path.display());
    assert_eq!(schema.place_of("roles.entity"), place(19));
    assert_eq!(schema.place_of("roles.kind.cases.1.below"), place(23));
    assert_eq!(schema.place_of("attributes.1.column"), place(44));
    // What is not written stands where its section is.
    assert_eq!(schema.place_of("time.until"), place(29));
    assert_eq!(schema.place_of("guests"), format!("schema `{}`", path.display()));
    // In another file the same is said.
    assert_eq!(schema, EventSchema::from_toml(&schema.to_toml()).unwrap());
}
