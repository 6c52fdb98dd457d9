//! Feature values with the meaning of each column.

use std::sync::Arc;

use crate::error::{DifferentColumns, check_length};
use crate::log::strings::Strings;
use crate::{EntityIdx, Error, ErrorKind, Observation, Problem, Span, Time};

/// Kind of the values of a column: numbers, categories or instants.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ColumnKind {
    /// Numbers.
    Number,
    /// Instants, in milliseconds since the epoch, UTC.
    Instant,
    /// Indices into a list of names, sorted.
    Category(Vec<String>),
}

/// A column of a [`FeatureMatrix`]: its name and what it means.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Column {
    /// Unique name.
    pub name: String,
    /// Kind of the values.
    pub kind: ColumnKind,
    /// One sentence for a reader of reports.
    pub description: String,
    /// Unit of the values, such as `s`, `events` or `share`.
    pub unit: String,
    /// The group of features it belongs to.
    pub family: String,
    /// Lookback behind the cutoff; `None` is the whole history.
    pub lookback: Option<Span>,
    /// Meaning of a missing value (NaN); empty if none occurs.
    pub missing: String,
}

impl Column {
    /// Starts the description of a numeric column over the whole history.
    ///
    /// # Examples
    ///
    /// ```
    /// use refrain_core::{Column, Span};
    ///
    /// let songs = Column::number("songs_7d", "Songs in the last week")
    ///     .unit("events")
    ///     .lookback(Span::from_days(7));
    /// assert_eq!((songs.name.as_str(), songs.unit.as_str()), ("songs_7d", "events"));
    /// ```
    pub fn number(name: impl Into<String>, description: impl Into<String>) -> Column {
        Column {
            name: name.into(),
            kind: ColumnKind::Number,
            description: description.into(),
            unit: String::new(),
            family: String::new(),
            lookback: None,
            missing: String::new(),
        }
    }

    /// Starts the description of a column of categories over the whole history; its list of names
    /// is filled in from the values.
    ///
    /// # Examples
    ///
    /// ```
    /// use refrain_core::{Column, ColumnKind};
    ///
    /// let plan = Column::category("plan", "the plan at the cutoff").family("profile");
    /// assert_eq!(plan.kind, ColumnKind::Category(Vec::new()));
    /// ```
    pub fn category(name: impl Into<String>, description: impl Into<String>) -> Column {
        Column::number(name, description).kind(ColumnKind::Category(Vec::new()))
    }

    /// Sets what the values are.
    ///
    /// # Examples
    ///
    /// ```
    /// use refrain_core::{Column, ColumnKind};
    ///
    /// let registered = Column::number("registered", "when the customer registered")
    ///     .kind(ColumnKind::Instant)
    ///     .missing("the log does not tell");
    /// assert_eq!(registered.kind, ColumnKind::Instant);
    /// ```
    pub fn kind(self, kind: ColumnKind) -> Column {
        Column { kind, ..self }
    }

    /// Sets the unit.
    pub fn unit(self, unit: impl Into<String>) -> Column {
        Column { unit: unit.into(), ..self }
    }

    /// Sets the family.
    pub fn family(self, family: impl Into<String>) -> Column {
        Column { family: family.into(), ..self }
    }

    /// Sets how far it looks behind the cutoff.
    pub fn lookback(self, lookback: Span) -> Column {
        Column { lookback: Some(lookback), ..self }
    }

    /// Says what a missing value means.
    pub fn missing(self, meaning: impl Into<String>) -> Column {
        Column { missing: meaning.into(), ..self }
    }
}

/// Features of observations: one row each, one column per feature, NaN where missing.
///
/// Values are stored column by column.
#[derive(Debug, Clone)]
pub struct FeatureMatrix {
    entities: Arc<Strings>,
    observations: Vec<Observation>,
    columns: Vec<Column>,
    values: Vec<f64>,
}

