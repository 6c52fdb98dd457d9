//! Unit of the times of a column, told by their magnitude.

use refrain_core::Time;

use crate::rows::cell::Cell;
use crate::schema::time_reader::TimeReader;
use crate::schema::{TimeSpec, TimeUnit};

/// Share of the values that must be plausible instants for the column to be a time.
const LEAST_SHARE: f64 = 0.95;

/// The plausible ranges of these units do not meet, so that the magnitude tells the unit.
const UNITS: [TimeUnit; 5] = [
    TimeUnit::Rfc3339,
    TimeUnit::Seconds,
    TimeUnit::Milliseconds,
    TimeUnit::Microseconds,
    TimeUnit::Nanoseconds,
];

/// The unit in which nearly all values are plausible instants.
pub(super) fn guess_unit(values: &[Cell<'static>], counts: &[u64]) -> Option<TimeUnit> {
    let present = || values.iter().zip(counts).filter(|(cell, _)| !cell.is_missing());
    let n_present: u64 = present().map(|(_, count)| count).sum();
    let share = |unit| {
        let plausible = present().filter(|(cell, _)| plausible_instant(cell, unit).is_some());
        plausible.map(|(_, count)| count).sum::<u64>() as f64 / n_present as f64
    };
    UNITS.into_iter().find(|unit| n_present > 0 && share(*unit) >= LEAST_SHARE)
}

/// The instant that a cell holds, if it lies in the plausible range of a schema by default.
pub(super) fn plausible_instant(cell: &Cell<'_>, unit: TimeUnit) -> Option<Time> {
    let time = cell.instant(&TimeReader::of_unit(unit)).ok()??.time();
    TimeSpec::default().plausible().contains(time).then_some(time)
}

/// The number that a cell holds, written as one or as text.
pub(super) fn number(cell: &Cell<'_>) -> Option<f64> {
    cell.number().ok().flatten()
}

/// The time that a text holds. Text that does not begin with a year is none, which is told
/// without trying.
pub(super) fn parsed_time(text: &str) -> Option<Time> {
    // Most columns of text are none, and trying to parse each value would take most of the time.
    let begins_with_year = text.trim().bytes().take(4).all(|byte| byte.is_ascii_digit());
    if begins_with_year { text.trim().parse().ok() } else { None }
}
