//! Times of a log as its schema says they are written.

use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::fmt::strtime::{self, BrokenDownTime};
use jiff::tz::TimeZone;
use refrain_core::{Calendar, LocalTime, Placed, Time, When};

use super::EventSchema;
use super::instant::{NoInstant, TimeUnit};
use crate::rows::cell::Cell;

/// Floats of this size and above may stand for another whole number.
const EXACT_FLOAT: f64 = (1_u64 << 53) as f64;

/// Reads the times of one column.
#[derive(Debug, Clone)]
pub(crate) struct TimeReader {
    form: Form,
    /// Calendar of the zone of times that state no offset; none is said where they are in UTC.
    zone: Option<Calendar>,
}

#[derive(Debug, Clone)]
enum Form {
    Unit(TimeUnit),
    Format(String),
}

impl TimeReader {
    /// The reader of the times of events.
    pub(crate) fn of_events(schema: &EventSchema) -> TimeReader {
        let spec = schema.time();
        TimeReader::new(spec.format.as_deref(), spec.unit, schema)
    }

    /// The reader of the times of registrations.
    pub(crate) fn of_registrations(schema: &EventSchema) -> TimeReader {
        let spec = schema.time();
        match (&spec.registration_format, spec.registration_unit) {
            (None, None) => TimeReader::of_events(schema),
            (format, unit) => TimeReader::new(format.as_deref(), unit.unwrap_or(spec.unit), schema),
        }
    }

    /// The reader of times in a unit, in UTC where they state no offset.
    pub(crate) fn of_unit(unit: TimeUnit) -> TimeReader {
        TimeReader { form: Form::Unit(unit), zone: None }
    }

    /// The reader of times of a format, in UTC where they state no offset.
    pub(crate) fn of_format(format: &str) -> TimeReader {
        TimeReader { form: Form::Format(format.to_owned()), zone: None }
    }

    fn new(format: Option<&str>, unit: TimeUnit, schema: &EventSchema) -> TimeReader {
        let form = format.map_or(Form::Unit(unit), |format| Form::Format(format.to_owned()));
        TimeReader { form, zone: schema.zone().cloned() }
    }

    /// Returns the unit of times that are numbers.
    pub(crate) fn unit(&self) -> Option<TimeUnit> {
        match self.form {
            Form::Unit(unit) if unit != TimeUnit::Rfc3339 => Some(unit),
            _ => None,
        }
    }

    /// Returns whether numbers are the milliseconds of [`Time`] itself.
    #[inline]
    pub(crate) fn is_millis(&self) -> bool {
        matches!(self.form, Form::Unit(TimeUnit::Milliseconds))
    }

    /// Says what a time must be, for messages.
    pub(crate) fn expected(&self) -> String {
        match &self.form {
            Form::Unit(TimeUnit::Seconds) => "a time in seconds".to_owned(),
            Form::Unit(TimeUnit::Milliseconds) => "a time in milliseconds".to_owned(),
            Form::Unit(TimeUnit::Microseconds) => "a time in microseconds".to_owned(),
            Form::Unit(TimeUnit::Nanoseconds) => "a time in nanoseconds".to_owned(),
            Form::Unit(TimeUnit::Rfc3339) => "RFC 3339 text".to_owned(),
            Form::Format(format) => format!("a time of the format {format:?}"),
        }
    }

    /// Says how a local time was taken that happened twice or never, for messages.
    pub(crate) fn taken(&self, placed: Placed) -> String {
        let zone = self.zone.as_ref().map_or("UTC", Calendar::name);
        let shown = self.zone.as_ref().map(|zone| zone.local(placed.time()));
        let shown = shown.map_or_else(String::new, |local| format!(" ({local} there)"));
        let time = placed.time();
        match placed {
            Placed::Twice(_) => {
                format!("happened twice in {zone} and is taken as the first, {time}")
            }
            _ => format!("did not exist in {zone} and is taken as {time}{shown}"),
        }
    }

