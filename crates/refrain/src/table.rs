//! Tables: what the stages exchange with files.
//!
//! A [`Table`] begins with the entity and the cutoff. [`Table::read`] tells the format of a file by
//! its content, [`Table::write`] chooses it by the name: `.parquet`, `.csv` or `.jsonl`.

mod arrow_cells;
mod batch;
mod columns;
mod csv;
mod dataset;
mod json;
mod make;
mod parquet;
mod problem;
mod read;
mod terminal;
mod write;

use std::collections::{BTreeMap, HashMap};
use std::io::Write;
use std::path::{Path, PathBuf};

use refrain_core::{Error, Time};

pub use batch::{features_from_record_batch, features_to_record_batch};
#[cfg(any(feature = "audit", feature = "sim"))]
pub(crate) use columns::bad_cell;
pub(crate) use columns::yes_or_no;
#[cfg(feature = "audit")]
pub(crate) use dataset::interval_columns;
pub use dataset::is_dataset_file;
pub use make::{dataset_table, feature_table, label_table, lifetime_table, outcome_table};
#[cfg(feature = "sim")]
pub(crate) use problem::FileProblem;
pub(crate) use problem::TableProblem;
pub use problem::in_file;
pub use read::column_names;
pub use write::{check_name, write_text};

/// Named columns of one length.
#[derive(Debug, Clone, Default)]
pub struct Table {
    columns: Vec<TableColumn>,
    /// The file that it was read from, for messages.
    file: Option<PathBuf>,
}

impl PartialEq for Table {
    /// Tables are equal if their columns are, wherever they come from.
    fn eq(&self, other: &Table) -> bool {
        self.columns == other.columns
    }
}

/// One column of a [`Table`].
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct TableColumn {
    /// Its name.
    pub name: String,
    /// Its values.
    pub values: Cells,
    /// Its meaning: `description`, `unit` and the like. Parquet files keep it.
    pub metadata: BTreeMap<String, String>,
}

/// The values of a column.
#[derive(Debug, Clone, PartialEq)]
pub enum Cells {
    /// Text.
    Text(Vec<Option<String>>),
    /// Numbers, NaN where missing.
    Number(Vec<f64>),
    /// Instants; milliseconds since the epoch in text formats.
    Millis(Vec<Option<Time>>),
    /// Instants; RFC 3339 in text formats.
    Instant(Vec<Option<Time>>),
}

impl Cells {
    /// Returns the number of values.
    #[cfg(feature = "audit")]
    pub(crate) fn n_rows(&self) -> usize {
        self.len()
    }

    fn len(&self) -> usize {
        match self {
            Cells::Text(values) => values.len(),
            Cells::Number(values) => values.len(),
            Cells::Millis(values) | Cells::Instant(values) => values.len(),
        }
    }

    /// The value as text, `None` where missing.
    pub(crate) fn text(&self, row: usize) -> Option<String> {
        match self {
            Cells::Text(values) => values[row].clone(),
            Cells::Number(values) => (!values[row].is_nan()).then(|| values[row].to_string()),
            Cells::Millis(values) => values[row].map(|time| time.millis().to_string()),
            Cells::Instant(values) => values[row].map(|time| time.to_string()),
        }
    }
}

impl TableColumn {
    /// Makes a column without metadata.
    pub fn new(name: impl Into<String>, values: Cells) -> TableColumn {
        TableColumn { name: name.into(), values, metadata: BTreeMap::new() }
    }
}

