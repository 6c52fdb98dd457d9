//! Rounds of a read: a bounded number of rows at a time, on all threads.

use std::mem;
use std::sync::{Mutex, MutexGuard, PoisonError};

use refrain_core::{Error, EventLogBuilder};

use crate::input::block::{Block, Text};
use crate::input::feeder::{Failure, Feeder, Waiting};
use crate::input::progress::Progress;
use crate::read::absent_columns::AbsentColumns;
use crate::read::early_end::{Cause, EarlyEnd, error};
use crate::read::feeding::Feeding;
use crate::read::reader::LogReader;
use crate::read::worker::Worker;
use crate::report::block_report::BlockReport;
use crate::report::rule::CleaningRule;
use crate::report::running::RunningReport;
use crate::rows::columns::{ColumnPlan, ColumnsSeen};

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
        let settings = reader.feeding(plan);
        Reading {
            reader,
            plan,
            shared: Shared {
                feeder: Mutex::new(Feeder::new(settings, inputs, progress)),
                running: Mutex::new(RunningReport::new(names)),
                failures: Mutex::new(Vec::new()),
            },
            seen: ColumnsSeen::new(plan),
        }
    }

    /// Reads about `max_rows` rows and returns them.
    pub(crate) fn round(&mut self, max_rows: u64) -> Result<EventLogBuilder, Error> {
        // Whatever the round before has counted belongs to it.
        lock(&self.shared.feeder).begin_round(max_rows);
        let n_workers = rayon::current_num_threads();
        let workers = (0..n_workers).map(|_| self.reader.worker());
        let mut workers = workers.collect::<Result<Vec<_>, _>>()?;
        let shared = &self.shared;
        // One task for each thread and not one for each block: a worker keeps what it has interned
        // and learned. Where the pool is busy with something else, fewer of them take all blocks.
        rayon::scope(|scope| {
            for worker in &mut workers {
                scope.spawn(|_| shared.work(worker));
            }
        });
        self.shared.check()?;
        let columns = lock(&self.shared.feeder).take_columns();
        // Names in a header are those of all rows, however many of these were looked at.
        self.seen.watch_others(true);
        columns.iter().for_each(|column| self.seen.column(column, self.plan));
        self.join(workers)
    }

    fn join(&mut self, workers: Vec<Worker<'_>>) -> Result<EventLogBuilder, Error> {
        let mut joined: Option<EventLogBuilder> = None;
        for worker in workers {
            let (builder, seen) = worker.into_parts();
            self.seen.extend(seen);
            // In the order of the workers, though any would do: builders hold numbered blocks.
            joined = Some(match joined {
                Some(joined) => joined.join(builder)?,
                None => builder,
            });
        }
        Ok(joined.expect("there is a worker"))
    }

    /// Returns `true` once every row was read.
    pub(crate) fn is_done(&self) -> bool {
        lock(&self.shared.feeder).is_done()
    }

    /// Returns the number of files that were read to their ends.
    pub(crate) fn n_files_done(&self) -> usize {
        lock(&self.shared.feeder).n_files_done()
    }

    /// Refuses rows without a column that has a role, and notes other columns they lack.
    pub(crate) fn check_columns(&mut self) -> Result<(), Error> {
        let mut running = lock(&self.shared.running);
        self.absent_columns().check(running.draft())
    }

    /// Returns `true` if the last row read was the last of its file.
    pub(crate) fn is_between_files(&self) -> bool {
        lock(&self.shared.feeder).is_between_files()
    }

    /// Refuses rows without a column that has a role.
    pub(crate) fn check_roles(&self) -> Result<(), Error> {
        self.absent_columns().check_roles()
    }

    fn absent_columns(&self) -> AbsentColumns<'_> {
        AbsentColumns { schema: self.reader.cleaning(), plan: self.plan, seen: &self.seen }
    }

    pub(crate) fn running(&self) -> MutexGuard<'_, RunningReport> {
        lock(&self.shared.running)
    }

    pub(crate) fn into_running(self) -> RunningReport {
        into_inner(self.shared.running)
    }
}

/// State that the threads of a read share.
struct Shared<'r> {
    feeder: Mutex<Feeder<'r>>,
    running: Mutex<RunningReport>,
    failures: Mutex<Vec<EarlyEnd>>,
}

impl<'r> Shared<'r> {
    /// Takes block after block until there is none.
    fn work(&self, worker: &mut Worker<'_>) {
        // Whoever is inside goes on when it is out again, and takes what this worker would.
        if Feeding::is_under_way(self) {
            return;
        }
        let mut text = Text::default();
        let mut n_kept = 0;
        loop {
            let block = match self.next_block(mem::take(&mut text), n_kept) {
                Ok(Some(block)) => block,
                Ok(None) => return,
                Err(failure) => {
                    let (number, cause) = (u64::MAX, Cause::Feeder(failure));
                    let report = BlockReport::default();
                    return self.fail(EarlyEnd { number, file_idx: 0, report, cause });
                }
            };
            let (number, file_idx) = (block.number, block.file_idx);
            let (report, used, halt) = worker.take(block);
            text = used;
            // Said with the next block: rounds are bounded by the rows that take memory, not by
            // those read.
            n_kept = report.counts.rows_kept;
            if let Some(halt) = halt {
                let cause = Cause::Worker(halt);
                return self.fail(EarlyEnd { number, file_idx, report, cause });
            }
            lock(&self.running).add(report);
        }
    }

    fn next_block(&self, text: Text, n_kept: u64) -> Result<Option<Block>, Failure> {
        let _feeding = Feeding::begin(self);
        lock(&self.feeder).next(text, n_kept)
    }

    /// Remembers a failure and lets the other threads end after the blocks they have.
    fn fail(&self, failure: EarlyEnd) {
        // Blocks before the failed one are out already and are finished, so that the first failure
        // of the input is among those found.
        lock(&self.feeder).stop();
        lock(&self.failures).push(failure);
    }

    /// Returns what ended the read early, if anything did, and notes damaged files.
    fn check(&self) -> Result<(), Error> {
        let mut running = lock(&self.running);
        let mut failures = mem::take(&mut *lock(&self.failures));
        // The first in the order of the input, whichever thread met it; what ended the stream of
        // blocks comes after all of them.
        failures.sort_by_key(|failure| failure.number);
        if let Some(first) = failures.into_iter().next() {
            // The report must end at the failed row to give it its line.
            if let Cause::Worker(_) = first.cause {
                running.add_last(first.report);
            }
            return Err(error(&mut running, first.file_idx, first.cause));
        }
        for (file_idx, damage) in lock(&self.feeder).take_damages() {
            running.draft().note_file(CleaningRule::DamagedFile, file_idx, damage);
        }
        Ok(())
    }
}

/// A panic of another thread is passed on when the scope ends; until then its data serve.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

fn into_inner<T>(mutex: Mutex<T>) -> T {
    mutex.into_inner().unwrap_or_else(PoisonError::into_inner)
}
