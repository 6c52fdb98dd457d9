//! Times and schedules as people write them.

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use refrain_core::Time;
use refrain_labels::Schedule;

use crate::Error;

/// Reads an RFC 3339 time (`2018-11-01T12:00:00Z`) or a date (`2018-11-01`, midnight UTC).
///
/// # Errors
///
/// If the text is neither.
pub fn parse_time(text: &str) -> Result<Time, Error> {
    let date = || {
        let midnight = text.parse::<Date>().ok()?.to_zoned(TimeZone::UTC).ok()?;
        Some(midnight.timestamp())
    };
    let timestamp = match text.contains('T') {
        true => text.parse::<Timestamp>().ok(),
        false => date(),
    };
    let timestamp = timestamp.ok_or_else(|| Error::MalformedTime { found: text.to_owned() })?;
    Ok(Time::from_millis(timestamp.as_millisecond()))
}

/// Reads the cutoffs of a schedule: `end`, or dates and times separated by commas.
///
/// # Errors
///
/// If a part is neither.
pub fn parse_cutoffs(text: &str) -> Result<Schedule, Error> {
    match text {
        "end" => Ok(Schedule::End),
        dates => {
            let dates = dates.split(',').map(|date| parse_time(date.trim()));
            Ok(Schedule::Dates(dates.collect::<Result<_, _>>()?))
        }
    }
}
