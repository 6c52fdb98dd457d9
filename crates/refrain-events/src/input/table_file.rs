//! Files of tables: opened, told by their content, decompressed.

use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use refrain_core::{Error, ErrorKind, Problem};

use crate::input::decompression::Decoded;
use crate::input::format::{Content, Format, Head, detect_table};
use crate::input::json_shape::Shape;
use crate::report::on_damage::OnDamage;

/// Formats of tables, told by the first bytes of a file and not by its name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum TableFormat {
    /// Text of lines and commas; whatever is no other format.
    Csv,
    /// One JSON object a line.
    JsonLines,
    /// An array of JSON objects.
    JsonArray,
    /// Parquet.
    Parquet,
}

/// A file of a table at its beginning, decompressed where it was compressed with gzip, zstd or bzip2.
///
/// It is for tables of one value a cell, such as features and scores; a log of events is read by
/// [`LogReader`](crate::LogReader).
///
/// # Examples
///
/// ```
/// use std::io::Read;
///
/// use refrain_events::{TableFile, TableFormat};
///
/// let path = std::env::temp_dir().join("refrain_table_file_example.txt");
/// std::fs::write(&path, "userId,churned\n1,0\n")?;
/// let file = TableFile::open(&path)?;
/// assert_eq!(file.format(), TableFormat::Csv);
/// let mut text = String::new();
/// file.into_reader().read_to_string(&mut text)?;
/// assert!(text.starts_with("userId"));
/// # std::fs::remove_file(&path)?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub struct TableFile {
    format: TableFormat,
    reader: Box<dyn Read + Send>,
}

impl std::fmt::Debug for TableFile {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("TableFile").field("format", &self.format).finish_non_exhaustive()
    }
}

impl TableFile {
    /// Opens a file and tells its format.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Io`] if the file cannot be opened or read, [`ErrorKind::Malformed`] if it is of
    /// a format that tables are not read from.
    pub fn open(path: &Path) -> Result<TableFile, Error> {
        let failed = |source| TableFileProblem::Read { path: path.to_owned(), source };
        let (format, file) = told(File::open(path).map_err(failed)?).map_err(failed)?;
        let (format, reader) = match format {
            Format::Compressed(compression) => {
                let decoded = Decoded::new(compression, file, OnDamage::Stop).map_err(failed)?;
                let (format, decoded) = told(decoded).map_err(failed)?;
                match format {
                    // Its end comes first, and a stream has none to seek.
                    Format::Content(Content::Parquet) => {
                        Err(("compressed Parquet", "decompress it"))
                    }
                    format => Ok((format, decoded)),
                }
            }
            format => Ok((format, file)),
        }
        .and_then(|(format, reader)| Ok((table_format(format)?, reader)))
        .map_err(|(looks_like, advice)| TableFileProblem::Unread {
            path: path.to_owned(),
            looks_like,
            advice,
        })?;
        Ok(TableFile { format, reader })
    }

    /// Returns the format.
    pub fn format(&self) -> TableFormat {
        self.format
    }

    /// Returns the bytes from the beginning on, decompressed.
    pub fn into_reader(self) -> Box<dyn Read + Send> {
        self.reader
    }
}

/// Tells the format by the beginning of a stream, which is put back.
fn told(mut stream: impl Read + Send + 'static) -> io::Result<(Format, Box<dyn Read + Send>)> {
    let head = Head::read(&mut stream)?;
    Ok((detect_table(&head), Box::new(head.before(stream))))
}

/// The format of a table, or what the file looks like and what to do about it.
fn table_format(format: Format) -> Result<TableFormat, (&'static str, &'static str)> {
    match format {
        Format::Content(Content::Csv) => Ok(TableFormat::Csv),
        Format::Content(Content::Json(Shape::Array)) => Ok(TableFormat::JsonArray),
        Format::Content(Content::Json(_)) => Ok(TableFormat::JsonLines),
        Format::Content(Content::Parquet) => Ok(TableFormat::Parquet),
        Format::Content(Content::ArrowFile | Content::ArrowStream) => {
            Err(("Arrow IPC", "write the table as Parquet or CSV"))
        }
        Format::Compressed(_) => Err(("data compressed twice", "decompress them once")),
        Format::Unread(looks_like, advice) => Err((looks_like, advice)),
    }
}

/// The ways in which a file of a table cannot be opened.
#[derive(Debug, thiserror::Error)]
enum TableFileProblem {
    #[error("{}: cannot be read", .path.display())]
    Read { path: PathBuf, source: io::Error },
    #[error("{}: looks like {looks_like}: {advice}", .path.display())]
    Unread { path: PathBuf, looks_like: &'static str, advice: &'static str },
}

impl Problem for TableFileProblem {
    fn kind(&self) -> ErrorKind {
        match self {
            TableFileProblem::Read { .. } => ErrorKind::Io,
            TableFileProblem::Unread { .. } => ErrorKind::Malformed,
        }
    }
}
