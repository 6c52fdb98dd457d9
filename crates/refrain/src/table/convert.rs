//! Tables from and to the vocabulary of core.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use refrain_core::{
    Column, ColumnKind, Dataset, EntityIdx, EventLog, FeatureMatrix, Observation, Outcome, Strings,
    Time,
};
use refrain_labels::{Labels, Lifetime, OutcomeLabels};

use super::{Cells, Table, TableColumn};
use crate::Error;

const CUTOFF: &str = "cutoff";
const WINDOW_END: &str = "window_end";
const CHURNED: &str = "churned";

/// Makes a table of features: entity, cutoff, one column per feature.
///
/// # Errors
///
/// If a feature has the entity's or the cutoff's name.
pub fn feature_table(entity: &str, features: &FeatureMatrix) -> Result<Table, Error> {
    let mut columns = observation_columns(entity, features);
    columns.extend((0..features.columns().len()).map(|index| feature_column(features, index)));
    Table::new(columns)
}

/// Makes a table of a dataset: entity, cutoff, features, the end of the outcome window and
/// `churned` (1 or 0).
///
/// # Errors
///
/// As [`feature_table`].
pub fn dataset_table(entity: &str, dataset: &Dataset) -> Result<Table, Error> {
    let mut columns = feature_table(entity, dataset.features())?.columns;
    let ends = dataset.window_ends().iter().map(|end| Some(*end)).collect();
    columns.push(TableColumn::new(WINDOW_END, Cells::Instant(ends)));
    let churned = dataset.labels().iter().map(|churned| f64::from(*churned)).collect();
    columns.push(TableColumn::new(CHURNED, Cells::Number(churned)));
    Table::new(columns)
}

/// Makes a table of labels: entity, cutoff, outcome, when the entity churned and the end of the
/// outcome window.
///
/// # Errors
///
/// If the entity has the name of another column.
pub fn label_table(entity: &str, log: &EventLog, labels: &Labels) -> Result<Table, Error> {
    let rows = labels.rows();
    let texts = |text: &dyn Fn(usize) -> String| {
        Cells::Text((0..rows.len()).map(|row| Some(text(row))).collect())
    };
    let instants = |instant: &dyn Fn(usize) -> Option<Time>| {
        Cells::Instant((0..rows.len()).map(instant).collect())
    };
    let churned_at = |row: usize| rows[row].outcome.churned_at();
    let id = |row: usize| log.entity_id(rows[row].observation.entity).to_owned();
    Table::new(vec![
        TableColumn::new(entity, texts(&id)),
        TableColumn::new(CUTOFF, instants(&|row| Some(rows[row].observation.cutoff))),
        TableColumn::new("outcome", texts(&|row| rows[row].outcome.name().to_owned())),
        TableColumn::new("churned_at", instants(&churned_at)),
        TableColumn::new(WINDOW_END, instants(&|row| Some(rows[row].window_end))),
    ])
}

/// Makes a table of several outcomes: entity, cutoff, the name of the outcome (or `stay` or
/// `censored`), when it happened and the end of the outcome window.
///
/// # Errors
///
/// If the entity has the name of another column.
pub fn outcome_table(entity: &str, log: &EventLog, labels: &OutcomeLabels) -> Result<Table, Error> {
    let rows = || labels.rows().iter();
    let happened_at = |outcome| match outcome {
        Outcome::Churned { at } => Some(at),
        Outcome::Retained | Outcome::Censored => None,
    };
    let ids = rows().map(|row| Some(log.entity_id(row.label.observation.entity).to_owned()));
    let names = rows().map(|row| Some(labels.name(row).to_owned()));
    let instants = |name, values: Vec<Option<Time>>| TableColumn::new(name, Cells::Instant(values));
    Table::new(vec![
        TableColumn::new(entity, Cells::Text(ids.collect())),
        instants(CUTOFF, rows().map(|row| Some(row.label.observation.cutoff)).collect()),
        TableColumn::new("outcome", Cells::Text(names.collect())),
        instants("happened_at", rows().map(|row| happened_at(row.label.outcome)).collect()),
        instants(WINDOW_END, rows().map(|row| Some(row.label.window_end)).collect()),
    ])
}

