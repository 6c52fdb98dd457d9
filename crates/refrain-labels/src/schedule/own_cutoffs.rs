//! Cutoffs of each entity: by tenure and after events.

use std::collections::BTreeSet;

use refrain_core::{EntityIdx, EventLog, History, Span, Time, nearest};

use super::MAX_CUTOFFS;
use super::cutoffs::{CutoffGroup, Cutoffs};
use super::problem::ScheduleProblem;
use crate::Error;
use crate::kinds::{known, times_of};

/// Returns the instants at which each entity has each tenure.
pub(crate) fn at_tenures(tenures: &[Span], log: &EventLog) -> Result<Cutoffs, Error> {
    let tenures: BTreeSet<Span> = tenures.iter().copied().collect();
    match tenures.first() {
        None => return Err(ScheduleProblem::NoCutoff.into()),
        Some(shortest) if shortest.is_zero() => return Err(ScheduleProblem::ZeroTenure.into()),
        Some(_) => {}
    }
    let groups = tenures.iter().copied().map(CutoffGroup::Tenure).collect();
    let own = |entity| tenure_cutoffs(&tenures, log, entity);
    let cutoffs = Cutoffs::own(groups, log.entities().map(own));
    let used: BTreeSet<usize> = cutoffs.all().iter().map(|place| place.group_idx).collect();
    match tenures.iter().enumerate().find(|(index, _)| !used.contains(index)) {
        Some((_, tenure)) => Err(tenure_outside(*tenure, log)),
        None => Ok(cutoffs),
    }
}

fn tenure_cutoffs(
    tenures: &BTreeSet<Span>,
    log: &EventLog,
    entity: EntityIdx,
) -> Vec<(Time, CutoffGroup)> {
    let range = log.range();
    let mut cutoffs = Vec::new();
    for start in possible_starts(log, entity) {
        for tenure in tenures {
            let cutoff = start + *tenure;
            let is_within = range.start < cutoff && cutoff <= range.end;
            // What later events say of the registration must not move the cutoff.
            if is_within && tenure_start(&log.history(entity, cutoff)) == Some(start) {
                cutoffs.push((cutoff, CutoffGroup::Tenure(*tenure)));
            }
        }
    }
    cutoffs
}

/// Since when the tenure counts, as far as a history tells.
fn tenure_start(history: &History<'_>) -> Option<Time> {
    history.registration().or(history.events().times().first().copied())
}

/// Every instant from which the tenure may count at some cutoff.
fn possible_starts(log: &EventLog, entity: EntityIdx) -> BTreeSet<Time> {
    let columns = log.as_columns();
    let first = columns.times()[columns.rows(entity).start];
    columns.registrations(entity).flatten().chain([first]).collect()
}

fn tenure_outside(tenure: Span, log: &EventLog) -> Error {
    let range = log.range();
    let (mut shortest, mut longest) = (f64::INFINITY, 0.0_f64);
    for entity in log.entities() {
        let start = tenure_start(&log.history(entity, range.end)).expect("it has an event");
        longest = longest.max(range.end.days_since(start));
        // Who registers within the log has every tenure from zero on.
        shortest = shortest.min(range.start.days_since(start).max(0.0));
    }
    ScheduleProblem::TenureOutsideLog { tenure, shortest, longest }.into()
}

/// The instant after each event of these kinds.
pub(crate) fn at_events(kinds: &[String], log: &EventLog) -> Result<Cutoffs, Error> {
    check_kinds(kinds, log)?;
    let own = |entity| event_cutoffs(kinds, log, entity);
    let of_entities = log.entities().map(own).collect::<Result<Vec<_>, Error>>()?;
    let groups: BTreeSet<CutoffGroup> =
        of_entities.iter().flatten().map(|(_, group)| *group).collect();
    if groups.is_empty() {
        return Err(ScheduleProblem::NoCutoff.into());
    }
    Ok(Cutoffs::own(groups.into_iter().collect(), of_entities.into_iter()))
}

/// Each kind must be there: a slip among several would go unnoticed.
fn check_kinds(kinds: &[String], log: &EventLog) -> Result<(), Error> {
    if kinds.is_empty() {
        return Err(ScheduleProblem::NoCutoff.into());
    }
    match kinds.iter().find(|kind| log.kinds().code(kind).is_none()) {
        None => Ok(()),
        Some(kind) => {
            let known = known(log);
            let nearest = nearest(kind, known.iter().map(String::as_str)).map(str::to_owned);
            Err(ScheduleProblem::UnknownKind { kind: kind.clone(), nearest, known }.into())
        }
    }
}

fn event_cutoffs(
    kinds: &[String],
    log: &EventLog,
    entity: EntityIdx,
) -> Result<Vec<(Time, CutoffGroup)>, Error> {
    let events = log.history(entity, log.range().end).events();
    let mut times: Vec<Time> = times_of(&events, kinds).collect();
    // Events of one instant give one cutoff.
    times.dedup();
    if times.len() > MAX_CUTOFFS as usize {
        let problem = ScheduleProblem::TooManyEvents {
            kinds: kinds.to_vec(),
            entity: log.entity_id(entity).to_owned(),
            n_cutoffs: times.len(),
            limit: MAX_CUTOFFS as usize,
        };
        return Err(problem.into());
    }
    let calendar = log.calendar();
    // By its number, since the midnights of a calendar are no whole days apart.
    let midnight = |day: i64| Time::from_millis(day * Span::from_days(1).millis());
    // A millisecond later the event itself is history.
    let after = |at: Time| (at + Span::MILLISECOND, CutoffGroup::Day(midnight(calendar.day(at))));
    Ok(times.into_iter().map(after).collect())
}
