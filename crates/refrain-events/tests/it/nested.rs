//! Columns inside of objects, by dotted paths.

use std::sync::Arc;

use refrain_core::Time;
use refrain_events::arrow::array::{
    Array, ArrayRef, Int64Array, ListArray, StringArray, StructArray,
};
use refrain_events::arrow::buffer::NullBuffer;
use refrain_events::arrow::datatypes::{DataType, Field, Fields, Int32Type};
use refrain_events::{CleaningRule, EventSchema};

use crate::parquet_files;
use crate::support::{START, assert_accounts_hold, chain, events, read};

const ACTORS: &str = r#"
[roles]
entity = "actor.id"
time = "at"
kind = "what"

[[attributes]]
name = "login"
column = "actor.about.login"
type = "text"
"#;

fn schema(text: &str) -> EventSchema {
    EventSchema::from_toml(text).unwrap()
}

/// A row with these members beside the time and the kind.
fn row(members: &str) -> String {
    format!("{{\"at\":{START},\"what\":\"push\",{members}}}\n")
}

fn entities(text: &str) -> Vec<String> {
    let read = read(schema(ACTORS), text).unwrap();
    assert_accounts_hold(&read);
    read.log.entities().map(|entity| read.log.entity_id(entity).to_owned()).collect()
}

