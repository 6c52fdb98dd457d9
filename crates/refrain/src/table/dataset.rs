//! Datasets out of tables.

use std::path::Path;
use std::sync::Arc;

use refrain_core::{
    Column, ColumnKind, Dataset, EntityIdx, Error, FeatureMatrix, Lifetime, Observation, Outcome,
    Strings, Time,
};

use super::columns::{bad_cell, yes_or_no};
use super::problem::TableProblem;
use super::read::column_names;
use super::{Cells, Table, TableColumn};

pub(super) const CUTOFF: &str = "cutoff";
pub(super) const WINDOW_END: &str = "window_end";
pub(super) const CHURNED: &str = "churned";

/// Columns of the interval under observation that each row of a dataset stands for: days of tenure
/// at its beginning and end, and whether the entity left at the end (1 or 0).
pub(super) static INTERVAL: [&str; 3] = ["entry_days", "exit_days", "left_at_exit"];

impl Table {
    /// Turns a table into a dataset: the first column is the entity, `cutoff`, `window_end` and
    /// `churned` are what their names say, and so are `entry_days`, `exit_days` and `left_at_exit`
    /// where there are all three; every other column is a feature.
    ///
    /// # Errors
    ///
    /// If the second column is not `cutoff`, one of the others is missing, or one holds a value that
    /// cannot be read, naming column and row (the first below the header is row 1).
    ///
    /// # Examples
    ///
    /// ```
    /// use refrain::table::dataset_table;
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
    /// let table = dataset_table("userId", &dataset)?;
    /// assert_eq!(table.dataset()?.labels(), dataset.labels());
    /// # Ok::<(), refrain::Error>(())
    /// ```
    pub fn dataset(&self) -> Result<Dataset, Error> {
        self.told(self.to_dataset())
    }

    fn to_dataset(&self) -> Result<Dataset, Error> {
        // What the table begins with is said before what it lacks.
        self.entity()?;
        let window_ends = self.instants(WINDOW_END)?;
        let outcomes = self.outcomes()?;
        let intervals = self.intervals()?;
        let mut others = vec![WINDOW_END, CHURNED];
        others.extend(interval_columns(self));
        let matrix = self.to_features(&others)?;
        let dataset = Dataset::new(matrix, &outcomes, window_ends)?;
        Ok(match intervals {
            Some(intervals) => dataset.with_lifetimes(intervals)?,
            None => dataset,
        })
    }

    /// Takes every column after the entity and `cutoff`, with which the table begins, as a feature.
    ///
    /// # Errors
    ///
    /// If the second column is not `cutoff`, or a row has no id or cutoff.
    ///
    /// # Examples
    ///
    /// ```
    /// use refrain::table::{Cells, Table, TableColumn};
    ///
    /// let texts = |texts: [&str; 2]| Cells::Text(texts.map(|text| Some(text.to_owned())).to_vec());
    /// let table = Table::new(vec![
    ///     TableColumn::new("customer", texts(["bob", "ada"])),
    ///     TableColumn::new("cutoff", texts(["2024-03-10", "2024-03-10"])),
    ///     TableColumn::new("plays_7d", Cells::Number(vec![3.0, 4.0])),
    /// ])?;
    /// let features = table.features()?;
    /// assert_eq!((features.entity_id(1), features.column("plays_7d")?[1]), ("ada", 4.0));
    /// # Ok::<(), refrain::Error>(())
    /// ```
    pub fn features(&self) -> Result<FeatureMatrix, Error> {
        self.told(self.to_features(&[]))
    }

    /// The features: all columns save the entity, the cutoff and those of other roles.
    fn to_features(&self, others: &[&str]) -> Result<FeatureMatrix, Error> {
        let (ids, entities) = entities(self.entity()?)?;
        let cutoffs = self.instants(CUTOFF)?;
        let observations = entities.into_iter().zip(cutoffs);
        let observations =
            observations.map(|(entity, cutoff)| Observation { entity, cutoff }).collect();
        let columns = self.columns()[2..].iter();
        let features = columns.filter(|column| !others.contains(&column.name.as_str()));
        let (columns, values): (Vec<Column>, Vec<Vec<f64>>) = features.map(feature).unzip();
        FeatureMatrix::new(ids, observations, columns, values.concat())
    }

    /// The interval under observation of each row, if the table has its columns.
    fn intervals(&self) -> Result<Option<Vec<Lifetime>>, Error> {
        if interval_columns(self).is_empty() {
            return Ok(None);
        }
        let [entry, exit, left] = INTERVAL;
        let (entries, exits) = (self.numbers(entry)?, self.numbers(exit)?);
        let left = self.meanings(left, "1 or 0", yes_or_no)?;
        let rows = entries.iter().zip(exits).zip(left);
        let interval =
            |((entry, exit), left): ((&f64, &f64), bool)| Lifetime::new(*entry, *exit, left);
        Ok(Some(rows.map(interval).collect::<Result<_, Error>>()?))
    }

    /// The first column, if the table begins as a dataset does: an index that another tool put
    /// before it would otherwise pass for the entity, and the entity for a feature.
    pub(crate) fn entity(&self) -> Result<&TableColumn, Error> {
        match self.columns() {
            [entity, cutoff, ..] if cutoff.name == CUTOFF && !entity.name.is_empty() => Ok(entity),
            columns => {
                let found = columns.iter().take(2).map(|column| column.name.clone()).collect();
                Err(TableProblem::NotADataset { found }.into())
            }
        }
    }

    fn required(&self, name: &'static str) -> Result<&TableColumn, Error> {
        self.column(name).ok_or_else(|| {
            let known = self.columns().iter().map(|column| column.name.clone()).collect();
            TableProblem::NoDatasetColumn { column: name, known }.into()
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

/// Names the columns of the intervals under observation, if a table has all of them.
pub(crate) fn interval_columns(table: &Table) -> &'static [&'static str] {
    let has = |name: &&str| table.column(name).is_some();
    if INTERVAL.iter().all(has) { &INTERVAL } else { &[] }
}

/// Tells a table with columns of a dataset from a log of events, by the names in its first row.
pub fn is_dataset_file(path: &Path) -> bool {
    let names = column_names(path).unwrap_or_default();
    [CUTOFF, CHURNED].iter().any(|name| names.iter().any(|found| found == name))
}

/// The ids of all entities, and the entity of each row.
fn entities(column: &TableColumn) -> Result<(Arc<Strings>, Vec<EntityIdx>), Error> {
    let id = |row| column.values.text(row).ok_or_else(|| bad_cell(column, row, "an id"));
    let texts = (0..column.values.len()).map(id).collect::<Result<Vec<String>, Error>>()?;
    let (ids, codes) = Strings::encode(&texts);
    let entities = codes.into_iter().map(|code| EntityIdx::new(code as usize)).collect();
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
            let (names, codes) = Strings::encode(values.iter().flatten());
            let mut codes = codes.into_iter().map(f64::from);
            let code = |text: &Option<String>| match text {
                Some(_) => codes.next().expect("one code for each text"),
                None => f64::NAN,
            };
            let codes = values.iter().map(code).collect();
            (ColumnKind::Category(names.iter().map(str::to_owned).collect()), codes)
        }
    }
}
