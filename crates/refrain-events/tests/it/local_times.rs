//! Times by a format, and times of a place.

use refrain_events::{CleaningRule, EventSchema, LogReader, ReadLog};

use crate::support::{assert_accounts_hold, only_detail, read};

fn schema(time: &str) -> EventSchema {
    let roles = "[roles]\nentity = \"user\"\ntime = \"at\"\nkind = \"what\"\n";
    EventSchema::from_toml(&format!("{roles}[time]\n{time}\n")).unwrap()
}

/// Reads rows with these times, as JSON has them, with the scanner and without it.
fn read_times(time: &str, json: &[&str]) -> ReadLog {
    let row = |at: &&str| format!("{{\"user\":1,\"at\":{at},\"what\":\"visit\"}}\n");
    let text: String = json.iter().map(row).collect();
    let reader = || LogReader::new(schema(time));
    let plain = reader().without_scanner().read_from("test.json", text.as_bytes()).unwrap();
    let read = reader().read_from("test.json", text.as_bytes()).unwrap();
    assert_eq!(read.report, plain.report);
    assert_accounts_hold(&read);
    read
}

/// The one instant that the times of rows are, shown.
fn only_time(time: &str, json: &[&str]) -> String {
    let read = read_times(time, json);
    let range = read.log.range();
    assert_eq!(range.span().millis(), 1, "{range}");
    range.start.to_string()
}

const BERLIN: &str = "unit = \"rfc3339\"\nzone = \"Europe/Berlin\"";

#[test]
fn digits_of_a_number_are_read_by_a_format() {
    let format = "format = \"%Y%m%d\"";
    let times = ["20190704", "\"20190704\"", "20190704.0", "\" 20190704 \""];
    assert_eq!(only_time(format, &times), "2019-07-04T00:00:00Z");
    let csv = "user,at,what\n1,20190704,visit\n";
    let read = LogReader::new(schema(format)).read_from("test.csv", csv.as_bytes()).unwrap();
    assert_eq!(read.log.range().start.to_string(), "2019-07-04T00:00:00Z");
}

#[test]
fn a_format_reads_what_people_write() {
    let time = |format: &str, text: &str| {
        only_time(&format!("format = \"{format}\""), &[&format!("\"{text}\"")])
    };
    assert_eq!(time("%m/%d/%Y %H:%M", "9/3/2011 7:05"), "2011-09-03T07:05:00Z");
    assert_eq!(time("%d.%m.%Y", "03.09.2011"), "2011-09-03T00:00:00Z");
    assert_eq!(time("%b %d %Y %I:%M %p", "Sep 03 2011 07:05 PM"), "2011-09-03T19:05:00Z");
    assert_eq!(time("%d/%b/%Y:%H:%M:%S %z", "03/Sep/2011:07:05:09 +0200"), "2011-09-03T05:05:09Z");
    assert_eq!(
        time("%a %b %d %H:%M:%S %z %Y", "Sat Sep 03 07:05:09 +0000 2011"),
        "2011-09-03T07:05:09Z"
    );
    assert_eq!(
        time("%Y-%m-%d %H:%M:%S%.f", "2011-09-03 07:05:09.1239"),
        "2011-09-03T07:05:09.123Z"
    );
}

#[test]
fn a_local_time_is_read_in_its_zone() {
    let times = ["\"2020-07-01T12:00:00\"", "\"2020-07-01 12:00\""];
    assert_eq!(only_time(BERLIN, &times), "2020-07-01T10:00:00Z");
    let format = "format = \"%d.%m.%Y %H:%M\"\nzone = \"Europe/Berlin\"";
    assert_eq!(only_time(format, &["\"01.07.2020 12:00\""]), "2020-07-01T10:00:00Z");
    // A date is its midnight there.
    assert_eq!(only_time(BERLIN, &["\"2020-07-01\""]), "2020-06-30T22:00:00Z");
}

#[test]
fn an_hour_that_happens_twice_is_the_first_and_noted() {
    let read = read_times(BERLIN, &["\"2021-10-31 02:15:00\""]);
    assert_eq!(read.log.range().start.to_string(), "2021-10-31T00:15:00Z");
    let expected = "`at` is the text \"2021-10-31 02:15:00\", which happened twice in \
                    Europe/Berlin and is taken as the first, 2021-10-31T00:15:00Z";
    assert_eq!(only_detail(&read.report, CleaningRule::AmbiguousTime), expected);
}