impl FeatureMatrix {
    /// Builds a matrix from its values, column after column.
    ///
    /// `entities` holds the ids that the observations' indices stand for.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Mismatch`] if there is not one value per row and column or an observation's
    /// entity is not among the ids, [`ErrorKind::Data`] if a name occurs twice, at the first
    /// infinite value, and at the first value of a category that is not an index into its names.
    ///
    /// # Examples
    ///
    /// ```
    /// use std::sync::Arc;
    ///
    /// use refrain_core::{Column, EntityIdx, FeatureMatrix, Observation, Strings, Time};
    ///
    /// let (ids, _) = Strings::encode(["ada", "dan"]);
    /// let cutoff = Time::from_millis(0);
    /// let rows = [1, 0].map(|entity| Observation { entity: EntityIdx::new(entity), cutoff });
    /// let columns = vec![Column::number("songs", "songs heard")];
    /// let features = FeatureMatrix::new(Arc::new(ids), rows.to_vec(), columns, vec![40.0, 2.0])?;
    /// assert_eq!((features.entity_id(0), features.value(0, 0)), ("dan", 40.0));
    /// # Ok::<(), refrain_core::Error>(())
    /// ```
    pub fn new(
        entities: Arc<Strings>,
        observations: Vec<Observation>,
        columns: Vec<Column>,
        values: Vec<f64>,
    ) -> Result<FeatureMatrix, Error> {
        let expected = observations.len() * columns.len();
        check_length("the matrix", expected, values.len())?;
        check_names(&columns)?;
        Observation::check_all(&observations, entities.len())?;
        let matrix = FeatureMatrix { entities, observations, columns, values };
        matrix.check_finite()?;
        check_categories(&matrix.columns, &matrix.values)?;
        Ok(matrix)
    }

    /// Builds a matrix from a table: the id and the cutoff of each row, and the columns with their
    /// values.
    ///
    /// Ids may stand in any order and repeat; rows stay in the order given.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Mismatch`] if the cutoffs or a column's values are not one per id, and like
    /// [`FeatureMatrix::new`].
    ///
    /// # Examples
    ///
    /// ```
    /// use refrain_core::{Column, FeatureMatrix, Time};
    ///
    /// let cutoffs = [Time::from_millis(0); 3];
    /// let songs = Column::number("songs", "songs heard");
    /// let columns = vec![(songs, vec![40.0, f64::NAN, 2.0])];
    /// let features = FeatureMatrix::from_columns(&["dan", "ada", "bob"], &cutoffs, columns)?;
    /// assert_eq!((features.entity_id(2), features.value(2, 0)), ("bob", 2.0));
    /// # Ok::<(), refrain_core::Error>(())
    /// ```
    pub fn from_columns<S: AsRef<str>>(
        ids: &[S],
        cutoffs: &[Time],
        columns: Vec<(Column, Vec<f64>)>,
    ) -> Result<FeatureMatrix, Error> {
        for (column, values) in &columns {
            check_length(&format!("feature `{}`", column.name), ids.len(), values.len())?;
        }
        let (columns, values): (Vec<Column>, Vec<Vec<f64>>) = columns.into_iter().unzip();
        let (entities, observations) = observations(ids, cutoffs)?;
        FeatureMatrix::new(entities, observations, columns, values.concat())
    }

    /// Builds a matrix from the id and the cutoff of each row, the columns, and the values row
    /// after row.
    ///
    /// Ids may stand in any order and repeat; rows stay in the order given.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Mismatch`] if the cutoffs are not one per id or the values are not one per row
    /// and column, and like [`FeatureMatrix::new`].
    ///
    /// # Examples
    ///
    /// ```
    /// use refrain_core::{Column, FeatureMatrix, Time};
    ///
    /// let columns = vec![Column::number("songs", ""), Column::number("errors", "")];
    /// let rows = [[40.0, 1.0], [2.0, 0.0]];
    /// let cutoffs = [Time::from_millis(0); 2];
    /// let values = rows.as_flattened();
    /// let features = FeatureMatrix::from_rows(&["dan", "ada"], &cutoffs, columns, values)?;
    /// assert_eq!(features.column("songs")?, [40.0, 2.0]);
    /// # Ok::<(), refrain_core::Error>(())
    /// ```
    pub fn from_rows<S: AsRef<str>>(
        ids: &[S],
        cutoffs: &[Time],
        columns: Vec<Column>,
        values: &[f64],
    ) -> Result<FeatureMatrix, Error> {
        let n_columns = columns.len();
        if values.len() != ids.len() * n_columns {
            let (n_rows, found) = (ids.len(), values.len());
            return Err(UnevenTable { n_rows, n_columns, found }.into());
        }
        let (entities, observations) = observations(ids, cutoffs)?;
        let column = |column: usize| values.iter().skip(column).step_by(n_columns);
        let by_column = (0..n_columns).flat_map(column).copied().collect();
        FeatureMatrix::new(entities, observations, columns, by_column)
    }

