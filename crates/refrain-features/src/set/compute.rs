//! Features of many observations, in parallel over entities.

use std::cmp::Reverse;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};

use rayon::prelude::*;
use refrain_core::{Column, ColumnKind, EventLog, FeatureMatrix, Observation, Time};

use super::member::Member;
use super::problem::FeatureProblem;
use crate::feature::built_in::Worker;
use crate::{Error, Row};

/// Returns every entity with an event before a cutoff, whether or not it has left since, by
/// entity and cutoff.
///
/// # Examples
///
/// ```
/// use refrain_core::SampleLog;
/// use refrain_features::seen_before;
///
/// let log = SampleLog::new(["play"]).build()?;
/// let (early, late) = ("2018-10-02".parse()?, log.range().end);
/// assert!(seen_before(&log, &[early]).len() < log.n_entities());
/// assert_eq!(seen_before(&log, &[late]).len(), log.n_entities());
/// # Ok::<(), refrain_core::Error>(())
/// ```
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

/// The names of a run's categories; its values hold their places.
struct RunNames {
    first_row: usize,
    n_rows: usize,
    names: Vec<String>,
}

pub(crate) fn compute(
    log: &EventLog,
    members: &[Member],
    observations: &[Observation],
) -> Result<FeatureMatrix, Error> {
    let mut columns: Vec<Column> = members.iter().flat_map(Member::columns).collect();
    let n_rows = observations.len();
    let cells = Cells::new(n_rows, columns.len());
    let names = compute_runs(log, members, &columns, runs(log, observations), &cells)?;
    let mut values = cells.into_values();
    if n_rows > 0 {
        let pairs = values.par_chunks_mut(n_rows).zip(columns.par_iter_mut());
        pairs.for_each(|(values, column)| name_categories(&names, column, values));
    }
    FeatureMatrix::new(log.entity_ids(), observations.to_vec(), columns, values)
}

/// The values of all observations, column after column, while threads fill them in.
struct Cells {
    bits: Vec<AtomicU64>,
    n_rows: usize,
}

impl Cells {
    fn new(n_rows: usize, n_columns: usize) -> Cells {
        let bits = (0..n_rows * n_columns).map(|_| AtomicU64::new(0)).collect();
        Cells { bits, n_rows }
    }

    /// Puts the values of consecutive observations, each with all its columns.
    fn put(&self, first_row: usize, n_columns: usize, values: &[f64]) {
        for (row, values) in values.chunks(n_columns).enumerate() {
            for (column, value) in values.iter().enumerate() {
                let cell = &self.bits[column * self.n_rows + first_row + row];
                // No two runs share a cell, and the scope's end makes all stores visible.
                cell.store(value.to_bits(), Ordering::Relaxed);
            }
        }
    }

    fn into_values(self) -> Vec<f64> {
        self.bits.into_iter().map(|bits| f64::from_bits(bits.into_inner())).collect()
    }
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
            // Of the latest cutoff: earlier ones see parts of the same events.
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
    cells: &Cells,
) -> Result<Vec<RunNames>, Error> {
    let next = AtomicUsize::new(0);
    let names: Mutex<Vec<RunNames>> = Mutex::default();
    let failure: Mutex<Option<(usize, Error)>> = Mutex::default();
    let work = || {
        let mut entity_work = EntityWork::new(log, members);
        let mut done = Vec::new();
        while let Some(run) = runs.get(next.fetch_add(1, Ordering::Relaxed)) {
            match entity_work.compute(columns, run) {
                Ok(row) => {
                    cells.put(run.first_row, columns.len(), &row.values);
                    let (first_row, n_rows) = (run.first_row, run.observations.len());
                    done.push(RunNames { first_row, n_rows, names: row.into_names() });
                }
                Err(error) => {
                    let mut failure = failure.lock().unwrap_or_else(PoisonError::into_inner);
                    // Of several the first in order, whoever comes to it first.
                    if failure.as_ref().is_none_or(|(row, _)| run.first_row < *row) {
                        *failure = Some((run.first_row, error));
                    }
                }
            }
        }
        names.lock().unwrap_or_else(PoisonError::into_inner).append(&mut done);
    };
    // A worker per thread, since each keeps tables as large as the greatest entity.
    let n_workers = rayon::current_num_threads().min(runs.len()).max(1);
    rayon::scope(|scope| (0..n_workers).for_each(|_| scope.spawn(|_| work())));
    match failure.into_inner().unwrap_or_else(PoisonError::into_inner) {
        Some((_, error)) => Err(error),
        None => Ok(names.into_inner().unwrap_or_else(PoisonError::into_inner)),
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

    fn compute(&mut self, columns: &[Column], run: &Run<'_>) -> Result<Row, Error> {
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
    Err(FeatureProblem::Width { first_column, expected, found }.into())
}

/// Checks that exactly the columns of categories were given categories.
fn check_kinds(row: &Row, columns: &[Column]) -> Result<(), Error> {
    let is_category = |column: &Column| matches!(column.kind, ColumnKind::Category(_));
    let mut given = row.categories.iter().peekable();
    for (observation, _) in row.values.chunks(columns.len()).enumerate() {
        for (index, column) in columns.iter().enumerate() {
            let position = observation * columns.len() + index;
            let was_given = given.next_if(|category| **category == position).is_some();
            if was_given != is_category(column) {
                return Err(FeatureProblem::Category { column: column.name.clone() }.into());
            }
        }
    }
    Ok(())
}

/// Gives the categories of a column codes that are the same in all runs.
fn name_categories(runs: &[RunNames], column: &mut Column, values: &mut [f64]) {
    let ColumnKind::Category(levels) = &mut column.kind else { return };
    let rows = |run: &RunNames| run.first_row..run.first_row + run.n_rows;
    // NaN, a missing category, stays NaN.
    let stated = |value: &f64| (!value.is_nan()).then_some(*value as usize);
    let names = runs.iter().flat_map(|run| {
        let places = values[rows(run)].iter().filter_map(stated);
        places.map(|place| run.names[place].as_str())
    });
    let (all, codes) = refrain_core::Strings::encode(names);
    let mut codes = codes.into_iter().map(f64::from);
    for run in runs {
        for value in values[rows(run)].iter_mut().filter(|value| !value.is_nan()) {
            *value = codes.next().expect("one code for each name");
        }
    }
    *levels = all.iter().map(str::to_owned).collect();
}
