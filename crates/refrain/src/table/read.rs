//! Tables out of files, told by their content.

use std::io::Read;
use std::path::Path;

use refrain_events::{TableFile, TableFormat};

use super::{Table, csv, json, parquet};
use crate::Error;

/// Bytes in which the first row of a table is expected to end.
const FIRST_ROW_BYTES: u64 = 1 << 20;

impl Table {
    /// Reads a table from a file: CSV, JSON lines, a JSON array of objects, these compressed with
    /// gzip, zstd or bzip2, or Parquet, told by the content and not by the name.
    ///
    /// The first column holds ids and is read as text. Another column is numeric if each of its
    /// values is missing or a number, else text; in JSON `true` is 1.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Io`](refrain_core::ErrorKind::Io) if the file cannot be read, and
    /// [`ErrorKind::Malformed`](refrain_core::ErrorKind::Malformed) if it is no table, naming line or
    /// column.
    ///
    /// # Examples
    ///
    /// ```
    /// let directory = tempfile::tempdir()?;
    /// let path = directory.path().join("scores.csv");
    /// std::fs::write(&path, "userId,probability\n007,0.7\n008,\n")?;
    /// let table = refrain::table::Table::read(&path)?;
    /// assert_eq!((table.n_rows(), table.columns()[1].name.as_str()), (2, "probability"));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn read(path: &Path) -> Result<Table, Error> {
        let file = TableFile::open(path)?;
        let table = match file.format() {
            // Parquet is read from its end, which a stream does not have: the path is opened again.
            TableFormat::Parquet => parquet::read(path),
            TableFormat::Csv => csv::read(file.into_reader(), path),
            _ => json::read(file.into_reader(), path),
        };
        Ok(table?.named_after(path))
    }
}

/// Returns the names of a table's columns as far as its first row tells; `None` if the file is none
/// that a table is read from.
///
/// # Examples
///
/// ```
/// let directory = tempfile::tempdir()?;
/// let path = directory.path().join("scores.csv");
/// std::fs::write(&path, "userId,probability\n007,0.7\n")?;
/// let names = refrain::table::column_names(&path).expect("it is a table");
/// assert_eq!(names, ["userId", "probability"]);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn column_names(path: &Path) -> Option<Vec<String>> {
    let file = TableFile::open(path).ok()?;
    match file.format() {
        TableFormat::Parquet => parquet::column_names(path),
        TableFormat::Csv => csv::column_names(&beginning(file)),
        _ => json::column_names(&beginning(file)),
    }
}

/// The first characters of a text; one that the limit cuts in two is left out.
fn beginning(file: TableFile) -> String {
    let mut bytes = Vec::new();
    // What a damaged stream gives before its damage is enough to tell columns by.
    let _ = file.into_reader().take(FIRST_ROW_BYTES).read_to_end(&mut bytes);
    let valid = match std::str::from_utf8(&bytes) {
        Ok(_) => bytes.len(),
        Err(error) => error.valid_up_to(),
    };
    bytes.truncate(valid);
    String::from_utf8(bytes).expect("cut where it is valid")
}
