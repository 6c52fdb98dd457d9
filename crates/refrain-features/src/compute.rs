//! Features of many observations, in parallel over entities.

use std::borrow::Cow;
use std::cmp::Reverse;
use std::sync::Mutex;
use std::sync::PoisonError;
use std::sync::atomic::{AtomicUsize, Ordering};

use rayon::prelude::*;
use refrain_core::{Column, ColumnKind, EventLog, FeatureMatrix, Observation, Time};

use crate::built_in::Worker;
use crate::set::Member;
use crate::{Error, Row};

/// Returns every entity with an event before a cutoff, whether or not it has left since, by
/// entity and cutoff.
pub fn seen_before(log: &EventLog, cutoffs: &[Time]) -> Vec<Observation> {
    let mut observations = Vec::new();
    for entity in log.entities() {
        let seen = cutoffs.iter().filter(|cutoff| !log.history(entity, **cutoff).is_empty());
        observations.extend(seen.map(|cutoff| Observation { entity, cutoff: *cutoff }));
    }
    observations
}

/// Consecutive observations of one entity.
#[derive(Debug, Clone, Copy)]
struct Run<'o> {
    first_row: usize,
    observations: &'o [Observation],
    /// Events that it looks at.
    n_events: usize,
}

/// The values of a run.
struct Chunk<'a> {
    first_row: usize,
    row: Row<'a>,
}

pub(crate) fn compute(
    log: &EventLog,
    members: &[Member],
    observations: &[Observation],
) -> Result<FeatureMatrix, Error> {
    let mut columns: Vec<Column> = members.iter().flat_map(Member::columns).collect();
    let chunks = compute_runs(log, members, &columns, runs(log, observations))?;
    let (n_rows, n_columns) = (observations.len(), columns.len());
    let mut values = vec![0.0; n_rows * n_columns];
    if n_rows > 0 {
        values.par_chunks_mut(n_rows).zip(columns.par_iter_mut()).enumerate().for_each(
            |(index, (target, column))| gather(&chunks, index, n_columns, column, target),
        );
    }
    Ok(FeatureMatrix::new(log.entity_ids(), observations.to_vec(), columns, values)?)
}

/// The runs of observations, those with most events first: so that one entity with half of all
/// events is begun at once, and the others are done beside it.
fn runs<'o>(log: &EventLog, observations: &'o [Observation]) -> Vec<Run<'o>> {
    let mut first_row = 0;
    let mut runs: Vec<Run<'_>> = observations
        .chunk_by(|left, right| left.entity == right.entity)
        .map(|run| {
            first_row += run.len();
            let latest = run.iter().map(|observation| observation.cutoff).max();
            let history = latest.map(|cutoff| log.history(run[0].entity, cutoff));
            let n_events = history.map_or(0, |history| history.events().len());
            Run { first_row: first_row - run.len(), observations: run, n_events }
        })
        .collect();
    runs.sort_by_key(|run| Reverse(run.n_events));
    runs
}

/// Computes runs, each thread with workers of its own that take the next run when they are done.
fn compute_runs<'l>(
    log: &'l EventLog,
    members: &'l [Member],
    columns: &[Column],
    runs: Vec<Run<'_>>,
) -> Result<Vec<Chunk<'l>>, Error> {
    let next = AtomicUsize::new(0);
    let chunks: Mutex<Vec<Chunk<'l>>> = Mutex::new(Vec::with_capacity(runs.len()));
    let failure: Mutex<Option<(usize, Error)>> = Mutex::new(None);
    let work = || {
        let mut entity_work = EntityWork::new(log, members);
        let mut done = Vec::new();
        while let Some(run) = runs.get(next.fetch_add(1, Ordering::Relaxed)) {
            match entity_work.compute(columns, run) {
                Ok(row) => done.push(Chunk { first_row: run.first_row, row }),
                Err(error) => {
                    let mut failure = failure.lock().unwrap_or_else(PoisonError::into_inner);
                    // Of several the first in order, whoever comes to it first.
                    if failure.as_ref().is_none_or(|(row, _)| run.first_row < *row) {
                        *failure = Some((run.first_row, error));
                    }
                }
            }
        }
        chunks.lock().unwrap_or_else(PoisonError::into_inner).append(&mut done);
    };
    let n_workers = rayon::current_num_threads().min(runs.len()).max(1);
    rayon::scope(|scope| (0..n_workers).for_each(|_| scope.spawn(|_| work())));
    match failure.into_inner().unwrap_or_else(PoisonError::into_inner) {
        Some((_, error)) => Err(error),
        None => Ok(chunks.into_inner().unwrap_or_else(PoisonError::into_inner)),
    }
}

