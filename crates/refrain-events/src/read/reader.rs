//! From files to an event log.

use std::io::{self, Read};
use std::num::NonZero;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::{fmt, mem, thread};

use arrow::array::RecordBatch;
use arrow::error::ArrowError;
use refrain_core::{EventLog, EventLogBuilder, Time, TimeRange};

use crate::error::Error;
use crate::input::block::{Block, Body, Text};
use crate::input::columnar::check_columns;
use crate::input::feeder::{Failure, Feeder, Settings, Waiting};
use crate::input::progress::{Callback, Progress};
use crate::input::sources::{Input, Source, sources};
use crate::read::worker::{Halt, Parsing, Task, Worker};
use crate::report::account::{Account, Outcome};
use crate::report::cleaning_report::{CleaningReport, Rule};
use crate::report::ledger::OnDamage;
use crate::report::switches::Switches;
use crate::rows::columns::{ColumnPlan, ColumnsSeen};
use crate::rows::row_source::RowSource;
use crate::schema::EventSchema;
use crate::store::EventStore;

/// Longest line that is read unless the reader is told otherwise: 16 MiB.
const MAX_LINE_BYTES: usize = 16 << 20;

/// An event log and the account of how it came about.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct ReadLog {
    /// The events.
    pub log: EventLog,
    /// What was read, dropped, repaired and suspected.
    pub report: CleaningReport,
}

/// Reads logs by a schema.
///
/// The format is told by the content, not by the name: JSON lines (one object a line), a JSON
/// array, delimited text with a header (RFC 4180, or Spark's dialect with backslash escapes),
/// Parquet, Arrow IPC; all but Parquet also compressed with gzip, zstd or bzip2.
///
/// # The rules for a row
///
/// - `null`, an absent key and an empty text are all *missing*; of a key given twice in one
///   object the last value counts.
/// - A row is a guest's if the schema's guest rule says so; that is asked first.
/// - Without entity, time or kind the row is dropped. Entity, kind and session are text or whole
///   numbers: `1046`, `"1046"` and `1046.0` are the same. A float that cannot be exact (beyond
///   2^53, or with decimals), a boolean, an array or an object is none of them.
/// - Times are whole or decimal numbers, or numbers written as text, in the schema's unit; parts
///   of a millisecond are cut off downwards. NaN, infinite times and those outside of the
///   plausible range drop the row.
/// - A number attribute may be written as text; a text attribute may be a number or a boolean.
///   Anything else there, and in session, sequence and registration, counts as missing and is
///   noted.
/// - Rows equal in every role and attribute are read once.
///
/// # Determinism
///
/// With a `sequence` in the schema the log does not depend on the order of the lines or on how
/// they are divided into files. Without one, events of one entity at one instant keep the order
/// in which they were read, and nothing else depends on it.
pub struct LogReader {
    schema: EventSchema,
    on_damage: OnDamage,
    /// The schema without what rules that are off would do by it.
    cleaning: EventSchema,
    switches: Switches,
    max_line_bytes: usize,
    selected: TimeRange,
    n_threads: usize,
    parsing: Parsing,
    on_progress: Option<Callback>,
}

impl LogReader {
    /// Builds a reader that counts what is wrong and goes on.
    pub fn new(schema: EventSchema) -> LogReader {
        LogReader {
            cleaning: schema.clone(),
            schema,
            on_damage: OnDamage::Count,
            switches: Switches::default(),
            max_line_bytes: MAX_LINE_BYTES,
            selected: TimeRange::new(Time::MIN, Time::MAX),
            n_threads: thread::available_parallelism().map_or(1, NonZero::get),
            parsing: Parsing::Scanned,
            on_progress: None,
        }
    }

    /// Stops at the first damaged row (see [`Rule::is_damage`]) or compressed file.
    #[must_use]
    pub fn strict(mut self) -> LogReader {
        self.on_damage = OnDamage::Stop;
        self
    }

