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
///
/// # Examples
///
/// ```
/// use refrain::models::search::{Range, Search, SearchOptions, SearchSpace, Setting, Strategy};
/// use refrain::trial_table;
///
/// let space = SearchSpace::new([("x", Range::Uniform { low: 0.0, high: 4.0 })])?;
/// let options = SearchOptions::default().strategy(Strategy::Grid { steps: 5 });
/// let search = Search::new(space, options)?;
/// let found = search.minimise(|setting: &Setting| Ok(setting.number("x")?), |_| {})?;
/// let table = trial_table(&found)?;
/// assert_eq!((table.n_rows(), table.columns()[3].name.as_str()), (5, "setting_x"));
/// # Ok::<(), refrain::Error>(())
/// ```
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
