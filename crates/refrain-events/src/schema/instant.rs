//! Instants as logs write them.

use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use refrain_core::Time;

use crate::rows::cell::Cell;
use crate::schema::TimeUnit;

/// Why a cell is no instant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum NoInstant {
    /// It is no number, or no RFC 3339 text, at all.
    Misfit,
    /// It is a number that no instant has: NaN, infinite or too large.
    OutOfRange,
}

/// Reads a cell as an instant; `None` if it is missing. Parts of a millisecond are cut off
/// downwards.
pub(crate) fn instant(cell: &Cell<'_>, unit: TimeUnit) -> Result<Option<Time>, NoInstant> {
    match cell {
        Cell::Missing => Ok(None),
        Cell::Text(text) if text.is_empty() => Ok(None),
        Cell::Instant(time) => Ok(Some(*time)),
        Cell::Text(text) => from_text(text.trim(), unit).map(Some),
        Cell::Integer(number) => from_integer(*number, unit).map(Some),
        Cell::Float(number) => from_float(*number, unit).map(Some),
        Cell::Bool(_) | Cell::Nested(_) => Err(NoInstant::Misfit),
    }
}

/// Reads an instant as people write it: RFC 3339, in UTC where no offset is given, or a date for
/// its midnight. `None` if it is neither.
pub fn parse_time(text: &str) -> Option<Time> {
    let timestamp = text.parse::<Timestamp>().ok().or_else(|| {
        let civil = text.parse::<DateTime>().ok()?;
        Some(civil.to_zoned(TimeZone::UTC).ok()?.timestamp())
    })?;
    let millis = timestamp.as_nanosecond().div_euclid(1_000_000);
    i64::try_from(millis).ok().map(Time::from_millis)
}

fn from_text(text: &str, unit: TimeUnit) -> Result<Time, NoInstant> {
    if unit == TimeUnit::Rfc3339 {
        return parse_time(text).ok_or(NoInstant::Misfit);
    }
    if let Ok(number) = text.parse::<i128>() {
        return from_integer(number, unit);
    }
    from_float(text.parse().map_err(|_| NoInstant::Misfit)?, unit)
}

fn from_integer(number: i128, unit: TimeUnit) -> Result<Time, NoInstant> {
    let millis = match unit {
        TimeUnit::Seconds => number.checked_mul(1_000).ok_or(NoInstant::OutOfRange)?,
        TimeUnit::Milliseconds => number,
        TimeUnit::Microseconds => number.div_euclid(1_000),
        TimeUnit::Nanoseconds => number.div_euclid(1_000_000),
        TimeUnit::Rfc3339 => return Err(NoInstant::Misfit),
    };
    i64::try_from(millis).map(Time::from_millis).map_err(|_| NoInstant::OutOfRange)
}

fn from_float(number: f64, unit: TimeUnit) -> Result<Time, NoInstant> {
    let millis = match unit {
        TimeUnit::Seconds => whole_if_close(number * 1e3),
        TimeUnit::Milliseconds => number,
        TimeUnit::Microseconds => number / 1e3,
        TimeUnit::Nanoseconds => number / 1e6,
        TimeUnit::Rfc3339 => return Err(NoInstant::Misfit),
    };
    let limit = i64::MAX as f64;
    if millis.is_nan() || millis.abs() >= limit {
        return Err(NoInstant::OutOfRange);
    }
    Ok(Time::from_millis(millis.floor() as i64))
}

/// Seconds with three decimals are whole milliseconds, which the product may miss by a hair.
fn whole_if_close(millis: f64) -> f64 {
    let rounded = millis.round();
    if (millis - rounded).abs() < 1e-3 { rounded } else { millis }
}
