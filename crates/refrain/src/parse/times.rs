//! Schedules as people write them.

use refrain_core::{Span, Time};
use refrain_labels::Schedule;

use crate::Error;

/// Reads the cutoffs of a schedule: `end`, or dates and times separated by commas.
///
/// # Errors
///
/// If a part is neither.
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
pub fn parse_tenures(text: &str) -> Result<Schedule, Error> {
    let tenures = text.split(',').map(|tenure| tenure.trim().parse::<Span>());
    Ok(Schedule::Tenures(tenures.collect::<Result<_, _>>()?))
}
