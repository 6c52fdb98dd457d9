use refrain::core::{Span, Time};
use refrain::events::EventSchema;
use refrain::features::Vocabulary;
use refrain::labels::Schedule;
use refrain::{parse_cutoffs, parse_rule, parse_time, vocabulary};

#[test]
fn dates_are_midnights_and_times_are_rfc_3339() {
    let midnight = Time::from_millis(1_541_030_400_000);
    assert_eq!(parse_time("2018-11-01").unwrap(), midnight);
    assert_eq!(parse_time("2018-11-01T00:00:00").unwrap(), midnight);
    assert_eq!(parse_time("2018-11-01T02:00:00+02:00").unwrap(), midnight);
    assert_eq!(parse_time("2018-11-01T00:00:00.250Z").unwrap(), midnight + Span::from_millis(250));
}

#[test]
fn what_is_no_time_is_said_to_be_none() {
    for text in ["", "yesterday", "2018-13-01", "1541030400000"] {
        let message = parse_time(text).unwrap_err().to_string();
        assert!(message.starts_with(&format!("`{text}` is not a time")), "{message}");
    }
}

#[test]
fn cutoffs_are_the_end_or_dates() {
    assert_eq!(parse_cutoffs("end").unwrap(), Schedule::End);
    let two = parse_cutoffs("2018-11-08, 2018-11-01").unwrap();
    let times = ["2018-11-08", "2018-11-01"].map(|text| parse_time(text).unwrap());
    assert_eq!(two, Schedule::Dates(times.to_vec()));
    assert!(parse_cutoffs("end,2018-11-01").is_err());
}

#[test]
fn rules_are_known_by_name() {
    let schema = EventSchema::sparkify();
    assert_eq!(parse_rule("cancel", &schema).unwrap().name(), "cancel");
    assert_eq!(parse_rule("cancel:Logout", &schema).unwrap().name(), "cancel");
    assert_eq!(parse_rule("inactive:14d", &schema).unwrap().name(), "inactive:14d");
    for text in ["", "cancel:", "downgrade", "inactive", "inactive:two weeks", "inactive:0d"] {
        assert!(parse_rule(text, &schema).is_err(), "{text}");
    }
}

#[test]
fn sparkifys_schema_gives_sparkifys_words() {
    assert_eq!(vocabulary(&EventSchema::sparkify()), Vocabulary::sparkify());
}