    /// Keeps rows that equal an earlier one: [`without`](Self::without) [`Rule::Duplicate`].
    #[must_use]
    pub fn keep_duplicates(mut self) -> LogReader {
        self.switches.off(Rule::Duplicate).expect("a rule that can be switched off");
        self
    }

    /// Switches a rule of cleaning off: it drops, changes and notes nothing.
    ///
    /// # Errors
    ///
    /// [`Error::FixedRule`] for a rule that finds rows which could not be kept, or nothing about
    /// single rows: see [`Rule::is_switchable`].
    pub fn without(mut self, rule: Rule) -> Result<LogReader, Error> {
        self.switches.off(rule)?;
        self.cleaning = self.cleaning.without(rule);
        Ok(self)
    }

    /// Sets the longest line that is read, in bytes without its end; longer ones are skipped.
    #[must_use]
    pub fn max_line_bytes(mut self, max_line_bytes: usize) -> LogReader {
        self.max_line_bytes = max_line_bytes;
        self
    }

    /// Reads only events at or after an instant.
    #[must_use]
    pub fn from(mut self, start: Time) -> LogReader {
        self.selected.start = start;
        self
    }

    /// Reads only events before an instant.
    #[must_use]
    pub fn until(mut self, end: Time) -> LogReader {
        self.selected.end = end;
        self
    }

    /// Reads on this many threads (at least one; all cores otherwise), which changes no result.
    #[must_use]
    pub fn threads(mut self, n_threads: usize) -> LogReader {
        self.n_threads = n_threads.max(1);
        self
    }

    /// Parses every line with `serde_json`: the oracle of tests and fuzzing. It changes no result.
    #[doc(hidden)]
    #[must_use]
    pub fn without_scanner(mut self) -> LogReader {
        self.parsing = Parsing::SerdeJson;
        self
    }

    /// Calls back while reading, with the bytes read so far and, where it is known, their total.
    /// Bytes are those of the files, compressed as they are.
    #[must_use]
    pub fn on_progress(
        mut self,
        callback: impl Fn(u64, Option<u64>) + Send + Sync + 'static,
    ) -> LogReader {
        self.on_progress = Some(Box::new(callback));
        self
    }

    pub(crate) fn progress_callback(&self) -> Option<&Callback> {
        self.on_progress.as_ref()
    }

    pub(crate) fn n_threads(&self) -> usize {
        self.n_threads
    }

    /// The schema by which rows are cleaned.
    pub(crate) fn cleaning(&self) -> &EventSchema {
        &self.cleaning
    }

    pub(crate) fn selected(&self) -> TimeRange {
        self.selected
    }

    pub(crate) fn switches(&self) -> &Switches {
        &self.switches
    }

    /// Returns the schema.
    pub fn schema(&self) -> &EventSchema {
        &self.schema
    }

    /// Reads all inputs, in order, as one log; a single input may be an [`EventStore`].
    ///
    /// # Errors
    ///
    /// If an input is missing, empty or of a format that is not read; if no row is usable; if a
    /// column with a role occurs in no row; and, for a [`strict`](Self::strict) reader, at the
    /// first damaged row.
    pub fn read(&self, inputs: &[Input]) -> Result<ReadLog, Error> {
        let is_store =
            |input: &&Input| matches!(input, Input::Path(path) if EventStore::is_store(path));
        if let Some(Input::Path(path)) = inputs.iter().find(is_store) {
            return match inputs.len() {
                1 => EventStore::open(path)?.read(self),
                _ => Err(Error::StoreAmongOthers { store: path.clone() }),
            };
        }
        let sources = sources(inputs)?;
        let total = sources.iter().map(Source::len).sum();
        let progress = Progress::new(self.on_progress.as_ref(), total);
        let names = sources.iter().map(Source::name).collect();
        self.read_all(names, sources.into_iter().map(Waiting::Source).collect(), &progress)
    }

