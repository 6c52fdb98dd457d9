//! Values that a schema makes of others: kinds, products, folded ids, words for nothing.

use refrain_core::{EventLog, Time};
use refrain_events::{CleaningRule, EventSchema, ReadLog};

use crate::support::{START, assert_accounts_hold, chain, only_detail, read};

fn schema(roles: &str, rest: &str) -> EventSchema {
    let text = format!("[roles]\nentity = \"user\"\ntime = \"at\"\n{roles}\n{rest}");
    EventSchema::from_toml(&text).unwrap()
}

/// Rows of these members, a millisecond after each other, in a table or as JSON.
fn read_rows(schema: &EventSchema, rows: &[&str]) -> ReadLog {
    let text: String = rows
        .iter()
        .enumerate()
        .map(|(index, members)| {
            format!("{{\"user\":\"a\",\"at\":{},{members}}}\n", START + index as i64)
        })
        .collect();
    let read = read(schema.clone(), text).unwrap();
    assert_accounts_hold(&read);
    read
}

fn kinds(log: &EventLog) -> Vec<String> {
    let entity = log.entities().next().unwrap();
    let events = log.history(entity, Time::MAX).events();
    events.iter().map(|event| event.kind().to_owned()).collect()
}

fn numbers(log: &EventLog, name: &str) -> Vec<Option<f64>> {
    let entity = log.entities().next().unwrap();
    log.history(entity, Time::MAX).events().iter().map(|event| event.number(name)).collect()
}

#[test]
fn a_constant_kind_needs_no_column() {
    let schema = schema("kind = { constant = \"purchase\" }", "");
    let from_json = read_rows(&schema, &["\"kind\":7", "\"x\":1"]);
    assert_eq!(kinds(&from_json.log), ["purchase", "purchase"]);
    assert!(from_json.report.findings.is_empty());
    let table = format!("user,at\na,{START}\na,{}\n", START + 1);
    let from_table = read(schema, table).unwrap();
    assert_eq!(kinds(&from_table.log), ["purchase", "purchase"]);
}

#[test]
fn a_row_without_a_kind_has_the_other_one() {
    let schema = schema("kind = { column = \"what\", otherwise = \"message\" }", "");
    let rows = ["\"what\":\"join\"", "\"what\":null", "\"what\":\" \"", "\"x\":1", "\"what\":7"];
    let read = read_rows(&schema, &rows);
    assert_eq!(kinds(&read.log), ["join", "message", "message", "message", "7"]);
    // A quiet day may have no other.
    let read = read_rows(&schema, &["\"x\":1"]);
    assert_eq!(kinds(&read.log), ["message"]);
    assert_eq!(read.report.count(CleaningRule::AbsentColumn), 1);
}

const SHOP: &str = r#"kind = { otherwise = "purchase", cases = [
  { column = "invoice", begins = "C", kind = "cancellation" },
  { column = "quantity", below = 0, kind = "return" },
  { column = "quantity", above = 99, is = ["100", "200.0"], kind = "bulk" },
  { column = "film.id", kind = "watch" },
  { column = "state", is = "a", kind = "state a" },
] }"#;

#[test]
fn the_first_case_that_holds_names_the_kind() {
    let schema = schema(SHOP, "[[attributes]]\nname = \"quantity\"\ntype = \"number\"\n");
    let rows = [
        "\"invoice\":\"C1\",\"quantity\":-1",
        "\"invoice\":\"1C\",\"quantity\":\"-1\"",
        "\"quantity\":\"100.0\"",
        "\"quantity\":150",
        "\"film\":{\"id\":5},\"quantity\":\"many\"",
        "\"film\":{\"id\":null},\"state\":\" a\"",
        "\"invoice\":\"\",\"state\":\"b\"",
    ];
    let read = read_rows(&schema, &rows);
    let expected = ["cancellation", "return", "bulk", "purchase", "watch", "state a", "purchase"];
    assert_eq!(kinds(&read.log), expected);
    assert_eq!(read.report.count(CleaningRule::BadValueIgnored), 1);
}

#[test]
fn a_row_for_which_no_case_holds_lacks_its_kind() {
    let schema = schema("kind = { cases = [{ column = \"film\", kind = \"watch\" }] }", "");
    let read = read_rows(&schema, &["\"film\":1", "\"x\":1"]);
    assert_eq!(kinds(&read.log), ["watch"]);
    let detail = only_detail(&read.report, CleaningRule::MissingRole);
    assert_eq!(detail, "none of the cases of role `kind` holds");
}

const AMOUNT: &str = r#"
[[attributes]]
name = "amount"
type = "number"
product = ["price", "quantity"]

[[attributes]]
name = "quantity"
type = "number"

[meaning]
duration = "quantity"
"#;