/// Makes a table of lifetimes: entity, episode, origin, entry and duration in days since the
/// origin, and `event` (1, or 0 where censored).
///
/// # Errors
///
/// If the entity has the name of another column.
pub fn lifetime_table(
    entity: &str,
    log: &EventLog,
    lifetimes: &[Lifetime],
) -> Result<Table, Error> {
    let ids = lifetimes.iter().map(|row| Some(log.entity_id(row.entity).to_owned()));
    let origins = lifetimes.iter().map(|row| Some(row.origin));
    let numbers = |name, number: &dyn Fn(&Lifetime) -> f64| {
        TableColumn::new(name, Cells::Number(lifetimes.iter().map(number).collect()))
    };
    Table::new(vec![
        TableColumn::new(entity, Cells::Text(ids.collect())),
        numbers("episode", &|row| f64::from(row.episode)),
        TableColumn::new("origin", Cells::Instant(origins.collect())),
        numbers("entry_days", &|row| row.entry_days()),
        numbers("duration_days", &|row| row.duration_days()),
        numbers("event", &|row| f64::from(u8::from(row.event))),
    ])
}

/// The entity and the cutoff of each row.
fn observation_columns(entity: &str, features: &FeatureMatrix) -> Vec<TableColumn> {
    let ids = (0..features.n_rows()).map(|row| Some(features.entity_id(row).to_owned()));
    let cutoffs = features.observations().iter().map(|row| Some(row.cutoff));
    vec![
        TableColumn::new(entity, Cells::Text(ids.collect())),
        TableColumn::new(CUTOFF, Cells::Instant(cutoffs.collect())),
    ]
}

fn feature_column(features: &FeatureMatrix, index: usize) -> TableColumn {
    let column = &features.columns()[index];
    let values = features.values(index);
    let present = |value: &f64| (!value.is_nan()).then_some(*value);
    let cells = match &column.kind {
        ColumnKind::Number => Cells::Number(values.to_vec()),
        ColumnKind::Instant => {
            let instant = |value: &f64| present(value).map(|ms| Time::from_millis(ms as i64));
            Cells::Millis(values.iter().map(instant).collect())
        }
        ColumnKind::Category(names) => {
            let name = |value: &f64| present(value).map(|code| names[code as usize].clone());
            Cells::Text(values.iter().map(name).collect())
        }
    };
    TableColumn { name: column.name.clone(), values: cells, metadata: metadata(column) }
}

fn metadata(column: &Column) -> BTreeMap<String, String> {
    let lookback = column.lookback.map(|span| span.to_string());
    let entries = [
        ("description", column.description.clone()),
        ("unit", column.unit.clone()),
        ("family", column.family.clone()),
        ("lookback", lookback.unwrap_or_else(|| "whole history".to_owned())),
        ("missing", column.missing.clone()),
    ];
    let stated = entries.into_iter().filter(|(_, text)| !text.is_empty());
    stated.map(|(key, text)| (key.to_owned(), text)).collect()
}

impl Table {
    /// Turns a table into a dataset: the first column is the entity, `cutoff`, `window_end` and
    /// `churned` are what their names say, and every other column is a feature.
    ///
    /// # Errors
    ///
    /// If the second column is not `cutoff`, one of the others is missing, or one holds a value that
    /// cannot be read, naming column and row (the first below the header is row 1).
    pub fn dataset(&self) -> Result<Dataset, Error> {
        let entity = self.entity()?;
        let (ids, entities) = entities(entity)?;
        let cutoffs = self.instants(CUTOFF)?;
        let window_ends = self.instants(WINDOW_END)?;
        let outcomes = self.outcomes()?;
        let observations = entities.into_iter().zip(cutoffs);
        let observations =
            observations.map(|(entity, cutoff)| Observation { entity, cutoff }).collect();
        let roles = [entity.name.as_str(), CUTOFF, WINDOW_END, CHURNED];
        let features =
            self.columns().iter().filter(|column| !roles.contains(&column.name.as_str()));
        let (columns, values): (Vec<Column>, Vec<Vec<f64>>) = features.map(feature).unzip();
        let matrix = FeatureMatrix::new(ids, observations, columns, values.concat())?;
        Ok(Dataset::new(matrix, &outcomes, window_ends)?)
    }

    /// The first column, if the table begins as a dataset does: an index that another tool put
    /// before it would otherwise pass for the entity, and the entity for a feature.
    pub(crate) fn entity(&self) -> Result<&TableColumn, Error> {
        match self.columns() {
            [entity, cutoff, ..] if cutoff.name == CUTOFF && !entity.name.is_empty() => Ok(entity),
            columns => {
                let found = columns.iter().take(2).map(|column| column.name.clone()).collect();
                Err(Error::NotADataset { found })
            }
        }
    }

    fn required(&self, name: &'static str) -> Result<&TableColumn, Error> {
        self.column(name).ok_or_else(|| {
            let known = self.columns().iter().map(|column| column.name.clone()).collect();
            Error::MissingColumn { column: name, known }
        })
    }

