//! How the values of single cells are read.

use refrain_core::Time;
use refrain_events::{CleaningRule, EventSchema, LogReader};

use crate::support::{
    START, assert_accounts_hold, bare_schema, full_schema, line, only_detail, read,
    read_before_good_line,
};

/// The only entity of a log whose row names it so.
fn entity(json: &str) -> String {
    let text = format!("{{\"user\":{json},\"at\":{START},\"what\":\"visit\"}}");
    let log = read(bare_schema(), text).unwrap().log;
    let entity = log.entities().next().unwrap();
    log.entity_id(entity).to_owned()
}

/// The report on a row with this value in a column of the bare schema.
fn bad(column: &str, json: &str, rule: CleaningRule) -> String {
    let row = |name: &str, good: String| match name == column {
        true => json.to_owned(),
        false => good,
    };
    let text = format!(
        "{{\"user\":{},\"at\":{},\"what\":{}}}\n",
        row("user", "\"1\"".to_owned()),
        row("at", START.to_string()),
        row("what", "\"visit\"".to_owned()),
    );
    only_detail(&read_before_good_line(text), rule)
}

/// The instant of a time written in JSON, in a unit.
fn time(unit: &str, json: &str) -> i64 {
    let text = format!(
        "[roles]\nentity = \"user\"\ntime = \"at\"\nkind = \"what\"\n[time]\nunit = \"{unit}\"\n"
    );
    let row = format!("{{\"user\":1,\"at\":{json},\"what\":\"visit\"}}");
    let read = read(EventSchema::from_toml(&text).unwrap(), row).unwrap();
    read.log.range().start.millis()
}

#[test]
fn numbers_and_text_name_the_same_entity() {
    assert_eq!(entity("1046"), "1046");
    assert_eq!(entity("\"1046\""), "1046");
    assert_eq!(entity("1046.0"), "1046");
    assert_eq!(entity("1.046e3"), "1046");
    assert_eq!(entity("-0.0"), "0");
}

#[test]
fn great_whole_numbers_are_exact_ids() {
    assert_eq!(entity("9007199254740993"), "9007199254740993");
    assert_eq!(entity("18446744073709551615"), "18446744073709551615");
    assert_eq!(entity("-9223372036854775808"), "-9223372036854775808");
}

#[test]
fn a_number_that_cannot_be_exact_is_no_id() {
    let detail = bad("user", "18446744073709551616", CleaningRule::BadValue);
    assert!(detail.contains("`user` is the number 18446744073709552000"), "{detail}");
    bad("user", "1046.5", CleaningRule::BadValue);
}

#[test]
fn wrong_types_of_required_roles_drop_the_row() {
    let detail = bad("user", "[1,{\"a\":2}]", CleaningRule::BadValue);
    assert_eq!(detail, "`user` is an array, not text or an exact whole number");
    let detail = bad("what", "{\"a\":[1]}", CleaningRule::BadValue);
    assert_eq!(
        detail,
        "`what` is an object, not text or an exact whole number: name a member of it, as in `what.id`"
    );
    let detail = bad("what", "true", CleaningRule::BadValue);
    assert_eq!(detail, "`what` is true, not text or an exact whole number");
    let detail = bad("at", "\"yesterday\"", CleaningRule::BadValue);
    assert_eq!(detail, "`at` is the text \"yesterday\", not a time in milliseconds");
    bad("at", "false", CleaningRule::BadValue);
    bad("at", "[]", CleaningRule::BadValue);
}

#[test]
fn missing_roles_drop_the_row() {
    let detail = bad("user", "null", CleaningRule::MissingRole);
    assert_eq!(detail, "`user`, the entity, is missing");
    assert_eq!(bad("at", "null", CleaningRule::MissingRole), "`at`, the time, is missing");
    assert_eq!(bad("at", "\"\"", CleaningRule::MissingRole), "`at`, the time, is missing");
    assert_eq!(bad("what", "\"\"", CleaningRule::MissingRole), "`what`, the kind, is missing");
    let report = read_before_good_line("{}\n");
    assert_eq!(only_detail(&report, CleaningRule::MissingRole), "`user`, the entity, is missing");
}

#[test]
fn times_may_be_numbers_or_text() {
    assert_eq!(time("ms", "1541105830796"), 1_541_105_830_796);
    assert_eq!(time("ms", "1541105830796.0"), 1_541_105_830_796);
    assert_eq!(time("ms", "\"1541105830796\""), 1_541_105_830_796);
    assert_eq!(time("ms", "\" 1.54111E+12 \""), 1_541_110_000_000);
}

