//! Columns of tables that other tools wrote, checked cell by cell.

use refrain_core::Error;

use super::problem::TableProblem;
use super::{Cells, Table, TableColumn};

impl Table {
    /// These rows, in this order.
    pub(crate) fn rows(&self, rows: &[usize]) -> Table {
        let columns = self.columns().iter().map(|column| column.rows(rows));
        Table { columns: columns.collect(), file: self.file.clone() }
    }

    /// The column of this name.
    pub(crate) fn named(&self, name: &str) -> Result<&TableColumn, Error> {
        self.column(name).ok_or_else(|| {
            let known = self.columns().iter().map(|column| column.name.clone()).collect();
            TableProblem::NoColumn { column: name.to_owned(), known }.into()
        })
    }

    /// The numbers of a column, none of which may be missing or fail to be what is expected.
    pub(crate) fn numbers_that(
        &self,
        name: &str,
        expected: &'static str,
        fits: impl Fn(f64) -> bool,
    ) -> Result<Vec<f64>, Error> {
        let column = self.named(name)?;
        let number = |row: usize| match &column.values {
            Cells::Number(values) if fits(values[row]) => Ok(values[row]),
            // One word makes a column of text, in which the other rows are still numbers.
            Cells::Text(values) => {
                let parsed = values[row].as_deref().and_then(|text| text.parse().ok());
                parsed.filter(|number| fits(*number)).ok_or_else(|| bad_cell(column, row, expected))
            }
            _ => Err(bad_cell(column, row, expected)),
        };
        (0..self.n_rows()).map(number).collect()
    }

    /// The probabilities of a column.
    pub(crate) fn probabilities(&self, name: &str) -> Result<Vec<f64>, Error> {
        let fits = |number: f64| (0.0..=1.0).contains(&number);
        self.numbers_that(name, "a probability between 0 and 1", fits)
    }

    /// Reads the cells of a column as `meaning` says of their texts.
    pub(crate) fn meanings<T>(
        &self,
        name: &str,
        expected: &'static str,
        meaning: impl Fn(&str) -> Option<T>,
    ) -> Result<Vec<T>, Error> {
        let column = self.named(name)?;
        let cell = |row: usize| {
            let text = column.values.text(row);
            text.as_deref().and_then(&meaning).ok_or_else(|| bad_cell(column, row, expected))
        };
        (0..self.n_rows()).map(cell).collect()
    }

    /// The ids of the first column, no two of them alike.
    pub(crate) fn distinct_ids(&self) -> Result<Vec<String>, Error> {
        let entity = match self.columns().first() {
            // An index that another tool put before the entity.
            Some(column) if !column.name.is_empty() => column,
            _ => return Err(TableProblem::NoEntityColumn.into()),
        };
        let id = |row| entity.values.text(row).ok_or_else(|| bad_cell(entity, row, "an id"));
        let ids = (0..self.n_rows()).map(id).collect::<Result<Vec<String>, Error>>()?;
        let mut by_id: Vec<usize> = (0..ids.len()).collect();
        by_id.sort_by(|left, right| ids[*left].cmp(&ids[*right]).then(left.cmp(right)));
        match by_id.windows(2).find(|pair| ids[pair[0]] == ids[pair[1]]) {
            Some(pair) => {
                let entity = ids[pair[0]].clone();
                let (row, other) = (pair[0] + 1, pair[1] + 1);
                Err(TableProblem::RepeatedEntity { entity, row, other }.into())
            }
            None => Ok(ids),
        }
    }
}

impl TableColumn {
    fn rows(&self, rows: &[usize]) -> TableColumn {
        let values = match &self.values {
            Cells::Text(values) => Cells::Text(picked(values, rows)),
            Cells::Number(values) => Cells::Number(picked(values, rows)),
            Cells::Millis(values) => Cells::Millis(picked(values, rows)),
            Cells::Instant(values) => Cells::Instant(picked(values, rows)),
        };
        TableColumn { values, ..self.clone() }
    }
}

fn picked<T: Clone>(values: &[T], rows: &[usize]) -> Vec<T> {
    rows.iter().map(|row| values[*row].clone()).collect()
}

/// A cell that is not what its column holds.
pub(crate) fn bad_cell(column: &TableColumn, row: usize, expected: &'static str) -> Error {
    let found = column.values.text(row).unwrap_or_default();
    TableProblem::BadCell { column: column.name.clone(), row: row + 1, expected, found }.into()
}

/// The meaning of `true`, `false`, 1 and 0.
pub(crate) fn yes_or_no(text: &str) -> Option<bool> {
    match text {
        "1" | "true" => Some(true),
        "0" | "false" => Some(false),
        _ => None,
    }
}