/// All features of one entity after another, on one thread.
struct EntityWork<'l> {
    log: &'l EventLog,
    members: Vec<MemberWork<'l>>,
}

struct MemberWork<'l> {
    member: &'l Member,
    n_columns: usize,
    /// For members that are built in.
    worker: Option<Box<dyn Worker<'l> + 'l>>,
}

impl<'l> EntityWork<'l> {
    fn new(log: &'l EventLog, members: &'l [Member]) -> EntityWork<'l> {
        let work = |member: &'l Member| MemberWork {
            member,
            n_columns: member.columns().len(),
            worker: match member {
                Member::BuiltIn(feature) => Some(feature.worker(log)),
                Member::Own(_) => None,
            },
        };
        EntityWork { log, members: members.iter().map(work).collect() }
    }

    fn compute(&mut self, columns: &[Column], run: &Run<'_>) -> Result<Row<'l>, Error> {
        let mut row = Row::default();
        let Some(latest) = run.observations.iter().map(|o| o.cutoff).max() else { return Ok(row) };
        let entity = run.observations[0].entity;
        let longest = self.log.history(entity, latest);
        for work in &mut self.members {
            if let Some(worker) = &mut work.worker {
                worker.begin(&longest);
            }
        }
        for observation in run.observations {
            let history = self.log.history(entity, observation.cutoff);
            for work in &mut self.members {
                let before = row.values.len();
                match (work.member, &mut work.worker) {
                    (Member::Own(feature), _) => feature.compute(&history, &mut row),
                    (Member::BuiltIn(_), Some(worker)) => worker.observe(&history, &mut row),
                    (Member::BuiltIn(_), None) => unreachable!("built-in members have workers"),
                }
                check_width(work, row.values.len() - before)?;
            }
        }
        check_kinds(&row, columns)?;
        Ok(row)
    }
}

fn check_width(work: &MemberWork<'_>, found: usize) -> Result<(), Error> {
    let expected = work.n_columns;
    if expected == found {
        return Ok(());
    }
    let first = work.member.columns().into_iter().next();
    let first_column = first.map(|column| column.name).unwrap_or_default();
    Err(Error::WrongWidth { first_column, expected, found })
}

/// Checks that exactly the columns of categories were given categories.
fn check_kinds(row: &Row<'_>, columns: &[Column]) -> Result<(), Error> {
    let is_category = |column: &Column| matches!(column.kind, ColumnKind::Category(_));
    let mut given = row.categories.iter().peekable();
    for (observation, _) in row.values.chunks(columns.len()).enumerate() {
        for (index, column) in columns.iter().enumerate() {
            let position = observation * columns.len() + index;
            let was_given = given.next_if(|category| **category == position).is_some();
            if was_given != is_category(column) {
                return Err(Error::WrongKind { column: column.name.clone() });
            }
        }
    }
    Ok(())
}

/// Copies one column out of the chunks, giving categories codes that are the same in all.
fn gather(
    chunks: &[Chunk<'_>],
    index: usize,
    n_columns: usize,
    column: &mut Column,
    target: &mut [f64],
) {
    let cells = |chunk: &Chunk<'_>| chunk.row.values.len() / n_columns;
    for chunk in chunks {
        let values = chunk.row.values.iter().skip(index).step_by(n_columns);
        let places = &mut target[chunk.first_row..chunk.first_row + cells(chunk)];
        places.iter_mut().zip(values).for_each(|(place, value)| *place = *value);
    }
    let ColumnKind::Category(levels) = &mut column.kind else { return };
    *levels = category_levels(chunks, index, n_columns);
    for chunk in chunks {
        for cell in &mut target[chunk.first_row..chunk.first_row + cells(chunk)] {
            // NaN, a missing category, stays NaN.
            if let Some(name) = chunk.row.names.get(*cell as usize).filter(|_| !cell.is_nan()) {
                let level = levels.binary_search_by(|level| level.as_str().cmp(name));
                *cell = level.expect("levels hold every name of the column") as f64;
            }
        }
    }
}

fn category_levels(chunks: &[Chunk<'_>], index: usize, n_columns: usize) -> Vec<String> {
    let names = chunks.iter().flat_map(|chunk| {
        let cells = chunk.row.values.iter().skip(index).step_by(n_columns);
        let stated = cells.filter(|cell| !cell.is_nan());
        stated.map(|cell| Cow::as_ref(&chunk.row.names[*cell as usize]))
    });
    let levels = refrain_core::Strings::from_unsorted(names);
    levels.iter().map(str::to_owned).collect()
}
