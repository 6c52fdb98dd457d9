//! Forms in which times are written: a unit of numbers, or a format of texts.

use refrain_core::Time;

use crate::rows::cell::Cell;
use crate::schema::time_reader::TimeReader;
use crate::schema::{TimeSpec, TimeUnit};

/// Share of the values that must be plausible instants for the column to be a time of a unit.
const LEAST_UNIT_SHARE: f64 = 0.95;

/// As much for a format, of which there are many more.
const LEAST_FORMAT_SHARE: f64 = 0.995;

/// Values that a format is tried on before it is tried on all.
const N_TRIED: usize = 20;

/// Longest text that is tried.
const MAX_CHARS: usize = 40;

/// The plausible ranges of these units do not meet, so that the magnitude tells the unit.
const UNITS: [TimeUnit; 5] = [
    TimeUnit::Rfc3339,
    TimeUnit::Seconds,
    TimeUnit::Milliseconds,
    TimeUnit::Microseconds,
    TimeUnit::Nanoseconds,
];

/// Dates, each of which may stand alone or before a time of day. Those of two digits for the year
/// are last: a year of four digits is not read by them.
const DATES: [&str; 21] = [
    "%m/%d/%Y",
    "%d/%m/%Y",
    "%Y/%m/%d",
    "%d.%m.%Y",
    "%Y.%m.%d",
    "%d-%m-%Y",
    "%m-%d-%Y",
    "%Y-%m-%d",
    "%d-%b-%Y",
    "%d %b %Y",
    "%d %B %Y",
    "%b %d %Y",
    "%b %d, %Y",
    "%B %d, %Y",
    "%d/%b/%Y",
    "%a %b %d %Y",
    "%m/%d/%y",
    "%d/%m/%y",
    "%d.%m.%y",
    "%d-%b-%y",
    "%y-%m-%d",
];

const TIMES_OF_DAY: [&str; 9] = [
    "",
    " %H:%M",
    " %H:%M:%S",
    " %H:%M:%S%.f",
    " %I:%M %p",
    " %I:%M:%S %p",
    " %H:%M:%S %z",
    ", %H:%M:%S",
    "T%H:%M:%S",
];

/// Forms that are no date before a time of day.
const WHOLE: [&str; 13] = [
    "%Y%m%d",
    "%Y%m%d%H%M",
    "%Y%m%d%H%M%S",
    "%Y%m%dT%H%M%S",
    "%Y%m%d %H:%M:%S",
    "%Y%m%d %H:%M",
    "%d/%b/%Y:%H:%M:%S %z",
    "%d/%b/%Y:%H:%M:%S",
    "%a %b %d %H:%M:%S %z %Y",
    "%a %b %d %H:%M:%S %Y",
    "%a, %d %b %Y %H:%M:%S %z",
    "%a, %d %b %Y %H:%M:%S GMT",
    "%Y-%m-%d %H",
];

/// Form of the times of a column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum TimeForm {
    Unit(TimeUnit),
    Format(String),
}

impl TimeForm {
    /// The instant that a cell holds, if it lies in the plausible range of a schema by default.
    pub(super) fn instant(&self, cell: &Cell<'_>) -> Option<Time> {
        let reader = match self {
            TimeForm::Unit(unit) => TimeReader::of_unit(*unit),
            TimeForm::Format(format) if is_as_long(cell, format) => TimeReader::of_format(format),
            TimeForm::Format(_) => return None,
        };
        let time = reader.read(cell).ok()??.time();
        TimeSpec::default().plausible().contains(time).then_some(time)
    }

    /// Tells whether times of this form are texts, which may state an offset.
    pub(super) fn is_text(&self) -> bool {
        !matches!(self, TimeForm::Unit(unit) if *unit != TimeUnit::Rfc3339)
    }
}

/// What the values of a column are as times.
#[derive(Debug, Default)]
pub(super) struct Forms {
    pub(super) unit: Option<TimeUnit>,
    /// Formats that read the values as different instants: more than one where no value tells
    /// which it is.
    pub(super) formats: Vec<String>,
}