#[test]
fn an_hour_that_does_not_exist_is_moved_and_noted() {
    let read = read_times(BERLIN, &["\"2021-03-28 02:15:00\""]);
    assert_eq!(read.log.range().start.to_string(), "2021-03-28T01:15:00Z");
    let expected = "`at` is the text \"2021-03-28 02:15:00\", which did not exist in \
                    Europe/Berlin and is taken as 2021-03-28T01:15:00Z (2021-03-28T03:15:00 there)";
    assert_eq!(only_detail(&read.report, CleaningRule::SkippedTime), expected);
}

#[test]
fn a_second_passes_over_the_change_to_summer_time() {
    let read = read_times(BERLIN, &["\"2021-03-28 01:59:59\"", "\"2021-03-28 03:00:00\""]);
    assert_eq!(read.log.range().span().millis(), 1_001);
    assert_eq!(read.report.count(CleaningRule::SkippedTime), 0);
}

#[test]
fn registrations_are_read_by_their_own_format() {
    let text = "[roles]\nentity = \"user\"\ntime = \"at\"\nkind = \"what\"\nregistration = \"joined\"\n\
                [time]\nunit = \"ms\"\nregistration_format = \"%d.%m.%Y\"\nzone = \"Asia/Tokyo\"\n";
    let row = "{\"user\":1,\"at\":1577836800000,\"what\":\"visit\",\"joined\":\"24.12.2019\"}\n\
               {\"user\":2,\"at\":1577836800000,\"what\":\"visit\",\"joined\":\"12/24/2019\"}\n";
    let read = read(EventSchema::from_toml(text).unwrap(), row).unwrap();
    let entity = read.log.entity("1").unwrap();
    let registration = read.log.history(entity, read.log.range().end).registration();
    assert_eq!(registration.map(|time| time.to_string()).as_deref(), Some("2019-12-23T15:00:00Z"));
    let expected = "`joined` is the text \"12/24/2019\", not a time of the format \"%d.%m.%Y\"";
    assert_eq!(only_detail(&read.report, CleaningRule::BadValueIgnored), expected);
}

#[test]
fn seconds_of_six_decimals_are_not_rounded_up() {
    let expected = "2023-09-26T17:10:06.081Z";
    assert_eq!(only_time("unit = \"s\"", &["\"1695748206.081999\""]), expected);
    assert_eq!(only_time("unit = \"s\"", &["1695748206.081999"]), expected);
    assert_eq!(only_time("unit = \"s\"", &["1695748206.081", "\"1695748206.081\""]), expected);
    assert_eq!(only_time("unit = \"s\"", &["1695748206.0815", "\"1695748206.0815\""]), expected);
    let early = "unit = \"s\"\nfrom = \"1960-01-01\"";
    assert_eq!(only_time(early, &["-0.0015", "\"-0.0015\""]), "1969-12-31T23:59:59.998Z");
}

#[test]
fn a_format_that_reads_no_time_is_named_with_its_line() {
    let rows = "{\"user\":1,\"at\":\"12/31/2010\",\"what\":\"visit\"}\n".repeat(3);
    let reader = LogReader::new(schema("format = \"%d/%m/%Y\""));
    let error = reader.read_from("a.json", rows.as_bytes()).unwrap_err().to_string();
    let detail =
        "`at` is the text \"12/31/2010\", not a time of the format \"%d/%m/%Y\" (schema line 6)";
    assert!(error.contains("none of the 3 rows read is usable"), "{error}");
    assert!(error.contains(detail), "{error}");
}

#[test]
fn a_zone_or_a_format_that_cannot_be_is_refused_with_its_line() {
    let refusal = |text: &str| {
        let roles = "[roles]\nentity = \"u\"\ntime = \"t\"\nkind = \"k\"\n";
        EventSchema::from_toml(&format!("{roles}{text}\n")).unwrap_err().to_string()
    };
    let expected = "`Europe/Berlim` is no time zone; did you mean `Europe/Berlin`?";
    let error = refusal("[time]\nunit = \"rfc3339\"\nzone = \"Europe/Berlim\"");
    assert_eq!(error, format!("schema line 7: {expected}"));
    let error = refusal("[calendar]\nzone = \"Europe/Berlim\"");
    assert_eq!(error, format!("schema line 6: {expected}"));
    let error = refusal("[time]\nformat = \"%H:%M\"");
    let expected = "schema line 6: `format` \"%H:%M\" cannot read times: it names no whole date";
    assert_eq!(error, expected);
    let error = refusal("[time]\nformat = \"%Y-%m-%d %!\"");
    assert!(
        error.starts_with("schema line 6: `format` \"%Y-%m-%d %!\" cannot read times: "),
        "{error}"
    );
}
