//! Tables: what the stages exchange with files.
//!
//! A [`Table`] begins with the entity and the cutoff. [`Table::write`] and [`Table::read`] choose
//! the format by the file's name: `.parquet`, `.csv` or `.jsonl`.

mod columns;
mod csv;
mod dataset;
mod json;
mod make;
mod parquet;
mod read;
mod terminal;

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::Path;

use refrain_core::Time;

use crate::Error;

pub(crate) use columns::{bad_cell, yes_or_no};
pub(crate) use dataset::interval_columns;
pub use dataset::is_dataset_file;
pub use make::{dataset_table, feature_table, label_table, lifetime_table, outcome_table};
pub use read::{read_any_table, table_names};

/// Reads CSV from memory; `path` is for messages.
pub(crate) fn read_csv(bytes: &[u8], path: &Path) -> Result<Table, Error> {
    csv::read_from(bytes, path)
}

/// The names of the columns of a Parquet file.
pub(crate) fn parquet_names(path: &Path) -> Option<Vec<String>> {
    parquet::column_names(path).ok()
}

/// Named columns of one length.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Table {
    columns: Vec<TableColumn>,
}

/// One column of a [`Table`].
#[derive(Debug, Clone, PartialEq)]
pub struct TableColumn {
    /// Its name.
    pub name: String,
    /// Its values.
    pub values: Cells,
    /// What it means: `description`, `unit` and the like. Parquet files keep it.
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

/// Checks that a file's name tells a format that tables are written in.
///
/// # Errors
///
/// If it does not.
pub fn check_name(path: &Path) -> Result<(), Error> {
    Format::of(path).map(|_| ())
}

/// Formats of tables, by file name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Format {
    Csv,
    JsonLines,
    Parquet,
}

impl Format {
    fn of(path: &Path) -> Result<Format, Error> {
        match path.extension().and_then(|extension| extension.to_str()) {
            Some("csv") => Ok(Format::Csv),
            Some("jsonl") => Ok(Format::JsonLines),
            Some("parquet") => Ok(Format::Parquet),
            _ => Err(Error::UnknownTableFormat { path: path.to_owned() }),
        }
    }
}

impl Table {
    /// Makes a table of columns.
    ///
    /// # Errors
    ///
    /// If two columns differ in length or share a name.
    pub fn new(columns: Vec<TableColumn>) -> Result<Table, Error> {
        let n_rows = columns.first().map_or(0, |column| column.values.len());
        for (index, column) in columns.iter().enumerate() {
            refrain_core::check_length(&column.name, n_rows, column.values.len())?;
            if columns[..index].iter().any(|earlier| earlier.name == column.name) {
                let column = column.name.clone();
                return Err(Error::DuplicateColumn { column });
            }
        }
        Ok(Table { columns })
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
    pub fn column(&self, name: &str) -> Option<&TableColumn> {
        self.columns.iter().find(|column| column.name == name)
    }

    /// Reads a table from a `.csv` or `.parquet` file.
    ///
    /// In CSV a column is numeric if each of its values is empty or a number, else text.
    ///
    /// # Errors
    ///
    /// If the file cannot be read, naming the line or the column.
    pub fn read(path: &Path) -> Result<Table, Error> {
        match Format::of(path)? {
            Format::Csv => csv::read(path),
            Format::Parquet => parquet::read(path),
            Format::JsonLines => Err(Error::TableNotReadable { path: path.to_owned() }),
        }
    }

    /// Writes the table in the format that the file's name tells.
    ///
    /// # Errors
    ///
    /// If the name tells no format or the file cannot be written.
    pub fn write(&self, path: &Path) -> Result<(), Error> {
        let format = Format::of(path)?;
        let failed = |source| Error::Write { path: path.to_owned(), source };
        let mut file = BufWriter::new(File::create(path).map_err(failed)?);
        match format {
            Format::Csv => self.write_csv(&mut file).map_err(failed)?,
            Format::JsonLines => json::write(self, &mut file).map_err(failed)?,
            Format::Parquet => parquet::write(self, &mut file, path)?,
        }
        file.flush().map_err(failed)
    }

    /// Writes the table as CSV.
    ///
    /// # Errors
    ///
    /// If the output cannot be written.
    pub fn write_csv(&self, output: &mut impl Write) -> std::io::Result<()> {
        csv::write(self, output)
    }

    /// Lays the first rows out for a terminal of this width.
    pub fn show(&self, max_rows: usize, width: usize) -> String {
        terminal::show(self, max_rows, width)
    }
}
