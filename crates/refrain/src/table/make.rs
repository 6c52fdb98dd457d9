//! Tables of features, labels and datasets.

use std::collections::BTreeMap;

use refrain_core::{
    Column, ColumnKind, Dataset, Error, EventLog, FeatureMatrix, Lifetime, Outcome, Time,
};
use refrain_labels::{Episode, Labels, OutcomeLabels};

use super::dataset::{CHURNED, CUTOFF, INTERVAL, WINDOW_END};
use super::{Cells, Table, TableColumn};

/// Makes a table of features: entity, cutoff, one column per feature.
///
/// # Errors
///
/// If a feature has the entity's or the cutoff's name.
///
/// # Examples
///
/// ```
/// use refrain::table::feature_table;
///
/// # use refrain::base::{Column, Dataset, Span, Time};
/// # let cutoff = |row: u32| Time::from_millis(0) + Span::from_days(10 * (row / 40));
/// # let silent = |row: u32| (row * 7 + row / 40 * 3) % 20;
/// # let left = |row: u32| (silent(row) > 13) != (row % 9 == 0);
/// # let ids: Vec<String> = (0..160).map(|row| format!("{:02}", row % 40)).collect();
/// # let cutoffs: Vec<Time> = (0..160).map(cutoff).collect();
/// # let recency = Column::number("recency_days", "days since the last event");
/// # let columns = vec![(recency, (0..160).map(|row| f64::from(silent(row))).collect())];
/// # let (left, horizon) = ((0..160).map(left).collect(), Span::from_days(10));
/// # let dataset = Dataset::from_columns(&ids, &cutoffs, columns, left, horizon)?;
/// let table = feature_table("userId", dataset.features())?;
/// let names: Vec<&str> = table.columns().iter().map(|column| column.name.as_str()).collect();
/// assert_eq!(names, ["userId", "cutoff", "recency_days"]);
/// # Ok::<(), refrain::Error>(())
/// ```
pub fn feature_table(entity: &str, features: &FeatureMatrix) -> Result<Table, Error> {
    let mut columns = observation_columns(entity, features);
    columns.extend((0..features.columns().len()).map(|index| feature_column(features, index)));
    Table::new(columns)
}

/// Makes a table of a dataset: entity, cutoff, features, the end of the outcome window, `churned`
/// (1 or 0), and where the rows have one their interval under observation: `entry_days`,
/// `exit_days` and `left_at_exit` (1 or 0).
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
    columns.extend(dataset.lifetimes().into_iter().flat_map(interval_columns));
    Table::new(columns)
}

/// Makes a table of labels: entity, cutoff, outcome, when the entity churned and the end of the
/// outcome window.
///
/// # Errors
///
/// If the entity has the name of another column.
///
/// # Examples
///
/// ```
/// use refrain::Pipeline;
/// use refrain::events::EventSchema;
/// use refrain::table::label_table;
///
/// # use refrain::sim::{Simulation, SimulationOptions};
/// # let options = SimulationOptions::new().users(60).days(40).seed(1);
/// # let log = Simulation::new(options)?.event_log()?;
/// let schema = EventSchema::sparkify();
/// let labels = Pipeline::new(&schema)?.label(&log)?;
/// let table = label_table("userId", &log, &labels)?;
/// assert_eq!(table.n_rows(), labels.rows().len());
/// assert!(table.column("outcome").is_some());
/// # Ok::<(), refrain::Error>(())
/// ```
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
/// Every duration is longer than its entry: episodes without time at risk are left out.
///
/// # Errors
///
/// If the entity has the name of another column.
pub fn lifetime_table(entity: &str, log: &EventLog, episodes: &[Episode]) -> Result<Table, Error> {
    let with_time = |row: &Episode| row.lifetime().map(|lifetime| (*row, lifetime));
    let rows: Vec<(Episode, Lifetime)> = episodes.iter().filter_map(with_time).collect();
    let ids = rows.iter().map(|(row, _)| Some(log.entity_id(row.entity).to_owned()));
    let origins = rows.iter().map(|(row, _)| Some(row.origin));
    let numbers = |name, number: &dyn Fn(&(Episode, Lifetime)) -> f64| {
        TableColumn::new(name, Cells::Number(rows.iter().map(number).collect()))
    };
    Table::new(vec![
        TableColumn::new(entity, Cells::Text(ids.collect())),
        numbers("episode", &|(row, _)| f64::from(row.number)),
        TableColumn::new("origin", Cells::Instant(origins.collect())),
        numbers("entry_days", &|(_, lifetime)| lifetime.entry_days()),
        numbers("duration_days", &|(_, lifetime)| lifetime.exit_days()),
        numbers("event", &|(_, lifetime)| f64::from(u8::from(lifetime.churned()))),
    ])
}

fn interval_columns(intervals: &[Lifetime]) -> [TableColumn; 3] {
    let numbers = |name: &str, number: &dyn Fn(&Lifetime) -> f64| {
        TableColumn::new(name, Cells::Number(intervals.iter().map(number).collect()))
    };
    let [entry, exit, left] = INTERVAL;
    [
        numbers(entry, &Lifetime::entry_days),
        numbers(exit, &Lifetime::exit_days),
        numbers(left, &|interval| f64::from(u8::from(interval.churned()))),
    ]
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