#[test]
fn parts_of_a_millisecond_are_cut_off_downwards() {
    assert_eq!(time("ms", "1541105830796.9"), 1_541_105_830_796);
    assert_eq!(time("us", "1541105830796999"), 1_541_105_830_796);
    assert_eq!(time("ns", "1541105830796999999"), 1_541_105_830_796);
    assert_eq!(time("rfc3339", "\"2018-11-01T20:57:10.796999Z\""), 1_541_105_830_796);
}

#[test]
fn seconds_keep_their_decimals() {
    assert_eq!(time("s", "1541105830"), 1_541_105_830_000);
    for millis in [0, 1, 250, 289, 796, 999] {
        let written = format!("1541105830.{millis:03}");
        assert_eq!(time("s", &written), 1_541_105_830_000 + millis, "{written}");
    }
    // As a product of floats this one is 2163553219423.9998.
    assert_eq!(time("s", "2163553219.424"), 2_163_553_219_424);
}

#[test]
fn rfc3339_may_lack_the_offset_and_the_time() {
    assert_eq!(time("rfc3339", "\"2018-11-01T22:57:10.796+02:00\""), 1_541_105_830_796);
    assert_eq!(time("rfc3339", "\"2018-11-01 20:57:10.796\""), 1_541_105_830_796);
    assert_eq!(time("rfc3339", "\"2018-11-01\""), 1_541_030_400_000);
}

#[test]
fn impossible_and_implausible_times_drop_the_row() {
    for json in ["\"NaN\"", "\"inf\"", "1e300", "-1e300", "99999999999999999999"] {
        let detail = bad("at", json, CleaningRule::TimeOutOfRange);
        assert!(detail.ends_with("not a possible time"), "{detail}");
    }
    let detail = bad("at", "-5", CleaningRule::TimeOutOfRange);
    let expected =
        "`at` is 1969-12-31T23:59:59.995Z, before the plausible times (1990-01-01T00:00:00Z)";
    assert_eq!(detail, expected);
    let detail = bad("at", "1541105830", CleaningRule::TimeOutOfRange);
    assert!(detail.starts_with("`at` is 1970-01-18T"), "{detail}");
    let detail = bad("at", "4102444800000", CleaningRule::TimeOutOfRange);
    assert!(detail.contains("not before the end of the plausible times"), "{detail}");
}

#[test]
fn a_role_that_is_nan_is_missing_and_named_so() {
    let detail = bad("at", "NaN", CleaningRule::MissingRole);
    assert_eq!(detail, "`at`, the time, is missing: `at` is written NaN, which JSON has not");
    let detail = bad("user", "-Infinity", CleaningRule::MissingRole);
    assert!(detail.ends_with("`user` is written -Infinity, which JSON has not"), "{detail}");
    // No such number in any language.
    let detail = bad("at", "nan", CleaningRule::Unparsable);
    assert!(detail.starts_with("not a JSON object: "), "{detail}");
}

#[test]
fn nan_in_an_attribute_costs_the_value_and_is_noted() {
    let read = read(full_schema(), full_row("\"n\":NaN,\"tag\":\"a \\\" NaN\"")).unwrap();
    let detail = only_detail(&read.report, CleaningRule::NotANumber);
    assert_eq!(detail, "`n` is written NaN, which JSON has not; it counts as missing");
    assert_eq!(read.report.findings.len(), 1);
    assert_eq!(first_event_tag(&read.log).as_deref(), Some("a \" NaN"));
    let text = full_row("\"n\":Infinity");
    let reader = LogReader::new(full_schema()).without(CleaningRule::NotANumber).unwrap();
    let read = reader.read_from("log", text.as_bytes()).unwrap();
    assert_eq!((read.report.rows_kept, read.report.findings.len()), (1, 0));
}

#[test]
fn nan_in_a_column_that_nobody_asks_for_costs_nothing() {
    for members in ["\"x\":NaN", "\"x\":[1,-Infinity]", "\"x\":{\"y\":Infinity}"] {
        let read = read(full_schema(), full_row(members)).unwrap();
        assert_eq!(read.report.rows_kept, 1, "{members}");
        assert!(read.report.findings.is_empty(), "{}", read.report);
    }
}

#[test]
fn several_objects_on_a_line_are_as_many_rows() {
    let good = line("good", 0, "visit");
    let two = format!("{} {}", line("a", 1, "v").trim_end(), line("b", 2, "v"));
    let three = format!("{0}{0}{{\"user\":7}}\n", line("c", 3, "v").trim_end());
    let read = read(bare_schema(), good + &two + &three).unwrap();
    assert_accounts_hold(&read);
    assert_eq!((read.report.rows_read, read.log.n_entities()), (6, 4));
    let sample = &read.report.finding(CleaningRule::MissingRole).unwrap().samples[0];
    assert_eq!((sample.line, sample.detail.as_str()), (Some(3), "`at`, the time, is missing"));
}

