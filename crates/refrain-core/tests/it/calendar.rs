//! Days and hours of a place, and the instants of what its clocks show.

use proptest::prelude::*;
use refrain_core::{Calendar, ErrorKind, LocalTime, Placed, Span, Time, When};

const ZONES: [&str; 8] = [
    "UTC",
    "Europe/Berlin",
    "America/New_York",
    "Asia/Kolkata",
    "Australia/Lord_Howe",
    "America/Sao_Paulo",
    "Africa/Casablanca",
    "Pacific/Apia",
];

fn local(text: &str) -> LocalTime {
    match text.parse().unwrap() {
        When::Local(local) => local,
        When::At(time) => panic!("{time} is an instant"),
    }
}

fn at(text: &str) -> Time {
    text.parse().unwrap()
}

#[test]
fn an_hour_that_happens_twice_is_the_first() {
    let berlin = Calendar::zone("Europe/Berlin").unwrap();
    let placed = |text: &str| berlin.place(local(text));
    assert_eq!(placed("2022-10-30 01:59:59"), Placed::Once(at("2022-10-29T23:59:59Z")));
    assert_eq!(placed("2022-10-30 02:00"), Placed::Twice(at("2022-10-30T00:00:00Z")));
    assert_eq!(placed("2022-10-30 02:59:59"), Placed::Twice(at("2022-10-30T00:59:59Z")));
    assert_eq!(placed("2022-10-30 03:00"), Placed::Once(at("2022-10-30T02:00:00Z")));
}

#[test]
fn an_hour_that_does_not_exist_is_moved_on() {
    let york = Calendar::zone("America/New_York").unwrap();
    let placed = |text: &str| york.place(local(text));
    assert_eq!(placed("2022-03-13 01:59:59"), Placed::Once(at("2022-03-13T06:59:59Z")));
    assert_eq!(placed("2022-03-13 02:00"), Placed::Never(at("2022-03-13T07:00:00Z")));
    assert_eq!(placed("2022-03-13 02:45"), Placed::Never(at("2022-03-13T07:45:00Z")));
    assert_eq!(placed("2022-03-13 03:00"), Placed::Once(at("2022-03-13T07:00:00Z")));
}

#[test]
fn one_second_passes_over_the_change_to_summer_time() {
    let berlin = Calendar::zone("Europe/Berlin").unwrap();
    let [before, after] = ["2023-03-26 01:59:59", "2023-03-26 03:00:00"].map(local);
    let passed = berlin.place(after).time().millis_since(berlin.place(before).time());
    assert_eq!(passed, 1_000);
}

#[test]
fn a_day_without_midnight_begins_at_one() {
    let sao_paulo = Calendar::zone("America/Sao_Paulo").unwrap();
    let noon = at("2018-11-04T15:00:00Z");
    assert_eq!(sao_paulo.start_of_day(noon), at("2018-11-04T03:00:00Z"));
    assert_eq!(sao_paulo.local(sao_paulo.start_of_day(noon)), local("2018-11-04 01:00"));
}

#[test]
fn a_place_can_leave_out_a_day() {
    let apia = Calendar::zone("Pacific/Apia").unwrap();
    let last = apia.day(at("2011-12-30T09:59:59Z"));
    assert_eq!(apia.day(at("2011-12-30T10:00:00Z")), last + 2);
    assert_eq!(apia.midnight(last + 1), at("2011-12-30T10:00:00Z"));
}

#[test]
fn zones_have_the_names_of_the_database() {
    assert_eq!(Calendar::zone("europe/berlin").unwrap().name(), "Europe/Berlin");
    assert!(Calendar::zone("UTC").unwrap().is_utc());
    assert!(!Calendar::zone("Europe/London").unwrap().is_utc());
    let error = Calendar::zone("Mars/Olympus").unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Argument);
    let expected = "`Mars/Olympus` is no time zone; write a name such as Europe/Berlin or \
                    America/New_York";
    assert_eq!(error.to_string(), expected);
}

#[test]
fn the_ends_of_time_have_days() {
    for zone in ZONES {
        let calendar = Calendar::zone(zone).unwrap();
        for time in [Time::MIN, Time::MAX] {
            calendar.start_of_day(time);
            calendar.hour_of_week(time);
        }
    }
}

proptest! {
    #[test]
    fn calendars_agree_with_jiff(zone in 0..ZONES.len(), millis in -2_208_988_800_000_i64..7_258_118_400_000) {
        let calendar = Calendar::zone(ZONES[zone]).unwrap();
        let time = Time::from_millis(millis);
        let jiff_zone = jiff::tz::TimeZone::get(ZONES[zone]).unwrap();
        let expected = jiff::Timestamp::from_millisecond(millis).unwrap().to_zoned(jiff_zone.clone());
        let civil = expected.datetime();
        let shown = calendar.local(time);
        prop_assert_eq!(shown, local(&civil.to_string()));
        let weekday = i64::from(civil.weekday().to_monday_zero_offset());
        prop_assert_eq!(i64::from(calendar.hour_of_week(time)), weekday * 24 + i64::from(civil.hour()));
        // Of both sides of a change of the clocks, and between them.
        let ambiguous = jiff_zone.to_ambiguous_timestamp(civil);
        let compatible = ambiguous.compatible().unwrap().as_millisecond();
        prop_assert_eq!(calendar.place(shown).time().millis(), compatible);
        let midnight = expected.start_of_day().unwrap().timestamp().as_millisecond();
        prop_assert_eq!(calendar.start_of_day(time).millis(), midnight);
    }

    #[test]
    fn local_times_near_changes_are_placed_as_jiff_places_them(
        zone in 0..ZONES.len(),
        year in 1950_i16..2100,
        index in 0_usize..2,
        seconds in -10_800_i64..10_800,
    ) {
        let calendar = Calendar::zone(ZONES[zone]).unwrap();
        let jiff_zone = jiff::tz::TimeZone::get(ZONES[zone]).unwrap();
        let start = jiff::civil::date(year, 1, 1).to_zoned(jiff::tz::TimeZone::UTC).unwrap().timestamp();
        let Some(change) = jiff_zone.following(start).nth(index) else { return Ok(()) };
        let civil = jiff_zone.to_datetime(change.timestamp());
        let civil = civil.saturating_add(jiff::SignedDuration::from_secs(seconds));
        let ambiguous = jiff_zone.to_ambiguous_timestamp(civil);
        let placed = calendar.place(local(&civil.to_string()));
        prop_assert_eq!(placed.time().millis(), ambiguous.compatible().unwrap().as_millisecond());
        let is_once = matches!(placed, Placed::Once(_));
        prop_assert_eq!(is_once, !ambiguous.is_ambiguous());
    }

    #[test]
    fn midnights_are_ascending(zone in 0..ZONES.len(), day in -20_000_i64..60_000) {
        let calendar = Calendar::zone(ZONES[zone]).unwrap();
        let (midnight, next) = (calendar.midnight(day), calendar.midnight(day + 1));
        prop_assert!(midnight <= next && Span::between(midnight, next) <= Span::from_hours(26));
    }
}
