//! Rules that look at a whole row or at several.

use refrain_core::Time;
use refrain_events::{CleaningRule, EventSchema, LogReader};

use crate::support::{
    FULL, START, assert_accounts_hold, bare_schema, events, full_schema, line, only_detail, read,
    read_before_good_line,
};

const DAY: i64 = 86_400_000;

fn guest_schema() -> EventSchema {
    let guests =
        "[guests]\nmissing = [\"joined\"]\nvalues = { auth = [\"Logged Out\", \"Guest\"] }\n";
    EventSchema::from_toml(&format!("{FULL}\n{guests}")).unwrap()
}

fn row(user: &str, auth: &str, joined: &str) -> String {
    format!(
        "{{\"user\":{user},\"at\":{START},\"what\":\"v\",\"visit\":1,\"step\":1,\"tag\":\"a\",\
         \"n\":1,\"auth\":\"{auth}\",\"joined\":{joined}}}\n"
    )
}

#[test]
fn guests_are_told_by_any_of_the_signs() {
    let joined = START.to_string();
    let cases = [
        ("\"\"", "Logged In", joined.as_str(), "`user` is empty"),
        ("1261737", "Logged Out", &joined, "`auth` is \"Logged Out\""),
        ("1261737", "Guest", &joined, "`auth` is \"Guest\""),
        ("1261737", "Logged In", "null", "`joined` is missing"),
        ("1261737", "Logged In", "\"\"", "`joined` is missing"),
        ("null", "Logged Out", "null", "`auth` is \"Logged Out\""),
    ];
    for (user, auth, joined_json, expected) in cases {
        let text = row("\"5\"", "Logged In", &joined) + &row(user, auth, joined_json);
        let read = read(guest_schema(), text).unwrap();
        assert_accounts_hold(&read);
        assert_eq!(only_detail(&read.report, CleaningRule::Guest), expected);
        assert_eq!(read.log.n_entities(), 1);
    }
}

#[test]
fn a_row_without_entity_and_without_a_guests_sign_misses_its_role() {
    let joined = START.to_string();
    let text = row("\"5\"", "Logged In", &joined) + &row("null", "Logged In", &joined);
    let read = read(guest_schema(), text).unwrap();
    assert_eq!(read.report.count(CleaningRule::Guest), 0);
    assert_eq!(read.report.count(CleaningRule::MissingRole), 1);
}

#[test]
fn an_empty_entity_is_no_guest_where_the_schema_says_so() {
    let text = "[roles]\nentity = \"user\"\ntime = \"at\"\nkind = \"what\"\n[guests]\nempty_entity = false\n";
    let rows = line("", 0, "visit") + &line("a", 0, "visit");
    let read = read(EventSchema::from_toml(text).unwrap(), rows).unwrap();
    assert_eq!(
        only_detail(&read.report, CleaningRule::MissingRole),
        "`user`, the entity, is missing"
    );
}

#[test]
fn equal_rows_are_read_once_and_the_later_line_is_named() {
    let text = line("a", 0, "visit") + "\n" + &line("b", 0, "visit") + &line("a", 0, "visit");
    let read = read(bare_schema(), &text).unwrap();
    assert_accounts_hold(&read);
    assert_eq!(read.log.n_events(), 2);
    let finding = read.report.finding(CleaningRule::Duplicate).unwrap();
    assert_eq!(finding.count, 1);
    assert_eq!(finding.samples[0].line, Some(4));
    assert_eq!(finding.samples[0].file.as_deref(), Some("test.json"));
}

#[test]
fn rows_that_differ_in_a_column_without_a_role_are_equal() {
    let row =
        |extra: i64| format!("{{\"user\":1,\"at\":{START},\"what\":\"v\",\"extra\":{extra}}}\n");
    let read = read(bare_schema(), row(1) + &row(2)).unwrap();
    assert_eq!(read.report.count(CleaningRule::Duplicate), 1);
}

#[test]
fn duplicates_are_kept_where_that_is_asked() {
    let text = line("a", 0, "visit").repeat(3);
    let reader = LogReader::new(bare_schema()).keep_duplicates();
    let read = reader.read_from("test.json", text.as_bytes()).unwrap();
    assert_accounts_hold(&read);
    assert_eq!(read.log.n_events(), 3);
    assert_eq!(read.report.count(CleaningRule::Duplicate), 0);
}

#[test]
fn events_outside_of_the_range_asked_for_are_not_selected() {
    let text: String = (0..5).map(|hour| line("a", hour, "visit")).collect();
    let reader = LogReader::new(bare_schema())
        .from(Time::from_millis(START + 1))
        .until(Time::from_millis(START + 3))
        .strict();
    let read = reader.read_from("test.json", text.as_bytes()).unwrap();
    assert_accounts_hold(&read);
    assert_eq!(read.log.n_events(), 2);
    assert_eq!(read.report.count(CleaningRule::NotSelected), 3);
}

