//! Logs out of streams, Arrow batches and rows of other formats.

use std::error::Error as StdError;
use std::io::Read;

use crate::arrow::array::RecordBatch;
use refrain_core::Error;

use crate::input::double_names::check_double_names;
use crate::input::feeder::Waiting;
use crate::input::handed_batches::AnyError;
use crate::input::progress::Progress;
use crate::read::absent_columns::AbsentColumns;
use crate::read::early_end::{Cause, error, failed};
use crate::read::reader::LogReader;
use crate::read::rounds::Reading;
use crate::read::worker::Worker;
use crate::report::read_log::ReadLog;
use crate::report::running::RunningReport;
use crate::rows::columns::{ColumnPlan, ColumnsSeen};
use crate::rows::row_source::RowSource;

impl LogReader {
    /// Reads one stream of any format but Parquet, compressed or not; `name` stands for it in
    /// messages.
    ///
    /// # Errors
    ///
    /// As [`read`](Self::read). A Parquet file is refused: it is read from its end.
    ///
    /// # Examples
    ///
    /// ```
    /// use refrain_events::{EventSchema, LogReader, Roles, SchemaSpec};
    ///
    /// # let schema = EventSchema::new(SchemaSpec::new(Roles::new("who", "at", "what")))?;
    /// // Told by its content: a table of delimited text.
    /// let table = "who,at,what\nada,1577836800000,login\nbob,1577836801000,login\n";
    /// let read = LogReader::new(schema).read_from("table", table.as_bytes())?;
    /// assert_eq!(read.log.n_entities(), 2);
    /// # Ok::<(), refrain_events::Error>(())
    /// ```
    pub fn read_from(&self, name: &str, reader: impl Read + Send) -> Result<ReadLog, Error> {
        let progress = Progress::new(self.progress_callback(), None);
        let waiting = Waiting::Stream(name.to_owned(), Box::new(reader));
        self.read_all(vec![name.to_owned()], vec![waiting], &progress)
    }

    /// Reads rows in Arrow columns on all threads, such as [`to_batches`](crate::to_batches) makes
    /// of a log or Polars, DataFusion and Python hand over; `name` stands for them in messages, and
    /// the line of a row is its number, from 1.
    ///
    /// The batches may differ in length and in their columns. Readers of Arrow yield
    /// `Result<RecordBatch, ArrowError>` and are taken as they are; batches that are there already
    /// become results by `.map(Ok::<_, Infallible>)`.
    ///
    /// # Errors
    ///
    /// As [`read`](Self::read); if a column that the schema asks for has a type that no value of an
    /// event has; and where an item is an error, which is the
    /// [`source`](std::error::Error::source) of one that names the batch by its number, from 1.
    ///
    /// # Examples
    ///
    /// ```
    /// use std::convert::Infallible;
    ///
    /// use refrain_events::{EventSchema, LogReader, Roles, SchemaSpec, to_batches};
    ///
    /// # let schema = EventSchema::new(SchemaSpec::new(Roles::new("who", "at", "what")))?;
    /// let table = "who,at,what\nada,1577836800000,login\nbob,1577836801000,login\n";
    /// let reader = LogReader::new(schema.clone());
    /// let log = reader.read_from("table", table.as_bytes())?.log;
    ///
    /// let batches = to_batches(&log, &schema).map(Ok::<_, Infallible>);
    /// let again = reader.read_batches("batches", batches)?.log;
    /// assert_eq!((again.n_entities(), again.n_events()), (2, 2));
    ///
    /// let broken = [Err(std::io::Error::other("the connection is lost"))];
    /// let error = reader.read_batches("remote", broken).unwrap_err();
    /// assert_eq!(error.to_string(), "batch 1 of `remote` cannot be read");
    /// # Ok::<(), refrain_events::Error>(())
    /// ```
    pub fn read_batches<I, E>(&self, name: &str, batches: I) -> Result<ReadLog, Error>
    where
        I: IntoIterator<Item = Result<RecordBatch, E>, IntoIter: Send>,
        E: StdError + Send + Sync + 'static,
    {
        let progress = Progress::new(self.progress_callback(), None);
        let batches = batches.into_iter().map(|batch| batch.map_err(AnyError::from));
        let waiting = Waiting::Batches(name.to_owned(), Box::new(batches));
        self.read_all(vec![name.to_owned()], vec![waiting], &progress)
    }