    fn check_finite(&self) -> Result<(), Error> {
        let Some(cell) = self.values.iter().position(|value| value.is_infinite()) else {
            return Ok(());
        };
        let (column, row) = (cell / self.n_rows(), cell % self.n_rows());
        let value = self.values[cell];
        let (column, id) = (self.columns[column].name.clone(), self.entity_id(row).to_owned());
        Err(MatrixProblem::Infinite { column, row, id, value }.into())
    }

    /// Returns the number of observations.
    pub fn n_rows(&self) -> usize {
        self.observations.len()
    }

    /// Returns the observation of each row.
    ///
    /// # Examples
    ///
    /// ```
    /// # use refrain_core::{Column, Dataset, FeatureMatrix, Span, Time};
    /// # let cutoffs = [Time::from_millis(0); 3];
    /// # let columns = vec![(Column::number("songs", "songs heard"), vec![40.0, f64::NAN, 2.0])];
    /// # let (ids, left) = (["dan", "ada", "bob"], vec![false, true, false]);
    /// # let data = Dataset::from_columns(&ids, &cutoffs, columns, left, Span::from_days(10))?;
    /// # let features = data.features();
    /// assert_eq!(features.n_rows(), 3);
    /// let dan = features.observations()[0];
    /// assert_eq!((dan.entity.position(), dan.cutoff), (2, Time::from_millis(0)));
    /// # Ok::<(), refrain_core::Error>(())
    /// ```
    pub fn observations(&self) -> &[Observation] {
        &self.observations
    }

    /// Returns the ids that the observations' entities stand for.
    pub fn entity_ids(&self) -> &Arc<Strings> {
        &self.entities
    }

    /// Returns the id of a row's entity.
    ///
    /// # Panics
    ///
    /// If `row` is not below the number of rows.
    ///
    /// # Examples
    ///
    /// ```
    /// # use refrain_core::{Column, Dataset, FeatureMatrix, Span, Time};
    /// # let cutoffs = [Time::from_millis(0); 3];
    /// # let columns = vec![(Column::number("songs", "songs heard"), vec![40.0, f64::NAN, 2.0])];
    /// # let ids = ["dan", "ada", "bob"];
    /// # let horizon = Span::from_days(10);
    /// # let data = Dataset::from_columns(&ids, &cutoffs, columns, vec![false, true, false], horizon)?;
    /// # let features = data.features();
    /// assert_eq!(features.entity_id(0), "dan");
    /// # Ok::<(), refrain_core::Error>(())
    /// ```
    pub fn entity_id(&self, row: usize) -> &str {
        let position = self.observations[row].entity.position() as u32;
        self.entities.get(position).expect("checked when built")
    }

    /// Returns the columns in order.
    ///
    /// # Examples
    ///
    /// ```
    /// # use refrain_core::{Column, Dataset, FeatureMatrix, Span, Time};
    /// # let cutoffs = [Time::from_millis(0); 3];
    /// # let columns = vec![(Column::number("songs", "songs heard"), vec![40.0, f64::NAN, 2.0])];
    /// # let (ids, left) = (["dan", "ada", "bob"], vec![false, true, false]);
    /// # let data = Dataset::from_columns(&ids, &cutoffs, columns, left, Span::from_days(10))?;
    /// # let features = data.features();
    /// assert_eq!(features.columns()[0].description, "songs heard");
    /// # Ok::<(), refrain_core::Error>(())
    /// ```
    pub fn columns(&self) -> &[Column] {
        &self.columns
    }

    /// Returns the names of the columns in order.
    pub fn names(&self) -> impl ExactSizeIterator<Item = &str> {
        self.columns.iter().map(|column| column.name.as_str())
    }

    /// Returns the position of the column of this name.
    ///
    /// # Examples
    ///
    /// ```
    /// # use refrain_core::{Column, Dataset, FeatureMatrix, Span, Time};
    /// # let cutoffs = [Time::from_millis(0); 3];
    /// # let columns = vec![(Column::number("songs", "songs heard"), vec![40.0, f64::NAN, 2.0])];
    /// # let (ids, left) = (["dan", "ada", "bob"], vec![false, true, false]);
    /// # let data = Dataset::from_columns(&ids, &cutoffs, columns, left, Span::from_days(10))?;
    /// # let features = data.features();
    /// assert!(features.names().eq(["songs"]));
    /// assert_eq!((features.position("songs"), features.position("song")), (Some(0), None));
    /// # Ok::<(), refrain_core::Error>(())
    /// ```
    pub fn position(&self, name: &str) -> Option<usize> {
        self.columns.iter().position(|column| column.name == name)
    }

