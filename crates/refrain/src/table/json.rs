//! Tables as JSON: objects, one a line or in an array.

use std::collections::HashMap;
use std::fmt;
use std::io::{Read, Write};
use std::path::Path;

use refrain_core::Error;
use serde::Deserialize;
use serde::de::{Deserializer, MapAccess, Visitor};
use serde_json::Value;

use super::problem::{FileProblem, FormatProblem, TableProblem, in_file};
use super::{Cells, Table, TableColumn};

pub(super) fn write(table: &Table, output: &mut impl Write) -> std::io::Result<()> {
    for row in 0..table.n_rows() {
        for (index, column) in table.columns().iter().enumerate() {
            output.write_all(if index == 0 { b"{" } else { b"," })?;
            serde_json::to_writer(&mut *output, &column.name)?;
            output.write_all(b":")?;
            serde_json::to_writer(&mut *output, &cell(column, row))?;
        }
        output.write_all(b"}\n")?;
    }
    Ok(())
}

fn cell(column: &TableColumn, row: usize) -> Value {
    match &column.values {
        Cells::Text(values) => values[row].clone().into(),
        // NaN, a missing number, becomes null.
        Cells::Number(values) => whole(values[row]).map_or(values[row].into(), Value::from),
        Cells::Millis(values) => values[row].map(|time| time.millis()).into(),
        Cells::Instant(values) => values[row].map(|time| time.to_string()).into(),
    }
}

/// Whole numbers are written without a fraction, as in CSV.
fn whole(number: f64) -> Option<i64> {
    const EXACT: f64 = 9_007_199_254_740_992.0;
    (number.fract() == 0.0 && number.abs() < EXACT).then_some(number as i64)
}

/// The names of the first object of a text.
pub(super) fn column_names(text: &str) -> Option<Vec<String>> {
    // In an array the objects end in commas: only the first is looked at.
    let first = plain(text).trim_start_matches('[');
    let mut objects = serde_json::Deserializer::from_str(first).into_iter::<Object>();
    Some(objects.next()?.ok()?.0.into_iter().map(|(name, _)| name).collect())
}

/// Reads a table; its columns are in the order in which the file first names them.
pub(super) fn read(mut input: impl Read, path: &Path) -> Result<Table, Error> {
    let mut text = String::new();
    let failed = |source| FileProblem::Read { path: path.to_owned(), source };
    input.read_to_string(&mut text).map_err(failed)?;
    let objects = objects(plain(&text));
    let objects =
        objects.map_err(|source| FormatProblem::Json { path: path.to_owned(), source })?;
    columns(objects).and_then(Table::new).map_err(|error| in_file(path, error))
}

/// The text without a byte order mark and space around it.
fn plain(text: &str) -> &str {
    text.trim_start_matches('\u{feff}').trim()
}

fn objects(text: &str) -> serde_json::Result<Vec<Object>> {
    match text.starts_with('[') {
        true => serde_json::from_str(text),
        false => serde_json::Deserializer::from_str(text).into_iter().collect(),
    }
}

/// Turns rows into columns; a row that lacks a name has a missing value.
fn columns(objects: Vec<Object>) -> Result<Vec<TableColumn>, Error> {
    let n_rows = objects.len();
    let mut places: HashMap<String, usize> = HashMap::new();
    let mut columns: Vec<(String, Vec<Option<Value>>)> = Vec::new();
    for (row, Object(fields)) in objects.into_iter().enumerate() {
        for (name, value) in fields {
            let place = *places.entry(name.clone()).or_insert_with(|| {
                columns.push((name.clone(), vec![None; n_rows]));
                columns.len() - 1
            });
            if columns[place].1[row].replace(value).is_some() {
                let place = format!("row {}", row + 1);
                let twice = TableProblem::DuplicateColumn { place, column: name, columns: None };
                return Err(twice.into());
            }
        }
    }
    let column = |(place, (name, values)): (usize, (String, Vec<Option<Value>>))| {
        check_flat(&name, &values)?;
        let values = match place {
            // The first column holds ids, which long numbers would not be as a float.
            0 => texts(&values),
            _ => numbers(&values).unwrap_or_else(|| texts(&values)),
        };
        Ok(TableColumn::new(name, values))
    };
    columns.into_iter().enumerate().map(column).collect()
}

fn check_flat(name: &str, values: &[Option<Value>]) -> Result<(), Error> {
    let is_nested =
        |value: &Option<Value>| matches!(value, Some(Value::Array(_) | Value::Object(_)));
    match values.iter().position(is_nested) {
        None => Ok(()),
        Some(row) => Err(TableProblem::BadCell {
            column: name.to_owned(),
            row: row + 1,
            expected: "a number or text",
            found: values[row].as_ref().map(Value::to_string).unwrap_or_default(),
        }
        .into()),
    }
}

/// Numbers, if there is nothing else.
fn numbers(values: &[Option<Value>]) -> Option<Cells> {
    let number = |value: &Option<Value>| match value {
        None | Some(Value::Null) => Some(f64::NAN),
        Some(Value::Bool(value)) => Some(f64::from(*value)),
        Some(Value::Number(number)) => number.as_f64(),
        _ => None,
    };
    values.iter().map(number).collect::<Option<Vec<f64>>>().map(Cells::Number)
}

fn texts(values: &[Option<Value>]) -> Cells {
    let text = |value: &Option<Value>| match value {
        None | Some(Value::Null) => None,
        Some(Value::String(text)) => Some(text.clone()),
        Some(other) => Some(other.to_string()),
    };
    Cells::Text(values.iter().map(text).collect())
}

/// The fields of an object in the order of the file; a map of `serde_json` would sort them.
struct Object(Vec<(String, Value)>);

impl<'de> Deserialize<'de> for Object {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Object, D::Error> {
        deserializer.deserialize_map(Fields)
    }
}

struct Fields;

impl<'de> Visitor<'de> for Fields {
    type Value = Object;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Object, A::Error> {
        let mut fields = Vec::new();
        while let Some(field) = map.next_entry()? {
            fields.push(field);
        }
        Ok(Object(fields))
    }
}
