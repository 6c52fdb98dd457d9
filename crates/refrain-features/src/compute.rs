//! Features of many observations, in parallel over entities.

use rayon::prelude::*;
use refrain_core::{Column, ColumnKind, EventLog, FeatureMatrix, Observation, Time};

use crate::{Error, Feature, Row};

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

/// The rows of a run of observations of one entity.
struct Chunk<'a> {
    first_row: usize,
    row: Row<'a>,
}

pub(crate) fn compute(
    log: &EventLog,
    features: &[Box<dyn Feature>],
    observations: &[Observation],
) -> Result<FeatureMatrix, Error> {
    let mut columns: Vec<Column> = features.iter().flat_map(|feature| feature.columns()).collect();
    let widths: Vec<usize> = features.iter().map(|feature| feature.columns().len()).collect();
    let chunks = runs(observations)
        .into_par_iter()
        .map(|(first_row, run)| {
            let row = compute_run(log, features, &columns, &widths, run)?;
            Ok(Chunk { first_row, row })
        })
        .collect::<Result<Vec<Chunk<'_>>, Error>>()?;
    let mut values = vec![0.0; observations.len() * columns.len()];
    for (index, column) in columns.iter_mut().enumerate() {
        let n_rows = observations.len();
        let target = &mut values[index * n_rows..(index + 1) * n_rows];
        gather(&chunks, index, widths.iter().sum(), column, target);
    }
    Ok(FeatureMatrix::new(log.entity_ids(), observations.to_vec(), columns, values)?)
}

/// Runs of consecutive observations of one entity, each with the row it starts at.
fn runs(observations: &[Observation]) -> Vec<(usize, &[Observation])> {
    let mut first_row = 0;
    let runs = observations.chunk_by(|left, right| left.entity == right.entity);
    runs.map(|run| {
        first_row += run.len();
        (first_row - run.len(), run)
    })
    .collect()
}

fn compute_run<'a>(
    log: &'a EventLog,
    features: &[Box<dyn Feature>],
    columns: &[Column],
    widths: &[usize],
    run: &[Observation],
) -> Result<Row<'a>, Error> {
    let mut row = Row::default();
    for observation in run {
        let history = log.history(observation.entity, observation.cutoff);
        for (feature, expected) in features.iter().zip(widths) {
            let before = row.values.len();
            feature.compute(&history, &mut row);
            check_width(feature.as_ref(), *expected, row.values.len() - before)?;
        }
    }
    check_kinds(&row, columns)?;
    Ok(row)
}

fn check_width(feature: &dyn Feature, expected: usize, found: usize) -> Result<(), Error> {
    if expected == found {
        return Ok(());
    }
    let first = feature.columns().into_iter().next();
    let first_column = first.map(|column| column.name).unwrap_or_default();
    Err(Error::WrongWidth { first_column, expected, found })
}

/// Checks that exactly the columns of categories were given categories.
fn check_kinds(row: &Row<'_>, columns: &[Column]) -> Result<(), Error> {
    let is_category = |column: &Column| matches!(column.kind, ColumnKind::Category(_));
    let mut given = row.categories.iter().peekable();
    for position in 0..row.values.len() {
        let column = &columns[position % columns.len()];
        let was_given = given.next_if(|category| **category == position).is_some();
        if was_given != is_category(column) {
            return Err(Error::WrongKind { column: column.name.clone() });
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
    let cells = |chunk: &Chunk<'_>| -> Vec<f64> {
        chunk.row.values.iter().skip(index).step_by(n_columns).copied().collect()
    };
    for chunk in chunks {
        let cells = cells(chunk);
        target[chunk.first_row..chunk.first_row + cells.len()].copy_from_slice(&cells);
    }
    let ColumnKind::Category(levels) = &mut column.kind else { return };
    *levels = category_levels(chunks, index, n_columns);
    for chunk in chunks {
        let n_rows = chunk.row.values.len() / n_columns;
        for cell in &mut target[chunk.first_row..chunk.first_row + n_rows] {
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
        cells.filter(|cell| !cell.is_nan()).map(|cell| chunk.row.names[*cell as usize])
    });
    let levels = refrain_core::Strings::from_unsorted(names);
    levels.iter().map(str::to_owned).collect()
}