    /// Returns one column's values.
    ///
    /// # Panics
    ///
    /// If `column` is not below the number of columns.
    ///
    /// # Examples
    ///
    /// ```
    /// # use refrain_core::{Column, Dataset, FeatureMatrix, Span, Time};
    /// # let cutoffs = [Time::from_millis(0); 3];
    /// # let columns = vec![(Column::number("songs", "songs heard"), vec![40.0, f64::NAN, 2.0])];
    /// # let (ids, left) = (["dan", "ada", "bob"], vec![false, true, false]);
    /// # let data = Dataset::from_columns(&ids, &cutoffs, columns, left, Span::from_days(10))?;
    /// # let features = data.features();
    /// let songs = features.values(0);
    /// assert!((songs[0], songs[2]) == (40.0, 2.0) && songs[1].is_nan());
    /// # Ok::<(), refrain_core::Error>(())
    /// ```
    pub fn values(&self, column: usize) -> &[f64] {
        &self.values[column * self.n_rows()..(column + 1) * self.n_rows()]
    }

    /// Returns all values, column after column.
    pub fn all_values(&self) -> &[f64] {
        &self.values
    }

    /// Returns one value.
    ///
    /// # Panics
    ///
    /// If `row` or `column` is out of bounds.
    ///
    /// # Examples
    ///
    /// ```
    /// # use refrain_core::{Column, Dataset, FeatureMatrix, Span, Time};
    /// # let cutoffs = [Time::from_millis(0); 3];
    /// # let columns = vec![(Column::number("songs", "songs heard"), vec![40.0, f64::NAN, 2.0])];
    /// # let ids = ["dan", "ada", "bob"];
    /// # let horizon = Span::from_days(10);
    /// # let data = Dataset::from_columns(&ids, &cutoffs, columns, vec![false, true, false], horizon)?;
    /// # let features = data.features();
    /// assert_eq!(features.value(0, 0), 40.0);
    /// assert!(features.value(1, 0).is_nan());
    /// # Ok::<(), refrain_core::Error>(())
    /// ```
    pub fn value(&self, row: usize, column: usize) -> f64 {
        self.values(column)[row]
    }

    /// Returns the name of a row's category; `None` where it is missing or the column holds no
    /// categories.
    ///
    /// # Panics
    ///
    /// If `row` or `column` is out of bounds.
    ///
    /// # Examples
    ///
    /// ```
    /// use refrain_core::{Column, FeatureMatrix, Time};
    ///
    /// let plan = Column::category("plan", "plan at the cutoff").kind(
    ///     refrain_core::ColumnKind::Category(vec!["free".to_owned(), "paid".to_owned()]),
    /// );
    /// let cutoffs = [Time::from_millis(0); 2];
    /// let plans = vec![(plan, vec![1.0, f64::NAN])];
    /// let features = FeatureMatrix::from_columns(&["dan", "ada"], &cutoffs, plans)?;
    /// assert_eq!(features.category(0, 0), Some("paid"));
    /// assert_eq!(features.category(1, 0), None);
    /// # Ok::<(), refrain_core::Error>(())
    /// ```
    pub fn category(&self, row: usize, column: usize) -> Option<&str> {
        let value = self.value(row, column);
        let ColumnKind::Category(names) = &self.columns[column].kind else { return None };
        // NaN would become index 0.
        (!value.is_nan()).then(|| names[value as usize].as_str())
    }

