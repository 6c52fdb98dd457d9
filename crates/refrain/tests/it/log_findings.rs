//! What stands out in a log.

use refrain::LogFindings;
use refrain::base::{AttributeType, EventLog, EventLogBuilder, EventRow, Span, Time, Value};
use refrain::events::EventSchema;

fn hour(hour: u32) -> Time {
    "2024-01-01".parse::<Time>().unwrap() + Span::from_hours(hour)
}

fn schema() -> EventSchema {
    let text = "[roles]\nentity = \"user\"\ntime = \"at\"\nkind = \"what\"\n\
                [[attributes]]\nname = \"secs\"\ntype = \"number\"\n[meaning]\nduration = \"secs\"";
    EventSchema::from_toml(text).unwrap()
}

/// One event an hour for 60 days, but for what a test asks for.
fn log(row: impl Fn(u32) -> Option<(&'static str, f64)>) -> EventLog {
    let mut builder = EventLogBuilder::new(&[("secs", AttributeType::Number)]).unwrap();
    for at in 0..60 * 24 {
        if let Some((kind, secs)) = row(at) {
            let values = [Value::Number(secs)];
            builder.push(&EventRow::new("ada", hour(at), kind).attributes(&values)).unwrap();
        }
    }
    builder.finish().unwrap()
}

fn findings(row: impl Fn(u32) -> Option<(&'static str, f64)>) -> Vec<String> {
    LogFindings::new(&log(row), &schema()).iter().map(str::to_owned).collect()
}

#[test]
fn an_even_log_has_no_findings() {
    assert_eq!(findings(|_| Some(("play", 1.0))), [""; 0]);
    let shown = LogFindings::new(&log(|_| Some(("play", 1.0))), &schema()).to_string();
    assert_eq!(shown, "nothing stands out\n");
}

#[test]
fn a_kind_in_two_spellings_and_one_that_ends_are_named() {
    let found = findings(|at| match at {
        at if at % 9 == 0 => Some(("Play", 1.0)),
        at if at % 2 == 0 && at < 20 * 24 => Some(("search", 1.0)),
        _ => Some(("play", 1.0)),
    });
    assert!(found[0].contains("`play`") && found[0].contains("`Play`"), "{found:?}");
    assert!(found.iter().any(|finding| finding.contains("ends on 2024-01-20")), "{found:?}");
}

#[test]
fn a_silence_and_a_duration_below_zero_are_named() {
    let found = findings(|at| match at {
        at if (500..600).contains(&at) => None,
        1_000 => Some(("play", -5.0)),
        _ => Some(("play", 1.0)),
    });
    let expected = "nothing happens for 100 hours after 2024-01-21T19:00";
    assert!(found.iter().any(|finding| finding == expected), "{found:?}");
    let expected = "`secs` is a duration below zero in 1 events";
    assert!(found.iter().any(|finding| finding == expected), "{found:?}");
}

#[test]
fn a_sudden_change_is_named_with_its_day() {
    let found = findings(|at| (at < 30 * 24 || at % 6 == 0).then_some(("play", 1.0)));
    assert!(found.iter().any(|finding| finding.starts_with("from 2024-01-31 on")), "{found:?}");
}

#[test]
fn no_line_is_wider_than_a_terminal() {
    let log = log(|at| Some((if at % 2 == 0 { "Play" } else { "play" }, -1.0)));
    let shown = LogFindings::new(&log, &schema()).to_string();
    assert!(shown.starts_with("2 things to look at\n"), "{shown}");
    assert!(shown.lines().all(|line| line.chars().count() <= 80), "{shown}");
}
