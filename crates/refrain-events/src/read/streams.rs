//! Logs out of streams, Arrow batches and rows of other formats.

use std::io::Read;

use crate::arrow::array::RecordBatch;
use refrain_core::Error;

use crate::input::block::{Block, Body};
use crate::input::column_files::check_columns;
use crate::input::feeder::Waiting;
use crate::input::progress::Progress;
use crate::read::absent_columns::AbsentColumns;
use crate::read::early_end::{Cause, error, failed};
use crate::read::reader::LogReader;
use crate::read::rounds::Reading;
use crate::read::worker::Worker;
use crate::report::read_log::ReadLog;
use crate::report::running::RunningReport;
use crate::rows::columns::ColumnPlan;
use crate::rows::row_source::RowSource;

impl LogReader {
    /// Reads one stream of any format but Parquet, compressed or not; `name` stands for it in
    /// messages.
    ///
    /// # Errors
    ///
    /// As [`read`](Self::read). A Parquet file is refused: it is read from its end.
    pub fn read_from(&self, name: &str, reader: impl Read + Send) -> Result<ReadLog, Error> {
        let progress = Progress::new(self.progress_callback(), None);
        let waiting = Waiting::Stream(name.to_owned(), Box::new(reader));
        self.read_all(vec![name.to_owned()], vec![waiting], &progress)
    }

    /// Reads rows in Arrow columns, such as [`to_batches`](crate::to_batches) makes of a log or
    /// Polars, DataFusion and Python hand over; `name` stands for them in messages, and the line
    /// of a row is its number, from 1.
    ///
    /// # Errors
    ///
    /// As [`read`](Self::read), and if a column that the schema asks for has a type that no value
    /// of an event has.
    pub fn read_batches(
        &self,
        name: &str,
        batches: impl IntoIterator<Item = RecordBatch>,
    ) -> Result<ReadLog, Error> {
        let plan = ColumnPlan::new(self.cleaning());
        let mut worker = self.worker()?;
        let mut running = RunningReport::new(vec![name.to_owned()]);
        let mut columns = Vec::new();
        for (number, batch) in (0..).zip(batches) {
            check_columns(name, batch.schema_ref(), Some(&plan), &mut columns)?;
            let body = Body::Batch(batch);
            // On one thread: batches come from an iterator that need not be sent to another.
            let (report, _, halt) = worker.take(Block { number, file_idx: 0, body });
            running.add(report);
            if let Some(halt) = halt {
                return Err(error(&mut running, 0, Cause::Worker(halt)));
            }
        }
        self.finish(running, worker, &columns)
    }

    /// Reads rows of any other format; `name` stands for their source in messages, and the line of
    /// a row is its number, from 1.
    ///
    /// # Errors
    ///
    /// As [`read`](Self::read), and what the source returns.
    pub fn read_rows(&self, name: &str, source: &mut dyn RowSource) -> Result<ReadLog, Error> {
        let mut worker = self.worker()?;
        let mut running = RunningReport::new(vec![name.to_owned()]);
        let columns = source.columns();
        let slots: Vec<_> = columns.iter().map(|column| worker.plan().slot(column)).collect();
        // All rows are one block: they come in their order, from one thread.
        worker.begin(0, 0);
        loop {
            match source.next_row() {
                Ok(Some(mut row)) => {
                    if let Err(halt) = worker.take_row(&slots, &mut row) {
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
        let (builder, mut seen) = worker.into_parts();
        columns.iter().for_each(|column| seen.column(column, &plan));
        let absent = AbsentColumns { schema: self.cleaning(), plan: &plan, seen: &seen };
        absent.check(running.draft())?;
        running.finish(builder, self.switches())
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
        reading.into_running().finish(builder, self.switches())
    }
}