    /// Returns the values of the column of this name.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Data`] if there is none.
    ///
    /// # Examples
    ///
    /// ```
    /// # use refrain_core::{Column, Dataset, FeatureMatrix, Span, Time};
    /// # let cutoffs = [Time::from_millis(0); 3];
    /// # let columns = vec![(Column::number("songs", "songs heard"), vec![40.0, f64::NAN, 2.0])];
    /// # let ids = ["dan", "ada", "bob"];
    /// # let horizon = Span::from_days(10);
    /// # let data = Dataset::from_columns(&ids, &cutoffs, columns, vec![false, true, false], horizon)?;
    /// # let features = data.features();
    /// assert_eq!(features.column("songs")?[2], 2.0);
    /// assert!(features.column("song").is_err());
    /// # Ok::<(), refrain_core::Error>(())
    /// ```
    pub fn column(&self, name: &str) -> Result<&[f64], Error> {
        let position = self.position(name);
        let unknown = || MatrixProblem::UnknownColumn { column: name.to_owned() };
        let column = position.ok_or_else(unknown)?;
        Ok(self.values(column))
    }

    /// Returns the matrix of some of its rows, in the order given.
    ///
    /// # Panics
    ///
    /// If a row is not below the number of rows.
    ///
    /// # Examples
    ///
    /// ```
    /// # use refrain_core::{Column, Dataset, FeatureMatrix, Span, Time};
    /// # let cutoffs = [Time::from_millis(0); 3];
    /// # let columns = vec![(Column::number("songs", "songs heard"), vec![40.0, f64::NAN, 2.0])];
    /// # let ids = ["dan", "ada", "bob"];
    /// # let horizon = Span::from_days(10);
    /// # let data = Dataset::from_columns(&ids, &cutoffs, columns, vec![false, true, false], horizon)?;
    /// # let features = data.features();
    /// let chosen = features.select(&[2, 0]);
    /// assert_eq!((chosen.entity_id(0), chosen.entity_id(1)), ("bob", "dan"));
    /// # Ok::<(), refrain_core::Error>(())
    /// ```
    pub fn select(&self, rows: &[usize]) -> FeatureMatrix {
        let columns = 0..self.columns.len();
        FeatureMatrix {
            entities: Arc::clone(&self.entities),
            observations: rows.iter().map(|row| self.observations[*row]).collect(),
            columns: self.columns.clone(),
            values: columns.flat_map(|c| rows.iter().map(move |r| self.value(*r, c))).collect(),
        }
    }
}

impl FeatureMatrix {
    /// Joins matrices of the same columns and of different entities, such as those of the parts of
    /// a log: rows by entity in byte order of the ids, those of one entity as they stood.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Mismatch`] if the columns differ in more than the names of categories.
    ///
    /// # Examples
    ///
    /// ```
    /// use refrain_core::{Column, FeatureMatrix, Time};
    ///
    /// let part = |id: &str, songs: f64| {
    ///     let columns = vec![(Column::number("songs", "songs heard"), vec![songs])];
    ///     FeatureMatrix::from_columns(&[id], &[Time::from_millis(0)], columns)
    /// };
    /// let all = FeatureMatrix::join(&[part("dan", 40.0)?, part("ada", 2.0)?])?;
    /// assert_eq!((all.entity_id(0), all.values(0)), ("ada", &[2.0, 40.0][..]));
    /// # Ok::<(), refrain_core::Error>(())
    /// ```
    pub fn join(parts: &[FeatureMatrix]) -> Result<FeatureMatrix, Error> {
        let columns = joined_columns(parts)?;
        let (entities, codes) = Strings::encode(parts.iter().flat_map(|part| part.entities.iter()));
        let mut rows: Vec<(u32, usize, usize)> = Vec::new();
        let mut codes = codes.as_slice();
        for (part_idx, part) in parts.iter().enumerate() {
            let (of_part, of_others) = codes.split_at(part.entities.len());
            let coded = part.observations.iter().enumerate();
            rows.extend(coded.map(|(row, at)| (of_part[at.entity.position()], part_idx, row)));
            codes = of_others;
        }
        rows.sort_by_key(|(code, ..)| *code);
        let observation = |(code, part, row): &(u32, usize, usize)| Observation {
            entity: EntityIdx::new(*code as usize),
            cutoff: parts[*part].observations[*row].cutoff,
        };
        let observations = rows.iter().map(observation).collect();
        let mut values = Vec::with_capacity(rows.len() * columns.len());
        for (index, column) in columns.iter().enumerate() {
            let codes: Vec<_> =
                parts.iter().map(|p| new_codes(&p.columns[index], column)).collect();
            values.extend(rows.iter().map(|(_, part, row)| {
                let value = parts[*part].value(*row, index);
                match &codes[*part] {
                    Some(codes) if !value.is_nan() => codes[value as usize],
                    _ => value,
                }
            }));
        }
        FeatureMatrix::new(Arc::new(entities), observations, columns, values)
    }
}

