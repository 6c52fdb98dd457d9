//! Instants, spans and half-open ranges, all in whole milliseconds UTC.

use std::fmt;
use std::ops::{Add, Sub};
use std::str::FromStr;

use crate::{Calendar, Error, ErrorKind, Problem, When};

const MS_PER_SECOND: i64 = 1_000;
const MS_PER_MINUTE: i64 = 60 * MS_PER_SECOND;
pub(crate) const MS_PER_HOUR: i64 = 60 * MS_PER_MINUTE;
pub(crate) const MS_PER_DAY: i64 = 24 * MS_PER_HOUR;

/// An instant: milliseconds since 1970-01-01T00:00:00Z.
///
/// Displays as RFC 3339 in UTC; arithmetic saturates at the ends of the range. Parses from a date
/// (its midnight) or RFC 3339, in UTC where no offset is given, and with ` UTC`, ` +0200` or `+02`
/// after the time; parts of a millisecond are cut off downwards.
///
/// # Examples
///
/// ```
/// use refrain_core::Time;
///
/// let time: Time = "2018-11-01T01:30:00+02:00".parse()?;
/// assert_eq!(time.to_string(), "2018-10-31T23:30:00Z");
/// assert_eq!("2018-11-01".parse::<Time>()?, "2018-11-01T00:00:00Z".parse()?);
/// assert_eq!("2018-11-01 01:30:00 +0200".parse::<Time>()?, time);
/// # Ok::<(), refrain_core::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Time(i64);

impl Time {
    /// The earliest representable instant.
    pub const MIN: Time = Time(i64::MIN);
    /// The latest representable instant.
    pub const MAX: Time = Time(i64::MAX);

    /// Builds an instant from milliseconds since the epoch.
    ///
    /// # Examples
    ///
    /// ```
    /// use refrain_core::Time;
    ///
    /// let time = Time::from_millis(1_541_030_400_000);
    /// assert_eq!(time.to_string(), "2018-11-01T00:00:00Z");
    /// assert_eq!(time.millis(), 1_541_030_400_000);
    /// ```
    pub const fn from_millis(millis: i64) -> Time {
        Time(millis)
    }

    /// Returns the milliseconds since the epoch.
    pub const fn millis(self) -> i64 {
        self.0
    }

    /// Returns the number of whole UTC days since the epoch (negative before it).
    ///
    /// # Examples
    ///
    /// ```
    /// use refrain_core::Time;
    ///
    /// let time: Time = "1970-01-03T23:30:00Z".parse()?;
    /// assert_eq!(time.utc_day(), 2);
    /// # Ok::<(), refrain_core::Error>(())
    /// ```
    pub const fn utc_day(self) -> i64 {
        self.0.div_euclid(MS_PER_DAY)
    }

    /// Returns midnight (UTC) of this instant's day.
    ///
    /// # Examples
    ///
    /// ```
    /// use refrain_core::Time;
    ///
    /// let time: Time = "2018-11-01T23:30:00Z".parse()?;
    /// assert_eq!(time.start_of_utc_day(), "2018-11-01".parse()?);
    /// # Ok::<(), refrain_core::Error>(())
    /// ```
    pub const fn start_of_utc_day(self) -> Time {
        Time(self.0.saturating_sub(self.0.rem_euclid(MS_PER_DAY)))
    }

    /// Returns the signed milliseconds from `earlier` to `self`.
    pub const fn millis_since(self, earlier: Time) -> i64 {
        self.0.saturating_sub(earlier.0)
    }

    /// Returns the signed days, with fraction, from `earlier` to `self`.
    ///
    /// # Examples
    ///
    /// ```
    /// use refrain_core::Time;
    ///
    /// let (first, last): (Time, Time) = ("2018-11-01".parse()?, "2018-11-02T12:00:00Z".parse()?);
    /// assert_eq!(last.days_since(first), 1.5);
    /// # Ok::<(), refrain_core::Error>(())
    /// ```
    pub fn days_since(self, earlier: Time) -> f64 {
        self.millis_since(earlier) as f64 / MS_PER_DAY as f64
    }
}