#[test]
fn the_last_of_duplicate_keys_counts() {
    assert_eq!(entity("\"1\",\"user\":\"2\""), "2");
}

/// A row of the full schema with some of its members replaced.
fn full_row(members: &str) -> String {
    format!(
        "{{\"user\":\"1\",\"at\":{START},\"what\":\"visit\",\"visit\":7,\"step\":0,\
         \"joined\":{START},\"tag\":\"a\",\"n\":1.5,{members}}}\n"
    )
}

#[test]
fn bad_optional_values_count_as_missing_and_are_noted() {
    let cases = [
        ("\"visit\":[1]", "`visit` is an array, not what the column holds"),
        ("\"visit\":true", "`visit` is true, not what the column holds"),
        ("\"step\":\"first\"", "`step` is the text \"first\", not what the column holds"),
        ("\"joined\":{}", "`joined` is an object, not a time in milliseconds"),
        ("\"joined\":5", "`joined` is the number 5, not what the column holds"),
        ("\"tag\":{\"x\":1}", "`tag` is an object, not text"),
        ("\"n\":\"many\"", "`n` is the text \"many\", not number"),
        ("\"n\":true", "`n` is true, not number"),
        ("\"n\":\"NaN\"", "`n` is the text \"NaN\", not number"),
    ];
    for (members, expected) in cases {
        let read = read(full_schema(), full_row(members)).unwrap();
        assert_accounts_hold(&read);
        assert_eq!(read.report.rows_kept, 1);
        let detail = only_detail(&read.report, CleaningRule::BadValueIgnored);
        assert_eq!(detail, expected, "{members}");
        let entity = read.log.entity("1").unwrap();
        let event = read.log.history(entity, Time::MAX).events().iter().next().unwrap();
        let known = [
            event.session().is_some(),
            read.log.history(entity, Time::MAX).registration().is_some(),
            event.text("tag").is_some(),
            event.number("n").is_some(),
        ];
        let n_lost = known.iter().filter(|known| !**known).count();
        assert_eq!(n_lost, usize::from(!members.starts_with("\"step\"")), "{members}");
    }
}

#[test]
fn several_bad_values_of_a_row_are_one_noted_row() {
    let read = read(full_schema(), full_row("\"n\":[],\"tag\":[],\"step\":[]")).unwrap();
    assert_eq!(read.report.count(CleaningRule::BadValueIgnored), 1);
}

#[test]
fn text_attributes_may_be_numbers_or_booleans() {
    for (json, expected) in [("200", "200"), ("1.5", "1.5"), ("true", "true"), ("false", "false")] {
        let read = read(full_schema(), full_row(&format!("\"tag\":{json}"))).unwrap();
        let event = first_event_tag(&read.log);
        assert_eq!(event.as_deref(), Some(expected));
        assert_eq!(read.report.findings.len(), 0);
    }
}

fn first_event_tag(log: &refrain_core::EventLog) -> Option<String> {
    let entity = log.entity("1").unwrap();
    let event = log.history(entity, Time::MAX).events().iter().next().unwrap();
    event.text("tag").map(str::to_owned)
}

#[test]
fn empty_text_and_null_are_missing_without_a_note() {
    for members in
        ["\"tag\":\"\"", "\"tag\":null", "\"n\":\"\"", "\"visit\":\"\"", "\"joined\":\"\""]
    {
        let read = read(full_schema(), full_row(members)).unwrap();
        assert_eq!(read.report.findings.len(), 0, "{members}: {}", read.report);
    }
    let read = read(full_schema(), full_row("\"tag\":\"\"")).unwrap();
    assert_eq!(first_event_tag(&read.log), None);
}

#[test]
fn number_attributes_may_be_text() {
    let read = read(full_schema(), full_row("\"n\":\" 246.30812 \"")).unwrap();
    let entity = read.log.entity("1").unwrap();
    let event = read.log.history(entity, Time::MAX).events().iter().next().unwrap();
    assert_eq!(event.number("n"), Some(246.30812));
}

#[test]
fn registration_has_a_unit_of_its_own() {
    let text = format!("{}\n[time]\nregistration_unit = \"rfc3339\"\n", crate::support::FULL);
    let row = full_row("\"joined\":\"2019-12-31\"");
    let read = read(EventSchema::from_toml(&text).unwrap(), row).unwrap();
    let entity = read.log.entity("1").unwrap();
    let registration = read.log.history(entity, Time::MAX).registration();
    assert_eq!(registration, Some(Time::from_millis(START - 86_400_000)));
}