/// The forms in which nearly all values are plausible instants.
pub(super) fn forms(values: &[Cell<'static>], counts: &[u64]) -> Forms {
    let unit = guess_unit(values, counts);
    let formats = match unit {
        Some(_) => Vec::new(),
        None => guess_formats(values, counts),
    };
    Forms { unit, formats }
}

fn guess_unit(values: &[Cell<'static>], counts: &[u64]) -> Option<TimeUnit> {
    let is_of = |unit: &TimeUnit| share(values, counts, &TimeForm::Unit(*unit)) >= LEAST_UNIT_SHARE;
    UNITS.into_iter().find(is_of)
}

/// The share of the values that are plausible instants of a form.
fn share(values: &[Cell<'static>], counts: &[u64], form: &TimeForm) -> f64 {
    let present = || values.iter().zip(counts).filter(|(cell, _)| !cell.is_missing());
    let n_present: u64 = present().map(|(_, count)| count).sum();
    let plausible = present().filter(|(cell, _)| form.instant(cell).is_some());
    let n_plausible: u64 = plausible.map(|(_, count)| count).sum();
    n_plausible as f64 / n_present.max(1) as f64
}

fn guess_formats(values: &[Cell<'static>], counts: &[u64]) -> Vec<String> {
    let present: Vec<&Cell<'static>> = values.iter().filter(|cell| !cell.is_missing()).collect();
    let tried = spread(&present);
    // Most columns are no times, which a glance tells.
    if tried.is_empty() || !tried.iter().all(|cell| may_be_a_time(cell)) {
        return Vec::new();
    }
    let mut found: Vec<(String, Vec<Option<Time>>)> = Vec::new();
    for format in all_formats() {
        let form = TimeForm::Format(format.clone());
        let n_read = tried.iter().filter(|cell| form.instant(cell).is_some()).count();
        // A day beyond the month's shows in a part of the values only.
        if 10 * n_read < 9 * tried.len() || share(values, counts, &form) < LEAST_FORMAT_SHARE {
            continue;
        }
        let instants: Vec<Option<Time>> = present.iter().map(|cell| form.instant(cell)).collect();
        // `%b` and `%B` are one reading of a log of May.
        if found.iter().all(|(_, others)| *others != instants) {
            found.push((format, instants));
        }
    }
    found.into_iter().map(|(format, _)| format).collect()
}

fn all_formats() -> impl Iterator<Item = String> {
    let dated = DATES.iter().flat_map(|date| {
        TIMES_OF_DAY.iter().map(move |time_of_day| format!("{date}{time_of_day}"))
    });
    dated.chain(WHOLE.iter().map(|format| (*format).to_owned()))
}

/// At most [`N_TRIED`] of the values, from all over.
fn spread<'v>(present: &[&'v Cell<'static>]) -> Vec<&'v Cell<'static>> {
    let n = present.len().min(N_TRIED);
    (0..n).map(|idx| present[idx * present.len() / n]).collect()
}

fn may_be_a_time(cell: &Cell<'_>) -> bool {
    match cell {
        Cell::Text(text) => {
            let n_digits = text.bytes().filter(u8::is_ascii_digit).count();
            n_digits >= 4 && text.chars().count() <= MAX_CHARS
        }
        Cell::Integer(number) => (19_000_101..=29_991_231_235_959).contains(number),
        _ => false,
    }
}

/// Tells whether a value of digits alone is as long as a format of digits alone; the format itself
/// would divide a shorter one in its own way.
fn is_as_long(cell: &Cell<'_>, format: &str) -> bool {
    let Ok(Some(text)) = cell.text() else { return false };
    let text = text.trim();
    let is_digits = text.bytes().all(|byte| byte.is_ascii_digit());
    !is_digits || n_digits(format) == Some(text.len())
}

/// Digits of a text that a format of digits alone reads.
fn n_digits(format: &str) -> Option<usize> {
    let directives = format.strip_prefix('%')?.split('%');
    directives
        .map(|name| match name {
            "Y" => Some(4),
            "m" | "d" | "H" | "M" | "S" => Some(2),
            _ => None,
        })
        .sum()
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

/// Tells whether a text begins as a date and a time of day: `2024-05-01T12:30`.
pub(crate) fn is_clock_text(text: &str) -> bool {
    let bytes = text.trim().as_bytes();
    let is = |at: usize, wanted: &[u8]| bytes.get(at).is_some_and(|byte| wanted.contains(byte));
    is(4, b"-/") && is(7, b"-/") && is(10, b"T ") && is(13, b":") && bytes[0].is_ascii_digit()
}

/// Tells whether a text that is a time states its offset from UTC.
pub(crate) fn states_offset(text: &str) -> bool {
    let text = text.trim();
    let ends_in_zone = text.ends_with(['Z', 'z']) || text.ends_with("UTC") || text.ends_with("GMT");
    // A sign behind the time of day: `+02:00`, not the dashes of a date.
    let behind_colon = text.find(':').map(|at| &text[at..]);
    ends_in_zone || behind_colon.is_some_and(|rest| rest.contains(['+', '-']))
}