impl Add<Span> for Time {
    type Output = Time;
    fn add(self, span: Span) -> Time {
        Time(self.0.saturating_add(span.0))
    }
}

impl Sub<Span> for Time {
    type Output = Time;
    fn sub(self, span: Span) -> Time {
        Time(self.0.saturating_sub(span.0))
    }
}

impl fmt::Display for Time {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (year, month, day) = civil_from_days(self.utc_day());
        let of_day = self.0.rem_euclid(MS_PER_DAY);
        let (hour, minute) = (of_day / MS_PER_HOUR, of_day / MS_PER_MINUTE % 60);
        let (second, milli) = (of_day / MS_PER_SECOND % 60, of_day % MS_PER_SECOND);
        write!(f, "{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}")?;
        if milli != 0 {
            write!(f, ".{milli:03}")?;
        }
        f.write_str("Z")
    }
}

impl FromStr for Time {
    type Err = Error;

    /// Reads a date or RFC 3339 time.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Argument`] if the text is neither.
    fn from_str(text: &str) -> Result<Time, Error> {
        Ok(text.parse::<When>()?.in_calendar(&Calendar::utc()))
    }
}

/// Year, month and day of a day number, proleptic Gregorian.
///
/// Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms" (`civil_from_days`).
/// Instants are displayed a million times in a table, and beyond the years that jiff has; a test
/// compares the two over jiff's whole range.
fn civil_from_days(days: i64) -> (i64, i64, i64) {
    let shifted = days + 719_468;
    let era = shifted.div_euclid(146_097);
    let day_of_era = shifted.rem_euclid(146_097);
    let year_of_era =
        (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month_index = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * month_index + 2) / 5 + 1;
    let month = if month_index < 10 { month_index + 3 } else { month_index - 9 };
    (year_of_era + era * 400 + i64::from(month <= 2), month, day)
}

/// A length of time, never negative, in milliseconds.
///
/// Parses from and displays as a whole number with a unit: `10d`, `12h`, `30m`, `45s`, `250ms`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Span(i64);

impl Span {
    /// No time at all.
    pub const ZERO: Span = Span(0);
    /// One millisecond, the resolution of [`Time`].
    pub const MILLISECOND: Span = Span(1);

    /// Builds a span of milliseconds.
    pub const fn from_millis(millis: u32) -> Span {
        Span(millis as i64)
    }

    /// Builds a span of seconds.
    pub const fn from_seconds(seconds: u32) -> Span {
        Span(seconds as i64 * MS_PER_SECOND)
    }

    /// Builds a span of hours.
    ///
    /// # Examples
    ///
    /// ```
    /// use refrain_core::Span;
    ///
    /// let half = Span::from_hours(12);
    /// assert_eq!((half.to_string().as_str(), half.days()), ("12h", 0.5));
    /// assert_eq!(half.millis(), 43_200_000);
    /// ```
    pub const fn from_hours(hours: u32) -> Span {
        Span(hours as i64 * MS_PER_HOUR)
    }

    /// Builds a span of days of 24 hours.
    ///
    /// # Examples
    ///
    /// ```
    /// use refrain_core::Span;
    ///
    /// assert_eq!(Span::from_days(10), "10d".parse()?);
    /// assert_eq!(Span::from_days(1), Span::from_hours(24));
    /// # Ok::<(), refrain_core::Error>(())
    /// ```
    pub const fn from_days(days: u32) -> Span {
        Span(days as i64 * MS_PER_DAY)
    }

    /// Returns the span from `start` to `end`, or zero if `end` comes first.
    ///
    /// # Examples
    ///
    /// ```
    /// use refrain_core::{Span, Time};
    ///
    /// let (start, end): (Time, Time) = ("2018-11-01".parse()?, "2018-11-11".parse()?);
    /// assert_eq!(Span::between(start, end).to_string(), "10d");
    /// # Ok::<(), refrain_core::Error>(())
    /// ```
    pub fn between(start: Time, end: Time) -> Span {
        Span(end.millis_since(start).max(0))
    }

