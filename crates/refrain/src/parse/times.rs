//! Schedules as people write them.

use refrain_core::{Span, Time};
use refrain_labels::Schedule;

use crate::Error;

/// Reads the cutoffs of a schedule: `end`, or dates and times separated by commas.
///
/// # Errors
///
/// If a part is neither.
///
/// # Examples
///
/// ```
/// use refrain::labels::Schedule;
/// use refrain::parse_cutoffs;
///
/// assert_eq!(parse_cutoffs("end")?, Schedule::End);
/// let dates = Schedule::Dates(vec!["2018-11-01".parse()?, "2018-11-08T12:00:00Z".parse()?]);
/// assert_eq!(parse_cutoffs("2018-11-01, 2018-11-08T12:00:00Z")?, dates);
/// # Ok::<(), refrain::Error>(())
/// ```
pub fn parse_cutoffs(text: &str) -> Result<Schedule, Error> {
    match text {
        "end" => Ok(Schedule::End),
        dates => {
            let dates = dates.split(',').map(|date| date.trim().parse::<Time>());
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
