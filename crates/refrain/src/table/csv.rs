//! Tables as CSV.

use std::io::{Read, Write};
use std::path::Path;

use refrain_core::Error;

use super::problem::{FileProblem, FormatProblem, in_file};
use super::{Cells, Table, TableColumn, check_names};

pub(super) fn write(table: &Table, output: &mut impl Write) -> std::io::Result<()> {
    let mut writer = ::csv::Writer::from_writer(output);
    let names = table.columns().iter().map(|column| column.name.as_bytes());
    writer.write_record(names).map_err(io_error)?;
    for row in 0..table.n_rows() {
        let cells = table.columns().iter().map(|column| column.values.text(row));
        writer.write_record(cells.map(Option::unwrap_or_default)).map_err(io_error)?;
    }
    writer.flush()
}

/// The cause with its kind, which the crate's own conversion hides: a closed pipe is no failure.
fn io_error(error: ::csv::Error) -> std::io::Error {
    match error.into_kind() {
        ::csv::ErrorKind::Io(cause) => cause,
        other => std::io::Error::other(format!("{other:?}")),
    }
}

/// The names in the first line of a text.
pub(super) fn column_names(text: &str) -> Option<Vec<String>> {
    let mut reader = ::csv::Reader::from_reader(text.as_bytes());
    Some(reader.headers().ok()?.iter().map(str::to_owned).collect())
}

pub(super) fn read(input: impl Read, path: &Path) -> Result<Table, Error> {
    let failed = |source: ::csv::Error| match source.kind() {
        ::csv::ErrorKind::Io(_) => {
            FileProblem::Read { path: path.to_owned(), source: io_error(source) }.into()
        }
        _ => Error::from(FormatProblem::Csv { path: path.to_owned(), source }),
    };
    let mut reader = ::csv::Reader::from_reader(input);
    let names: Vec<String> = reader.headers().map_err(failed)?.iter().map(str::to_owned).collect();
    // Here the place is known; a table made of columns knows only their order.
    check_names("line 1", names.iter().map(String::as_str))
        .map_err(|error| in_file(path, error))?;
    let mut texts: Vec<Vec<String>> = vec![Vec::new(); names.len()];
    for record in reader.records() {
        let record = record.map_err(failed)?;
        for (column, cell) in texts.iter_mut().zip(record.iter()) {
            column.push(cell.to_owned());
        }
    }
    let columns = names.into_iter().zip(texts).enumerate();
    let column = |(index, (name, texts))| match index {
        // The first column holds ids: `007` is not `7`, and long ones do not fit a float.
        0 => TableColumn::new(name, Cells::Text(present(texts))),
        _ => TableColumn::new(name, typed(texts)),
    };
    Table::new(columns.map(column).collect()).map_err(|error| in_file(path, error))
}

/// Texts, `None` where empty.
fn present(texts: Vec<String>) -> Vec<Option<String>> {
    texts.into_iter().map(|text| (!text.is_empty()).then_some(text)).collect()
}

/// Numbers if every value is empty or a number, else text; empty is missing in both.
fn typed(texts: Vec<String>) -> Cells {
    // `inf` and `1e5` parse too; `NA` does not and makes a column of text, whose cells are judged where
    // a number is asked for.
    let number = |text: &String| match text.as_str() {
        "" => Some(f64::NAN),
        text => text.parse::<f64>().ok(),
    };
    match texts.iter().map(number).collect::<Option<Vec<f64>>>() {
        Some(numbers) => Cells::Number(numbers),
        None => Cells::Text(present(texts)),
    }
}
