//! Tables as CSV.

use std::io::Write;
use std::path::Path;

use super::{Cells, Table, TableColumn};
use crate::Error;

pub(super) fn write(table: &Table, output: &mut impl Write) -> std::io::Result<()> {
    let mut writer = ::csv::Writer::from_writer(output);
    writer.write_record(table.columns().iter().map(|column| column.name.as_bytes()))?;
    for row in 0..table.n_rows() {
        let cells = table.columns().iter().map(|column| column.values.text(row));
        writer.write_record(cells.map(Option::unwrap_or_default))?;
    }
    writer.flush()
}

pub(super) fn read(path: &Path) -> Result<Table, Error> {
    let failed = |source| Error::ReadCsv { path: path.to_owned(), source };
    let mut reader = ::csv::Reader::from_path(path).map_err(failed)?;
    let names: Vec<String> = reader.headers().map_err(failed)?.iter().map(str::to_owned).collect();
    let mut texts: Vec<Vec<String>> = vec![Vec::new(); names.len()];
    for record in reader.records() {
        let record = record.map_err(failed)?;
        for (column, cell) in texts.iter_mut().zip(record.iter()) {
            column.push(cell.to_owned());
        }
    }
    let columns = names.into_iter().zip(texts);
    Table::new(columns.map(|(name, texts)| TableColumn::new(name, typed(texts))).collect())
}

/// Numbers if every value is empty or a number, else text; empty is missing in both.
fn typed(texts: Vec<String>) -> Cells {
    let number = |text: &String| match text.as_str() {
        "" => Some(f64::NAN),
        text => text.parse::<f64>().ok(),
    };
    match texts.iter().map(number).collect::<Option<Vec<f64>>>() {
        Some(numbers) => Cells::Number(numbers),
        None => {
            let text = |text: String| (!text.is_empty()).then_some(text);
            Cells::Text(texts.into_iter().map(text).collect())
        }
    }
}
