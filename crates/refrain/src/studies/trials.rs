//! The trials of a search as a table.

use refrain_models::search::{SearchResult, TrialColumn};

use crate::Error;
use crate::table::{Cells, Table, TableColumn};

/// Makes a table of the trials of a search: number, score, seconds, the setting, the score of each
/// fold and what went wrong.
///
/// # Errors
///
/// None that a search can cause.
pub fn trial_table(found: &SearchResult) -> Result<Table, Error> {
    let cells = |column| match column {
        TrialColumn::Numbers(values) => Cells::Number(values),
        TrialColumn::Texts(values) => Cells::Text(
            values.into_iter().map(|text| Some(text).filter(|t| !t.is_empty())).collect(),
        ),
    };
    let columns = found.table().into_iter();
    Table::new(columns.map(|(name, column)| TableColumn::new(name, cells(column))).collect())
}