#[test]
fn registration_after_the_first_event_is_counted_by_entity() {
    let row = |user: i64, at: i64, joined: i64| {
        format!(
            "{{\"user\":{user},\"at\":{at},\"what\":\"v\",\"visit\":1,\"step\":1,\"tag\":null,\
             \"n\":null,\"joined\":{joined}}}\n"
        )
    };
    let text = row(1, START, START + 5)
        + &row(1, START + 1, START + 5)
        + &row(2, START, START)
        + &row(3, START, START - 1);
    let read = read(full_schema(), text).unwrap();
    assert_accounts_hold(&read);
    let detail = only_detail(&read.report, CleaningRule::RegistrationAfterFirstEvent);
    assert!(detail.starts_with("entity 1 has its first event at 2020-01-01T00:00:00Z"), "{detail}");
    assert_eq!(read.report.rows_kept, 4);
}

/// 999 events in a day and `n_stray` ones `gap` after the last of them.
fn log_with_strays(n_stray: i64, gap: i64) -> String {
    let regular = (0..999).map(|i| line("a", i * 60_000, "visit"));
    let strays = (0..n_stray).map(|i| line("b", 998 * 60_000 + gap + i, "visit"));
    strays.chain(regular).collect()
}

#[test]
fn few_rows_after_a_long_silence_are_noted_and_kept() {
    let read = read(bare_schema(), log_with_strays(1, DAY)).unwrap();
    assert_accounts_hold(&read);
    assert_eq!(read.log.n_events(), 1_000);
    let finding = read.report.finding(CleaningRule::AfterTheEnd).unwrap();
    assert_eq!((finding.count, finding.samples.len()), (1, 1));
    assert_eq!(finding.samples[0].line, Some(1));
    let detail = &finding.samples[0].detail;
    assert!(detail.contains("24 h without an event since 2020-01-01T16:38:00Z"), "{detail}");
    assert!(detail.contains("`until`"), "{detail}");
}

#[test]
fn many_rows_or_a_short_silence_are_not_the_end() {
    let many = read(bare_schema(), log_with_strays(2, DAY)).unwrap();
    assert_eq!(many.report.count(CleaningRule::AfterTheEnd), 0);
    let short = read(bare_schema(), log_with_strays(1, DAY - 1)).unwrap();
    assert_eq!(short.report.count(CleaningRule::AfterTheEnd), 0);
    let small = read(bare_schema(), line("a", 0, "v") + &line("a", 5 * DAY, "v")).unwrap();
    assert_eq!(small.report.count(CleaningRule::AfterTheEnd), 0);
}

#[test]
fn a_log_of_one_entity_is_read() {
    let read = read(bare_schema(), line("a", 0, "v") + &line("a", 1, "v")).unwrap();
    assert_eq!((read.log.n_entities(), read.log.n_events()), (1, 2));
}

#[test]
fn events_of_one_instant_keep_their_order_without_a_sequence() {
    let text = line("a", 0, "third") + &line("a", 0, "first") + &line("a", 0, "second");
    let read = read(bare_schema(), text).unwrap();
    let kinds: Vec<String> =
        events(&read.log).iter().map(|e| e.split(' ').nth(2).unwrap().to_owned()).collect();
    assert_eq!(kinds, ["third", "first", "second"]);
}

#[test]
fn events_of_one_instant_are_ordered_by_their_sequence() {
    let row = |step: i64, what: &str| {
        format!(
            "{{\"user\":1,\"at\":{START},\"what\":\"{what}\",\"visit\":1,\"step\":{step},\
             \"tag\":null,\"n\":null,\"joined\":null}}\n"
        )
    };
    let text = row(10, "third") + &row(2, "second") + &row(1, "first");
    let read = read(full_schema(), text).unwrap();
    let kinds: Vec<String> =
        events(&read.log).iter().map(|e| e.split(' ').nth(2).unwrap().to_owned()).collect();
    assert_eq!(kinds, ["first", "second", "third"]);
}

#[test]
fn blank_lines_carriage_returns_and_a_byte_order_mark_are_no_rows() {
    let row = line("a", 0, "visit");
    let text = format!("\u{feff}{}\r\n\r\n   \n\n{}", row.trim(), line("b", 0, "visit"));
    let report = read(bare_schema(), text).unwrap().report;
    assert_eq!((report.rows_read, report.rows_kept), (2, 2));
    assert_eq!(report.files[0].blank_lines, 3);
}

#[test]
fn a_last_line_without_an_end_is_a_row() {
    let text = line("a", 0, "visit") + line("b", 0, "visit").trim_end();
    assert_eq!(read(bare_schema(), text).unwrap().report.rows_kept, 2);
}

#[test]
fn escapes_in_text_are_resolved() {
    let read = read_before_good_line(format!(
        "{{\"us\\u0065r\":\"a\\\"b\",\"at\":{START},\"what\":\"v\"}}\n"
    ));
    assert_eq!(read.rows_kept, 2);
}
