use proptest::prelude::*;
use refrain_core::{ErrorKind, Span, Time, TimeRange};

#[test]
fn span_reads_back_what_it_shows() {
    for text in ["10d", "12h", "30m", "45s", "250ms", "0d"] {
        assert_eq!(text.parse::<Span>().unwrap().to_string(), text);
    }
    assert_eq!("24h".parse::<Span>().unwrap(), Span::from_days(1));
}

#[test]
fn malformed_span_is_named() {
    for text in ["", "10", "d", "ten d", "-3d", "1.5d", "10 d", "99999999999999999999d", "10w"] {
        let error = text.parse::<Span>().unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Argument);
        let advice = "write a whole number and a unit, such as 10d, 12h, 30m or 45s";
        assert_eq!(error.to_string(), format!("`{text}` is not a span: {advice}"));
    }
}

/// Milliseconds of the texts that people and logs write.
const TIMES: [(&str, i64); 14] = [
    ("1970-01-01", 0),
    ("2018-11-01", 1_541_030_400_000),
    ("2018-11-01T12:00:00", 1_541_073_600_000),
    ("2018-11-01 12:00:00", 1_541_073_600_000),
    ("2018-11-01T12:00:00Z", 1_541_073_600_000),
    ("2018-11-01t12:00:00z", 1_541_073_600_000),
    ("2018-11-01T12:00:00+02:00", 1_541_066_400_000),
    ("2018-11-01T12:00:00-08:00", 1_541_102_400_000),
    ("2018-11-01T12:00:00.25Z", 1_541_073_600_250),
    ("2018-11-01T12:00:00.0009Z", 1_541_073_600_000),
    ("1969-12-31T23:59:59.9995Z", -1),
    ("2016-12-31T23:59:60Z", 1_483_228_799_000),
    ("0000-01-01", -62_167_219_200_000),
    ("-000001-01-01", -62_198_755_200_000),
];

#[test]
fn times_are_read_as_people_write_them() {
    for (text, millis) in TIMES {
        let time: Time = text.parse().unwrap();
        assert_eq!(time.millis(), millis, "{text}");
    }
}

/// One instant as PostgreSQL, Java, Kaggle and mail write it.
const OFFSETS: [&str; 13] = [
    "2021-03-31 21:15:08.125099+02",
    "2021-03-31 19:15:08.125099Z",
    "2021-03-31T19:15:08.125Z",
    "2021-03-31 19:15:08.1250",
    "2021-04-01 00:45:08.125+0530",
    "2021-04-01 00:45:08.125 +05:30",
    "2021-03-31 19:15:08.125 UTC",
    "2021-03-31T19:15:08.125GMT",
    "2021-03-31 19:15:08.125 Z",
    "2021-03-31 19:15:08.125 +0000",
    "2021-03-31T10:15:08.125-0900",
    "2021-03-31 10:15:08.125 -09",
    "20210331T191508.125Z",
];

#[test]
fn every_way_to_write_an_offset_is_read() {
    for text in OFFSETS {
        let time = text.parse::<Time>().unwrap_or_else(|error| panic!("{error}"));
        assert_eq!(time.to_string(), "2021-03-31T19:15:08.125Z", "{text}");
    }
    for text in ["2021-03-31 19:15+02:00 UTC", "2021-03-31 -09", "2021-03-31 19:15 +2", "19:15 UTC"]
    {
        assert!(text.parse::<Time>().is_err(), "{text}");
    }
}

#[test]
fn malformed_time_is_named() {
    for text in ["", "today", "2018-13-01", "2018-02-30", "2018-11-01T25:00:00Z", "1541073600000"] {
        let error = text.parse::<Time>().unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Argument);
        let advice = "write a date such as 2018-11-01 or 2018-11-01T12:00:00Z";
        assert_eq!(error.to_string(), format!("`{text}` is not a time: {advice}"));
    }
}

#[test]
fn range_excludes_its_end() {
    let range = TimeRange::new(Time::from_millis(10), Time::from_millis(20));
    assert!(range.contains(Time::from_millis(10)));
    assert!(!range.contains(Time::from_millis(20)));
    assert_eq!(range.span(), Span::from_millis(10));
}

#[test]
fn arithmetic_saturates() {
    assert_eq!(Time::MAX + Span::from_days(1), Time::MAX);
    assert_eq!(Time::MIN - Span::from_days(1), Time::MIN);
}

proptest! {
    #[test]
    fn instants_show_as_jiff_shows_them(millis in -62_000_000_000_000_i64..253_000_000_000_000) {
        let expected = jiff::Timestamp::from_millisecond(millis).unwrap();
        let shown = Time::from_millis(millis).to_string();
        prop_assert_eq!(shown.parse::<jiff::Timestamp>().unwrap(), expected);
        if millis % 1_000 == 0 {
            prop_assert_eq!(shown, expected.to_string());
        }
    }

    #[test]
    fn utc_day_starts_at_midnight(millis in any::<i32>()) {
        let time = Time::from_millis(i64::from(millis) * 1_000);
        let midnight = time.start_of_utc_day();
        prop_assert_eq!(midnight.utc_day(), time.utc_day());
        prop_assert_eq!(midnight.millis(), time.utc_day() * 86_400_000);
    }
}
