//! Weekends and holidays of the United States.

use jiff::Timestamp;
use jiff::civil::{Date, Weekday, date};
use jiff::tz::Offset;
use refrain_core::{Span, Time};

/// Returns `true` if the UTC day of an instant is a holiday, on which fewer sessions start.
///
/// These are New Year, Memorial Day, Independence Day, Labor Day, Veterans Day, Thanksgiving and
/// Christmas, on the very day: none is moved to a weekday. Years before -9999 and after 9999
/// have none.
///
/// # Examples
///
/// ```
/// use refrain_sim::is_holiday;
///
/// assert!(is_holiday("2018-12-25".parse()?));
/// assert!(!is_holiday("2018-10-02".parse()?));
/// # Ok::<(), refrain_sim::Error>(())
/// ```
pub fn is_holiday(at: Time) -> bool {
    utc_date(at).is_some_and(|date| holidays(date.year()).contains(&Some(date)))
}

/// Returns `true` if the UTC day of an instant is a Saturday, a Sunday or a holiday.
pub(crate) fn is_day_off(at: Time) -> bool {
    let weekend = |date: Date| matches!(date.weekday(), Weekday::Saturday | Weekday::Sunday);
    utc_date(at).is_some_and(weekend) || is_holiday(at)
}

/// Tells for the day before, the day itself and the day after if it is off.
pub(crate) fn days_off_around(at: Time) -> [bool; 3] {
    let day = Span::from_days(1);
    [at - day, at, at + day].map(is_day_off)
}

fn utc_date(at: Time) -> Option<Date> {
    // jiff has the years -9999 to 9999; `Time` has more.
    let timestamp = Timestamp::from_millisecond(at.millis()).ok()?;
    Some(Offset::UTC.to_datetime(timestamp).date())
}

fn holidays(year: i16) -> [Option<Date>; 7] {
    let fixed = |month, day| Some(date(year, month, day));
    let floating =
        |month, nth, weekday| date(year, month, 1).nth_weekday_of_month(nth, weekday).ok();
    [
        fixed(1, 1),
        // The last Monday of May.
        floating(5, -1, Weekday::Monday),
        fixed(7, 4),
        floating(9, 1, Weekday::Monday),
        fixed(11, 11),
        floating(11, 4, Weekday::Thursday),
        fixed(12, 25),
    ]
}