    /// Reads rows of any other format; `name` stands for their source in messages, and the line of
    /// a row is its number, from 1.
    ///
    /// # Errors
    ///
    /// As [`read`](Self::read), and what the source returns.
    ///
    /// # Examples
    ///
    /// ```
    /// use std::io;
    ///
    /// use refrain_events::{EventSchema, LogReader, RawRow, Roles, RowSource, SchemaSpec};
    ///
    /// /// Logins, which have only a name and a time.
    /// struct Logins(std::vec::IntoIter<(&'static str, i64)>);
    ///
    /// impl RowSource for Logins {
    ///     fn columns(&self) -> Vec<String> {
    ///         ["who", "at", "what"].map(str::to_owned).to_vec()
    ///     }
    ///
    ///     fn next_row(&mut self) -> io::Result<Option<RawRow<'_>>> {
    ///         let row = self.0.next();
    ///         Ok(row.map(|(who, at)| RawRow::Cells(vec![who.into(), at.into(), "login".into()])))
    ///     }
    /// }
    ///
    /// # let schema = EventSchema::new(SchemaSpec::new(Roles::new("who", "at", "what")))?;
    /// let mut logins = Logins(vec![("ada", 1_577_836_800_000), ("bob", 1_577_836_801_000)].into_iter());
    /// let read = LogReader::new(schema).read_rows("logins", &mut logins)?;
    /// assert_eq!(read.log.n_entities(), 2);
    /// # Ok::<(), refrain_events::Error>(())
    /// ```
    pub fn read_rows(&self, name: &str, source: &mut dyn RowSource) -> Result<ReadLog, Error> {
        let mut worker = self.worker()?;
        let mut running = RunningReport::new(vec![name.to_owned()]);
        let columns = source.columns();
        check_double_names(name, None, columns.iter().map(String::as_str))?;
        let slots: Vec<_> = columns.iter().map(|column| worker.plan().slot(column)).collect();
        // All rows are one block: they come in their order, from one thread.
        worker.begin(0, 0);
        loop {
            match source.next_row() {
                Ok(Some(row)) => {
                    if let Err(halt) = worker.take_row(&slots, row) {
                        running.add(worker.end());
                        return Err(error(&mut running, 0, Cause::Worker(halt)));
                    }
                }
                Ok(None) => break,
                Err(cause) => {
                    running.add(worker.end());
                    return Err(failed(name.to_owned(), running.lines_before(0), cause));
                }
            }
        }
        running.add(worker.end());
        self.finish(running, worker, &columns)
    }

    /// Lays out what one worker has taken; `columns` are those that the rows have.
    fn finish(
        &self,
        mut running: RunningReport,
        worker: Worker<'_>,
        columns: &[String],
    ) -> Result<ReadLog, Error> {
        let plan = ColumnPlan::new(self.cleaning());
        let (builder, seen_in_rows) = worker.into_parts();
        // Before the rows: of the columns beside those asked for only the first rows' are kept.
        let mut seen = ColumnsSeen::new(&plan);
        columns.iter().for_each(|column| seen.column(column, &plan));
        seen.extend(seen_in_rows);
        let absent = AbsentColumns { schema: self.cleaning(), plan: &plan, seen: &seen };
        absent.check(running.draft())?;
        running.finish(builder, &self.closing())
    }

    /// Reads all blocks of the inputs on all threads.
    pub(crate) fn read_all(
        &self,
        names: Vec<String>,
        inputs: Vec<Waiting<'_>>,
        progress: &Progress<'_>,
    ) -> Result<ReadLog, Error> {
        let plan = ColumnPlan::new(self.cleaning());
        let mut reading = Reading::new(self, &plan, names, inputs, progress);
        let builder = reading.round(u64::MAX)?;
        reading.check_columns()?;
        reading.into_running().finish(builder, &self.closing())
    }
}
