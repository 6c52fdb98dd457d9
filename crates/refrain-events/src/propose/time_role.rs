//! Role of the time: the column of the instant of an event.

use super::candidate::{Candidate, RoleProposal, choose};
use super::name_words::points;
use super::phrase::{date, percent};
use super::table::{Column, ColumnIdx, Table};
use super::time_form::TimeForm;
use crate::schema::TimeUnit;

const LEAST_SCORE: f64 = 1.0;

const FOR_IT: [(&str, f64); 13] = [
    ("ts", 3.0),
    ("timestamp", 3.0),
    ("time", 3.0),
    ("datetime", 3.0),
    ("at", 3.0),
    ("when", 3.0),
    ("occurred", 3.0),
    ("instant", 3.0),
    ("t", 2.0),
    ("date", 2.0),
    ("created", 2.0),
    ("logged", 2.0),
    ("day", 1.0),
];

/// Words of other times: of the entity, of the machinery, or yet to come.
const AGAINST: [(&str, f64); 39] = [
    ("registration", 4.0),
    ("registered", 4.0),
    ("register", 4.0),
    ("signup", 4.0),
    ("signed", 4.0),
    ("joined", 4.0),
    ("since", 4.0),
    ("birth", 4.0),
    ("expires", 4.0),
    ("due", 4.0),
    ("end", 3.0),
    ("updated", 2.0),
    ("received", 1.5),
    ("ingested", 1.5),
    ("processed", 1.5),
    ("loaded", 1.5),
    ("server", 1.0),
    ("session", 1.0),
    ("first", 4.0),
    ("activation", 4.0),
    ("activated", 4.0),
    ("ship", 3.0),
    ("shipped", 3.0),
    ("shipping", 3.0),
    ("delivery", 3.0),
    ("delivered", 3.0),
    ("dropoff", 3.0),
    ("modified", 2.0),
    ("expiry", 4.0),
    ("expiration", 4.0),
    ("return", 3.0),
    ("returned", 3.0),
    ("retweeted", 4.0),
    ("user", 2.0),
    ("account", 2.0),
    ("customer", 2.0),
    ("profile", 2.0),
    ("member", 2.0),
    ("author", 2.0),
];

/// The time of the event, its form and the instant of each row.
#[derive(Debug)]
pub(super) struct EventTime {
    pub(super) column: ColumnIdx,
    pub(super) form: TimeForm,
    pub(super) instants: Vec<Option<i64>>,
    pub(super) proposal: RoleProposal,
}

pub(super) fn event_time(table: &Table) -> Option<EventTime> {
    let candidates = table.columns.iter().enumerate().filter_map(|(idx, c)| candidate(idx, c));
    let (column, proposal) = choose("time", table, candidates.collect(), LEAST_SCORE)?;
    let form = table.columns[column].profile.time_form()?;
    let instants = table.columns[column].instants(&form);
    Some(EventTime { column, form, instants, proposal })
}

fn candidate(idx: ColumnIdx, column: &Column) -> Option<Candidate> {
    let profile = &column.profile;
    let form = profile.time_form()?;
    if profile.coverage() < 0.5 {
        return None;
    }
    let mut candidate = Candidate::new(idx, points(&column.words, &FOR_IT, &AGAINST));
    candidate.add(profile.coverage(), written(column, &form));
    candidate.add_silently(-0.3 * column.depth() as f64);
    match profile.ascending_share {
        Some(share) if share >= 0.9 => {
            candidate.add(2.0, format!("ascending in {} of the rows", percent(share)));
        }
        Some(share) => candidate.add_silently((2.0 * share - 1.0).max(0.0)),
        None => {}
    }
    if profile.n_present < profile.n_rows {
        candidate.add(-0.5, format!("present in {} of the rows only", percent(profile.coverage())));
    }
    let distinct_share = profile.n_distinct as f64 / profile.n_present as f64;
    match profile.n_distinct == 1 && profile.n_present > 1 {
        true => candidate.add(-1.0, "though it is the same in every row"),
        // A time to the second differs nearly everywhere, a day seldom: of both the finer one is
        // the event's.
        false => candidate.add_silently(3.0 * distinct_share),
    }
    Some(candidate)
}

/// Describes the form of the times and the range that they cover.
pub(super) fn written(column: &Column, form: &TimeForm) -> String {
    let instants = || column.instants(form).into_iter().flatten();
    let first = instants().min().map_or_else(String::new, date);
    let last = instants().max().map_or_else(String::new, date);
    let range = match first == last {
        true => format!("of {first}"),
        false => format!("between {first} and {last}"),
    };
    match form {
        TimeForm::Unit(unit) => format!("{} {range}{}", shape(column, *unit), as_unit(*unit)),
        TimeForm::Format(format) => format!("{range}, written as {format:?}"),
    }
}

fn shape(column: &Column, unit: TimeUnit) -> String {
    let profile = &column.profile;
    let n_digits = profile.max.map_or(0, |max| (max.abs().floor() as u64).to_string().len());
    match unit {
        TimeUnit::Rfc3339 => profile.type_name().to_owned(),
        _ if profile.is_whole() => format!("{n_digits}-digit whole numbers"),
        _ => format!("{} with {n_digits} digits before the point", profile.type_name()),
    }
}

fn as_unit(unit: TimeUnit) -> &'static str {
    match unit {
        TimeUnit::Rfc3339 => "",
        TimeUnit::Seconds => " as seconds",
        TimeUnit::Milliseconds => " as milliseconds",
        TimeUnit::Microseconds => " as microseconds",
        TimeUnit::Nanoseconds => " as nanoseconds",
    }
}