    /// Reads one stream of any format but Parquet, compressed or not; `name` stands for it in
    /// messages.
    ///
    /// # Errors
    ///
    /// As [`read`](Self::read). A Parquet file is refused: it is read from its end.
    pub fn read_from(&self, name: &str, reader: impl Read + Send) -> Result<ReadLog, Error> {
        let progress = Progress::new(self.on_progress.as_ref(), None);
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
        let plan = ColumnPlan::new(&self.cleaning);
        let mut worker = self.worker()?;
        let mut account = Account::new(vec![name.to_owned()]);
        let mut columns = Vec::new();
        for (number, batch) in (0..).zip(batches) {
            check_columns(name, batch.schema_ref(), Some(&plan), &mut columns)?;
            let body = Body::Batch(batch);
            let (outcome, _, halt) = worker.take(Block { number, file_idx: 0, body });
            account.add(outcome);
            if let Some(halt) = halt {
                return Err(error(&mut account, 0, Cause::Worker(halt)));
            }
        }
        self.finish(account, worker, &columns)
    }

    /// Reads rows of any other format; `name` stands for their source in messages, and the line of
    /// a row is its number, from 1.
    ///
    /// # Errors
    ///
    /// As [`read`](Self::read), and what the source returns.
    pub fn read_rows(&self, name: &str, source: &mut dyn RowSource) -> Result<ReadLog, Error> {
        let mut worker = self.worker()?;
        let mut account = Account::new(vec![name.to_owned()]);
        let columns = source.columns();
        let slots: Vec<_> = columns.iter().map(|column| worker.plan().slot(column)).collect();
        worker.begin(0, 0);
        loop {
            match source.next_row() {
                Ok(Some(mut row)) => {
                    if let Err(halt) = worker.take_row(&slots, &mut row) {
                        account.add(worker.end());
                        return Err(error(&mut account, 0, Cause::Worker(halt)));
                    }
                }
                Ok(None) => break,
                Err(cause) => {
                    account.add(worker.end());
                    return Err(failed(name.to_owned(), account.lines_before(0), cause));
                }
            }
        }
        account.add(worker.end());
        self.finish(account, worker, &columns)
    }

    /// Lays out what one worker has taken; `columns` are those that the rows have.
    fn finish(
        &self,
        mut account: Account,
        worker: Worker<'_>,
        columns: &[String],
    ) -> Result<ReadLog, Error> {
        let plan = ColumnPlan::new(&self.cleaning);
        let (builder, mut seen) = worker.into_parts();
        columns.iter().for_each(|column| seen.column(column, &plan));
        account.check_columns(&self.cleaning, &plan, &seen)?;
        account.finish(builder.threads(self.n_threads), &self.switches)
    }

    /// Reads all blocks of the inputs on all threads.
    fn read_all(
        &self,
        names: Vec<String>,
        inputs: Vec<Waiting<'_>>,
        progress: &Progress<'_>,
    ) -> Result<ReadLog, Error> {
        let plan = ColumnPlan::new(&self.cleaning);
        let mut reading = Reading::new(self, &plan, names, inputs, progress);
        let builder = reading.round(u64::MAX)?;
        reading.check_columns()?;
        reading.into_account().finish(builder.threads(self.n_threads), &self.switches)
    }

    fn worker(&self) -> Result<Worker<'_>, Error> {
        Worker::new(Task {
            schema: &self.cleaning,
            switches: &self.switches,
            selected: self.selected,
            on_damage: self.on_damage,
            max_line_bytes: self.max_line_bytes,
            parsing: self.parsing,
        })
    }
}

/// A read under way, in rounds of a bounded number of rows.
pub(crate) struct Reading<'r> {
    reader: &'r LogReader,
    plan: &'r ColumnPlan,
    shared: Shared<'r>,
    seen: ColumnsSeen,
}