impl Table {
    /// Makes a table of columns.
    ///
    /// # Errors
    ///
    /// If two columns differ in length or share a name.
    ///
    /// # Examples
    ///
    /// ```
    /// use refrain::table::{Cells, Table, TableColumn};
    ///
    /// let ids = Cells::Text(vec![Some("ada".to_owned()), Some("bob".to_owned())]);
    /// let score = TableColumn::new("probability", Cells::Number(vec![0.7, 0.1]));
    /// let table = Table::new(vec![TableColumn::new("customer", ids), score.clone()])?;
    /// assert_eq!(table.n_rows(), 2);
    /// assert!(Table::new(vec![score.clone(), score]).is_err());
    /// # Ok::<(), refrain::Error>(())
    /// ```
    pub fn new(columns: Vec<TableColumn>) -> Result<Table, Error> {
        let n_rows = columns.first().map_or(0, |column| column.values.len());
        check_names("the table", columns.iter().map(|column| column.name.as_str()))?;
        for column in &columns {
            refrain_core::check_length(&column.name, n_rows, column.values.len())?;
        }
        Ok(Table { columns, file: None })
    }

    /// Remembers the file for messages.
    fn named_after(self, path: &Path) -> Table {
        Table { file: Some(path.to_owned()), ..self }
    }

    /// Adds the file that the table was read from to an error about its cells.
    pub(crate) fn told<T>(&self, result: Result<T, Error>) -> Result<T, Error> {
        match &self.file {
            Some(path) => result.map_err(|error| in_file(path, error)),
            // Made in memory: the caller knows where it comes from.
            None => result,
        }
    }

    /// Returns the number of rows.
    pub fn n_rows(&self) -> usize {
        self.columns.first().map_or(0, |column| column.values.len())
    }

    /// Returns the columns in order.
    pub fn columns(&self) -> &[TableColumn] {
        &self.columns
    }

    /// Returns the column of this name.
    ///
    /// # Examples
    ///
    /// ```
    /// use refrain::table::{Cells, Table, TableColumn};
    ///
    /// let scores = TableColumn::new("probability", Cells::Number(vec![0.7, 0.1]));
    /// let table = Table::new(vec![scores])?;
    /// let column = table.column("probability").expect("it is the only one");
    /// assert_eq!(column.values, Cells::Number(vec![0.7, 0.1]));
    /// assert!(table.column("value").is_none());
    /// # Ok::<(), refrain::Error>(())
    /// ```
    pub fn column(&self, name: &str) -> Option<&TableColumn> {
        self.columns.iter().find(|column| column.name == name)
    }

    /// Writes the table as CSV.
    ///
    /// # Errors
    ///
    /// If the output cannot be written.
    ///
    /// # Examples
    ///
    /// ```
    /// use refrain::table::{Cells, Table, TableColumn};
    ///
    /// let table = Table::new(vec![TableColumn::new("score", Cells::Number(vec![0.5, f64::NAN]))])?;
    /// let mut csv = Vec::new();
    /// table.write_csv(&mut csv)?;
    /// assert_eq!(String::from_utf8(csv)?, "score\n0.5\n\"\"\n");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn write_csv(&self, output: &mut impl Write) -> std::io::Result<()> {
        csv::write(self, output)
    }

    /// Lays the first rows out for a terminal of this width.
    ///
    /// # Examples
    ///
    /// ```
    /// use refrain::table::{Cells, Table, TableColumn};
    ///
    /// let scores = TableColumn::new("probability", Cells::Number(vec![0.7, 0.1, 0.4]));
    /// let shown = Table::new(vec![scores])?.show(2, 80);
    /// assert!(shown.contains("probability") && shown.contains("0.7") && !shown.contains("0.4"));
    /// # Ok::<(), refrain::Error>(())
    /// ```
    pub fn show(&self, max_rows: usize, width: usize) -> String {
        terminal::show(self, max_rows, width)
    }
}

/// Refuses two columns of one name; `place` is where they are named.
fn check_names<'n>(place: &str, names: impl IntoIterator<Item = &'n str>) -> Result<(), Error> {
    let mut columns = HashMap::new();
    for (index, name) in names.into_iter().enumerate() {
        if let Some(first) = columns.insert(name, index + 1) {
            let (place, column) = (place.to_owned(), name.to_owned());
            let columns = Some([first, index + 1]);
            return Err(TableProblem::DuplicateColumn { place, column, columns }.into());
        }
    }
    Ok(())
}
