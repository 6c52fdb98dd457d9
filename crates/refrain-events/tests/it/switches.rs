//! Rules of cleaning that are switched off.

use refrain_events::{CleaningRule, ErrorKind, EventSchema, LogReader, ReadLog};

use crate::support::{START, bare_schema, line};

fn read_without(schema: EventSchema, text: &str, rule: CleaningRule) -> ReadLog {
    let reader = LogReader::new(schema).without(rule).unwrap();
    let read = reader.read_from("test.json", text.as_bytes()).unwrap();
    assert_eq!(read.report.count(rule), 0);
    read
}

#[test]
fn without_the_guest_rule_guests_with_an_id_are_entities() {
    let schema = EventSchema::from_toml(
        "[roles]\nentity = \"user\"\ntime = \"at\"\nkind = \"what\"\n\
         [guests]\nvalues = { what = [\"landing\"] }",
    );
    let text = line("7", 0, "landing") + &line("", 1, "visit") + &line("8", 2, "visit");
    let read = read_without(schema.unwrap(), &text, CleaningRule::Guest);
    assert_eq!(read.report.rows_kept, 2);
    // A row of nobody belongs in no history.
    assert_eq!(read.report.count(CleaningRule::MissingRole), 1);
}

#[test]
fn without_the_range_of_time_every_time_is_kept() {
    let text = line("a", 0, "visit") + &line("a", -START, "visit");
    let with = LogReader::new(bare_schema()).read_from("test.json", text.as_bytes()).unwrap();
    assert_eq!(with.report.count(CleaningRule::TimeOutOfRange), 1);
    assert_eq!(
        read_without(bare_schema(), &text, CleaningRule::TimeOutOfRange).report.rows_kept,
        2
    );
}

#[test]
fn without_repair_text_stays_as_it_is() {
    let schema = EventSchema::from_toml(
        "[roles]\nentity = \"user\"\ntime = \"at\"\nkind = \"what\"\n\
         [text]\nrepair = true\n[[attributes]]\nname = \"tag\"\ntype = \"text\"",
    );
    let text =
        format!("{{\"user\":1,\"at\":{START},\"what\":\"v\",\"tag\":\"Bj\u{c3}\u{b6}rk\"}}\n");
    let read = read_without(schema.unwrap(), &text, CleaningRule::TextRepaired);
    let entity = read.log.entity("1").unwrap();
    let events = read.log.history(entity, refrain_core::Time::MAX).events();
    assert_eq!(events.text("tag").unwrap().get(0), Some("Bj\u{c3}\u{b6}rk"));
}

#[test]
fn without_the_others_nothing_is_dropped_or_noted() {
    let twice = line("a", 0, "visit") + &line("a", 0, "visit");
    assert_eq!(read_without(bare_schema(), &twice, CleaningRule::Duplicate).report.rows_kept, 2);
    let lossy = "user,at,what\na,1.54111E+12,visit\n";
    let with = LogReader::new(bare_schema()).read_from("test.csv", lossy.as_bytes()).unwrap();
    assert_eq!(with.report.count(CleaningRule::LossyTime), 1);
    assert_eq!(read_without(bare_schema(), lossy, CleaningRule::LossyTime).report.rows_kept, 1);
}

#[test]
fn rules_that_leave_nothing_to_keep_cannot_be_switched_off() {
    for rule in CleaningRule::ALL {
        let without = LogReader::new(bare_schema()).without(rule);
        assert_eq!(without.is_ok(), rule.is_switchable(), "{rule}");
    }
    let error = LogReader::new(bare_schema()).without(CleaningRule::Unparsable).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Argument);
    let expected = "rule unparsable cannot be switched off: there would be nothing to keep";
    assert_eq!(error.to_string(), expected);
}

#[test]
fn rules_are_known_by_their_names() {
    for rule in CleaningRule::ALL {
        assert_eq!(rule.name().parse::<CleaningRule>().unwrap(), rule);
    }
    let error = "duplicates".parse::<CleaningRule>().unwrap_err().to_string();
    assert_eq!(error, "unknown cleaning rule `duplicates`; did you mean `duplicate`?");
}
