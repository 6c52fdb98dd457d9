//! Times as they are written: instants, and local times that a calendar places.

use std::fmt;
use std::str::FromStr;

use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;

use crate::time::TimeProblem;
use crate::{Calendar, Error, Time};

/// Time as it is written: an instant, or a local time that a [`Calendar`] places.
///
/// It parses from all that [`Time`] parses from.
///
/// # Examples
///
/// ```
/// use refrain_core::{Calendar, When};
///
/// let berlin = Calendar::zone("Europe/Berlin")?;
/// let date: When = "2024-07-01".parse()?;
/// assert_eq!(date.in_calendar(&berlin).to_string(), "2024-06-30T22:00:00Z");
/// let instant: When = "2024-07-01T00:00:00Z".parse()?;
/// assert_eq!(instant.in_calendar(&berlin), date.in_calendar(&Calendar::utc()));
/// # Ok::<(), refrain_core::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum When {
    /// An instant: an offset from UTC is written.
    At(Time),
    /// What the clocks of some place show: no offset is written.
    Local(LocalTime),
}

impl When {
    /// Returns the instant, with a local time placed by a calendar.
    pub fn in_calendar(self, calendar: &Calendar) -> Time {
        match self {
            When::At(time) => time,
            When::Local(local) => calendar.place(local).time(),
        }
    }
}

/// As it is written: with `Z` an instant, without it a local time.
impl fmt::Display for When {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            When::At(time) => time.fmt(f),
            When::Local(local) => local.fmt(f),
        }
    }
}

impl FromStr for When {
    type Err = Error;

    /// Reads a date or a time.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Argument`](crate::ErrorKind::Argument) if the text is neither.
    fn from_str(text: &str) -> Result<When, Error> {
        read(text).ok_or_else(|| TimeProblem::Time { found: text.to_owned() }.into())
    }
}

/// What the clocks of some place show: milliseconds since they showed 1970-01-01T00:00:00.
///
/// # Examples
///
/// ```
/// use refrain_core::LocalTime;
///
/// assert_eq!(LocalTime::from_millis(90_000).to_string(), "1970-01-01T00:01:30");
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct LocalTime(i64);

impl LocalTime {
    /// Builds a local time from milliseconds since the clocks showed 1970-01-01T00:00:00.
    pub const fn from_millis(millis: i64) -> LocalTime {
        LocalTime(millis)
    }

    /// Returns these milliseconds.
    pub const fn millis(self) -> i64 {
        self.0
    }
}

/// As RFC 3339 without an offset.
impl fmt::Display for LocalTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let shown = Time::from_millis(self.0).to_string();
        f.write_str(shown.trim_end_matches('Z'))
    }
}

fn read(text: &str) -> Option<When> {
    if let Ok(timestamp) = text.parse() {
        return instant(timestamp);
    }
    if let Some(local) = local(text) {
        return Some(When::Local(local));
    }
    // Last, so that the usual forms are as fast as they can be.
    in_words(text).or_else(|| with_short_offset(text))
}

fn instant(timestamp: Timestamp) -> Option<When> {
    // Downwards, also before 1970: an event half a millisecond before a cutoff is before it.
    let millis = timestamp.as_nanosecond().div_euclid(1_000_000);
    i64::try_from(millis).ok().map(|millis| When::At(Time::from_millis(millis)))
}

fn local(text: &str) -> Option<LocalTime> {
    let civil: DateTime = text.parse().ok()?;
    match instant(civil.to_zoned(TimeZone::UTC).ok()?.timestamp())? {
        When::At(time) => Some(LocalTime(time.millis())),
        When::Local(local) => Some(local),
    }
}

/// A time that ends in `UTC` or `GMT`, as exports of data bases do, or in a `Z` that stands apart.
fn in_words(text: &str) -> Option<When> {
    let head = ["UTC", "GMT", " Z"].iter().find_map(|word| text.strip_suffix(word))?.trim_end();
    // With an offset before the word it is no form of anybody's.
    if head.parse::<Timestamp>().is_ok() {
        return None;
    }
    local(head).map(|local| When::At(Time::from_millis(local.0)))
}

/// A time with an offset that stands apart or has no colon: ` +0200`, `+02`.
fn with_short_offset(text: &str) -> Option<When> {
    let (head, offset) = text.split_at(text.rfind(['+', '-'])?);
    let (sign, digits) = offset.split_at(1);
    let digits = digits.replacen(':', "", 1);
    if !matches!(digits.len(), 2 | 4) || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let (hours, minutes) = digits.split_at(2);
    let minutes = if minutes.is_empty() { "00" } else { minutes };
    let head = head.trim_end();
    instant(format!("{head}{sign}{hours}:{minutes}").parse().ok()?)
}
