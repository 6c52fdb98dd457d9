//! Times and sessions that are said in two ways.

use crate::schema::instant::TimeUnit;
use crate::schema::lines::SchemaLines;
use crate::schema::problem::{Found, SchemaProblem};
use crate::schema::spec::{SchemaSpec, TimeSpec};

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
        Some(format) => !["%z", "%:z", "%Q", "%:Q", "%s"].iter().any(|d| format.contains(d)),
        None => unit == TimeUnit::Rfc3339,
    }
}