    /// The numbers of a column in which none is missing.
    pub(crate) fn numbers(&self, name: &'static str) -> Result<&[f64], Error> {
        let column = self.required(name)?;
        match &column.values {
            Cells::Number(values) => match values.iter().position(|value| value.is_nan()) {
                Some(row) => Err(bad_cell(column, row, "a number")),
                None => Ok(values),
            },
            // There is a first row, for columns without any are numbers.
            _ => Err(bad_cell(column, 0, "a number")),
        }
    }

    pub(crate) fn instants(&self, name: &'static str) -> Result<Vec<Time>, Error> {
        let column = self.required(name)?;
        let instant = |row: usize| {
            let found = match &column.values {
                Cells::Instant(values) | Cells::Millis(values) => values[row],
                Cells::Number(values) if values[row].fract() == 0.0 => {
                    Some(Time::from_millis(values[row] as i64))
                }
                Cells::Number(_) => None,
                Cells::Text(values) => {
                    values[row].as_deref().and_then(|text| text.parse::<Time>().ok())
                }
            };
            found.ok_or_else(|| bad_cell(column, row, "a date or an RFC 3339 time"))
        };
        (0..self.n_rows()).map(instant).collect()
    }

    fn outcomes(&self) -> Result<Vec<Outcome>, Error> {
        let column = self.required(CHURNED)?;
        let ends = self.instants(WINDOW_END)?;
        let outcome = |row: usize| match column.values.text(row).as_deref() {
            // A table says whether, not when; the end of the window is when it was known.
            Some("1" | "true") => Ok(Outcome::Churned { at: ends[row] }),
            Some("0" | "false") => Ok(Outcome::Retained),
            _ => Err(bad_cell(column, row, "1 or 0")),
        };
        (0..self.n_rows()).map(outcome).collect()
    }
}

/// Whether a file is a table with the columns of a dataset rather than a log of events, as far
/// as its name and its column names tell.
pub fn is_dataset_file(path: &Path) -> bool {
    let names = match path.extension().and_then(|extension| extension.to_str()) {
        Some("csv") => super::csv::column_names(path).unwrap_or_default(),
        Some("parquet") => super::parquet::column_names(path).unwrap_or_default(),
        _ => return false,
    };
    [CUTOFF, CHURNED].iter().any(|name| names.iter().any(|found| found == name))
}

/// A cell that is not what its column holds.
pub(crate) fn bad_cell(column: &TableColumn, row: usize, expected: &'static str) -> Error {
    let found = column.values.text(row).unwrap_or_default();
    Error::BadCell { column: column.name.clone(), row: row + 1, expected, found }
}

/// The ids of all entities, and the entity of each row.
fn entities(column: &TableColumn) -> Result<(Arc<Strings>, Vec<EntityIdx>), Error> {
    let id = |row| column.values.text(row).ok_or_else(|| bad_cell(column, row, "an id"));
    let texts = (0..column.values.len()).map(id).collect::<Result<Vec<String>, Error>>()?;
    let ids = Strings::from_unsorted(&texts);
    let code = |text: &String| ids.code(text).expect("made from these texts");
    let entities = texts.iter().map(|text| EntityIdx::new(code(text) as usize)).collect();
    Ok((Arc::new(ids), entities))
}

/// A feature and its values, with the description that a Parquet file kept.
fn feature(column: &TableColumn) -> (Column, Vec<f64>) {
    let stated = |key: &str| column.metadata.get(key).cloned().unwrap_or_default();
    let described = Column::number(&column.name, stated("description"))
        .unit(stated("unit"))
        .family(stated("family"))
        .missing(stated("missing"));
    let lookback = column.metadata.get("lookback").and_then(|text| text.parse().ok());
    let (kind, values) = feature_values(&column.values);
    (Column { lookback, kind, ..described }, values)
}

fn feature_values(cells: &Cells) -> (ColumnKind, Vec<f64>) {
    match cells {
        Cells::Number(values) => (ColumnKind::Number, values.clone()),
        Cells::Instant(values) | Cells::Millis(values) => {
            let millis = |time: &Option<Time>| time.map_or(f64::NAN, |time| time.millis() as f64);
            (ColumnKind::Instant, values.iter().map(millis).collect())
        }
        Cells::Text(values) => {
            let names = Strings::from_unsorted(values.iter().flatten());
            let code = |text: &Option<String>| {
                let code = text.as_ref().and_then(|text| names.code(text));
                code.map_or(f64::NAN, f64::from)
            };
            let codes = values.iter().map(code).collect();
            (ColumnKind::Category(names.iter().map(str::to_owned).collect()), codes)
        }
    }
}
