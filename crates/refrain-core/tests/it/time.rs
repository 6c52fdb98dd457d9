use proptest::prelude::*;
use refrain_core::{Error, Span, Time, TimeRange};

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
        assert_eq!(error, Error::MalformedSpan { found: text.to_owned() });
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
