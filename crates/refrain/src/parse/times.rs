//! Schedules as people write them.

use refrain_core::{Calendar, Span, When};
use refrain_labels::Schedule;

use crate::Error;

/// Reads the cutoffs of a schedule: `end`, or dates and times separated by commas. Those that state
/// no offset from UTC are in the calendar, a date as its midnight there.
///
/// # Errors
///
/// If a part is neither.
///
/// # Examples
///
/// ```
/// use refrain::labels::Schedule;
/// use refrain::base::Calendar;
/// use refrain::parse_cutoffs;
///
/// let utc = Calendar::utc();
/// assert_eq!(parse_cutoffs("end", &utc)?, Schedule::End);
/// let dates = Schedule::Dates(vec!["2018-11-01".parse()?, "2018-11-08T12:00:00Z".parse()?]);
/// assert_eq!(parse_cutoffs("2018-11-01, 2018-11-08T12:00:00Z", &utc)?, dates);
/// # Ok::<(), refrain::Error>(())
/// ```
pub fn parse_cutoffs(text: &str, calendar: &Calendar) -> Result<Schedule, Error> {
    match text {
        "end" => Ok(Schedule::End),
        dates => {
            let dates = dates.split(',').map(|date| date.trim().parse::<When>());
            let dates = dates.map(|date| date.map(|when| when.in_calendar(calendar)));
            Ok(Schedule::Dates(dates.collect::<Result<_, _>>()?))
        }
    }
}

/// Reads the tenures of a schedule: spans separated by commas, such as `30d,60d`.
///
/// # Errors
///
/// If a part is not a span.
///
/// # Examples
///
/// ```
/// assert_eq!(refrain::parse_tenures("30d,60d")?.to_string(), "tenure 30d,60d");
/// # Ok::<(), refrain::Error>(())
/// ```
pub fn parse_tenures(text: &str) -> Result<Schedule, Error> {
    let tenures = text.split(',').map(|tenure| tenure.trim().parse::<Span>());
    Ok(Schedule::Tenures(tenures.collect::<Result<_, _>>()?))
}