    /// Reads a cell as an instant; `None` if it is missing. Parts of a millisecond are cut off
    /// downwards.
    pub(crate) fn read(&self, cell: &Cell<'_>) -> Result<Option<Placed>, NoInstant> {
        let when = match (cell, &self.form) {
            (Cell::Missing, _) => return Ok(None),
            // As in the other columns: CSV has no other way to write nothing.
            (Cell::Text(text), _) if text.trim().is_empty() => return Ok(None),
            (Cell::Instant(time), _) => return Ok(Some(Placed::Once(*time))),
            (Cell::Text(text), Form::Unit(TimeUnit::Rfc3339)) => {
                text.trim().parse().map_err(|_| NoInstant::Misfit)?
            }
            (Cell::Text(text), Form::Format(format)) => by_format(format, text.trim())?,
            (Cell::Integer(number), Form::Format(format)) => {
                by_format(format, &number.to_string())?
            }
            // pandas turns a column of dates with one missing value into floats.
            (Cell::Float(number), Form::Format(format))
                if number.fract() == 0.0 && number.abs() < EXACT_FLOAT =>
            {
                by_format(format, &format!("{number:.0}"))?
            }
            (Cell::Text(text), Form::Unit(unit)) => When::At(unit.read_text(text.trim())?),
            (Cell::Integer(number), Form::Unit(unit)) => When::At(unit.read_integer(*number)?),
            (Cell::Float(number), Form::Unit(unit)) => When::At(unit.read_float(*number)?),
            _ => return Err(NoInstant::Misfit),
        };
        self.place(when).map(Some)
    }

    fn place(&self, when: When) -> Result<Placed, NoInstant> {
        match (when, &self.zone) {
            (When::Local(local), Some(zone)) => Ok(zone.place(local)),
            (When::Local(local), None) => Ok(Placed::Once(Time::from_millis(local.millis()))),
            (When::At(_), Some(_)) if self.unit().is_none() => Err(NoInstant::HasOffset),
            (When::At(time), _) => Ok(Placed::Once(time)),
        }
    }
}

fn by_format(format: &str, text: &str) -> Result<When, NoInstant> {
    strtime::parse(format, text).and_then(|parsed| when(&parsed)).map_err(|_| NoInstant::Misfit)
}

fn when(parsed: &BrokenDownTime) -> Result<When, jiff::Error> {
    let time = |timestamp: Timestamp| {
        // Downwards, also before 1970, as everywhere. jiff's instants are far inside of these.
        Time::from_millis(timestamp.as_nanosecond().div_euclid(1_000_000) as i64)
    };
    if states_offset(parsed) {
        return parsed.to_timestamp().map(|timestamp| When::At(time(timestamp)));
    }
    let local: DateTime = parsed.to_datetime()?;
    let as_if_utc = time(local.to_zoned(TimeZone::UTC)?.timestamp());
    Ok(When::Local(LocalTime::from_millis(as_if_utc.millis())))
}

fn states_offset(parsed: &BrokenDownTime) -> bool {
    parsed.offset().is_some() || parsed.timestamp().is_some()
}

/// Tells whether times of a format state their offset.
///
/// # Errors
///
/// The reason why the format reads no times.
pub(super) fn format_states_offset(format: &str) -> Result<bool, String> {
    // Two digits each, and no two alike.
    let sample = jiff::civil::date(2024, 11, 23).at(13, 14, 15, 167_000_000);
    let sample = sample.to_zoned(TimeZone::UTC).map_err(|error| error.to_string())?;
    let written = strtime::format(format, &sample).map_err(|error| error.to_string())?;
    let parsed = strtime::parse(format, &written).map_err(|error| error.to_string())?;
    when(&parsed).map_err(|_| "it names no whole date".to_owned())?;
    Ok(states_offset(&parsed))
}