    /// Returns the milliseconds.
    pub const fn millis(self) -> i64 {
        self.0
    }

    /// Returns the days, with fraction.
    pub fn days(self) -> f64 {
        self.0 as f64 / MS_PER_DAY as f64
    }

    /// Returns `true` if the span is empty.
    pub const fn is_zero(self) -> bool {
        self.0 == 0
    }
}

impl Add for Span {
    type Output = Span;
    fn add(self, other: Span) -> Span {
        Span(self.0.saturating_add(other.0))
    }
}

/// Units of a span, largest first.
const UNITS: [(&str, i64); 5] =
    [("d", MS_PER_DAY), ("h", MS_PER_HOUR), ("m", MS_PER_MINUTE), ("s", MS_PER_SECOND), ("ms", 1)];

impl fmt::Display for Span {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // The greatest unit that leaves no rest, so that `24h` and `1d` show alike.
        let whole = UNITS.iter().find(|(_, millis)| self.0 % millis == 0 && self.0 >= *millis);
        let (unit, millis) = whole.unwrap_or(&("d", MS_PER_DAY));
        write!(f, "{}{unit}", self.0 / millis)
    }
}

impl FromStr for Span {
    type Err = Error;
    fn from_str(text: &str) -> Result<Span, Error> {
        let malformed = || TimeProblem::Span { found: text.to_owned() };
        let digits = text.len() - text.trim_start_matches(|c: char| c.is_ascii_digit()).len();
        let (number, unit) = text.split_at(digits);
        let (_, millis) = UNITS.iter().find(|(name, _)| *name == unit).ok_or_else(malformed)?;
        let number: i64 = number.parse().map_err(|_| malformed())?;
        Ok(number.checked_mul(*millis).map(Span).ok_or_else(malformed)?)
    }
}

/// A half-open range of time, `[start, end)`: the end is not part of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct TimeRange {
    /// First instant of the range.
    pub start: Time,
    /// First instant after the range.
    pub end: Time,
}

impl TimeRange {
    /// Builds `[start, end)`; a range whose end is not after its start contains nothing.
    ///
    /// # Examples
    ///
    /// ```
    /// use refrain_core::{Time, TimeRange};
    ///
    /// let (start, end): (Time, Time) = ("2018-11-01".parse()?, "2018-12-01".parse()?);
    /// assert_eq!(TimeRange::new(start, end).span().to_string(), "30d");
    /// assert!(TimeRange::new(end, start).span().is_zero());
    /// # Ok::<(), refrain_core::Error>(())
    /// ```
    pub const fn new(start: Time, end: Time) -> TimeRange {
        TimeRange { start, end }
    }

    /// Returns `true` if `time` lies in the range.
    ///
    /// # Examples
    ///
    /// ```
    /// use refrain_core::{Time, TimeRange};
    ///
    /// let (start, end): (Time, Time) = ("2018-11-01".parse()?, "2018-12-01".parse()?);
    /// let november = TimeRange::new(start, end);
    /// assert!(november.contains(start) && !november.contains(end));
    /// # Ok::<(), refrain_core::Error>(())
    /// ```
    pub fn contains(&self, time: Time) -> bool {
        self.start <= time && time < self.end
    }

    /// Returns the length, zero if the range contains nothing.
    pub fn span(&self) -> Span {
        Span::between(self.start, self.end)
    }
}

impl fmt::Display for TimeRange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "[{}, {})", self.start, self.end)
    }
}

#[derive(Debug, thiserror::Error)]
pub(crate) enum TimeProblem {
    #[error("`{found}` is not a time: write a date such as 2018-11-01 or 2018-11-01T12:00:00Z")]
    Time { found: String },
    #[error(
        "`{found}` is not a span: write a whole number and a unit, such as 10d, 12h, 30m or 45s"
    )]
    Span { found: String },
}

impl Problem for TimeProblem {
    fn kind(&self) -> ErrorKind {
        ErrorKind::Argument
    }
}