impl<'r> Reading<'r> {
    pub(crate) fn new(
        reader: &'r LogReader,
        plan: &'r ColumnPlan,
        names: Vec<String>,
        inputs: Vec<Waiting<'r>>,
        progress: &'r Progress<'r>,
    ) -> Reading<'r> {
        let settings = Settings {
            roles: reader.schema.roles(),
            plan: Some(plan),
            on_damage: reader.on_damage,
            max_line_bytes: reader.max_line_bytes,
        };
        Reading {
            reader,
            plan,
            shared: Shared {
                feeder: Mutex::new(Feeder::new(settings, inputs, progress)),
                account: Mutex::new(Account::new(names)),
                failures: Mutex::new(Vec::new()),
            },
            seen: ColumnsSeen::new(plan),
        }
    }

    /// Reads about `max_rows` rows and returns them.
    pub(crate) fn round(&mut self, max_rows: u64) -> Result<EventLogBuilder, Error> {
        lock(&self.shared.feeder).begin_round(max_rows);
        let mut workers = vec![self.reader.worker()?];
        for _ in 1..self.reader.n_threads {
            workers.push(self.reader.worker()?);
        }
        thread::scope(|scope| {
            let (first, others) = workers.split_first_mut().expect("there is a worker");
            for worker in others {
                scope.spawn(|| self.shared.work(worker));
            }
            self.shared.work(first);
        });
        self.shared.check()?;
        let columns = lock(&self.shared.feeder).take_columns();
        self.seen.watch_others(true);
        columns.iter().for_each(|column| self.seen.column(column, self.plan));
        self.join(workers)
    }

    fn join(&mut self, workers: Vec<Worker<'_>>) -> Result<EventLogBuilder, Error> {
        let mut joined: Option<EventLogBuilder> = None;
        for worker in workers {
            let (builder, seen) = worker.into_parts();
            self.seen.extend(seen);
            joined = Some(match joined {
                Some(joined) => joined.join(builder)?,
                None => builder,
            });
        }
        Ok(joined.expect("there is a worker"))
    }

    /// Whether every row was read.
    pub(crate) fn is_done(&self) -> bool {
        lock(&self.shared.feeder).is_done()
    }

    /// How many files were read to their ends.
    pub(crate) fn n_files_done(&self) -> usize {
        lock(&self.shared.feeder).n_files_done()
    }

    /// Refuses rows without a column that has a role, and notes other columns they lack.
    pub(crate) fn check_columns(&mut self) -> Result<(), Error> {
        let mut account = lock(&self.shared.account);
        account.check_columns(&self.reader.cleaning, self.plan, &self.seen)
    }

    /// Whether the last row read was the last of its file.
    pub(crate) fn is_between_files(&self) -> bool {
        lock(&self.shared.feeder).is_between_files()
    }

    /// Refuses rows without a column that has a role.
    pub(crate) fn check_roles(&self) -> Result<(), Error> {
        lock(&self.shared.account).check_roles(&self.reader.cleaning, self.plan, &self.seen)
    }

    pub(crate) fn account(&self) -> MutexGuard<'_, Account> {
        lock(&self.shared.account)
    }

    pub(crate) fn into_account(self) -> Account {
        into_inner(self.shared.account)
    }
}

/// What the threads of a read have in common.
struct Shared<'r> {
    feeder: Mutex<Feeder<'r>>,
    account: Mutex<Account>,
    failures: Mutex<Vec<EarlyEnd>>,
}

/// What ended the read early.
struct EarlyEnd {
    /// The block it came from, beyond all where it came from none.
    number: u64,
    file_idx: usize,
    /// What was found in the block before.
    outcome: Outcome,
    cause: Cause,
}

/// Why a read ends early.
enum Cause {
    Feeder(Failure),
    Worker(Halt),
}