#[test]
fn a_role_inside_an_object_is_read_by_its_path() {
    let text = row(r#""actor":{"id":100,"about":{"login":"dev0","x":[1]},"id2":7}"#);
    let read = read(schema(ACTORS), text).unwrap();
    assert!(read.report.findings.is_empty(), "{}", read.report);
    let entity = read.log.entity("100").unwrap();
    let history = read.log.history(entity, Time::MAX);
    assert_eq!(history.events().iter().next().unwrap().text("login"), Some("dev0"));
}

#[test]
fn a_column_with_a_dot_goes_before_a_path() {
    for members in [
        r#""actor.id":1,"actor":{"id":2}"#,
        r#""actor":{"id":2},"actor.id":1"#,
        r#""actor":{"id":2},"actor.id":"1","actor":{"id":[3]}"#,
    ] {
        assert_eq!(entities(&row(members)), ["1"], "{members}");
    }
    // The name counts at the top alone.
    assert_eq!(entities(&row(r#""actor":{"actor.id":2,"id":1}"#)), ["1"]);
}

#[test]
fn of_an_object_given_twice_the_last_counts() {
    assert_eq!(entities(&row(r#""actor":{"id":1},"actor":{"id":2}"#)), ["2"]);
    assert_eq!(entities(&row(r#""actor":{"id":1,"id":2}"#)), ["2"]);
    let text = row(r#""actor":{"id":1},"actor":5"#) + &row(r#""actor":{"id":7}"#);
    assert_eq!(entities(&text), ["7"]);
}

#[test]
fn what_is_no_object_holds_no_column() {
    let rows =
        ["null", "7", "\"a\"", "true", "{}", "[]"].map(|actor| row(&format!("\"actor\":{actor}")));
    let read = read(schema(ACTORS), rows.concat() + &row(r#""actor":{"id":1}"#)).unwrap();
    assert_eq!(read.report.count(CleaningRule::MissingRole), 6);
}

#[test]
fn a_role_that_is_an_object_is_no_id() {
    let text = ACTORS.replace("actor.id", "actor.about").replace("actor.about.login", "login");
    let rows = row(r#""actor":{"about":{"x":1}},"login":1"#) + &row(r#""actor":{"about":1}"#);
    let read = read(schema(&text), rows).unwrap();
    assert_eq!(read.report.count(CleaningRule::BadValue), 1);
}

#[test]
fn a_path_into_an_array_is_refused_with_its_line() {
    let text = row(r#""actor":{"id":1}"#) + &row(r#""actor":[{"id":1}]"#);
    let error = read(schema(ACTORS), text).unwrap_err();
    assert!(
        chain(&error).starts_with(
            "schema line 3: `actor.id` leads into an array (`test.json` line 2): name a value"
        ),
        "{}",
        chain(&error),
    );
}

#[test]
fn an_attribute_inside_an_array_costs_the_value() {
    let text = row(r#""actor":{"id":1,"about":[{"login":"a"}]}"#);
    let read = read(schema(ACTORS), text).unwrap();
    let finding = read.report.finding(CleaningRule::BadValueIgnored).unwrap();
    assert_eq!(finding.samples[0].detail, "`actor.about.login` is inside an array, not text");
}

#[test]
fn a_slip_in_a_path_is_answered_with_the_path() {
    let text = row(r#""actor":{"idd":1,"name":2},"tags":[1]"#);
    let error = chain(&read(schema(ACTORS), text).unwrap_err());
    assert!(error.contains("`actor.id` (role `entity`) appears in none of the rows"), "{error}");
    assert!(error.contains("did you mean `actor.idd`?"), "{error}");
    assert!(error.contains("the log has: actor.idd, actor.name, at, tags, what"), "{error}");
}

fn structs() -> Vec<(&'static str, ArrayRef)> {
    let about = StructArray::from(vec![(
        Arc::new(Field::new("login", DataType::Utf8, true)),
        Arc::new(StringArray::from(vec!["a", "b", "c"])) as ArrayRef,
    )]);
    let fields = Fields::from(vec![
        Field::new("id", DataType::Int64, true),
        Field::new("about", about.data_type().clone(), true),
    ]);
    let ids: ArrayRef = Arc::new(Int64Array::from(vec![1, 2, 3]));
    let nulls = NullBuffer::from(vec![true, false, true]);
    let actor = StructArray::new(fields, vec![ids, Arc::new(about)], Some(nulls));
    vec![
        ("actor", Arc::new(actor)),
        ("at", Arc::new(Int64Array::from(vec![START; 3]))),
        ("what", Arc::new(StringArray::from(vec!["push"; 3]))),
    ]
}

#[test]
fn structs_of_parquet_are_read_by_path() {
    let from_parquet = parquet_files::read(schema(ACTORS), structs()).unwrap();
    let actor = |id: u8, login: &str| {
        row(&format!("\"actor\":{{\"id\":{id},\"about\":{{\"login\":\"{login}\"}}}}"))
    };
    let text = actor(1, "a") + &row("\"actor\":null") + &actor(3, "c");
    let from_json = read(schema(ACTORS), text).unwrap();
    assert_eq!(events(&from_parquet.log), events(&from_json.log));
    assert_eq!(from_parquet.report.count(CleaningRule::MissingRole), 1);
}

#[test]
fn a_slip_in_a_path_of_parquet_is_answered_with_the_path() {
    let text = ACTORS.replace("actor.id", "actor.ids");
    let error = chain(&parquet_files::read(schema(&text), structs()).unwrap_err());
    assert!(error.contains("did you mean `actor.id`?"), "{error}");
}

#[test]
fn a_column_of_parquet_with_a_dot_goes_before_a_path() {
    let mut columns = structs();
    columns.push(("actor.id", Arc::new(Int64Array::from(vec![7; 3]))));
    let read = parquet_files::read(schema(ACTORS), columns).unwrap();
    assert_eq!(read.log.n_entities(), 1);
    assert!(read.log.entity("7").is_some());
}

#[test]
fn a_path_into_a_list_of_parquet_is_refused() {
    let lists = ListArray::from_iter_primitive::<Int32Type, _, _>(vec![Some(vec![Some(1)])]);
    let columns: Vec<(&str, ArrayRef)> = vec![
        ("actor", Arc::new(lists)),
        ("at", Arc::new(Int64Array::from(vec![START]))),
        ("what", Arc::new(StringArray::from(vec!["push"]))),
    ];
    let error = chain(&parquet_files::read(schema(ACTORS), columns).unwrap_err());
    assert!(error.contains("`actor.id` leads into an array"), "{error}");
}