#[test]
fn a_product_is_made_of_two_columns() {
    let schema = schema("kind = { constant = \"purchase\" }", AMOUNT);
    let rows = [
        "\"price\":\"2.5\",\"quantity\":4",
        "\"price\":2.5",
        "\"price\":\"dear\",\"quantity\":1",
        "\"price\":2,\"quantity\":-3,\"amount\":7",
    ];
    let read = read_rows(&schema, &rows);
    assert_eq!(numbers(&read.log, "amount"), [Some(10.0), None, None, Some(-6.0)]);
    let detail = only_detail(&read.report, CleaningRule::BadValueIgnored);
    assert_eq!(detail, "`price` is the text \"dear\", not number");
    let detail = only_detail(&read.report, CleaningRule::NegativeDuration);
    assert_eq!(detail, "`quantity`, the duration, is the number -3");
}

#[test]
fn a_factor_that_no_row_has_is_noted() {
    let schema = schema("kind = { constant = \"purchase\" }", AMOUNT);
    let read = read_rows(&schema, &["\"quantity\":4"]);
    let detail = only_detail(&read.report, CleaningRule::AbsentColumn);
    assert!(detail.starts_with("column `price` appears in none"), "{detail}");
}

#[test]
fn a_decimal_comma_is_read_where_the_schema_says_so() {
    let header = "user;at;price;quantity\n";
    let rows = format!("a;{START};1.234,5;2\na;{};1.5;1\n", START + 1);
    let text = format!("[table]\ndecimal = \",\"\n{AMOUNT}");
    let comma = schema("kind = { constant = \"purchase\" }", &text);
    let log = read(comma.clone(), format!("{header}{rows}")).unwrap();
    assert_eq!(numbers(&log.log, "amount"), [Some(2469.0), None]);
    assert_eq!(log.report.count(CleaningRule::BadValueIgnored), 1);
    // The mark is one of tables: JSON has its own.
    let log = read_rows(&comma, &["\"price\":\"1.5\",\"quantity\":2"]);
    assert_eq!(numbers(&log.log, "amount"), [Some(3.0)]);
}

#[test]
fn words_for_nothing_are_missing_in_every_column() {
    let rest = "[rows]\nnothing = [\"-\", \"(empty)\"]\n[[attributes]]\nname = \"n\"\n\
                type = \"number\"\n";
    let schema = schema("kind = \"what\"", rest);
    let read = read_rows(&schema, &["\"what\":\"v\",\"n\":\" - \"", "\"what\":\"(empty)\""]);
    assert_eq!(read.report.count(CleaningRule::MissingRole), 1);
    assert_eq!(read.report.count(CleaningRule::BadValueIgnored), 0);
}

#[test]
fn ids_that_differ_in_what_is_ignored_are_one_entity() {
    let schema = schema("kind = \"what\"", "[ids]\nignore = [\"case\", \"zeros\"]\n");
    let row = |user: &str| format!("{{\"user\":{user},\"at\":{START},\"what\":\"v\"}}\n");
    let users = ["\"Ada\"", "\"ADA \"", "\"007\"", "7", "\"7.0\"", "\"a d\""];
    let log = read(schema, users.map(row).concat()).unwrap().log;
    let ids: Vec<&str> = log.entities().map(|entity| log.entity_id(entity)).collect();
    assert_eq!(
        (ids.len(), log.entity("ada").is_some(), log.entity("7").is_some()),
        (3, true, true)
    );
}

#[test]
fn a_key_that_no_row_has_is_refused() {
    let schema = schema("kind = \"what\"", "[rows]\ndeduplicate_by = \"event_id\"\n");
    let text = format!("{{\"user\":1,\"at\":{START},\"what\":1,\"eventid\":1}}\n");
    let error = chain(&read(schema, text).unwrap_err());
    assert!(error.contains("column `event_id` (`deduplicate_by`) appears in none"), "{error}");
}

#[test]
fn rows_of_one_key_are_one_event() {
    let schema = schema("kind = \"what\"", "[rows]\ndeduplicate_by = \"event_id\"\n");
    // A retry with a new time, a row equal but for its key, two rows without one.
    let rows = [
        "\"what\":\"v\",\"event_id\":\"e1\"",
        "\"what\":\"w\",\"event_id\":\" e1\"",
        "\"what\":\"v\",\"event_id\":\"e2\"",
        "\"what\":\"x\",\"event_id\":null",
        "\"what\":\"x\"",
    ];
    let read = read_rows(&schema, &rows);
    assert_eq!(kinds(&read.log), ["v", "v", "x", "x"]);
    assert_eq!(read.report.count(CleaningRule::Duplicate), 1);
}

#[test]
fn an_offset_beside_a_zone_ends_the_read() {
    let times = "[time]\nunit = \"rfc3339\"\nzone = \"Europe/Berlin\"\n";
    let schema = schema("kind = { constant = \"visit\" }", times);
    let rows = "user,at\n1,2020-01-05 10:00\n1,2020-01-05T10:00:00+02:00\n";
    let error = chain(&read(schema, rows).unwrap_err());
    assert_eq!(
        error,
        "schema line 7: `zone` is for times without an offset, and `test.json` line 3 states one \
         (2020-01-05T10:00:00+02:00): leave `zone` out",
    );
}