/// The columns of several matrices, with the categories of all.
fn joined_columns(parts: &[FeatureMatrix]) -> Result<Vec<Column>, Error> {
    let Some(first) = parts.first() else { return Ok(Vec::new()) };
    let mut columns = first.columns.clone();
    for part in parts {
        if part.columns.len() != columns.len() {
            return Err(DifferentColumns.into());
        }
        for (column, other) in columns.iter_mut().zip(&part.columns) {
            match (&mut column.kind, &other.kind) {
                (ColumnKind::Category(names), ColumnKind::Category(others)) => {
                    names.extend_from_slice(others);
                    names.sort_unstable();
                    names.dedup();
                }
                (kind, other) if kind == other => {}
                _ => return Err(DifferentColumns.into()),
            }
            if column.name != other.name {
                return Err(DifferentColumns.into());
            }
        }
    }
    Ok(columns)
}

/// For each category of a column its index among more of them.
fn new_codes(column: &Column, joined: &Column) -> Option<Vec<f64>> {
    let (ColumnKind::Category(names), ColumnKind::Category(all)) = (&column.kind, &joined.kind)
    else {
        return None;
    };
    let code = |name: &String| all.binary_search(name).expect("the names of all parts") as f64;
    Some(names.iter().map(code).collect())
}

fn check_names(columns: &[Column]) -> Result<(), Error> {
    let mut names: Vec<&str> = columns.iter().map(|column| column.name.as_str()).collect();
    names.sort_unstable();
    match names.windows(2).find(|pair| pair[0] == pair[1]) {
        Some(pair) => Err(MatrixProblem::DuplicateColumn { column: pair[0].to_owned() }.into()),
        None => Ok(()),
    }
}

fn check_categories(columns: &[Column], values: &[f64]) -> Result<(), Error> {
    let n_rows = values.len() / columns.len().max(1);
    for (index, column) in columns.iter().enumerate() {
        let ColumnKind::Category(names) = &column.kind else { continue };
        let is_known = |value: &f64| {
            value.is_nan() || (value.fract() == 0.0 && (0.0..names.len() as f64).contains(value))
        };
        let cells = &values[index * n_rows..(index + 1) * n_rows];
        if let Some(row) = cells.iter().position(|value| !is_known(value)) {
            let (column, value) = (column.name.clone(), cells[row].to_string());
            let n_names = names.len();
            return Err(MatrixProblem::UnknownCategory { column, row, value, n_names }.into());
        }
    }
    Ok(())
}

/// The distinct ids, and the observation of each row.
fn observations<S: AsRef<str>>(
    ids: &[S],
    cutoffs: &[Time],
) -> Result<(Arc<Strings>, Vec<Observation>), Error> {
    check_length("the list of cutoffs", ids.len(), cutoffs.len())?;
    let (entities, codes) = Strings::encode(ids);
    let observation = |(code, cutoff): (u32, &Time)| Observation {
        entity: EntityIdx::new(code as usize),
        cutoff: *cutoff,
    };
    Ok((Arc::new(entities), codes.into_iter().zip(cutoffs).map(observation).collect()))
}

#[derive(Debug, thiserror::Error)]
enum MatrixProblem {
    #[error("feature `{column}` is named twice")]
    DuplicateColumn { column: String },
    #[error("feature `{column}`, row {row}: {value} is not an index into its {n_names} categories")]
    UnknownCategory { column: String, row: usize, value: String, n_names: usize },
    #[error(
        "feature `{column}` is {value} in row {row} (`{id}`); give a finite number, or NaN where \
         it is missing"
    )]
    Infinite { column: String, row: usize, id: String, value: f64 },
    #[error("no feature is named `{column}`")]
    UnknownColumn { column: String },
}

/// Values that fill no table of so many rows and columns.
#[derive(Debug, thiserror::Error)]
#[error("the table has {found} values for {n_rows} rows of {n_columns} columns")]
struct UnevenTable {
    n_rows: usize,
    n_columns: usize,
    found: usize,
}

impl Problem for UnevenTable {
    fn kind(&self) -> ErrorKind {
        ErrorKind::Mismatch
    }
}

impl Problem for MatrixProblem {
    fn kind(&self) -> ErrorKind {
        ErrorKind::Data
    }
}
