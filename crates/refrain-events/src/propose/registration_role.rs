//! Role of the registration: the column of the time at which the entity registered.

use super::candidate::{Candidate, RoleProposal, choose};
use super::code::NO_VALUE;
use super::name_words::points;
use super::phrase::percent;
use super::table::{Column, ColumnIdx, Table};
use super::time_form::TimeForm;
use super::time_role::written;

const LEAST_SCORE: f64 = 2.5;

const FOR_IT: [(&str, f64); 13] = [
    ("registration", 3.0),
    ("registered", 3.0),
    ("register", 3.0),
    ("signup", 3.0),
    ("signed", 3.0),
    ("joined", 3.0),
    ("join", 3.0),
    ("since", 3.0),
    ("enrolled", 3.0),
    ("onboarded", 3.0),
    ("activation", 3.0),
    ("activated", 3.0),
    ("created", 1.5),
];

const AGAINST: [(&str, f64); 8] = [
    ("birth", 5.0),
    ("birthday", 5.0),
    ("dob", 5.0),
    ("expires", 5.0),
    ("updated", 5.0),
    ("last", 5.0),
    ("end", 5.0),
    ("session", 5.0),
];

/// Column of the registration, and the form in which it is written.
#[derive(Debug)]
pub(super) struct Registration {
    pub(super) column: ColumnIdx,
    pub(super) form: TimeForm,
    pub(super) proposal: RoleProposal,
}

pub(super) fn registration(
    table: &Table,
    taken: &[ColumnIdx],
    entity: ColumnIdx,
    times: &[Option<i64>],
) -> Option<Registration> {
    let entity = &table.columns[entity];
    let candidates = table.columns.iter().enumerate().filter_map(|(idx, column)| {
        let form = column.profile.time_form().filter(|_| !taken.contains(&idx))?;
        Some(candidate(idx, column, &form, entity, times))
    });
    let (column, proposal) = choose("registration", table, candidates.collect(), LEAST_SCORE)?;
    let form = table.columns[column].profile.time_form()?;
    Some(Registration { column, form, proposal })
}

fn candidate(
    idx: ColumnIdx,
    column: &Column,
    form: &TimeForm,
    entity: &Column,
    times: &[Option<i64>],
) -> Candidate {
    let mut candidate = Candidate::new(idx, points(&column.words, &FOR_IT, &AGAINST));
    // No points: that it is a time is why it is here.
    candidate.add(0.0, written(column, form));
    match constant_share(entity, column) {
        Some(share) if share >= 0.98 => candidate.add(1.5, "an entity has one value of it"),
        Some(share) => {
            let share = percent(1.0 - share);
            candidate.add(-2.0, format!("though it changes within an entity in {share}"));
        }
        None => {}
    }
    match before_share(column, form, times) {
        Some(share) if share >= 0.9 => {
            candidate.add(1.0, format!("before the event in {} of the rows", percent(share)));
        }
        Some(share) => {
            let share = percent(1.0 - share);
            candidate.add(-2.0, format!("though after the event in {share} of the rows"));
        }
        None => {}
    }
    candidate
}

/// Of the rows that follow another one with a value of their entity, the share that repeat it;
/// `None` if there is no such row.
fn constant_share(entity: &Column, column: &Column) -> Option<f64> {
    let mut first = vec![NO_VALUE; entity.n_codes()];
    let (mut n_tested, mut n_equal) = (0_u64, 0_u64);
    for (entity, code) in entity.codes.iter().zip(&column.codes) {
        if *entity == NO_VALUE || *code == NO_VALUE {
            continue;
        }
        match first[*entity as usize] {
            NO_VALUE => first[*entity as usize] = *code,
            first => {
                n_tested += 1;
                n_equal += u64::from(first == *code);
            }
        }
    }
    (n_tested > 0).then(|| n_equal as f64 / n_tested as f64)
}

fn before_share(column: &Column, form: &TimeForm, times: &[Option<i64>]) -> Option<f64> {
    let instants = column.instants(form);
    let pairs = instants.iter().zip(times).filter_map(|(own, time)| own.zip(*time));
    // In some logs a few register after their first event; most must not.
    let is_before: Vec<bool> = pairs.map(|(own, time)| own <= time).collect();
    let n_before = is_before.iter().filter(|before| **before).count();
    (!is_before.is_empty()).then(|| n_before as f64 / is_before.len() as f64)
}