impl<'r> Shared<'r> {
    /// Takes block after block until there is none.
    fn work(&self, worker: &mut Worker<'_>) {
        let mut text = Text::default();
        let mut n_kept = 0;
        loop {
            // Bound to a name, so that the lock is released before what follows.
            let next = lock(&self.feeder).next(mem::take(&mut text), n_kept);
            let block = match next {
                Ok(Some(block)) => block,
                Ok(None) => return,
                Err(failure) => {
                    let (number, cause) = (u64::MAX, Cause::Feeder(failure));
                    let outcome = Outcome::default();
                    return self.fail(EarlyEnd { number, file_idx: 0, outcome, cause });
                }
            };
            let (number, file_idx) = (block.number, block.file_idx);
            let (outcome, used, halt) = worker.take(block);
            text = used;
            n_kept = outcome.tally.rows_kept;
            if let Some(halt) = halt {
                let cause = Cause::Worker(halt);
                return self.fail(EarlyEnd { number, file_idx, outcome, cause });
            }
            lock(&self.account).add(outcome);
        }
    }

    /// Remembers a failure and lets the other threads end after the blocks they have.
    fn fail(&self, failure: EarlyEnd) {
        lock(&self.feeder).stop();
        lock(&self.failures).push(failure);
    }

    /// Returns what ended the read early, if anything did, and notes damaged files.
    fn check(&self) -> Result<(), Error> {
        let mut account = lock(&self.account);
        let mut failures = mem::take(&mut *lock(&self.failures));
        // The first in the order of the input, whichever thread met it; what ended the stream of
        // blocks comes after all of them.
        failures.sort_by_key(|failure| failure.number);
        if let Some(first) = failures.into_iter().next() {
            if let Cause::Worker(_) = first.cause {
                account.add_last(first.outcome);
            }
            return Err(error(&mut account, first.file_idx, first.cause));
        }
        for (file_idx, damage) in lock(&self.feeder).take_damages() {
            account.ledger().note_file(Rule::DamagedFile, file_idx, damage);
        }
        Ok(())
    }
}

fn error(account: &mut Account, file_idx: usize, cause: Cause) -> Error {
    match cause {
        Cause::Feeder(Failure::Other(error)) | Cause::Worker(Halt::Failed(error)) => error,
        Cause::Feeder(Failure::Stream(file_idx, cause)) => {
            let line = account.lines_before(file_idx);
            failed(account.ledger().file_name(file_idx).to_owned(), line, cause)
        }
        Cause::Worker(Halt::Columns(cause)) => Error::Columnar {
            file: account.ledger().file_name(file_idx).to_owned(),
            cause: Box::new(cause),
        },
        // Its block is counted up to and with the damaged line, and no later one is.
        Cause::Worker(Halt::Stopped(stopped)) => Error::DamagedRow {
            file: account.ledger().file_name(file_idx).to_owned(),
            line: account.lines_before(file_idx),
            rule: stopped.rule,
            detail: stopped.detail,
        },
    }
}

/// The error of a stream that fails after a line.
fn failed(file: String, line: u64, cause: io::Error) -> Error {
    match cause.downcast::<ArrowError>() {
        Ok(cause) => Error::Columnar { file, cause: Box::new(cause) },
        Err(cause) if cause.kind() == io::ErrorKind::InvalidData => {
            Error::DamagedFile { file, line, cause }
        }
        Err(cause) => Error::Read { file, cause },
    }
}

/// A panic of another thread is passed on when the scope ends; until then its data serve.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

fn into_inner<T>(mutex: Mutex<T>) -> T {
    mutex.into_inner().unwrap_or_else(PoisonError::into_inner)
}

impl fmt::Debug for LogReader {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("LogReader")
            .field("schema", &self.schema)
            .field("on_damage", &self.on_damage)
            .field("duplicates", &&self.switches)
            .field("max_line_bytes", &self.max_line_bytes)
            .field("selected", &self.selected)
            .finish_non_exhaustive()
    }
}
