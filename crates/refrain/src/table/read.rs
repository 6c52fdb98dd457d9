//! Tables that other people wrote.

use std::collections::BTreeSet;
use std::fs::File;
use std::io::{BufReader, Read};
use std::path::Path;

use flate2::bufread::MultiGzDecoder;
use serde_json::{Map, Value};

use crate::Error;
use crate::table::{Cells, Table, TableColumn};

/// Reads a table of any origin: CSV, JSON lines, a JSON array of objects, these compressed with
/// gzip, or Parquet, by the file's name.
///
/// In JSON, columns are in the order of their names, and `true` is 1.
///
/// # Errors
///
/// If the name tells no format or the file cannot be read, naming line or column.
pub fn read_any_table(path: &Path) -> Result<Table, Error> {
    match format(path) {
        Some((Format::Csv, false)) => Table::read(path),
        Some((Format::Csv, true)) => crate::table::read_csv(text(path, true)?.as_bytes(), path),
        Some((Format::Parquet, _)) => Table::read(path),
        Some((Format::Json, zipped)) => {
            let text = text(path, zipped)?;
            let failed = |source| Error::InFile { path: path.to_owned(), source: Box::new(source) };
            from_json(&text).map_err(failed)
        }
        None => Err(Error::UnknownTableFormat { path: path.to_owned() }),
    }
}

/// Returns the names of a table's columns as far as its first row tells; `None` if it is no file
/// that a table is read from.
pub fn table_names(path: &Path) -> Option<Vec<String>> {
    let (format, zipped) = format(path)?;
    match format {
        Format::Parquet => crate::table::parquet_names(path),
        Format::Csv | Format::Json => {
            let mut start = String::new();
            // The longest first row that a table is expected to have.
            reader(path, zipped).ok()?.take(1 << 20).read_to_string(&mut start).ok().or_else(
                || {
                    // A character may be cut in two at the end.
                    (!start.is_empty()).then_some(0)
                },
            )?;
            if format == Format::Csv {
                let mut reader = csv::Reader::from_reader(start.as_bytes());
                return Some(reader.headers().ok()?.iter().map(str::to_owned).collect());
            }
            let first = start.trim_start().trim_start_matches('[');
            let mut objects =
                serde_json::Deserializer::from_str(first).into_iter::<Map<String, Value>>();
            Some(objects.next()?.ok()?.keys().cloned().collect())
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Format {
    Csv,
    Json,
    Parquet,
}

/// The format that a name tells, and whether the file is compressed.
fn format(path: &Path) -> Option<(Format, bool)> {
    let name = path.file_name()?.to_str()?.to_lowercase();
    let (name, zipped) = match name.strip_suffix(".gz") {
        Some(name) => (name, true),
        None => (name.as_str(), false),
    };
    let format = match name.rsplit_once('.')?.1 {
        "csv" => Format::Csv,
        "json" | "jsonl" | "ndjson" => Format::Json,
        "parquet" if !zipped => Format::Parquet,
        _ => return None,
    };
    Some((format, zipped))
}

fn reader(path: &Path, zipped: bool) -> Result<Box<dyn Read>, Error> {
    let file = File::open(path).map_err(|source| Error::Read { path: path.to_owned(), source })?;
    let file = BufReader::new(file);
    Ok(if zipped { Box::new(MultiGzDecoder::new(file)) } else { Box::new(file) })
}

fn text(path: &Path, zipped: bool) -> Result<String, Error> {
    let mut text = String::new();
    let read = reader(path, zipped)?.read_to_string(&mut text);
    read.map_err(|source| Error::Read { path: path.to_owned(), source })?;
    Ok(text)
}

fn from_json(text: &str) -> Result<Table, Error> {
    let text = text.trim_start_matches('\u{feff}').trim();
    let rows: Vec<Map<String, Value>> = if text.starts_with('[') {
        serde_json::from_str(text).map_err(malformed)?
    } else {
        let objects = serde_json::Deserializer::from_str(text).into_iter();
        objects.collect::<Result<_, _>>().map_err(malformed)?
    };
    let names: BTreeSet<&String> = rows.iter().flat_map(|row| row.keys()).collect();
    let column = |name: &String| Ok(TableColumn::new(name, cells(name, &rows)?));
    Table::new(names.into_iter().map(column).collect::<Result<_, Error>>()?)
}

fn malformed(source: serde_json::Error) -> Error {
    Error::MalformedJson { source }
}

fn cells(name: &str, rows: &[Map<String, Value>]) -> Result<Cells, Error> {
    let values: Vec<Option<&Value>> = rows.iter().map(|row| row.get(name)).collect();
    let nested = |value: &Option<&Value>| matches!(value, Some(Value::Array(_) | Value::Object(_)));
    if let Some(row) = values.iter().position(nested) {
        return Err(Error::BadCell {
            column: name.to_owned(),
            row: row + 1,
            expected: "a number or text",
            found: values[row].map(Value::to_string).unwrap_or_default(),
        });
    }
    let number = |value: &Option<&Value>| match value {
        None | Some(Value::Null) => Some(f64::NAN),
        Some(Value::Bool(value)) => Some(f64::from(*value)),
        Some(Value::Number(number)) => number.as_f64(),
        _ => None,
    };
    if let Some(numbers) = values.iter().map(number).collect::<Option<Vec<f64>>>() {
        return Ok(Cells::Number(numbers));
    }
    let text = |value: &Option<&Value>| match value {
        None | Some(Value::Null) => None,
        Some(Value::String(text)) => Some(text.clone()),
        Some(other) => Some(other.to_string()),
    };
    Ok(Cells::Text(values.iter().map(text).collect()))
}
