//! Spellings of one id, in every format.

use std::io;
use std::sync::Arc;

use refrain_events::arrow::array::{ArrayRef, Float64Array, Int64Array, StringArray};
use refrain_events::{Cell, CleaningRule, EventSchema, LogReader, RawRow, ReadLog, RowSource};

use crate::parquet_files;
use crate::support::{START, assert_accounts_hold, bare_schema, full_schema, read};

fn ids(read: &ReadLog) -> Vec<&str> {
    let mut ids: Vec<&str> = read.log.entities().map(|entity| read.log.entity_id(entity)).collect();
    ids.sort_unstable();
    ids
}

fn json(ids: &[&str]) -> ReadLog {
    let row = |(index, id): (usize, &&str)| {
        format!("{{\"user\":{id},\"at\":{},\"what\":\"v\"}}\n", START + index as i64)
    };
    read(bare_schema(), ids.iter().enumerate().map(row).collect::<String>()).unwrap()
}

fn csv(ids: &[&str]) -> ReadLog {
    let row = |(index, id): (usize, &&str)| format!("{id},{},v\n", START + index as i64);
    let rows: String = ids.iter().enumerate().map(row).collect();
    read(bare_schema(), format!("user,at,what\n{rows}")).unwrap()
}

fn parquet(users: ArrayRef) -> ReadLog {
    let times = (0..users.len() as i64).map(|index| START + index);
    let kinds = vec!["v"; users.len()];
    let columns: Vec<(&str, ArrayRef)> = vec![
        ("at", Arc::new(Int64Array::from_iter_values(times))),
        ("what", Arc::new(StringArray::from(kinds))),
        ("user", users),
    ];
    parquet_files::read(bare_schema(), columns).unwrap()
}

/// Rows handed over one by one.
struct Users(std::vec::IntoIter<Cell<'static>>, i64);

impl RowSource for Users {
    fn columns(&self) -> Vec<String> {
        ["user", "at", "what"].map(str::to_owned).to_vec()
    }

    fn next_row(&mut self) -> io::Result<Option<RawRow<'_>>> {
        self.1 += 1;
        let at = START + self.1;
        Ok(self.0.next().map(|user| vec![user, at.into(), "v".into()].into()))
    }
}

fn rows(users: Vec<Cell<'static>>) -> ReadLog {
    LogReader::new(bare_schema()).read_rows("rows", &mut Users(users.into_iter(), 0)).unwrap()
}

#[test]
fn ids_of_every_spelling_are_one_entity() {
    let logs = [
        csv(&["17850", "17850.0", " 17850 ", "\"17850\"", "1.785E4"]),
        json(&["17850", "\"17850\"", "17850.0", "\"17850.0\"", "\" 17850 \"", "\"1.785E4\""]),
        parquet(Arc::new(Int64Array::from(vec![17850, 17850]))),
        parquet(Arc::new(Float64Array::from(vec![17850.0]))),
        parquet(Arc::new(StringArray::from(vec!["17850.0", "\t17850"]))),
        rows(vec![17850_i64.into(), 17850.0.into(), "17850.0".into(), " 17850".into()]),
    ];
    for read in &logs {
        assert_accounts_hold(read);
        assert_eq!(ids(read), ["17850"]);
        assert_eq!(read.report.rows_dropped(), 0);
    }
}

#[test]
fn an_id_with_a_leading_zero_is_its_own() {
    let spellings = ["017850", "017850.0", "17850", "12E4", "120000"];
    let expected = ["017850", "017850.0", "120000", "12E4", "17850"];
    assert_eq!(ids(&csv(&spellings)), expected);
    assert_eq!(
        ids(&json(&spellings.map(|id| format!("\"{id}\"")).each_ref().map(String::as_str))),
        expected
    );
}

#[test]
fn a_float_id_of_2_to_the_53_is_refused() {
    let exact = "9007199254740991";
    let logs = [
        csv(&["9007199254740991.0", "9007199254740992.0", "7.2e+18"]),
        json(&["9007199254740991.0", "9007199254740992.0", "\"9007199254740992.0\""]),
        parquet(Arc::new(Float64Array::from(vec![
            9_007_199_254_740_991.0,
            9_007_199_254_740_992.0,
            7.2e18,
        ]))),
        rows(vec![exact.into(), 9_007_199_254_740_992.0.into(), "7.2e+18".into()]),
    ];
    for read in &logs {
        assert_eq!(ids(read), [exact]);
        assert_eq!(read.report.count(CleaningRule::BadValue), 2);
    }
    assert_eq!(
        logs[2].report.finding(CleaningRule::BadValue).unwrap().samples[0].detail,
        "`user` is the number 9007199254740992, not text or an exact whole number below 2^53",
    );
    // Written as whole numbers they are exact.
    assert_eq!(ids(&csv(&["9007199254740993", "9007199254740992"])).len(), 2);
}

#[test]
fn blanks_around_an_id_do_not_make_a_customer() {
    let read = csv(&["ada", "ada ", "\" ada\"", "\u{a0}ada"]);
    assert_eq!(ids(&read), ["ada"]);
    let read = json(&["\"ada\"", "\"ada \"", "\"\\tada\"", "\" \""]);
    assert_eq!(ids(&read), ["ada"]);
    assert_eq!(read.report.count(CleaningRule::Guest), 1);
}

#[test]
fn kinds_sessions_and_words_of_guests_are_read_as_ids_are() {
    let text =
        format!("{}[guests]\nvalues = {{ tag = [\"NULL\", \"7.0\"] }}\n", crate::support::FULL);
    let schema = EventSchema::from_toml(&text).unwrap();
    let row = |kind: &str, visit: &str, tag: &str| {
        format!(
            "{{\"user\":1,\"at\":{START},\"what\":{kind},\"visit\":{visit},\"step\":\"3.0\",\
             \"joined\":\" \",\"tag\":{tag},\"n\":1}}\n"
        )
    };
    let lines = [
        row("\"buy \"", "\"29.0\"", "\"a\""),
        row("\"buy\"", "29", "\"a\""),
        row("\"buy\"", "29", "\" NULL \""),
        row("\"buy\"", "29", "7"),
        row("\"buy\"", "29", "\"7 \""),
    ];
    let read = read(schema, lines.concat()).unwrap();
    assert_eq!(read.report.count(CleaningRule::Guest), 3);
    assert_eq!(read.report.count(CleaningRule::Duplicate), 1);
    assert_eq!(read.report.count(CleaningRule::BadValueIgnored), 0);
}

#[test]
fn texts_of_attributes_keep_their_blanks() {
    let row = format!("{{\"user\":1,\"at\":{START},\"what\":1,\"tag\":\" 7.0 \"}}\n");
    let read = read(schema_with_tag(), row).unwrap();
    let entity = read.log.entity("1").unwrap();
    let history = read.log.history(entity, refrain_core::Time::MAX);
    assert_eq!(history.events().iter().next().unwrap().text("tag"), Some(" 7.0 "));
}

/// The roles of the bare schema and the text `tag`.
fn schema_with_tag() -> EventSchema {
    let mut spec = bare_schema().into_spec();
    spec.attributes.push(full_schema().attributes()[0].clone());
    EventSchema::new(spec).unwrap()
}
