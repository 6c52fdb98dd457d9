//! Times and sessions that are said in two ways.

use refrain_core::Calendar;

use crate::schema::instant::TimeUnit;
use crate::schema::lines::SchemaLines;
use crate::schema::problem::{Found, SchemaProblem};
use crate::schema::spec::{SchemaSpec, TimeSpec};
use crate::schema::time_reader::format_states_offset;

pub(super) fn check(spec: &SchemaSpec, lines: &SchemaLines) -> Result<(), Found> {
    check_sessions(spec, lines)?;
    let time = &spec.time;
    let range = time.plausible();
    // An `until` before `from` gives an empty range as well.
    if range.span().is_zero() {
        let key = if lines.has("time.until") { "time.until" } else { "time.from" };
        return Err(SchemaProblem::EmptyTimeRange { range }.of(key));
    }
    check_formats(time, lines)?;
    check_format("format", time.format.as_ref())?;
    check_format("registration_format", time.registration_format.as_ref())?;
    check_zone_names(spec)?;
    check_zone(time, lines)
}

fn check_sessions(spec: &SchemaSpec, lines: &SchemaLines) -> Result<(), Found> {
    let key = "roles.session_gap";
    let Some(gap) = spec.roles.session_gap else { return Ok(()) };
    if gap.is_zero() {
        return Err(SchemaProblem::NoSessionGap.of(key));
    }
    spec.roles.session.as_ref().map_or(Ok(()), |column| {
        let line = lines.reference("roles.session");
        Err(SchemaProblem::TwoSessions { column: column.clone(), line }.of(key))
    })
}

fn check_formats(time: &TimeSpec, lines: &SchemaLines) -> Result<(), Found> {
    // The default unit is none that was said, unless a line says it.
    let says_unit = lines.has("time.unit") || time.unit != TimeUnit::Milliseconds;
    if time.format.is_some() && says_unit {
        let line = lines.reference("time.unit");
        let problem = SchemaProblem::FormatAndUnit { format: "format", unit: "unit", line };
        return Err(problem.of("time.format"));
    }
    if time.registration_format.is_some() && time.registration_unit.is_some() {
        let problem = SchemaProblem::FormatAndUnit {
            format: "registration_format",
            unit: "registration_unit",
            line: lines.reference("time.registration_unit"),
        };
        return Err(problem.of("time.registration_format"));
    }
    Ok(())
}

fn check_format(key: &'static str, format: Option<&String>) -> Result<(), Found> {
    let Some(format) = format else { return Ok(()) };
    format_states_offset(format).map(|_| ()).map_err(|cause| {
        let problem = SchemaProblem::Format { key, format: format.clone(), cause };
        problem.of(format!("time.{key}"))
    })
}

fn check_zone_names(spec: &SchemaSpec) -> Result<(), Found> {
    let zones = [("time.zone", &spec.time.zone), ("calendar.zone", &spec.calendar.zone)];
    for (key, zone) in zones {
        if let Some(Err(error)) = zone.as_deref().map(Calendar::zone) {
            return Err(SchemaProblem::Zone { cause: error.to_string() }.of(key));
        }
    }
    Ok(())
}

/// A zone is for texts without an offset: at least one of the two columns must hold such.
fn check_zone(time: &TimeSpec, lines: &SchemaLines) -> Result<(), Found> {
    if time.zone.is_none() {
        return Ok(());
    }
    let event = is_local(time.format.as_deref(), time.unit);
    let registration = match (&time.registration_format, time.registration_unit) {
        (None, None) => event,
        (format, unit) => is_local(format.as_deref(), unit.unwrap_or(time.unit)),
    };
    if event || registration {
        return Ok(());
    }
    let problem = match time.format {
        Some(_) => SchemaProblem::ZoneAndOffset { line: lines.reference("time.format") },
        None => SchemaProblem::ZoneAndUnit { line: lines.reference("time.unit") },
    };
    Err(problem.of("time.zone"))
}

/// Whether times of this form state no offset, or need not.
fn is_local(format: Option<&str>, unit: TimeUnit) -> bool {
    match format {
        Some(format) => format_states_offset(format) == Ok(false),
        None => unit == TimeUnit::Rfc3339,
    }
}
