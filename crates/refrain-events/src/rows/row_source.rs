//! Logs in formats that this crate does not read.

use std::io;

use crate::rows::cell::Cell;

/// One row of a [`RowSource`].
///
/// Cells are collected into one, and a list of cells is one.
///
/// # Examples
///
/// ```
/// use refrain_events::{Cell, RawRow};
///
/// let row: RawRow = "ada,login".split(',').collect();
/// assert_eq!(row, RawRow::Cells(vec![Cell::from("ada"), Cell::from("login")]));
/// ```
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum RawRow<'a> {
    /// Its cells, one for each column of the source; more or fewer count as unreadable.
    Cells(Vec<Cell<'a>>),
    /// A row that cannot be taken apart, with the reason in words. It is counted as
    /// [`Unparsable`](crate::CleaningRule::Unparsable), and the reading goes on.
    Unreadable(String),
}

impl<'a> From<Vec<Cell<'a>>> for RawRow<'a> {
    fn from(cells: Vec<Cell<'a>>) -> RawRow<'a> {
        RawRow::Cells(cells)
    }
}

impl<'a, C: Into<Cell<'a>>> FromIterator<C> for RawRow<'a> {
    fn from_iter<I: IntoIterator<Item = C>>(cells: I) -> RawRow<'a> {
        RawRow::Cells(cells.into_iter().map(Into::into).collect())
    }
}

impl<'a> RawRow<'a> {
    /// The cells if there are so many, or else what is wrong.
    pub(crate) fn cells(self, n_columns: usize) -> Result<Vec<Cell<'a>>, String> {
        match self {
            RawRow::Cells(cells) if cells.len() == n_columns => Ok(cells),
            // Which cell belongs to which column is then anybody's guess.
            RawRow::Cells(cells) => {
                Err(format!("the row has {} cells for {n_columns} columns", cells.len()))
            }
            RawRow::Unreadable(reason) => Err(reason),
        }
    }
}

/// Rows of a log in a format of one's own, to be cleaned by
/// [`LogReader::read_rows`](crate::LogReader::read_rows) like any other.
///
/// # Examples
///
/// ```
/// use std::io;
///
/// use refrain_events::{CleaningRule, EventSchema, LogReader, RawRow, RowSource};
///
/// /// Lines such as `ada 1700000000 login`.
/// struct Words<'t>(std::str::Lines<'t>);
///
/// impl RowSource for Words<'_> {
///     fn columns(&self) -> Vec<String> {
///         ["who", "when", "what"].map(str::to_owned).to_vec()
///     }
///
///     fn next_row(&mut self) -> io::Result<Option<RawRow<'_>>> {
///         Ok(self.0.next().map(|line| match line.starts_with("???") {
///             true => RawRow::Unreadable("the logger restarted here".into()),
///             false => line.split(' ').collect(),
///         }))
///     }
/// }
///
/// let schema = EventSchema::from_toml(
///     "[roles]\nentity = \"who\"\ntime = \"when\"\nkind = \"what\"\n[time]\nunit = \"s\"",
/// )?;
/// let mut words = Words("ada 1700000000 login\nbob 1700000005 login\n???".lines());
/// let read = LogReader::new(schema).read_rows("words", &mut words)?;
/// assert_eq!(read.log.n_entities(), 2);
/// assert_eq!(read.report.count(CleaningRule::Unparsable), 1);
/// # Ok::<(), refrain_events::Error>(())
/// ```
pub trait RowSource {
    /// Returns the names of the columns, whether or not the schema asks for them.
    fn columns(&self) -> Vec<String>;

    /// Returns the next row, or `None` after the last.
    ///
    /// # Errors
    ///
    /// If nothing more can be read. For a row that is damaged alone there is
    /// [`RawRow::Unreadable`].
    fn next_row(&mut self) -> io::Result<Option<RawRow<'_>>>;
}
