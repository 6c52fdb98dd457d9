//! Logs in formats that this crate does not read.

use std::io;

use crate::rows::cell::Cell;

/// Rows of a log in a format of one's own, to be cleaned by
/// [`LogReader::read_rows`](crate::LogReader::read_rows) like any other.
///
/// # Examples
///
/// ```
/// use std::io;
///
/// use refrain_events::{Cell, EventSchema, LogReader, RowSource};
///
/// /// Lines such as `ada 1700000000 login`.
/// struct Words<'t>(std::str::Lines<'t>);
///
/// impl RowSource for Words<'_> {
///     fn columns(&self) -> Vec<String> {
///         ["who", "when", "what"].map(str::to_owned).to_vec()
///     }
///
///     fn next_row(&mut self) -> io::Result<Option<Vec<Cell<'_>>>> {
///         let line = self.0.next();
///         let cell = |word| Cell::Text(std::borrow::Cow::Borrowed(word));
///         Ok(line.map(|line| line.split(' ').map(cell).collect()))
///     }
/// }
///
/// let schema = EventSchema::from_toml(
///     "[roles]\nentity = \"who\"\ntime = \"when\"\nkind = \"what\"\n[time]\nunit = \"s\"",
/// )?;
/// let mut words = Words("ada 1700000000 login\nbob 1700000005 login\n???".lines());
/// let read = LogReader::new(schema).read_rows("words", &mut words)?;
/// assert_eq!(read.log.n_entities(), 2);
/// assert_eq!(read.report.rows_dropped(), 1);
/// # Ok::<(), refrain_events::Error>(())
/// ```
pub trait RowSource {
    /// Returns the names of the columns, whether or not the schema asks for them.
    fn columns(&self) -> Vec<String>;

    /// Returns the next row, one cell per column, or `None` after the last.
    ///
    /// A row that cannot be taken apart should come with too few or too many cells: it is then
    /// counted as unparsable and the reading goes on.
    ///
    /// # Errors
    ///
    /// If nothing more can be read.
    fn next_row(&mut self) -> io::Result<Option<Vec<Cell<'_>>>>;
}
