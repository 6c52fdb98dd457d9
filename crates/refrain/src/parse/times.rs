//! Times and schedules as people write them.

use refrain_core::{Span, Time};
use refrain_labels::Schedule;

use crate::Error;

/// Reads an RFC 3339 time (`2018-11-01T12:00:00Z`; UTC without an offset) or a date
/// (`2018-11-01`, midnight UTC).
///
/// # Errors
///
/// If the text is neither.
pub fn parse_time(text: &str) -> Result<Time, Error> {
    text.parse()
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

/// Reads the tenures of a schedule: spans separated by commas, such as `30d,60d`.
///
/// # Errors
///
/// If a part is not a span.
pub fn parse_tenures(text: &str) -> Result<Schedule, Error> {
    let tenures = text.split(',').map(|tenure| tenure.trim().parse::<Span>());
    Ok(Schedule::Tenures(tenures.collect::<Result<_, _>>()?))
}
