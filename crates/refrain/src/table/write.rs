//! Tables into files, in the format that the name tells.

use std::fs::{self, File};
use std::io::{BufWriter, Write};
use std::path::Path;

use refrain_core::Error;

use super::problem::{FileProblem, FormatProblem};
use super::{Table, json, parquet};

/// Checks that a file's name tells a format that tables are written in.
///
/// # Errors
///
/// [`ErrorKind::Argument`](refrain_core::ErrorKind::Argument) if it does not.
///
/// # Examples
///
/// ```
/// use std::path::Path;
/// use refrain::table::check_name;
///
/// assert!(check_name(Path::new("scores.jsonl")).is_ok());
/// assert!(check_name(Path::new("scores.xlsx")).is_err());
/// ```
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
            _ => Err(FormatProblem::UnknownExtension { path: path.to_owned() }.into()),
        }
    }
}

impl Table {
    /// Writes the table in the format that the file's name tells.
    ///
    /// # Errors
    ///
    /// If the name tells no format or the file cannot be written.
    ///
    /// # Examples
    ///
    /// ```
    /// use refrain::table::{Cells, Table, TableColumn};
    ///
    /// let directory = tempfile::tempdir()?;
    /// let path = directory.path().join("scores.parquet");
    /// let id = Cells::Text(vec![Some("ada".to_owned())]);
    /// let table = Table::new(vec![TableColumn::new("customer", id)])?;
    /// table.write(&path)?;
    /// assert_eq!(Table::read(&path)?, table);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn write(&self, path: &Path) -> Result<(), Error> {
        let format = Format::of(path)?;
        let failed = |source| FileProblem::Write { path: path.to_owned(), source };
        let mut file = BufWriter::new(File::create(path).map_err(failed)?);
        match format {
            Format::Csv => self.write_csv(&mut file).map_err(failed)?,
            Format::JsonLines => json::write(self, &mut file).map_err(failed)?,
            Format::Parquet => parquet::write(self, &mut file, path)?,
        }
        file.flush().map_err(failed)?;
        Ok(())
    }
}

/// Writes a text, such as a report, into a file.
///
/// # Errors
///
/// [`ErrorKind::Io`](refrain_core::ErrorKind::Io) if the file cannot be written.
pub fn write_text(path: &Path, text: &str) -> Result<(), Error> {
    let failed = |source| FileProblem::Write { path: path.to_owned(), source };
    Ok(fs::write(path, text).map_err(failed)?)
}
