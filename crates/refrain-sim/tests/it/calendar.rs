use jiff::civil::{Date, date};
use refrain_core::Time;
use refrain_sim::{Persona, is_holiday};

/// An instant of a day, by hour and minute UTC.
fn at(day: Date, hour: i8, minute: i8) -> Time {
    let zoned = day.at(hour, minute, 0, 0).to_zoned(jiff::tz::TimeZone::UTC).unwrap();
    Time::from_millis(zoned.timestamp().as_millisecond())
}

fn rejection(day: Date, hour: i8, minute: i8) -> f64 {
    Persona::named("Accordion").unwrap().definition().rhythm.rejection(at(day, hour, minute))
}

#[test]
fn the_holidays_of_2018_are_these_seven() {
    let found: Vec<Date> = date(2018, 1, 1)
        .series(jiff::Span::new().days(1))
        .take(365)
        .filter(|day| is_holiday(at(*day, 12, 0)))
        .collect();
    let expected = [(1, 1), (5, 28), (7, 4), (9, 3), (11, 11), (11, 22), (12, 25)];
    assert_eq!(found, expected.map(|(month, day)| date(2018, month, day)));
}

#[test]
fn a_holiday_lasts_from_midnight_to_midnight() {
    let christmas = date(2018, 12, 25);
    assert!(is_holiday(at(christmas, 0, 0)) && is_holiday(at(christmas, 23, 59)));
    assert!(!is_holiday(at(date(2018, 12, 26), 0, 0)));
    assert!(!is_holiday(Time::MIN) && !is_holiday(Time::MAX));
}

#[test]
fn a_working_day_between_working_days_rejects_nothing() {
    for hour in 0..24 {
        assert_eq!(rejection(date(2018, 10, 3), hour, 0), 0.0);
    }
}

#[test]
fn the_ramp_into_a_weekend_is_centred_on_midnight() {
    let (friday, saturday) = (date(2018, 10, 5), date(2018, 10, 6));
    // It begins 180 minutes before midnight and takes 360 to reach 0.5.
    assert_eq!(rejection(friday, 20, 59), 0.0);
    assert_eq!(rejection(friday, 21, 0), 0.0);
    assert_eq!(rejection(friday, 22, 30), 0.125);
    assert_eq!(rejection(saturday, 0, 0), 0.25);
    assert_eq!(rejection(saturday, 1, 30), 0.375);
    assert_eq!(rejection(saturday, 3, 0), 0.5);
    assert_eq!(rejection(saturday, 23, 59), 0.5);
}

#[test]
fn the_ramp_out_of_a_weekend_mirrors_the_way_in() {
    let (sunday, monday) = (date(2018, 10, 7), date(2018, 10, 8));
    assert_eq!(rejection(sunday, 0, 0), 0.5);
    assert_eq!(rejection(sunday, 21, 0), 0.5);
    assert_eq!(rejection(sunday, 22, 30), 0.375);
    assert_eq!(rejection(monday, 0, 0), 0.25);
    assert_eq!(rejection(monday, 1, 30), 0.125);
    assert_eq!(rejection(monday, 3, 0), 0.0);
}

#[test]
fn a_holiday_amid_the_week_has_both_ramps() {
    let thanksgiving = date(2018, 11, 22);
    assert_eq!(rejection(date(2018, 11, 21), 22, 30), 0.125);
    assert_eq!(rejection(thanksgiving, 0, 0), 0.25);
    assert_eq!(rejection(thanksgiving, 12, 0), 0.5);
    assert_eq!(rejection(thanksgiving, 22, 30), 0.375);
    assert_eq!(rejection(date(2018, 11, 23), 1, 30), 0.125);
}
